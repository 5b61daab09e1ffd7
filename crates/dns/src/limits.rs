//! How much DNS one probe may cost.
//!
//! Anybody can publish a zone that loops, that answers slowly, or that names a hundred hosts with a hundred
//! addresses each, and have somebody else ask for it. These limits hold whatever the zone says.

use std::time::Duration;

/// Most records of the wanted type kept of one answer. An answer of 64 KiB holds 4,000 records whose names are
/// compressed and unfold to many times their size, and every watcher gets a copy; a probe tests five hosts.
pub(crate) const MAX_RECORDS: usize = 128;

/// Most aliases between a name and its records. One or two are usual; resolvers give up after about ten.
pub(crate) const MAX_ALIASES: usize = 8;

/// Most octets kept of a text record or of the data of a TLSA record: a whole RSA key of 4,096 bits as certificate
/// takes half of it.
pub(crate) const MAX_TEXT: usize = 2048;

/// Most octets kept of an error in the words of the resolver library, which may quote what a server sent.
pub(crate) const MAX_FAILURE_TEXT: usize = 200;

/// The limits of the DNS lookups of one probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long one lookup may take.
    pub lookup: Duration,
    /// How long all lookups together may take; those that are left then count as timed out.
    pub total: Duration,
    /// How many lookups there may be.
    pub lookups: usize,
}

impl Limits {
    /// What public probes are given.
    ///
    /// A person is watching: a recursive resolver that has found nothing after 5 s may need half a minute more to
    /// say SERVFAIL. MX and addresses come one after the other, hence 10 s in all. Of 40 lookups 11 are used with
    /// five hosts: MX, and two families for each.
    pub const DEFAULT: Self =
        Self { lookup: Duration::from_secs(5), total: Duration::from_secs(10), lookups: 40 };

    /// Of how many MX hosts the addresses can be asked for: two lookups each, after the one for MX.
    pub(crate) const fn hosts(&self) -> usize {
        self.lookups.saturating_sub(1) / 2
    }
}
