//! qmail 1.03, netqmail 1.06, notqmail 1.09, and patched descendants.
//!
//! From qmail-smtpd.c (which looks at the domain only, in `rcpthosts`), qmail-local.c (which finds out later that there
//! is no mailbox), and the documentation of the patches named. None of them is part of notqmail.
//! qmail-verify is from the manual pages of Debian's package.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const LINK: (&str, &str) = ("notqmail", "https://notqmail.org/");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Give qmail a check of recipients at RCPT TO",
        steps: &[
            step(
                "qmail-smtpd looks at the domain only (control/rcpthosts) and learns later that there is no such \
                 mailbox; then it may send a bounce to a forged sender. In qmail and notqmail themselves no setting \
                 changes that; it takes a patch or a server in front.",
            )
            .test("cat /var/qmail/control/rcpthosts"),
            step(
                "With vpopmail, build qmail-smtpd with chkuser, and let the domain bounce unknown names, since \
                 chkuser takes a catch-all as \"everybody exists\".",
            )
            .file("~vpopmail/domains/example.com/.qmail-default")
            .setting("| ~vpopmail/bin/vdelivermail '' bounce-no-mailbox"),
            step("With a plain list, use the validrcptto patch. The list has one address a line; some versions want it \
                  compiled, as validrcptto.cdb.")
                .file("/var/qmail/control/validrcptto")
                .setting("\
postmaster@example.com
user@example.com"),
            step(
                "With the qmail package of Debian and Ubuntu (until Debian 10 and Ubuntu 20.04), which has such a patch: \
                 run the daemon qmail-verify, and set VERIFY for the SMTP service (see qmail-smtpd(8)).",
            )
            .test("man qmail-verify"),
            step("With qmail-ldap, switch its check on for the SMTP service.").setting("RCPTCHECK=\"\""),
            step(
                "Or put a server in front that knows the recipients: Postfix with relay_recipient_maps, Haraka or \
                 qpsmtpd with qmail-deliverable.",
            ),
            step("Catch-all: look for .qmail-default files in ~alias and in the home of each virtual domain.")
                .test("ls -l /var/qmail/alias/.qmail*-default"),
            REFUSED,
        ],
        link: LINK,
        note: "vdelivermail with delete instead of bounce-no-mailbox stops bounces, but then mail with a mistyped name \
               disappears without a word to its sender.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell qmail that it receives mail for the domain",
        steps: &[
            step("Take mail for the domain.").file("/var/qmail/control/rcpthosts").setting("example.com"),
            step("The mailboxes are those of system users: make it a local domain.")
                .file("/var/qmail/control/locals")
                .setting("example.com"),
            step("The mailboxes are those of a virtual domain: name the user who keeps them.")
                .file("/var/qmail/control/virtualdomains")
                .setting("example.com:user"),
            step("The mail is passed on: name the next server.")
                .file("/var/qmail/control/smtproutes")
                .setting("example.com:mail.example.net"),
            step("Let qmail-send read its controls again. Where morercpthosts is used, run qmail-newmrh first.")
                .setting("svc -h /service/qmail-send"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: LINK,
        note: "An empty or missing rcpthosts would make the server pass on mail for everybody.",
        depends_on_software: false,
    },
];
