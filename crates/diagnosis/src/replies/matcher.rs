//! Finding the first rule that a reply satisfies.
//!
//! The vocabulary gives every known word its *atoms*: the groups (`{rcpt}`, `{absent}`) that it belongs to, and
//! itself where a pattern names it. A pattern is a sequence of atoms with bounded gaps. While the text is read, each
//! atom gets a bit mask of the positions at which it stands, so that a step of a pattern is a shift and an `and`:
//! the time is linear in the text, whatever the text, and a pattern costs a few nanoseconds. Patterns are looked at
//! only when the rarest of their steps is there.

use std::ops::ControlFlow;

use super::tables::{ANY, EnhancedRange, NONE, Rule, Span, Tables, atom};
use super::words::{Piece, pieces};

/// Pieces of a reply that are looked at; what a reply is about stands within them. One bit each in a mask.
pub(crate) const MAX_PIECES: usize = 64;
/// Patterns there may be: the bits of the set of candidates.
pub(crate) const MAX_PATTERNS: usize = 1536;
/// Atoms there may be; an atom shares its 16 bits with the gap before it and with [`OR`].
pub(crate) const MAX_ATOMS: usize = 1408;
pub(crate) const GAP_SHIFT: u32 = 11;
/// A gap of any width.
pub(crate) const ANY_GAP: u16 = 15;
/// Flag of an atom in a program: it may stand in the place of the one before.
pub(crate) const OR: u16 = 1 << 15;
/// Flag of a pattern's first word: it begins with the first piece of the text.
pub(crate) const AT_START: u16 = 1 << 15;
/// Flag of a pattern's first word: it ends where the text does.
pub(crate) const AT_END: u16 = 1 << 14;

/// Pieces that are no words, as patterns name them.
pub(crate) const OBJECTS: [&str; 4] = ["<addr>", "<ip>", "<host>", "<url>"];

/// A reply as the rules see it.
pub(crate) struct Sight {
    code: u16,
    enhanced: Option<(u8, u16, u16)>,
    pieces: usize,
    /// Where the text ends, a bit each: with its last piece, and before the host names and URLs that servers append.
    ends: u64,
    /// The positions of each atom, a bit each.
    masks: [u64; MAX_ATOMS],
    /// The patterns that were called for, a bit each.
    candidates: [u64; MAX_PATTERNS / 64],
}

impl Sight {
    /// A reply without text.
    pub(crate) fn new(code: u16) -> Self {
        Self {
            code,
            enhanced: None,
            pieces: 0,
            ends: 0,
            masks: [0; MAX_ATOMS],
            candidates: [0; MAX_PATTERNS / 64],
        }
    }

    /// Reads the text of a reply, as far as the limit on pieces allows; tells whether that was all of it.
    pub(crate) fn read(&mut self, tables: &Tables<'_>, text: &[u8]) -> bool {
        pieces(text, &mut |piece| self.take(tables, piece)).is_continue()
    }

    /// Makes room for more text: what was read counts no longer, apart from an enhanced code.
    pub(crate) fn forget(&mut self) {
        *self = Self { enhanced: self.enhanced, ..Self::new(self.code) };
    }

    /// Whether nothing but a code was said.
    pub(crate) fn is_bare(&self) -> bool {
        self.pieces == 0 && self.enhanced.is_none()
    }

    /// The first of the rules without a pattern that is satisfied.
    pub(crate) fn first_bare(&self, tables: &Tables<'_>) -> Option<usize> {
        tables
            .bare
            .iter()
            .map(|rule| usize::from(*rule))
            .find(|rule| self.allows(tables, &tables.rules[*rule]))
    }

    fn take(&mut self, tables: &Tables<'_>, piece: Piece<'_>) -> ControlFlow<()> {
        match piece {
            Piece::Word(word) => self.note(tables, tables.lexicon.look_up(word, false)),
            Piece::Label(word) => match tables.lexicon.look_up(word, true) {
                [] => return ControlFlow::Continue(()),
                atoms => self.note(tables, atoms),
            },
            Piece::Enhanced(class, subject, detail) => {
                if self.enhanced.is_none() && u16::from(class) == self.code / 100 {
                    self.enhanced = Some((class, subject, detail));
                }
                return ControlFlow::Continue(());
            }
            Piece::Address => self.note(tables, &tables.objects[0..1]),
            Piece::Ip => self.note(tables, &tables.objects[1..2]),
            Piece::Host => self.note(tables, &tables.objects[2..3]),
            Piece::Url => self.note(tables, &tables.objects[3..4]),
        }
        if self.pieces + 1 == MAX_PIECES {
            return ControlFlow::Break(());
        }
        let appended = matches!(piece, Piece::Host | Piece::Url);
        self.ends = 1 << self.pieces | if appended { self.ends } else { 0 };
        self.pieces += 1;
        ControlFlow::Continue(())
    }

