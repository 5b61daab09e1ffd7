//! What is still to be told to somebody: that a probe has ended.
//!
//! An entry is written together with its probe ([`crate::New::sealed_id`]), is due as soon as the result is sealed, whoever
//! seals it, and goes with the result. It is taken like a run, by whichever node asks first.

use std::time::Duration;

use crate::Key;
use crate::store::Order;

/// The name of a result as only those can read it who know the secret that it was sealed with: stores keep digests of
/// names, from which no link can be made, and an entry of the outbox changes nothing about that.
///
/// Sealed at random, so that it differs each time: that tells apart the entries of probes that had the same key one
/// after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedId(pub [u8; 32]);

/// Proof of having taken an entry. Every taking has another number, so that what an earlier taker does late is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The probe.
    pub key: Key,
    /// As it was given when the probe began.
    pub sealed_id: SealedId,
    /// The how manieth taking of it, from 1.
    pub taking: u32,
}

/// An entry that the caller has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// With this it is put off or ended.
    pub claim: Claim,
    /// How often it was tried in vain, as was said when it was put off. Not every taking is an attempt.
    pub attempts: u32,
    /// What the probe was to do.
    pub order: Order,
    /// How long ago its result was sealed.
    pub since: Duration,
}
