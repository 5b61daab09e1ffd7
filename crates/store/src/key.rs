//! What is kept of a secret.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a secret, from which the secret cannot be rebuilt: results are found by it, tickets and delete tokens
/// compared with it.
///
/// The secrets are 128 random bits, so that neither salt nor slow hashing would add anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// What is kept of this text.
    pub fn digest(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// The 32 octets.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From what [`Self::as_bytes`] gave.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 64 hexadecimal digits.
    pub(crate) fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// From what [`Self::to_hex`] gave.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// The first octets: enough to find the lines of one probe in a log, too little to be the key.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_back() {
        let key = Key::digest("AAECAwQFBgcICQoLDA0ODw");
        assert_eq!(Key::from_hex(&key.to_hex()), Some(key));
        assert!(key.to_hex().starts_with(&key.to_string()));
        for text in ["", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
            assert_eq!(Key::from_hex(text), None, "{text}");
        }
    }
}