    /// Notes that `atoms` stand at this position.
    fn note(&mut self, tables: &Tables<'_>, atoms: &[u16]) {
        for atom in atoms {
            let atom = usize::from(*atom);
            self.masks[atom % MAX_ATOMS] |= 1 << self.pieces;
            for pattern in tables.calls.get(atom).into_iter().flatten() {
                self.candidates[usize::from(*pattern) / 64 % (MAX_PATTERNS / 64)] |= 1 << (*pattern % 64);
            }
        }
    }

    /// The positions at which an atom stands, a bit each.
    pub(crate) fn mask(&self, atom: u16) -> u64 {
        self.masks[usize::from(atom) % MAX_ATOMS]
    }

    /// The first rule that is satisfied.
    pub(crate) fn first_rule(&self, tables: &Tables<'_>) -> Option<usize> {
        for (index, mut bits) in self.candidates.into_iter().enumerate() {
            while bits != 0 {
                let (program, rule) = tables.patterns[index * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
                let rule = usize::from(rule);
                if self.matches(tables, program) && self.allows(tables, &tables.rules[rule]) {
                    return Some(rule);
                }
            }
        }
        None
    }

    /// Whether everything but the pattern of `rule` holds.
    pub(crate) fn allows(&self, tables: &Tables<'_>, rule: &Rule) -> bool {
        let codes = span(tables.codes, rule.codes);
        let enhanced = span(tables.enhanced, rule.enhanced);
        let with = span(&tables.conditions, rule.with);
        let code = match codes {
            [] => !(200..400).contains(&self.code),
            _ => codes.iter().any(|(first, last)| (*first..=*last).contains(&self.code)),
        };
        code && (enhanced.is_empty() || enhanced.iter().any(|range| range.holds(self.enhanced)))
            && (with.is_empty() || with.iter().any(|program| self.matches(tables, *program)))
            && !span(&tables.conditions, rule.unless).iter().any(|program| self.matches(tables, *program))
    }

    fn matches(&self, tables: &Tables<'_>, program: u16) -> bool {
        let program = &tables.program[usize::from(program)..];
        let header = program[0];
        let mut places = if header & AT_START != 0 { 1 } else { u64::MAX };
        let mut reached = 0;
        let mut steps = &program[1..=usize::from(header & 0xff)];
        while let [step, rest @ ..] = steps {
            let mut mask = self.mask(atom(*step));
            steps = rest;
            while let [other, rest @ ..] = steps
                && other & OR != 0
            {
                mask |= self.mask(atom(*other));
                steps = rest;
            }
            reached = places & mask;
            if reached == 0 {
                return false;
            }
            if let [next, ..] = steps {
                places = behind(reached, next >> GAP_SHIFT);
            }
        }
        header & AT_END == 0 || reached & self.ends != 0
    }
}

/// The positions behind `reached` with at most `gap` pieces between.
fn behind(reached: u64, gap: u16) -> u64 {
    if gap == ANY_GAP {
        let lowest = reached & reached.wrapping_neg();
        return !(lowest | lowest.wrapping_sub(1));
    }
    let (mut positions, mut width) = (reached << 1, 1);
    while width <= gap {
        let more = width.min(gap + 1 - width);
        positions |= positions << more;
        width += more;
    }
    positions
}

impl EnhancedRange {
    fn holds(&self, found: Option<(u8, u16, u16)>) -> bool {
        let Some((class, subject, detail)) = found else { return *self == NONE };
        (self.class == 0 || self.class == class)
            && (self.subject == ANY || self.subject == subject)
            && (self.first..=self.last).contains(&detail)
    }
}

fn span<T>(list: &[T], (from, to): Span) -> &[T] {
    &list[usize::from(from)..usize::from(to)]
}
