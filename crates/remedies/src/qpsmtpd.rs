//! qpsmtpd 0.84 to 0.96, usually in front of qmail. From the plugins' own documentation.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Give qpsmtpd a plugin that knows the recipients",
    steps: &[
        step(
            "rcpt_ok looks at the domain only. Run qmail-deliverabled beside qmail and ask it, before rcpt_ok, which \
             should stay the last of the recipient plugins.",
        )
        .file("config/plugins")
        .setting("\
qmail_deliverable server 127.0.0.1:8998
rcpt_ok"),
        step("Restart qpsmtpd."),
        REFUSED,
    ],
    link: ("qpsmtpd", "https://github.com/smtpd/qpsmtpd"),
    note: "When qmail-deliverabled cannot be reached, the plugin takes every recipient as deliverable.",
    depends_on_software: false,
}];
