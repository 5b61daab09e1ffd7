//! Mailu 2.0 and 2024.06, whose MTA is Postfix behind nginx. From its configuration and its documentation.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Let Mailu know the recipients of the domain",
    steps: &[
        step("Domain of its own: look for a catch-all alias (SQL LIKE syntax, %@example.com) and remove it.")
            .file("Administration, Mail domains, Aliases"),
        step("Mail from signed-in users and other paths through port 10025 is checked only if this is set.")
            .file("mailu.env")
            .setting("REJECT_UNLISTED_RECIPIENT=yes"),
        step("Relayed domains have no list of recipients. Let Postfix ask the next server, one setting a line.")
            .file("overrides/postfix/postfix.cf")
            .setting("\
smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination, reject_unverified_recipient
unverified_recipient_reject_code = 550"),
        step("Restart.").setting("docker compose up -d && docker compose restart smtp"),
        REFUSED,
    ],
    link: ("Mailu: Frequently asked questions", "https://mailu.io/master/faq.html"),
    note: "With a catch-all alias, address verification finds that everybody exists, which is then true.",
    depends_on_software: false,
}];
