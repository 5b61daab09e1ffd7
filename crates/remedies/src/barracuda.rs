//! Barracuda Email Security Gateway (appliance) and Email Gateway Defense (service), as of 2026. From Barracuda Campus.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Switch on Recipient Verification",
    steps: &[
        step(
            "Email Gateway Defense: synchronise the users from Entra ID or LDAP, then set the default policy for \
             unmanaged users to Block. Scan, the other choice, leaves the check to the server behind.",
        )
        .file("Users, Default Policy"),
        step(
            "Email Security Gateway: set up LDAP for the domain. Without LDAP the gateway asks the server behind with \
             RCPT TO, so that one must refuse unknown names itself.",
        )
        .file("Domains, Domain Manager, Manage Domain, Users, LDAP Configuration"),
        step("Or, without LDAP, list the addresses that exist (Explicitly Accepted Users) and accept only these.")
            .file("Domains, Domain Manager, Manage Domain, Users, Valid Recipients"),
        REFUSED,
    ],
    link: (
        "Configuring Recipient Verification",
        "https://campus.barracuda.com/product/emailgatewaydefense/doc/167977123/configuring-recipient-verification",
    ),
    note: "If Exchange stands behind: it accepts every name at RCPT TO unless recipient filtering or Directory Based \
           Edge Blocking is on.",
    depends_on_software: false,
}];
