//! The sentences of the findings.

use crate::verdict::FindingCode;

/// What was noticed. `host` is the host it concerns, `detail` what the finding names.
pub(crate) fn finding_text(code: FindingCode, domain: &str, host: Option<&str>, detail: &str) -> String {
    let host = host.unwrap_or(domain);
    match code {
        FindingCode::MxDisagree => format!(
            "{detail} takes mail for people who do not exist; another mail server of {domain} does not. Those who forge \
             senders use the weakest server."
        ),
        FindingCode::FamiliesDisagree => format!("{host} answers differently by IPv4 and by IPv6."),
        FindingCode::ImplicitMx => {
            format!("{domain} has no MX record; mail goes to its own address (RFC 5321, section 5.1).")
        }
        FindingCode::MxIsCname => format!("The MX record names {host}, which is an alias of {detail}."),
        FindingCode::MxIsAddressLiteral => {
            format!("The MX record holds {host}, an address in the place of a name.")
        }
        FindingCode::MxNotPublic => format!("{host}: {detail}."),
        FindingCode::Nolisting => format!(
            "{host}, the first MX, cannot be reached, while a later one works. Some do this on purpose (nolisting)."
        ),
        FindingCode::UntestedMx => format!("The verdict holds as far as was tested. Not tested: {detail}."),
        FindingCode::PostmasterRefused => {
            format!(
                "{host} refuses postmaster@{domain}. RFC 5321 (section 4.5.1) asks every mail domain to have it."
            )
        }
        FindingCode::NullSenderRefused => format!(
            "{host} takes mail for postmaster from our address, but not from the empty sender that bounces have \
             (RFC 5321, section 4.5.5). {domain} then does not hear that its own mail failed."
        ),
        FindingCode::VrfyDiscloses => {
            format!("{host} tells by {detail} which names exist. It tells no more than by RCPT TO.")
        }
        FindingCode::OpenRelaySuspected => format!(
            "{host} accepted a recipient in a domain of ours, which it does not serve: it may be an open relay. We sent \
             nothing, so it may also refuse later, or trust our address."
        ),
        FindingCode::AbuseRefused => {
            format!(
                "{host} refuses abuse@{domain}, where strangers complain about what a domain sends (RFC 2142)."
            )
        }
        FindingCode::BannerName => {
            format!("{host} greets as {detail}, which is neither its MX name nor a name of its address.")
        }
        FindingCode::CertificateDane => format!(
            "The certificate of {host} is not the one that its TLSA records ({detail}) promise. Senders that look at DANE do \
             not deliver to it."
        ),
        FindingCode::DnsblListed => format!(
            "{host} is on a block list. {detail}. Mail that this address sends is refused by those who use the list."
        ),
        FindingCode::MtaStsBroken => format!(
            "{domain} says that it has a policy of MTA-STS, but there is none that senders can use: {detail}."
        ),
        FindingCode::MtaStsMismatch => {
            format!(
                "{host} is an MX host of {domain}, but not named in its policy of MTA-STS (mode {detail})."
            )
        }
        FindingCode::PtrMissing => {
            format!(
                "The address of {host}, {detail}, has no name. Many servers refuse mail from such an address."
            )
        }
        FindingCode::PtrUnconfirmed => format!(
            "The address of {host} has the name {detail}, which does not lead back to it. Many servers refuse mail from \
             such an address."
        ),
        FindingCode::SizeMissing => format!(
            "{host} does not say how large a message may be (SIZE): one that is too large is refused only after it was \
             sent."
        ),
        FindingCode::SizeSmall => format!("{host} takes no message above {detail}."),
        FindingCode::Smtputf8Missing => {
            format!("{host} takes no mail from or to addresses outside ASCII (SMTPUTF8, RFC 6531).")
        }
        FindingCode::SlowGreeting => {
            format!("{host} took {detail} to greet us. Some senders give up earlier.")
        }
        FindingCode::EarlyTalkerPunished => format!(
            "{host} greets in two steps, {detail} in all, as servers do that turn senders away who talk before their turn."
        ),
        FindingCode::StarttlsMissing => {
            format!("{host} does not offer STARTTLS: mail to it travels in the clear.")
        }
        FindingCode::StarttlsBroken => format!("{host} offers STARTTLS, but it does not work: {detail}"),
        FindingCode::CertificateExpired => {
            format!("The certificate of {host} is not valid now: {detail}.")
        }
        FindingCode::CertificateName => {
            format!("The certificate of {host} is for {detail}, not for the name that the MX record gives.")
        }
        FindingCode::CertificateSelfSigned => {
            format!("The certificate of {host} is of its own making: it encrypts, but proves nothing.")
        }
        FindingCode::CertificateUntrusted => format!(
            "The certificate of {host}, made by {detail}, leads to no authority that senders know, perhaps because an \
             intermediate certificate is not sent along."
        ),
        FindingCode::UnsolicitedData => format!("{host} sent replies before it was asked anything."),
        FindingCode::BareLf => format!("{host} ends its lines with LF alone instead of CR LF."),
        FindingCode::MalformedReply => format!("{host} sent a reply that breaks the form of RFC 5321."),
        FindingCode::ReplyTooLong => format!("{host} sent more than a reply may hold."),
        FindingCode::BannerLeaksVersion => {
            format!("The greeting of {host} tells the version of its software ({detail}).")
        }
        FindingCode::Enumerable => format!(
            "A server that tells unknown users apart lets strangers guess names. That is the price of rejecting early, \
             and it is worth it. It is {host}’s choice how dear to make the guessing."
        ),
    }
}

