//! Cisco Secure Email Gateway (AsyncOS 9 to 16, formerly ESA and IronPort) and its cloud service.
//!
//! From the AsyncOS user guides: listeners, LDAP queries, SMTP call-ahead recipient validation.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const GUIDES: (&str, &str) = (
    "Cisco Secure Email Gateway: user guides",
    "https://www.cisco.com/c/en/us/support/security/email-security-appliance/products-user-guide-list.html",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let the gateway check recipients during the SMTP conversation",
        steps: &[
            step(
                "With a directory: create an LDAP server profile with an Accept query, and choose on the public \
                 listener that LDAP Accept happens during the SMTP conversation. In the work queue, the other \
                 choice, it may send bounces to forged senders.",
            )
            .file("System Administration, LDAP; then Network, Listeners, LDAP Queries, Accept")
            .setting("(|(mail={a})(proxyAddresses=smtp:{a}))")
            .test("ldaptest"),
            step(
                "Without a directory: use SMTP Call-Ahead recipient validation. The server behind is asked about each \
                 recipient; it must refuse unknown names at RCPT TO itself.",
            )
            .file("Network, SMTP Call-Ahead; then Network, Listeners, SMTP Call Ahead Profile"),
            step("Or list the addresses in the Recipient Access Table and reject all others.")
                .file("Mail Policies, Recipient Access Table (RAT)"),
            step("Commit the changes."),
            REFUSED,
        ],
        link: GUIDES,
        note: "RAT entries that bypass LDAP Accept or call-ahead open the door again, and so does \"allow\" for the \
               time when the LDAP server cannot be reached. Directory Harvest Attack Prevention limits guessing.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Add the domain to the Recipient Access Table",
        steps: &[
            step("The public listener takes mail only for the domains listed there.")
                .file("Mail Policies, Recipient Access Table (RAT)")
                .setting("example.com  Accept"),
            step("Say where the mail goes, and commit the changes.").file("Network, SMTP Routes"),
            ACCEPTED,
        ],
        link: GUIDES,
        note: "Add the check of recipients for the domain at once; an entry for the domain accepts every name.",
        depends_on_software: false,
    },
];
