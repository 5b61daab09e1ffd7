//! The Courier mail server, 0.60 to 1.6.
//!
//! From the manual pages and the installation notes ("Backscatter suppression"); what can be
//! carried out is, on 1.0.16 in `tests/lab`. Where hosteddomains is a file and no folder, the domains stand in it.

use super::recipe::{ACCEPTED, Line, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const COMPILE: Line = step("Compile the lists, and make them take effect.").setting(
    "\
makeacceptmailfor
makehosteddomains
makealiases
courier restart",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let Courier know the recipients of the domain",
        steps: &[
            step(
                "Find the reason. Courier refuses unknown users of its own domains (locals, hosteddomains) by itself, \
                 unless there is a catch-all alias, a line that begins with @example.com, or a .courier-default file.",
            )
            .test("makealiases -dump | grep '^@'"),
            step("Catch-all in an alias file: take it out.")
                .setting("sed -i '/^@example.com[[:space:]]*:/d' /etc/courier/aliases/*"),
            step("Catch-all in an alias file: list the addresses that exist and have no mailbox.")
                .file("/etc/courier/aliases/example")
                .setting("\
postmaster@example.com: user
user@example.com: user"),
            step(
                "Backup MX or gateway: a domain that stands only in esmtpacceptmailfor and esmtproutes is accepted \
                 with every name. Make it a hosted domain.",
            )
            .file("/etc/courier/hosteddomains/example")
            .setting("example.com"),
            step("Backup MX or gateway: make the addresses that exist aliases to a name of the next server.")
                .file("/etc/courier/aliases/example")
                .setting("\
postmaster@example.com: postmaster@inside.example.com
user@example.com: user@inside.example.com"),
            step("Backup MX or gateway: say where that name is. The next server must take mail for it.")
                .file("/etc/courier/esmtproutes")
                .setting("inside.example.com:mail.example.net"),
            COMPILE,
            REFUSED,
        ],
        link: ("Courier: makealiases", "https://www.courier-mta.org/makealiases.html"),
        note: "Keep ESMTP_BLOCKBACKSCATTER=smtp/dsn in courierd, as it comes: it withholds bounces for mail from \
               unauthenticated senders. The other side is that such mail then disappears without a word, so the \
               refusal at RCPT TO is still worth having. Where hosteddomains is a file and not a folder, the domain \
               stands in it.",
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
            step("Take mail for the domain.")
                .file("/etc/courier/esmtpacceptmailfor.dir/example")
                .setting("example.com"),
            step("The mailboxes are those of system users: make it a local domain. The name of this host must stand there \
                  too.")
                .file("/etc/courier/locals")
                .setting("example.com"),
            step("The mailboxes are in a database or a directory: make it a hosted domain.")
                .file("/etc/courier/hosteddomains/example")
                .setting("example.com"),
            step("The mailboxes are in a database or a directory: postmaster must exist (RFC 5321 section 4.5.1).")
                .file("/etc/courier/aliases/example")
                .setting("postmaster@example.com: user"),
            COMPILE,
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: ("Courier: makeacceptmailfor", "https://www.courier-mta.org/makeacceptmailfor.html"),
        note: "A domain in esmtpacceptmailfor alone is accepted with every name. Where hosteddomains is a file and not a \
               folder, the domain stands in it.",
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
                .file("/etc/courier/aliases/example")
                .setting("postmaster@example.com: user"),
            COMPILE,
            ACCEPTED,
        ],
        link: ("Courier: makealiases", "https://www.courier-mta.org/makealiases.html"),
        note: "",
        depends_on_software: false,
    },
];
