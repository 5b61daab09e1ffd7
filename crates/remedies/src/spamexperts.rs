//! SpamExperts and N-able Mail Assure, as of 2026. From the vendor's help on recipient callouts.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Let the filter know the mailboxes",
    steps: &[
        step(
            "Enable recipient callouts: the filter asks the server behind, with an empty sender, whether a mailbox \
             exists. That server must refuse unknown names at RCPT TO; a catch-all there means yes for everybody.",
        )
        .file("Domain level, General, Mailboxes Configuration"),
        step(
            "If it does not, as Exchange without recipient filtering, list the mailboxes and reject mail to those \
             that are not listed.",
        )
        .file("Domain level, General, Mailboxes Configuration"),
        step("Clear the callout cache; otherwise old answers hold for up to four days."),
        REFUSED,
    ],
    link: (
        "What are recipient callouts",
        "https://documentation.n-able.com/spamexperts/userguide/qsg/lc/Content/faqs/what-are-recipient-callouts.htm",
    ),
    note: "",
    depends_on_software: false,
}];
