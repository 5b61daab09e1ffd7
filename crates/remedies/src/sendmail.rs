//! Sendmail 8.12 to 8.18, with the places of the Debian and BSD packaging.
//!
//! From cf/README and m4/proto.m4; what can be carried out is, on 8.17.1.9 in `tests/lab`. Before 8.17 `blocklist_recipients` is called
//! `blacklist_recipients`.

use super::recipe::{ACCEPTED, Line, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const README: (&str, &str) = (
    "Sendmail cf/README, as kept by FreeBSD",
    "https://github.com/freebsd/freebsd-src/blob/main/contrib/sendmail/cf/README",
);

const COMPILE: Line = step(
    "Compile the tables and restart. On Debian the first make learns of tables that are new, and the second compiles them.",
)
.setting("\
cd /etc/mail
make && make
service sendmail restart");

/// Lets the access table look at whole addresses, of mail that is passed on too.
const WHOLE_ADDRESSES: &str = "\
FEATURE(`access_db', , `skip', `relaytofulladdress')dnl
FEATURE(`blocklist_recipients')dnl";

/// An access table with the addresses of a domain, and no others.
const LISTED: &str = "\
To:postmaster@example.com  RELAY
To:user@example.com        RELAY
To:example.com             ERROR:5.1.1:550 User unknown";

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let Sendmail refuse unknown recipients at RCPT TO",
        steps: &[
            step(
                "Find the reason. Sendmail refuses unknown users of its own domains by itself, unless there is a \
                 LUSER_RELAY in the .mc file, or a catch-all in virtusertable, a line that begins with @example.com.",
            )
            .test("grep -n LUSER_RELAY /etc/mail/*.mc; grep -n '^@' /etc/mail/virtusertable"),
            step("Local domain (local-host-names): take out LUSER_RELAY.")
                .setting("sed -i.bak '/LUSER_RELAY/d' /etc/mail/sendmail.mc"),
            step("Virtual domain (virtusertable): list the addresses, and let the catch-all refuse all others.")
                .file("/etc/mail/virtusertable")
                .setting("\
postmaster@example.com  root
user@example.com        user
@example.com            error:5.1.1:550 User unknown"),
            step(
                "Backup MX or gateway (mailertable): let the access table look at whole addresses. The first line \
                 replaces the access_db line that is there.",
            )
            .file("/etc/mail/sendmail.mc")
            .setting(WHOLE_ADDRESSES),
            step("Backup MX or gateway (mailertable): take the domain out of the list that accepts every name.")
                .setting("sed -i.bak '/^example.com$/d' /etc/mail/relay-domains"),
            step("Backup MX or gateway (mailertable): list the addresses that exist, and refuse the rest of the domain.")
                .file("/etc/mail/access")
                .setting(LISTED),
            COMPILE,
            REFUSED,
        ],
        link: README,
        note: "The line for the domain in the access table holds for its subdomains too; list their addresses above \
               it. While DNS does not answer, or a table cannot be read, Sendmail accepts recipients with \"will queue\" \
               without checking them.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step("A 451 or 450 for one name and not for postmaster usually comes from a milter or from a table that \
                  cannot be read. The log names it.")
            .test("grep -E 'milter|map|tempfail' /var/log/mail.log /var/log/maillog"),
            step("Look for lines with a 4xx in the tables, and write 550 where the address does not exist.")
                .test("grep -nE '4[0-9][0-9]' /etc/mail/access /etc/mail/virtusertable"),
            COMPILE,
            REFUSED,
        ],
        link: README,
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell Sendmail that it receives mail for the domain",
        steps: &[
            step("See what Sendmail takes as its own: the list that begins with a = sign.")
                .test("echo '$=w' | sendmail -bt"),
            step("Mailboxes on this machine: add the domain.")
                .file("/etc/mail/local-host-names")
                .setting("example.com"),
            step("Mail that is passed on: name the next server; this needs FEATURE(`mailertable') in sendmail.mc.")
                .file("/etc/mail/mailertable")
                .setting("example.com  esmtp:[mail.example.net]"),
            step("Mail that is passed on: let the access table look at whole addresses. The first line replaces the \
                  access_db line that is there.")
                .file("/etc/mail/sendmail.mc")
                .setting(WHOLE_ADDRESSES),
            step("Mail that is passed on: list the addresses that exist, and refuse the rest of the domain.")
                .file("/etc/mail/access")
                .setting(LISTED),
            COMPILE,
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: README,
        note: "To:example.com RELAY, or the domain in relay-domains, would accept every name of the domain.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Sendmail find the recipients again",
        steps: &[
            step("Ask Sendmail where postmaster would go.").test("sendmail -bv postmaster@example.com"),
            step("Postmaster must exist (RFC 5321 section 4.5.1).")
                .file("/etc/mail/aliases")
                .setting("postmaster: root"),
            step("Compile all; a table that is newer as text than as database is a usual reason.")
                .setting("newaliases"),
            COMPILE,
            ACCEPTED,
        ],
        link: README,
        note: "",
        depends_on_software: false,
    },
];
