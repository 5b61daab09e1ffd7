//! The table of clues.
//!
//! How to add one: find out what the software says (its source, its documentation, a transcript), write the line
//! with `*` and `%` for what changes, choose the weight, and add a row to the table of the tests.

use smtp::session::Phase;

use super::Software;

mod gateways;
mod home;
mod unix;

/// One thing that speaks for one software.
#[derive(Debug)]
pub(super) struct Clue {
    /// For whom it speaks.
    pub(super) software: Software,
    /// How much it counts.
    pub(super) weight: u8,
    /// What is looked for.
    pub(super) sight: Sight,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sight {
    /// A line of the greeting. Its code may be lost, so that forms other than `220` begin with `%`.
    Banner(&'static str),
    /// A greeting in which a firewall has put an asterisk in the place of every letter.
    MaskedBanner,
    /// A line of a reply to this command.
    Says(Phase, &'static str),
    /// The same, minding upper and lower case.
    SaysExactly(Phase, &'static str),
    /// A line of a reply to any command, or of the greeting.
    SaysAnywhere(&'static str),
    /// A keyword in the answer to EHLO.
    Keyword(&'static str),
    /// The keywords in this order and no others.
    Order(&'static str),
    /// The name of the MX host.
    Host(&'static str),
}

/// It names itself, or nothing else says this.
pub(super) const NAMED: u8 = 10;
/// Hardly anything else says this.
pub(super) const STRONG: u8 = 6;
/// It speaks like this, and few others do.
pub(super) const FAIR: u8 = 4;
/// It speaks like this, and so do others.
pub(super) const WEAK: u8 = 2;
/// It fits.
pub(super) const FAINT: u8 = 1;

/// All clues.
pub(super) fn all() -> impl Iterator<Item = &'static Clue> {
    [unix::CLUES, home::CLUES, gateways::CLUES].into_iter().flatten()
}

/// Clues of one software, weight first, so that a table reads as a list.
macro_rules! clues {
    ($($software:ident { $($weight:ident $sight:ident $(($($part:expr),*))?;)* })*) => {
        &[$($($crate::software::clues::Clue {
            software: $crate::software::Software::$software,
            weight: $crate::software::clues::$weight,
            sight: $crate::software::clues::Sight::$sight $(($($part),*))?,
        }),*),*]
    };
}
use clues;
