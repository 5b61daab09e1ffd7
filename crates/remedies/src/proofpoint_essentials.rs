//! Proofpoint Essentials, as of 2026. From the vendor's help on SMTP Discovery.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Let Proofpoint Essentials know its users",
    steps: &[
        step(
            "Synchronise the users from the directory (Entra ID, Active Directory or Google). That switches SMTP \
             Discovery off, which passes mail for names that it does not know yet.",
        )
        .file("User Management, Import and Sync"),
        step(
            "Without a directory: keep SMTP Discovery only if the server behind refuses unknown names at RCPT TO, \
             since Proofpoint asks it; then mark wrong addresses as invalid.",
        )
        .file("User Management, SMTP Discovery"),
        REFUSED,
    ],
    link: (
        "SMTP Discovery Management",
        "https://help.proofpoint.com/Proofpoint_Essentials/Email_Security/User_Topics/\
         010_aboutproofpointessentials/SMTP_Discovery_Management",
    ),
    note: "",
    depends_on_software: false,
}];
