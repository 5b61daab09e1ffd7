//! `certificate-dane`: the domain promises by TLSA records which certificate its server has (RFC 7672), and the server has
//! another one, or no TLS at all. Senders that look at such records then keep the mail.

use transcript::event::{Fingerprints, Tlsa};

use super::{Found, beside_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Records that can be used, none of which fits a certificate that was shown.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    beside_each_host(facts, FindingCode::CertificateDane, |host, names| {
        let (tlsa, seq) = names.tlsa(&host.target.host)?;
        let usable: Vec<&&Tlsa> = tlsa.iter().filter(|tlsa| is_usable(tlsa)).collect();
        let promised = usable.first().filter(|_| host.ehlo.is_some() && host.done.is_some())?;
        let evidence = match host.certificate {
            Some((certificate, shown)) if host.secured => {
                let all = &certificate.fingerprints;
                let fits = usable.iter().any(|tlsa| fits(tlsa, all));
                if fits || all.is_empty() {
                    return None;
                }
                vec![seq, shown]
            }
            // What went wrong with an offered TLS is told elsewhere, and may be our own doing.
            _ if host.ehlo_offer().is_some_and(|offer| !offer.offers("STARTTLS")) => vec![seq],
            _ => return None,
        };
        let detail = format!("{} {} {}", promised.usage, promised.selector, promised.matching);
        Some((evidence, detail))
    })
}

/// What senders of mail make use of: records of authorities and of servers, compared by what this version knows
/// (RFC 7672 §3.1).
fn is_usable(tlsa: &Tlsa) -> bool {
    matches!((tlsa.usage, tlsa.selector, tlsa.matching), (2 | 3, 0 | 1, 0..=2))
}

/// A record of the server's own certificate is compared with the first one, one of an authority with all. Whole
/// certificates and keys are too long to be kept, so a record of one may be the one that fits.
fn fits(tlsa: &Tlsa, shown: &[Fingerprints]) -> bool {
    let of = |shown: &Fingerprints| {
        let digest = match (tlsa.selector, tlsa.matching) {
            (0, 1) => &shown.certificate_sha256,
            (0, _) => &shown.certificate_sha512,
            (_, 1) => &shown.key_sha256,
            (_, _) => &shown.key_sha512,
        };
        *digest == tlsa.data
    };
    match tlsa.usage {
        _ if tlsa.matching == 0 => true,
        3 => shown.first().is_some_and(of),
        _ => shown.iter().any(of),
    }
}
