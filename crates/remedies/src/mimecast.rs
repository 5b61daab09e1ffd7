//! Mimecast Email Security, Cloud Gateway, as of 2026. From the vendor's articles on recipient validation.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const VALIDATION: (&str, &str) = (
    "Recipient Validation Management",
    "https://mimecastsupport.zendesk.com/hc/en-us/articles/34000799597459-Directories-Recipient-Validation-Management",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Choose a recipient validation that knows the users",
        steps: &[
            step("Synchronise the directory, so that all users, aliases and groups are known."),
            step(
                "Edit the domain and set Check Inbounds to valid directory users only, or to known recipients only. \
                 \"Accept all inbounds for this domain\" is what accepts every name.",
            )
            .file("Administration Console, Users & Groups, Internal Directories"),
            step(
                "SMTP Call Forward asks the server behind instead; then that one must refuse unknown names at RCPT TO \
                 (on Exchange: recipient filtering).",
            ),
            REFUSED,
        ],
        link: VALIDATION,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step(
                "In accounts with Advanced Account Administration, unknown internal addresses are put off with 451 by \
                 default. Set Unknown Address Type to 550 Rejection.",
            )
            .file("Administration Console of the master account, Account, Account Settings"),
            step("Otherwise a 451 on first contact is Mimecast's greylisting, and nothing need be done."),
            REFUSED,
        ],
        link: VALIDATION,
        note: "",
        depends_on_software: false,
    },
];
