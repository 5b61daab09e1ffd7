//! FortiMail 5.3 to 7.6, gateway and transparent mode. From the administration guide.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Switch on Recipient Address Verification",
    steps: &[
        step(
            "Edit the protected domain and choose LDAP, or SMTP to ask the server behind with RCPT. That server must \
             then refuse unknown names at RCPT TO itself.",
        )
        .file("Domain & User, Domain, Recipient Address Verification"),
        REFUSED,
    ],
    link: (
        "FortiMail: Configuring protected domains",
        "https://docs.fortinet.com/document/fortimail/7.6.3/administration-guide/040774",
    ),
    note: "In mode fail-open (config mailsetting smtp-rcpt-verification) every name is accepted while the server behind \
           cannot be reached. In server mode FortiMail keeps the mailboxes and knows them; look for a catch-all there.",
    depends_on_software: false,
}];
