//! OpenSMTPD, 6.4 (the `match` and `action` syntax) to 7.8.
//!
//! From smtpd.conf(5) and table(5); tried on 6.8.0p2.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const MANUAL: (&str, &str) = ("smtpd.conf(5)", "https://man.openbsd.org/smtpd.conf.5");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let OpenSMTPD accept only the recipients that exist",
        steps: &[
            step(
                "Domain of its own (mbox, maildir, lmtp): OpenSMTPD refuses unknown users by itself. If it does not, \
                 look for a catch-all key, @ or @example.com, in the alias or virtual table.",
            )
            .test("grep -rn '^@\\|\"@' /etc/mail/ /etc/smtpd.conf"),
            step("Backup MX or gateway (action relay): list the addresses that exist.")
                .file("/etc/mail/recipients")
                .setting("\
postmaster@example.com
user@example.com"),
            step("Let only these match. What matches no rule is refused with \"550 Invalid recipient\".")
                .file("/etc/smtpd.conf")
                .setting("\
table recipients file:/etc/mail/recipients
action \"next\" relay host smtp://mail.example.net
match from any for domain \"example.com\" rcpt-to <recipients> action \"next\""),
            step("Make it take effect.").setting("smtpd -n && rcctl restart smtpd    # or systemctl restart opensmtpd"),
            REFUSED,
        ],
        link: MANUAL,
        note: "Remove the older match line for the same domain without rcpt-to: the first line that matches decides. \
               After a change of a table alone, smtpctl update table recipients is enough.",
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
            .file("/etc/smtpd.conf")
            .setting("\
table aliases file:/etc/mail/aliases
action \"local\" maildir alias <aliases>
match from any for domain \"example.com\" action \"local\"")
            .test("grep -n '^match' /etc/smtpd.conf"),
            step("Postmaster must exist (RFC 5321 section 4.5.1).")
                .file("/etc/mail/aliases")
                .setting("postmaster: root"),
            step("Make it take effect.").setting("smtpd -n && rcctl restart smtpd    # or systemctl restart opensmtpd"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: MANUAL,
        note: "Without from any a match line holds for this machine only.",
        depends_on_software: false,
    },
];
