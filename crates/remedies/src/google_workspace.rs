//! Google Workspace, as of 2026. From Google's administrator help on default routing and catch-all addresses.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const ROUTING: (&str, &str) =
    ("Set up Default routing for your organization", "https://support.google.com/a/answer/2368153");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Remove the catch-all from routing",
        steps: &[
            step(
                "Gmail refuses unknown names by itself, with 550-5.1.1. If it accepts them, a routing rule takes them: \
                 look for rules for all recipients, or with the option \"Perform this action only on non-recognized \
                 addresses\".",
            )
            .file("Admin console, Apps, Google Workspace, Gmail, Default routing; and Routing"),
            step(
                "Delete the rule, or limit it to single recipients. Where it passes unknown names to another mail \
                 server (split delivery), that server must refuse them, and it is asked only after Gmail has accepted.",
            ),
            REFUSED,
        ],
        link: ROUTING,
        note: "With split delivery, create the users, groups or aliases of the other server in Google Workspace; then \
               Gmail knows whom to refuse.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied, Verdict::RefusesEveryone],
        title: "Activate Gmail for the domain",
        steps: &[
            step("See whether the domain is verified and Gmail is active for it.")
                .file("Admin console, Account, Domains, Manage domains"),
            step("Compare the MX record with the one that the Admin console shows.").test("dig +short MX example.com"),
            step("Give postmaster a group or an alias, so that its mail is read."),
            ACCEPTED,
        ],
        link: ROUTING,
        note: "",
        depends_on_software: false,
    },
];
