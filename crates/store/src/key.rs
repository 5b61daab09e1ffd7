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
