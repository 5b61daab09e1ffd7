//! IceWarp 11 to 14. From its documentation of domain options.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Reject mail for unknown accounts",
    steps: &[
        step("Set the action for unknown accounts to reject, and remove forwarding to another address or host.")
            .file("Domains & Accounts, Management, the domain, Options, Unknown Accounts"),
        step(
            "A backup domain passes every name on, unless it verifies accounts on the primary server. Switch that on, or \
             take the backup MX away.",
        )
        .file("Domains & Accounts, Management, the domain, Options, Type"),
        REFUSED,
    ],
    link: (
        "IceWarp: Domain options",
        "https://docs.icewarp.com/Content/IceWarp-Server/Administration-Nodes/Domains%20&%20Accounts/Management/\
         Domains/Options.htm",
    ),
    note: "",
    depends_on_software: false,
}];
