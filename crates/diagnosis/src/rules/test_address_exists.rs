//! `test-address-exists`: most likely the visitor named a real mailbox.

use transcript::Probe;

use super::Judgement;
use crate::facts::{Facts, HostFacts, Said};
use crate::verdict::{Confidence, Verdict};

/// The test address that the visitor chose is accepted while our made-up name is refused as unknown: the server
/// does tell names apart.
pub(super) fn judge(host: &HostFacts<'_>, _facts: &Facts<'_>) -> Option<Judgement> {
    let is_accepted = host.said(Probe::Test) == Said::Yes;
    (host.test_address_given && is_accepted && host.refuses(Probe::Second)).then(|| {
        let probes = [Probe::Test, Probe::Second, Probe::Postmaster];
        Judgement::on(Verdict::TestAddressExists, Confidence::Medium, host, &probes)
    })
}
