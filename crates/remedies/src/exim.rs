//! Exim 4.92 to 4.99, with the places of the Debian packaging and of cPanel.
//!
//! From the Exim specification, chapters on access control lists and callouts, and the default configuration. The
//! callout list of the Debian packaging was tried on 4.96.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let Exim verify recipients in the RCPT ACL",
        steps: &[
            step("Ask Exim where the made-up address would go. \"Unrouteable address\" is the right answer; a router \
                  and a transport mean that it is accepted.")
            .test("exim -bt nosuchaddress@example.com"),
            step(
                "Domain of its own: after the line that checks the domain, the ACL must verify the recipient. Exim's \
                 own default has this.",
            )
            .file("acl_check_rcpt in /etc/exim/exim.conf or /etc/exim4/")
            .setting("\
require message = relay not permitted
        domains = +local_domains : +relay_to_domains

require verify  = recipient"),
            step(
                "Backup MX or gateway: let Exim ask the next server (callout). Without /callout only the domain is \
                 checked for domains that are passed on.",
            )
            .file("acl_check_rcpt")
            .setting("  require verify = recipient/callout=30s"),
            step("On Debian and Ubuntu the place for that is a list of addresses.")
                .file("/etc/exim4/local_rcpt_callout")
                .setting("*@example.com"),
            step(
                "Catch-all: look for a key * in alias files and for a router that accepts without \
                 check_local_user. In cPanel, set Default Address to :fail: (discard with an error to the sender).",
            ),
            step("Make it take effect.").setting("\
exim -bV    # reports mistakes in the configuration
systemctl reload exim4 || systemctl reload exim"),
            REFUSED,
        ],
        link: (
            "Exim specification: Access control lists",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html",
        ),
        note: "Do not add defer_ok to the callout: it accepts everybody while the next server cannot be reached, and \
               the bounces follow later. Without it, senders are asked to come back, which is right for a backup MX \
               too. Cutthrough delivery alone is no check: it holds for the first recipient only.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Refuse unknown recipients at RCPT TO already",
        steps: &[
            step(
                "This is fine: the sender is told while still on the line. To spare both sides the message, move the \
                 check of recipients from acl_smtp_data to the ACL named in acl_smtp_rcpt.",
            )
            .file("acl_check_rcpt")
            .setting("  require verify = recipient"),
            step("Make it take effect.").setting("\
exim -bV
systemctl reload exim4 || systemctl reload exim"),
            REFUSED,
        ],
        link: (
            "Exim specification: Access control lists",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html",
        ),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step("Play the session through, typing the commands yourself. The output names the ACL line and, with callouts, what the next server \
                  said.")
            .test("exim -bhc 192.0.2.1"),
            step(
                "If a callout cannot reach the next server, or is itself put off there, allow this host to ask: no \
                 greylisting and no rate limit for it on the next server.",
            ),
            step("If the ACL says defer, or an alias or router says :defer:, use deny or :fail: for addresses that do \
                  not exist."),
            step("Make it take effect.").setting("\
exim -bV
systemctl reload exim4 || systemctl reload exim"),
            REFUSED,
        ],
        link: (
            "Exim specification: Access control lists",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html",
        ),
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell Exim that it receives mail for the domain",
        steps: &[
            step("See for which domains it does.").test("exim -bP +local_domains +relay_to_domains"),
            step("Add the domain to local_domains if the mailboxes are here, or to relay_to_domains if the mail is \
                  passed on.")
            .file("/etc/exim/exim.conf")
            .setting("\
domainlist local_domains = @ : example.com
domainlist relay_to_domains ="),
            step("On Debian and Ubuntu the places are these; run update-exim4.conf afterwards.")
                .file("/etc/exim4/update-exim4.conf.conf")
                .setting("\
dc_other_hostnames='example.com'
dc_relay_domains=''"),
            step("With cPanel, choose Local Mail Exchanger under Email Routing, so that the domain stands in this \
                  file.")
            .file("/etc/localdomains"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: (
            "Exim specification",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/index.html",
        ),
        note: "A domain in relay_to_domains is accepted with every name unless a callout checks it.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Exim find the recipients again",
        steps: &[
            step("Ask Exim where postmaster would go, and watch which routers decline.")
                .test("exim -d-all+route -bt postmaster@example.com"),
            step("If postmaster has no alias, add one (RFC 5321 section 4.5.1).")
                .file("/etc/aliases")
                .setting("postmaster: root"),
            step(
                "If a router looks addresses up in LDAP, SQL or a file, see in the log whether the lookup works; \
                 with callouts, whether the next server refuses this host.",
            )
            .test("grep -E 'verify fail|lookup|callout' /var/log/exim4/mainlog"),
            ACCEPTED,
        ],
        link: (
            "Exim specification",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/index.html",
        ),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::WantsMore],
        title: "Ask nothing on port 25 that a sending server cannot give",
        steps: &[
            step(
                "Offer TLS with tls_advertise_hosts, but do not require it on port 25: RFC 3207 section 4 does not \
                 allow that for a public mail server.",
            ),
            step("Lines of the ACL that demand encryption or authentication should hold for the submission ports \
                  only.")
            .file("acl_check_rcpt or acl_check_mail")
            .setting("  condition = ${if inlist{$received_port}{465:587}}"),
            step("Make it take effect.").setting("\
exim -bV
systemctl reload exim4 || systemctl reload exim"),
            ACCEPTED,
        ],
        link: (
            "Exim specification",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/index.html",
        ),
        note: "If the reply is about our sender address or the name of our host instead, it is our part, and nothing \
               need be done here.",
        depends_on_software: false,
    },
];
