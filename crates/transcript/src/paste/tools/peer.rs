//! Names and addresses of servers, in the ways in which tools write them.

use std::net::IpAddr;

use super::Peer;

impl<'a> Peer<'a> {
    /// Reads `host`, `host (address)`, `host [address]` or an address, each with or without a port.
    pub(super) fn read(text: &'a str) -> Self {
        let mut words = text.split_whitespace();
        let peer = Self::word(words.next().unwrap_or_default(), false);
        let address = words.next().and_then(|word| bracketed(word.trim_end_matches([',', '.', ':', ';'])));
        Self { address: peer.address.or(address), ..peer }
    }

    /// Reads a word that ends in a port; without brackets only its last colon tells where an IPv6 address ends.
    pub(super) fn with_port(text: &'a str) -> Self {
        Self::word(text.split_whitespace().next().unwrap_or_default(), true)
    }

    fn word(word: &'a str, has_port: bool) -> Self {
        let word = word.trim_end_matches(['.', ',', ';', '…']).trim_end_matches(':');
        let bare = |text: &str| text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        let port = word.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let before_port = port.map(|(before, _)| before);
        let address = match before_port {
            Some(before) if has_port => bare(before).or_else(|| bare(word)),
            Some(before) => bare(word).or_else(|| bare(before)),
            None => bare(word),
        };
        let host = Some(before_port.unwrap_or(word)).filter(|host| address.is_none() && is_host(host));
        Self { host, address }
    }
}

fn bracketed(word: &str) -> Option<IpAddr> {
    let inner = word.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.or_else(|| word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')))?.parse().ok()
}

/// Whether this can be the name of a host; a single word can, in a network of one's own.
fn is_host(text: &str) -> bool {
    text.len() <= smtp::address::MAX_DOMAIN
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}
