//! OpenSMTPD, 6.4 (the `match` and `action` syntax) to 7.8.
//!
//! From smtpd.conf(5) and table(5); what can be carried out is, on 6.8.0p2 in `tests/lab`.

use super::recipe::{ACCEPTED, Line, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const MANUAL: (&str, &str) = ("smtpd.conf(5)", "https://man.openbsd.org/smtpd.conf.5");

/// As on Linux; the test comes first, since a server with a mistake does not start again.
const RESTART: Line = step(
    "Test the configuration, and make it take effect; on OpenBSD the second command is rcctl restart smtpd.",
)
.setting("smtpd -n && systemctl restart opensmtpd");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let OpenSMTPD accept only the recipients that exist",
        steps: &[
            step(
                "Look for a catch-all key, @ or @example.com. Without one, OpenSMTPD refuses unknown users of its own \
                 domains (mbox, maildir, lmtp) by itself.",
            )
            .test("grep -rn '^@\\|\"@' /etc/mail/ /etc/smtpd.conf"),
            step("Virtual domain: take the catch-all out of the table.")
                .setting("sed -i.bak '/^@/d' /etc/mail/virtuals"),
            step("Virtual domain: list the addresses that exist, and the user whose mail it is.")
                .file("/etc/mail/virtuals")
                .setting("\
postmaster@example.com: user
user@example.com: user"),
            step("Backup MX or gateway (action relay): list the addresses that exist.")
                .file("/etc/mail/recipients")
                .setting("\
postmaster@example.com
user@example.com"),
            step(
                "Backup MX or gateway (action relay): let only these match, in place of the match line that you have \
                 for the domain. What matches no rule is refused with \"550 Invalid recipient\".",
            )
            .file("/etc/smtpd.conf")
            .setting("\
table recipients file:/etc/mail/recipients
action \"next\" relay host smtp://mail.example.net
match from any for domain \"example.com\" rcpt-to <recipients> action \"next\""),
            RESTART,
            REFUSED,
        ],
        link: MANUAL,
        note: "The first match line that holds decides: an older one for the domain, or one for any domain, must not \
               stand before. After a change of a table alone, smtpctl update table recipients is enough.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step("A 4xx for one name means that a table or a filter could not answer. The log names it.")
                .test("grep smtpd /var/log/maillog | grep -E 'Temporary|lookup|filter'"),
            step("Check the configuration and the tables, above all those in LDAP or SQL.").test("smtpd -n"),
            REFUSED,
        ],
        link: MANUAL,
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied, Verdict::RefusesEveryone],
        title: "Tell OpenSMTPD that it receives mail for the domain",
        steps: &[
            step(
                "OpenSMTPD gives the same answer, Invalid recipient, for a domain and for a name that it does not \
                 know. There must be a match line from any for the domain.",
            )
            .test("grep -n '^match' /etc/smtpd.conf"),
            step("No match line for the domain, and its users are those of this machine: add one.")
                .file("/etc/smtpd.conf")
                .setting("\
table aliases file:/etc/mail/aliases
action \"local\" maildir alias <aliases>
match from any for domain \"example.com\" action \"local\""),
            step("Postmaster must exist (RFC 5321 section 4.5.1).")
                .file("/etc/mail/aliases")
                .setting("postmaster: root"),
            RESTART,
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: MANUAL,
        note: "Without from any a match line holds for this machine only.",
        depends_on_software: false,
    },
];
