//! The Courier mail server, 0.60 to 1.6.
//!
//! From the manual pages and the installation notes ("Backscatter suppression"); tried on 1.0.16.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let Courier know the recipients of the domain",
        steps: &[
            step(
                "Domain of its own (locals, hosteddomains): Courier refuses unknown users by itself. If it does not, \
                 look for a catch-all alias, a line that begins with @example.com, or a .courier-default file.",
            )
            .test("makealiases -dump | grep '^@'"),
            step(
                "Backup MX or gateway: a domain that stands only in esmtpacceptmailfor and esmtproutes is accepted \
                 with every name. Make it a hosted domain whose addresses are aliases to the next server.",
            )
            .file("/etc/courier/hosteddomains, aliases/example and esmtproutes")
            .setting("\
# hosteddomains:
example.com

# aliases/example:
postmaster@example.com: postmaster@inside.example.com
user@example.com: user@inside.example.com

# esmtproutes:
inside.example.com:192.0.2.10"),
            step("Compile the lists; the domain stays in esmtpacceptmailfor.")
                .setting("\
makehosteddomains
makeacceptmailfor
makealiases
courier restart"),
            REFUSED,
        ],
        link: ("Courier: makealiases", "https://www.courier-mta.org/makealiases.html"),
        note: "Keep ESMTP_BLOCKBACKSCATTER=smtp/dsn in courierd, as it comes: it withholds bounces for mail from \
               unauthenticated senders. The other side is that such mail then disappears without a word, so the \
               refusal at RCPT TO is still worth having.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step(
                "456 Address temporarily unavailable means that an earlier message to this address could not be \
                 delivered yet. Courier forgets it after two hours, or at once like this.",
            )
            .setting("courier clear user@example.com"),
            step("Otherwise the authentication library may not answer; it knows the mailboxes.")
                .test("authtest user@example.com"),
            REFUSED,
        ],
        link: ("Courier: courier(8)", "https://www.courier-mta.org/courier.html"),
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell Courier that it receives mail for the domain",
        steps: &[
            step("The domain must stand in esmtpacceptmailfor, and in locals or hosteddomains if the mailboxes are \
                  here.")
            .file("/etc/courier/esmtpacceptmailfor.dir/example and hosteddomains")
            .setting("example.com"),
            step("Compile the lists.").setting("\
makeacceptmailfor
makehosteddomains
courier restart"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: ("Courier: makeacceptmailfor", "https://www.courier-mta.org/makeacceptmailfor.html"),
        note: "A domain in esmtpacceptmailfor alone is accepted with every name.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Courier find the recipients again",
        steps: &[
            step("Ask the authentication library for a mailbox that exists. If it does not know it, its module (system \
                  users, LDAP, SQL) is the place to look.")
            .test("authtest user@example.com"),
            step("Postmaster must exist in every domain (RFC 5321 section 4.5.1).")
                .file("/etc/courier/aliases/system")
                .setting("\
postmaster@example.com: admin

# then:
makealiases"),
            ACCEPTED,
        ],
        link: ("Courier: makealiases", "https://www.courier-mta.org/makealiases.html"),
        note: "",
        depends_on_software: false,
    },
];
