//! Proxmox Mail Gateway 5 to 9. From the administration guide and the options of pmg.conf.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const GUIDE: (&str, &str) =
    ("Proxmox Mail Gateway Administration Guide", "https://pmg.proxmox.com/pmg-docs/pmg-admin-guide.html");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Switch on receiver verification",
        steps: &[
            step(
                "Set Verify Receivers to Yes (550). The gateway then asks the server behind about each recipient \
                 before it accepts.",
            )
            .file("Configuration, Mail Proxy, Options; or the section mail in /etc/pmg/pmg.conf")
            .setting("verifyreceivers 550"),
            step("After a change in the file, bring it over.").setting("pmgconfig sync --restart 1"),
            step("The server behind must refuse unknown names at RCPT TO itself (on Exchange: recipient filtering)."),
            REFUSED,
        ],
        link: GUIDE,
        note: "Entries in the SMTP whitelist skip the check. Leave ndr_on_block off: it sends notices to senders that \
               may be forged.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step("Verify Receivers has two values. With 450 unknown names are put off; choose Yes (550).")
                .file("Configuration, Mail Proxy, Options")
                .setting("verifyreceivers 550"),
            REFUSED,
        ],
        link: GUIDE,
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: false,
    },
];
