//! `banner-leaks-version`: the greeting tells which version of the software runs.

use smtp::session::Phase;

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// A word of the banner looks like a version: digits with a dot between them, and not an address or a host name.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::BannerLeaksVersion, |host| {
        let heard = host.heard.iter().find(|heard| heard.phase == Phase::Banner)?;
        let text = heard.reply.text();
        let version =
            text.split([' ', '(', ')', ';', ',', '/']).skip(1).find(|word| looks_like_version(word))?;
        Some((heard.seq, smtp::bytes::Wire::from(version).to_string()))
    })
}

fn looks_like_version(word: &str) -> bool {
    let word = word.strip_prefix('v').unwrap_or(word);
    let parts: Vec<&str> = word.split('.').collect();
    let numbers =
        parts.iter().take_while(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).count();
    (2..=3).contains(&parts.len()) && numbers >= 2 && word.len() <= 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (word, expected) in [
            ("4.96", true),
            ("8.17.1", true),
            ("v3.0.5", true),
            ("2.8.21-beta", true),
            ("192.0.2.1", false),
            ("mx1.my.com", false),
            ("2026", false),
            ("ESMTP", false),
        ] {
            assert_eq!(looks_like_version(word), expected, "{word}");
        }
    }
}
