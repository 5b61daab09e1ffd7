//! `unsolicited-data`: the server spoke before it was asked, so its replies cannot be matched with commands.

use super::{Found, on_each_host};
use crate::facts::Facts;
use crate::rules::Judgement;
use crate::verdict::FindingCode;

/// Bytes were there before the command that they could have answered.
pub(super) fn find(facts: &Facts<'_>, _judgements: &[Option<Judgement>]) -> Vec<Found> {
    on_each_host(facts, FindingCode::UnsolicitedData, |host| host.unsolicited.map(|seq| (seq, String::new())))
}
