//! Proofpoint Protection Server 8 and Proofpoint on Demand. The vendor's manuals are for customers only, so the steps
//! name the feature and leave the details to the manual.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Switch on Recipient Verification",
    steps: &[
        step(
            "Import the users and groups from the directory (LDAP, Active Directory or Entra ID), with all their \
             aliases, and let the import repeat itself.",
        ),
        step(
            "Switch on Recipient Verification for the inbound route of the domain, against the imported users or by \
             asking the server behind (SMTP), and choose to reject, so that the sender is told at RCPT TO.",
        )
        .file("Email Protection, Recipient Verification"),
        step("If it asks the server behind, see that this one refuses unknown names at RCPT TO itself."),
        REFUSED,
    ],
    link: ("Proofpoint Help and Support", "https://help.proofpoint.com/"),
    note: "Exceptions in Recipient Verification, and domains that are not covered by it, are accepted with every name.",
    depends_on_software: false,
}];
