//! Exchange Online and Exchange Online Protection, as of 2026. From Microsoft's documentation of Directory Based Edge
//! Blocking and of accepted domains.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const EDGE_BLOCKING: (&str, &str) = (
    "Use Directory Based Edge Blocking",
    "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/use-directory-based-edge-blocking",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[
            Verdict::AcceptsUnknown,
            Verdict::AcceptsSome,
            Verdict::RejectsAtData,
            Verdict::RejectsAfterData,
        ],
        title: "Switch on Directory Based Edge Blocking",
        steps: &[
            step("See of which type the domain is. With InternalRelay, every name is accepted.")
                .test("Get-AcceptedDomain | Format-Table DomainName,DomainType"),
            step(
                "First make every recipient known: synchronise the directory, or create mail users and contacts for \
                 those who are elsewhere. Dynamic distribution groups and public folders need an entry of their own.",
            ),
            step("Then make the domain authoritative. It takes a while to reach all servers.")
                .file("Exchange admin center, Mail flow, Accepted domains")
                .setting("Set-AcceptedDomain -Identity example.com -DomainType Authoritative"),
            step("Look for a mail flow rule that redirects unknown recipients (catch-all); it needs InternalRelay.")
                .test("Get-TransportRule | Format-List Name,RedirectMessageTo"),
            REFUSED,
        ],
        link: EDGE_BLOCKING,
        note: "The refusal then reads 550 5.4.1 Recipient address rejected: Access denied. In a hybrid set-up it works \
               only if the MX record points to Exchange Online. Where a gateway stands in front, the gateway must \
               check the recipients.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Add the domain to the tenant",
        steps: &[
            step("Add and verify the domain in the Microsoft 365 admin center; it then becomes an accepted domain.")
                .test("Get-AcceptedDomain | Format-Table DomainName,DomainType"),
            step("Compare the MX record with the one that the admin center shows for the domain.")
                .test("nslookup -type=mx example.com"),
            ACCEPTED,
        ],
        link: (
            "Manage accepted domains in Exchange Online",
            "https://learn.microsoft.com/en-us/exchange/mail-flow-best-practices/manage-accepted-domains/\
             manage-accepted-domains",
        ),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Make the recipients known to Exchange Online",
        steps: &[
            step(
                "An authoritative domain refuses everybody who is not in the directory. If the mailboxes are \
                 elsewhere, synchronise the directory, or set the domain to InternalRelay until it is complete.",
            )
            .setting("Set-AcceptedDomain -Identity example.com -DomainType InternalRelay"),
            step("Give postmaster an address (RFC 5321 section 4.5.1).")
                .setting("Set-Mailbox admin -EmailAddresses @{Add=\"postmaster@example.com\"}")
                .test("Get-Recipient postmaster@example.com"),
            ACCEPTED,
        ],
        link: EDGE_BLOCKING,
        note: "InternalRelay accepts every name of the domain; go back to Authoritative afterwards.",
        depends_on_software: false,
    },
];
