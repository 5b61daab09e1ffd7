//! Names that cannot be guessed: the ids of results, and the tickets of those who started them.

use std::fmt;

use sha2::{Digest as _, Sha256};
use store::Key;

/// 128 bits, six to a character.
const LENGTH: usize = 22;
/// The alphabet of base64url (RFC 4648 §5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A secret as its owner gets it: 128 bits from the operating system as 22 characters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// A new one.
    pub(crate) fn generate() -> Self {
        let mut random = [0; 16];
        getrandom::fill(&mut random).expect("the operating system has random numbers");
        Self(encode(u128::from_be_bytes(random)))
    }

    /// The one of these 128 bits.
    pub(crate) fn of(octets: [u8; 16]) -> Self {
        Self(encode(u128::from_be_bytes(octets)))
    }

    /// The 128 bits.
    pub(crate) fn octets(&self) -> [u8; 16] {
        let value =
            |character| ALPHABET.iter().position(|known| *known == character).unwrap_or_default() as u128;
        let (last, first) = self.0.as_bytes().split_last().expect("22 characters");
        let bits = first.iter().fold(0, |bits, character| bits << 6 | value(*character));
        (bits << 2 | value(*last) >> 4).to_be_bytes()
    }

    /// The one of this `purpose` that belongs to a text which only its owner knows: always the same, and of use for
    /// nothing else. From it neither the text nor the secret of another purpose can be had.
    pub(crate) fn derived(purpose: &str, from: &str) -> Self {
        let digest = Sha256::new()
            .chain_update("nosuch idempotency 1\0")
            .chain_update(purpose)
            .chain_update("\0")
            .chain_update(from);
        let mut half = [0; 16];
        half.copy_from_slice(&digest.finalize()[..16]);
        Self(encode(u128::from_be_bytes(half)))
    }

    /// The text to hand out.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(crate) fn key(&self) -> Key {
        Key::digest(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The 22 characters of 128 bits; the last one carries two.
fn encode(bits: u128) -> String {
    let character = |shift: i32| {
        let six = if shift < 0 { bits << -shift } else { bits >> shift };
        char::from(ALPHABET[(six & 0x3f) as usize])
    };
    (1..=LENGTH as i32).map(|number| character(128 - 6 * number)).collect()
}

/// The key of a text that somebody presents; `None` when it does not even look like a secret.
pub(crate) fn key_of(text: &str) -> Option<Key> {
    let well_formed = text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte));
    well_formed.then(|| Key::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url() {
        for (bits, text) in [
            (0, "AAAAAAAAAAAAAAAAAAAAAA"),
            (u128::MAX, "_____________________w"),
            (1, "AAAAAAAAAAAAAAAAAAAAAQ"),
            (0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f, "AAECAwQFBgcICQoLDA0ODw"),
            (0xfbef_beff << 96, "----_wAAAAAAAAAAAAAAAA"),
        ] {
            assert_eq!(encode(bits), text, "{bits:x}");
            let octets = bits.to_be_bytes();
            assert_eq!((Secret::of(octets).as_str(), Secret::of(octets).octets()), (text, octets));
        }
    }

    /// Whoever repeats a start on a later version is to get the same answer.
    #[test]
    fn derived_secrets_stay() {
        for (purpose, from, text) in [
            ("id", "0123456789abcdef", "kUpI7iOKsvrvbVQdK7ctVA"),
            ("ticket", "0123456789abcdef", "akhRsDrMmyEmdoaeh94YFw"),
            ("id", "0123456789abcdeg", "76tT-AB-zHWNCUmUj3itgg"),
        ] {
            let secret = Secret::derived(purpose, from);
            assert_eq!(secret.as_str(), text, "{purpose} {from}");
            assert_eq!(key_of(text), Some(secret.key()));
        }
    }

    #[test]
    fn secrets_differ_and_are_recognised() {
        let (one, other) = (Secret::generate(), Secret::generate());
        assert_ne!(one, other);
        assert_eq!(key_of(one.as_str()), Some(one.key()));
        assert_ne!(one.key(), other.key());
        assert_eq!(format!("{one:?}"), "Secret");
        for text in [
            "",
            "short",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAAAAAAAAAAAA/",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "ÄAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(key_of(text), None, "{text}");
        }
    }
}
