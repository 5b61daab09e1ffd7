//! Hornetsecurity Spam and Malware Protection, as of 2026. From the manual of the control panel.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[
        Verdict::AcceptsUnknown,
        Verdict::AcceptsSome,
        Verdict::RejectsAtData,
        Verdict::RejectsAfterData,
    ],
    title: "Set the user check of the domain",
    steps: &[
        step(
            "See how the user check of the domain is set. Prefer the one that knows the mailboxes by itself, from the \
             control panel or LDAP, to the one that asks the server behind.",
        )
        .file("Control Panel, Security Settings, Spam and Malware Protection, Primary Environment Settings"),
        step("Bring all mailboxes, aliases and groups into the control panel first; others are refused from then on."),
        step("If it asks the server behind, that one must refuse unknown names at RCPT TO (on Exchange: recipient \
              filtering)."),
        REFUSED,
    ],
    link: (
        "Primary Environment Settings",
        "https://cp.hornetsecurity.com/manual/en/partner/SaMP/c_environment_settings.html",
    ),
    note: "",
    depends_on_software: false,
}];
