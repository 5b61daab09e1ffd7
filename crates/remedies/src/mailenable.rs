//! MailEnable 9 and 10. From its manual and its knowledge base.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Remove the catch-all and addresses that lead nowhere",
    steps: &[
        step("Empty the catch-all address of the domain.")
            .file("Messaging Manager, Post Offices, Domains, Properties, General, Catchall Address"),
        step(
            "Do not disable mailboxes, domains or post offices whose mail should be refused: their mail is accepted \
             and returned later, perhaps to a forged sender. Remove the address mapping or the domain.",
        ),
        step("A domain that acts as smart host (backup) passes every name on. Let the gateway in front, or the \
              primary server alone, take mail for it.")
        .file("Messaging Manager, Post Offices, Domains, Properties, General, Act as Smart Host"),
        REFUSED,
    ],
    link: ("MailEnable: ME020548", "https://www.mailenable.com/kb/content/article.asp?ID=ME020548"),
    note: "NDR Generation of the Postoffice Connector decides whether such returns are sent at all.",
    depends_on_software: false,
}];