/// What can be done about it; empty where nothing need be.
pub(crate) fn finding_remedy(code: FindingCode) -> &'static str {
    match code {
        FindingCode::MxDisagree => {
            "Give every mail server of the domain the list of its recipients, or let the backup ask the primary; or do \
             without a backup MX: senders try again for days."
        }
        FindingCode::FamiliesDisagree => {
            "Look whether both addresses lead to the same server and the same settings."
        }
        FindingCode::ImplicitMx => {
            "Publish an MX record, or a null MX (RFC 7505) where the domain takes no mail."
        }
        FindingCode::MxIsCname => "Let the MX record name the host itself.",
        FindingCode::MxIsAddressLiteral => "Let the MX record name a host, and give that host the address.",
        FindingCode::MxNotPublic => "Remove the record, or give the host a public address.",
        FindingCode::Nolisting => "If it is not on purpose, bring the first MX back or remove its record.",
        FindingCode::UntestedMx => "Test again later, or test a server by its name under “Advanced”.",
        FindingCode::PostmasterRefused => "Create the address, or an alias for it that somebody reads.",
        FindingCode::NullSenderRefused => {
            "Accept MAIL FROM:<> for every recipient that exists; refuse unwanted bounces by other means, such as BATV."
        }
        FindingCode::VrfyDiscloses => {
            "Answer VRFY and EXPN with 252 or 502 (in Postfix: disable_vrfy_command = yes)."
        }
        FindingCode::OpenRelaySuspected => {
            "See which domains and which clients the server relays for; test from an address outside your networks."
        }
        FindingCode::AbuseRefused => "Create the address, or an alias for it that somebody reads.",
        FindingCode::BannerName => "Give greeting, MX and PTR record the same name where they mean one host.",
        FindingCode::CertificateDane => {
            "Publish the TLSA record of a new certificate before it is used, or remove the record."
        }
        FindingCode::DnsblListed => "Ask the list for the reason, remove the cause, then ask for removal.",
        FindingCode::MtaStsBroken => "Publish the policy, or remove the TXT record.",
        FindingCode::MtaStsMismatch => "Name the host in the policy, then raise the id in the TXT record.",
        FindingCode::PtrMissing | FindingCode::PtrUnconfirmed => {
            "If the address also sends mail, let whoever assigned it set a PTR record to a name that has the address."
        }
        FindingCode::SizeMissing => "Set a limit (in Postfix: message_size_limit).",
        FindingCode::SizeSmall => "Most senders count on 10 MB and more.",
        FindingCode::Smtputf8Missing => "",
        FindingCode::SlowGreeting => {
            "Look for slow DNS or block list lookups, or for a delay that is longer than it need be."
        }
        FindingCode::EarlyTalkerPunished => "",
        FindingCode::StarttlsMissing => "Give the server a certificate and offer STARTTLS.",
        FindingCode::StarttlsBroken => {
            "Look into the server’s log at the time of this test; test with openssl s_client -starttls smtp."
        }
        FindingCode::CertificateExpired | FindingCode::CertificateUntrusted => {
            "Renew the certificate, or let the server send the whole chain, and reload the server."
        }
        FindingCode::CertificateName => {
            "Get a certificate with that name. Senders that check names (MTA-STS, DANE) refuse to deliver otherwise."
        }
        FindingCode::CertificateSelfSigned => {
            "Most senders do not mind. A free certificate of an authority also serves those who check."
        }
        FindingCode::UnsolicitedData
        | FindingCode::MalformedReply
        | FindingCode::ReplyTooLong
        | FindingCode::BareLf => {
            "Look which program answers on port 25: the server itself, or something in front of it."
        }
        FindingCode::BannerLeaksVersion => "Most servers let you set the text of the greeting.",
        FindingCode::Enumerable => {
            "Usual counter-measures: a delay after errors, a limit of errors per session, a limit of connections per \
             client."
        }
    }
}
