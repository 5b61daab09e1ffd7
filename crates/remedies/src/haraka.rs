//! Haraka 2.8 to 3.3. From the documentation of the plugins; tried on 3.3.4.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const PLUGINS: (&str, &str) = ("Haraka plugins", "https://github.com/haraka/Haraka/blob/master/Plugins.md");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Give Haraka a plugin that knows the recipients",
        steps: &[
            step(
                "rcpt_to.in_host_list accepts every name of the domains in host_list. A plugin that knows the \
                 addresses must take its place, not stand beside it: one plugin that says yes is enough.",
            )
            .file("config/plugins")
            .test("grep -nE 'rcpt|recipient' config/plugins"),
            step("With a list: install haraka-plugin-recipient-routes, and name it in config/plugins as recipient-routes, \
                  instead of rcpt_to.in_host_list.")
            .setting("npm install haraka-plugin-recipient-routes"),
            step("With a list: write down the addresses that exist, and where their mail goes. What is not in the list \
                  is refused; a line with the domain alone would accept every name.")
                .file("config/rcpt_to.routes.ini")
                .setting("\
[redis]
enabled=false
[routes]
postmaster@example.com=mail.example.net
user@example.com=mail.example.net"),
            step("With a directory: haraka-plugin-rcpt-ldap, -rcpt-postgresql, -dovecot or -qmail-deliverable."),
            step(
                "Without a list: use queue/smtp_proxy instead of queue/smtp_forward. It asks the next server about \
                 every recipient while the sender is on the line; here rcpt_to.in_host_list stays.",
            )
            .file("config/plugins")
            .setting("\
rcpt_to.in_host_list
queue/smtp_proxy"),
            step("Without a list: say which server it asks.").file("config/smtp_proxy.ini").setting("\
host=mail.example.net
port=25"),
            step("Restart Haraka."),
            REFUSED,
        ],
        link: PLUGINS,
        note: "smtp_proxy opens a connection to the next server for every connection that comes in. With \
               smtp_forward the next server is asked only when the message has arrived.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Refuse unknown recipients at RCPT TO already",
        steps: &[
            step(
                "This is fine: the sender is told while still on the line. With queue/smtp_forward the next server \
                 is asked only when the message has arrived; queue/smtp_proxy asks it at RCPT TO.",
            )
            .file("config/plugins")
            .setting("queue/smtp_proxy"),
            REFUSED,
        ],
        link: PLUGINS,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied, Verdict::RefusesEveryone],
        title: "Tell Haraka that it receives mail for the domain",
        steps: &[
            step("\"I cannot deliver mail for\" means that no recipient plugin said yes. Add the domain, or the address \
                  where a plugin knows addresses.")
            .file("config/host_list")
            .setting("example.com"),
            step("See which recipient plugins are loaded.").test("grep -nE 'rcpt|recipient' config/plugins"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: PLUGINS,
        note: "host_list alone accepts every name of the domain.",
        depends_on_software: false,
    },
];
