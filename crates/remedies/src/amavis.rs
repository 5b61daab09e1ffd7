//! amavis 2.x, and gateways with SpamAssassin behind Postfix. From amavisd.conf-default and Postfix' FILTER_README.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Check recipients before the filter",
    steps: &[
        step(
            "amavis knows no recipients, and should not be what answers on port 25. Let a mail server answer there that \
             refuses unknown names, and passes only what it accepts to amavis: in Postfix with relay_recipient_maps \
             or reject_unverified_recipient.",
        )
        .file("/etc/postfix/main.cf")
        .setting("relay_recipient_maps = $default_database_type:/etc/postfix/relay_recipients"),
        step("Let amavis send no bounces and no notices to senders, which may be forged.")
            .file("/etc/amavis/conf.d/50-user")
            .setting("\
$final_virus_destiny  = D_DISCARD;
$final_banned_destiny = D_DISCARD;
$final_spam_destiny   = D_PASS;
$warnbannedsender     = 0;"),
        step("amavis itself should not be reachable from outside.").test("ss -ltn | grep -E ':1002[46]'"),
        REFUSED,
    ],
    link: ("Postfix After-Queue Content Filter", "https://www.postfix.org/FILTER_README.html"),
    note: "",
    depends_on_software: false,
}];
