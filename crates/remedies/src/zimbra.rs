//! Zimbra Collaboration 8.5 to 10, whose MTA is Postfix. From its wiki (Split Domain) and its administration guide.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Let the Zimbra MTA refuse unknown recipients",
    steps: &[
        step("Refuse recipients that no account, alias or list has, which is not the default. zmconfigd brings it over \
              within two minutes.")
            .setting("zmprov mcf zimbraMtaSmtpdRejectUnlistedRecipient yes")
            .test("postconf smtpd_reject_unlisted_recipient"),
        step(
            "Look for a catch-all. With a split domain it sends all names that Zimbra does not know to the other \
             server; create those accounts or aliases in Zimbra instead.",
        )
        .setting("zmprov md example.com zimbraMailCatchAllAddress '' zimbraMailCatchAllForwardingAddress '' zimbraMailCatchAllCanonicalAddress ''")
        .test("zmprov gd example.com | grep -i CatchAll"),
        step("Domain aliases rewrite every name before it is checked. Switch on the policy service that checks them.")
            .setting("\
zmlocalconfig -e postfix_enable_smtpd_policyd=yes
zmprov mcf +zimbraMtaRestriction \"check_policy_service unix:private/policy\""),
        REFUSED,
    ],
    link: ("Zimbra: Split Domain", "https://wiki.zimbra.com/wiki/Split_Domain"),
    note: "",
    depends_on_software: false,
}];
