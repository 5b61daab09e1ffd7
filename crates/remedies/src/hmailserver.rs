//! hMailServer 5.x. From its documentation and its source (SMTPConnection.cpp).

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const ROUTE: (&str, &str) =
    ("hMailServer: Route", "https://www.hmailserver.com/documentation/latest/?page=reference_route");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Remove the catch-all, or list the addresses of the route",
        steps: &[
            step("Domain of its own: hMailServer refuses unknown names by itself. If it does not, empty the catch-all \
                  address.")
            .file("Domains, example.com, Advanced, Catch-all address"),
            step(
                "Backup MX: a route delivers to all addresses unless they are listed. Choose the addresses below and \
                 add those that exist.",
            )
            .file("Settings, Protocols, SMTP, Routes, example.com, Addresses"),
            REFUSED,
        ],
        link: ROUTE,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied, Verdict::WantsMore],
        title: "Let other servers deliver to the domain",
        steps: &[
            step("The domain must exist and be enabled; for a route, treat it as a local domain.")
                .file("Domains; or Settings, Protocols, SMTP, Routes"),
            step("In the IP range Internet, allow deliveries from external to local addresses, without authentication.")
                .file("Settings, Advanced, IP Ranges, Internet"),
            ACCEPTED,
        ],
        link: ROUTE,
        note: "",
        depends_on_software: false,
    },
];
