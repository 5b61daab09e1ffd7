//! Exchange Server 2013, 2016, 2019 and Subscription Edition, Mailbox and Edge Transport role.
//!
//! From Microsoft's documentation of recipient filtering and accepted domains.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const FILTERING: (&str, &str) = (
    "Recipient filtering procedures on Edge Transport servers",
    "https://learn.microsoft.com/en-us/exchange/antispam-and-antimalware/antispam-protection/\
     recipient-filtering-procedures",
);
const DOMAINS: (&str, &str) = (
    "Accepted domains in Exchange Server",
    "https://learn.microsoft.com/en-us/exchange/mail-flow/accepted-domains/accepted-domains",
);

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
        title: "Switch on recipient filtering",
        steps: &[
            step("The domain must be authoritative and known to the address book; relay domains are not looked up.")
                .setting("Set-AcceptedDomain -Identity example.com -DomainType Authoritative -AddressBookEnabled $true")
                .test("Get-AcceptedDomain | Format-Table Name,DomainName,DomainType,AddressBookEnabled"),
            step(
                "With an Edge Transport server: switch on recipient filtering and Recipient Lookup there. The Edge \
                 subscription brings the addresses.",
            )
            .setting("\
Enable-TransportAgent \"Recipient Filter Agent\"
Set-RecipientFilterConfig -Enabled $true
Set-RecipientFilterConfig -RecipientValidationEnabled $true
Restart-Service MSExchangeTransport")
            .test("Get-RecipientFilterConfig | Format-List Enabled,RecipientValidationEnabled"),
            step(
                "Without Edge, let the gateway in front check recipients (by LDAP). Microsoft \
                 advises against the agent on Mailbox servers: one unknown recipient then refuses the \
                 message for all of them.",
            ),
            step("Look for mail flow rules and third-party agents that redirect unknown recipients (catch-all).")
                .test("Get-TransportRule | Format-List Name,RedirectMessageTo"),
            REFUSED,
        ],
        link: FILTERING,
        note: "A Mailbox server without the agent is known to accept at RCPT TO and to refuse at the end of the \
               message. That is late, but no bounce follows; with InternalRelay or ExternalRelay domains one may. Tarpitting (5 \
               seconds before each 550) is the default and helps against guessing.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Refuse unknown recipients at RCPT TO already",
        steps: &[
            step(
                "This is fine: the sender is told while still on the line. Exchange 2013 and later are known to do so on the \
                 Mailbox role. Recipient filtering on an Edge Transport server, or on the gateway in \
                 front, does it at RCPT TO.",
            )
            .setting("Set-RecipientFilterConfig -RecipientValidationEnabled $true")
            .test("Get-RecipientFilterConfig | Format-List Enabled,RecipientValidationEnabled"),
            REFUSED,
        ],
        link: FILTERING,
        note: "A gateway that asks Exchange at RCPT TO whether somebody exists hears yes for everybody in this \
               state. Let it ask by LDAP.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell Exchange that it receives mail for the domain",
        steps: &[
            step("The domain must be an accepted domain.")
                .setting("New-AcceptedDomain -Name example.com -DomainName example.com -DomainType Authoritative")
                .test("Get-AcceptedDomain"),
            step("On Edge, bring the change over.").setting("Start-EdgeSynchronization"),
            step("The receive connector for port 25 must allow anonymous users.")
                .test("Get-ReceiveConnector | Format-List Name,Bindings,PermissionGroups"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("nslookup -type=mx example.com"),
            ACCEPTED,
        ],
        link: DOMAINS,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Exchange find the recipients again",
        steps: &[
            step("See whether postmaster has a mailbox or an address, and give it one (RFC 5321 section 4.5.1).")
                .setting("Set-Mailbox administrator -EmailAddresses @{Add=\"postmaster@example.com\"}")
                .test("Get-Recipient postmaster@example.com"),
            step("On Edge, see whether the addresses still arrive.").test("Test-EdgeSynchronization"),
            ACCEPTED,
        ],
        link: FILTERING,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::WantsMore],
        title: "Let sending servers in on port 25",
        steps: &[
            step("The receive connector for port 25 must allow anonymous users, and must not require TLS: RFC 3207 \
                  section 4 does not allow that for a public mail server.")
            .setting("Set-ReceiveConnector \"Default Frontend SERVER\" -PermissionGroups AnonymousUsers,ExchangeServers,ExchangeLegacyServers -RequireTLS $false")
            .test("Get-ReceiveConnector | Format-List Name,Bindings,PermissionGroups,RequireTLS"),
            ACCEPTED,
        ],
        link: (
            "Receive connectors",
            "https://learn.microsoft.com/en-us/exchange/mail-flow/connectors/receive-connectors",
        ),
        note: "If the reply is about our sender address or the name of our host instead, it is our part, and nothing \
               need be done here.",
        depends_on_software: false,
    },
];
