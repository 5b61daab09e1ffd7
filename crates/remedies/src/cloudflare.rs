//! Cloudflare Email Routing, as of 2026. From its documentation of rules and addresses.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Switch the catch-all off",
    steps: &[
        step(
            "Disable the catch-all address. Without it only the custom addresses are valid. The action Drop does not \
             help: it accepts the mail and deletes it without a word.",
        )
        .file("Email, Email Routing, Routing rules, Catch-all address"),
        step("Create a rule for each address that should work, postmaster included."),
        REFUSED,
    ],
    link: (
        "Cloudflare: Configure rules and addresses",
        "https://developers.cloudflare.com/email-service/configuration/email-routing-addresses/",
    ),
    note: "A rule that forwards to a mailbox that refuses the message leads to a bounce later; choose mailboxes that \
           you keep yourself.",
    depends_on_software: false,
}];
