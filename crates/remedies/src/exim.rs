//! Exim 4.92 to 4.99, with the places of the Debian packaging and of cPanel.
//!
//! From the Exim specification, chapters on access control lists and callouts, and the default configuration. What
//! can be carried out is, on 4.96 in `tests/lab`.

use super::recipe::{ACCEPTED, Line, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

/// The test comes first, since a reload with a mistake ends the server.
const RELOAD: Line = step("Test the configuration, and make it take effect.").setting(
    "\
exim -bV
systemctl reload exim4 || systemctl reload exim",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Let Exim verify recipients in the RCPT ACL",
        steps: &[
            step("Ask Exim where the made-up address would go. \"Unrouteable address\" is the right answer; a router \
                  and a transport mean that it is accepted.")
            .test("exim -bt nosuchaddress@example.com"),
            step(
                "Domain of its own (local_domains): the first statement of the ACL should verify the recipient. What an \
                 earlier statement accepts is not verified.",
            )
            .file("/etc/exim/exim.conf")
            .setting("\
acl_check_rcpt:
  deny    domains = +local_domains
          !verify = recipient"),
            step(
                "Backup MX or gateway (relay_to_domains): let Exim ask the next server (callout). Without /callout only \
                 the domain is checked, not the name.",
            )
            .file("/etc/exim/exim.conf")
            .setting("\
acl_check_rcpt:
  deny    domains = +relay_to_domains
          !verify = recipient/callout=30s"),
            step("Backup MX or gateway on Debian or Ubuntu: the place for that is a list of addresses.")
                .file("/etc/exim4/local_rcpt_callout")
                .setting("*@example.com"),
            step("Catch-all in the alias file: take out the line that begins with *.")
                .setting("sed -i.bak '/^\\*/d' /etc/aliases"),
            step(
                "Catch-all router: let it take only the names that exist. exim -bt has named it for the made-up \
                 address; here it is catch_all.",
            )
            .file("/etc/exim/exim.conf")
            .setting("\
catch_all:
  local_parts = postmaster : user"),
            step("With cPanel: choose \"Discard the email while your server processes it by SMTP time with an error \
                  message\" (:fail:) for each domain.")
            .file("cPanel, Email, Default Address"),
            RELOAD,
            REFUSED,
        ],
        link: (
            "Exim specification: Access control lists",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html",
        ),
        note: "The configuration is /etc/exim/exim.conf, /etc/exim4/exim4.conf, or on Debian made from \
               /etc/exim4/exim4.conf.template or conf.d/; exim -bP configure_file names it, and exim -bP acl_smtp_rcpt \
               the ACL. Do not add defer_ok to the callout: it accepts everybody while the next server cannot be reached, and \
               the bounces follow later. Without it, senders are asked to come back, which is right for a backup MX \
               too. Cutthrough delivery alone is no check: it holds for the first recipient only.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Refuse unknown recipients at RCPT TO already",
        steps: &[
            step(
                "This is fine, the sender is told while still on the line. To spare both sides the message, move the \
                 check of recipients from acl_smtp_data to the ACL named in acl_smtp_rcpt.",
            )
            .file("/etc/exim/exim.conf")
            .setting("\
acl_check_rcpt:
  deny    domains = +local_domains
          !verify = recipient"),
            RELOAD,
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
            step("The ACL says defer for a name that does not exist: refuse it before, in the first statement.")
                .file("/etc/exim/exim.conf")
                .setting("\
acl_check_rcpt:
  deny    domains = +local_domains
          !verify = recipient"),
            step("An alias file says :defer: for it. Write :fail: instead.").test("grep -rn ':defer:' /etc/aliases /etc/exim*"),
            RELOAD,
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
            step("The mailboxes are here: add the domain to local_domains.")
                .file("/etc/exim/exim.conf")
                .setting("domainlist local_domains = @ : example.com"),
            step("The mail is passed on: add the domain to relay_to_domains, and let the ACL verify its recipients.")
                .file("/etc/exim/exim.conf")
                .setting("\
domainlist relay_to_domains = example.com

acl_check_rcpt:
  deny    domains = +relay_to_domains
          !verify = recipient/callout=30s"),
            step("The mailboxes are here, on Debian or Ubuntu: add it to this list instead.")
                .file("/etc/exim4/update-exim4.conf.conf")
                .setting("dc_other_hostnames='example.com'"),
            step("The mail is passed on, on Debian or Ubuntu: add it to this list instead.")
                .file("/etc/exim4/update-exim4.conf.conf")
                .setting("dc_relay_domains='example.com'"),
            step("The mail is passed on, on Debian or Ubuntu: let its recipients be verified.")
                .file("/etc/exim4/local_rcpt_callout")
                .setting("*@example.com"),
            step("With cPanel: choose Local Mail Exchanger under Email Routing, so that the domain stands in this \
                  file.")
            .file("/etc/localdomains"),
            RELOAD,
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: (
            "Exim specification",
            "https://www.exim.org/exim-html-current/doc/html/spec_html/index.html",
        ),
        note: "A domain in relay_to_domains is accepted with every name unless a callout checks it. On Debian, \
               reloading also runs update-exim4.conf.",
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
            RELOAD,
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
            step("Statements of the ACLs that demand encryption or authentication should hold for the submission ports \
                  only. Give them this condition.")
            .file("acl_check_rcpt or acl_check_mail")
            .setting("  condition = ${if inlist{$received_port}{465:587}}"),
            RELOAD,
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
