//! `certificate-expired`: the certificate is not valid at the time of the test.

use words::{Detail, say};

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Its dates do not enclose the start of the run.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::CertificateExpired, |host| {
        let (certificate, seq) = host.certificate?;
        let now_ms = host.started_at_ms?;
        let days = |ms: u64| ms.div_ceil(24 * 3600 * 1000);
        let when = match () {
            () if now_ms > certificate.not_after_ms => {
                say!(host.words, Detail::EndedDaysAgo, days = days(now_ms - certificate.not_after_ms))
            }
            () if now_ms < certificate.not_before_ms => {
                say!(host.words, Detail::BeginsInDays, days = days(certificate.not_before_ms - now_ms))
            }
            () => return None,
        };
        Some((seq, when))
    })
}
