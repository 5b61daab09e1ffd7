//! The address policy: which addresses nosuch may dial.
//!
//! Anybody can point an MX record anywhere, so what DNS says is a wish, not a destination. [`Policy::vet`] turns
//! an address into a [`Dialable`] or into a [`Refusal`] that names the block and the document behind it. Nothing
//! but this crate can make a `Dialable`, and nothing but a `Dialable` is dialled; the two together are the guard.
//!
//! There is no socket, no clock and no name resolution here: an address goes in, a decision comes out.
//!
//! How the decision about a mail server falls, in this order:
//!
//! 1. An address of this service itself is refused.
//! 2. A practice address is dialable and leads to its simulated server.
//! 3. An address in the IANA special-purpose registries or in the few blocks that they do not list is refused,
//!    whatever the registry says about reachability: no mail server stands there. The most specific block gives
//!    the reason.
//! 4. An IPv6 address outside 2000::/3, or one that carries an IPv4 address, is refused.
//! 5. Points 3 and 4 give way to a network that the operator permits. They give way neither to an address that
//!    carries a refused IPv4 address, nor to another spelling of an address whose own family is not permitted.

mod blocks;
mod embedding;
mod policy;
#[cfg(test)]
mod ranges;
mod refusal;
mod registry;

pub use embedding::Embedding;
pub use policy::{Dialable, HTTPS_PORT, Nat64Error, Policy, PracticeError, SMTP_PORT, Scheme};
pub use refusal::{Block, Reason, Refusal};
pub use registry::registry_date;
