//! mailcow: dockerized, as of 2026, whose MTA is Postfix. From its configuration and its documentation.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const EXTRA: (&str, &str) = (
    "mailcow: Custom Postfix configuration",
    "https://docs.mailcow.email/manual-guides/Postfix/u_e-postfix-extra_cf/",
);

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Let mailcow know the recipients of the domain",
    steps: &[
        step("Domain of its own: look for a catch-all alias, @example.com, and remove it.")
            .file("E-Mail, Configuration, Aliases"),
        step(
            "Relay domain: untick Relay all recipients, and add a mailbox or an alias for every address that should be \
             relayed.",
        )
        .file("E-Mail, Configuration, Domains, Edit, Relay options"),
        step(
            "Or let Postfix ask the next server, for all relay domains. Take the restrictions from main.cf and add \
             one at the end.",
        )
        .file("data/conf/postfix/extra.cf")
        .setting("\
smtpd_recipient_restrictions = check_recipient_mx_access proxy:mysql:/opt/postfix/conf/sql/mysql_mbr_access_maps.cf,
  permit_sasl_authenticated,
  permit_mynetworks,
  check_recipient_access proxy:mysql:/opt/postfix/conf/sql/mysql_tls_enforce_in_policy.cf,
  reject_invalid_helo_hostname,
  reject_unauth_destination,
  reject_unverified_recipient
unverified_recipient_reject_code = 550")
        .test("docker compose exec postfix-mailcow postconf smtpd_recipient_restrictions"),
        step("Restart Postfix.").setting("docker compose restart postfix-mailcow"),
        REFUSED,
    ],
    link: EXTRA,
    note: "While the next server cannot be reached, addresses that were never asked about are put off (450); those \
           that were are remembered for weeks. Compare the restrictions after each update of mailcow.",
    depends_on_software: false,
}];
