//! The sentences of the findings.

use words::{Finding, Mend, Words, say};

use crate::verdict::FindingCode;

/// What was noticed. `host` is the host it concerns, `detail` what the finding names.
pub(crate) fn finding_text(
    code: FindingCode,
    domain: &str,
    host: Option<&str>,
    detail: &str,
    words: Words,
) -> String {
    let host = host.unwrap_or(domain);
    let sentence = match code {
        FindingCode::MxDisagree => Finding::MxDisagree,
        FindingCode::FamiliesDisagree => Finding::FamiliesDisagree,
        FindingCode::ImplicitMx => Finding::ImplicitMx,
        FindingCode::MxIsCname => Finding::MxIsCname,
        FindingCode::MxIsAddressLiteral => Finding::MxIsAddressLiteral,
        FindingCode::MxNotPublic => Finding::MxNotPublic,
        FindingCode::Nolisting => Finding::Nolisting,
        FindingCode::UntestedMx => Finding::UntestedMx,
        FindingCode::PostmasterRefused => Finding::PostmasterRefused,
        FindingCode::NullSenderRefused => Finding::NullSenderRefused,
        FindingCode::VrfyDiscloses => Finding::VrfyDiscloses,
        FindingCode::OpenRelaySuspected => Finding::OpenRelaySuspected,
        FindingCode::SlowGreeting => Finding::SlowGreeting,
        FindingCode::AbuseRefused => Finding::AbuseRefused,
        FindingCode::BannerName => Finding::BannerName,
        FindingCode::CertificateDane => Finding::CertificateDane,
        FindingCode::DnsblListed => Finding::DnsblListed,
        FindingCode::MtaStsBroken => Finding::MtaStsBroken,
        FindingCode::MtaStsMismatch => Finding::MtaStsMismatch,
        FindingCode::PtrMissing => Finding::PtrMissing,
        FindingCode::PtrUnconfirmed => Finding::PtrUnconfirmed,
        FindingCode::SizeMissing => Finding::SizeMissing,
        FindingCode::SizeSmall => Finding::SizeSmall,
        FindingCode::Smtputf8Missing => Finding::Smtputf8Missing,
        FindingCode::EarlyTalkerPunished => Finding::EarlyTalkerPunished,
        FindingCode::StarttlsMissing => Finding::StarttlsMissing,
        FindingCode::StarttlsBroken => Finding::StarttlsBroken,
        FindingCode::CertificateExpired => Finding::CertificateExpired,
        FindingCode::CertificateName => Finding::CertificateName,
        FindingCode::CertificateSelfSigned => Finding::CertificateSelfSigned,
        FindingCode::CertificateUntrusted => Finding::CertificateUntrusted,
        FindingCode::UnsolicitedData => Finding::UnsolicitedData,
        FindingCode::BareLf => Finding::BareLf,
        FindingCode::MalformedReply => Finding::MalformedReply,
        FindingCode::ReplyTooLong => Finding::ReplyTooLong,
        FindingCode::BannerLeaksVersion => Finding::BannerLeaksVersion,
        FindingCode::Enumerable => Finding::Enumerable,
    };
    say!(words, sentence: Finding, host, domain, detail)
}

/// What can be done about it; empty where nothing need be.
pub(crate) fn finding_remedy(code: FindingCode, words: Words) -> &'static str {
    words.get(match code {
        FindingCode::MxDisagree => Mend::MxDisagree,
        FindingCode::FamiliesDisagree => Mend::FamiliesDisagree,
        FindingCode::ImplicitMx => Mend::ImplicitMx,
        FindingCode::MxIsCname => Mend::MxIsCname,
        FindingCode::MxIsAddressLiteral => Mend::MxIsAddressLiteral,
        FindingCode::MxNotPublic => Mend::MxNotPublic,
        FindingCode::Nolisting => Mend::Nolisting,
        FindingCode::UntestedMx => Mend::UntestedMx,
        FindingCode::PostmasterRefused | FindingCode::AbuseRefused => Mend::PostmasterRefused,
        FindingCode::NullSenderRefused => Mend::NullSenderRefused,
        FindingCode::VrfyDiscloses => Mend::VrfyDiscloses,
        FindingCode::OpenRelaySuspected => Mend::OpenRelaySuspected,
        FindingCode::SlowGreeting => Mend::SlowGreeting,
        FindingCode::BannerName => Mend::BannerName,
        FindingCode::CertificateDane => Mend::CertificateDane,
        FindingCode::DnsblListed => Mend::DnsblListed,
        FindingCode::MtaStsBroken => Mend::MtaStsBroken,
        FindingCode::MtaStsMismatch => Mend::MtaStsMismatch,
        FindingCode::SizeMissing => Mend::SizeMissing,
        FindingCode::SizeSmall => Mend::SizeSmall,
        FindingCode::PtrMissing | FindingCode::PtrUnconfirmed => Mend::Ptr,
        FindingCode::Smtputf8Missing | FindingCode::EarlyTalkerPunished => return "",
        FindingCode::StarttlsMissing => Mend::StarttlsMissing,
        FindingCode::StarttlsBroken => Mend::StarttlsBroken,
        FindingCode::CertificateExpired | FindingCode::CertificateUntrusted => Mend::CertificateRenewal,
        FindingCode::CertificateName => Mend::CertificateName,
        FindingCode::CertificateSelfSigned => Mend::CertificateSelfSigned,
        FindingCode::UnsolicitedData
        | FindingCode::BareLf
        | FindingCode::MalformedReply
        | FindingCode::ReplyTooLong => Mend::OddProgram,
        FindingCode::BannerLeaksVersion => Mend::BannerLeaksVersion,
        FindingCode::Enumerable => Mend::Enumerable,
    })
}
