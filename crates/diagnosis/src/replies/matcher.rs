//! Finding the first rule that a reply satisfies.
//!
//! The vocabulary gives every known word its *atoms*: the groups (`{rcpt}`, `{absent}`) that it belongs to, and
//! itself where a pattern names it. A pattern is a sequence of atoms with bounded gaps. While the text is read, each
//! atom gets a bit mask of the positions at which it stands, so that a step of a pattern is a shift and an `and`:
//! the time is linear in the text, whatever the text, and a pattern costs a few nanoseconds. Patterns are looked at
//! only when the rarest of their steps is there.

use std::ops::ControlFlow;

use super::letters::Letters;
use super::words::{Piece, pieces};

/// Pieces of a reply that are looked at; what a reply is about stands within them. One bit each in a mask.
pub(crate) const MAX_PIECES: usize = 64;
/// Patterns there may be: the bits of the set of candidates.
pub(crate) const MAX_PATTERNS: usize = 1280;
/// Atoms there may be; an atom shares its 16 bits with the gap before it and with [`OR`].
pub(crate) const MAX_ATOMS: usize = 1280;
pub(crate) const GAP_SHIFT: u32 = 11;
/// A gap of any width.
pub(crate) const ANY_GAP: u16 = 15;
/// Flag of an atom in a program: it may stand in the place of the one before.
pub(crate) const OR: u16 = 1 << 15;
/// Flag of a pattern's first word: it begins with the first piece of the text.
pub(crate) const AT_START: u16 = 1 << 15;
/// Flag of a pattern's first word: it ends with the last piece of the text.
pub(crate) const AT_END: u16 = 1 << 14;

/// Pieces that are no words, as patterns name them.
pub(crate) const OBJECTS: [&str; 4] = ["<addr>", "<ip>", "<host>", "<url>"];

/// The compiled knowledge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'a> {
    /// Open-addressed hash table over the word forms; the length is a power of two.
    pub(crate) slots: &'a [Slot],
    /// For the [`beginning`] of a word: the lengths of the prefixes that begin so, a bit each.
    pub(crate) prefix_lengths: &'a [u32],
    /// What words bring.
    pub(crate) sets: &'a [Set],
    /// The patterns that words call for, set by set.
    pub(crate) calls: &'a [u16],
    /// The sets of the [`OBJECTS`].
    pub(crate) objects: [u16; OBJECTS.len()],
    /// Where each pattern's program begins, and its rule; in order of rules.
    pub(crate) patterns: &'a [(u16, u16)],
    /// Pattern programs: flags and length, then gap and atom in one number each.
    pub(crate) program: &'a [u16],
    /// What the rules ask for besides a pattern.
    pub(crate) rules: &'a [Rule],
    /// Code ranges of the rules, ends included.
    pub(crate) codes: &'a [(u16, u16)],
    /// Enhanced codes of the rules.
    pub(crate) enhanced: &'a [EnhancedRange],
    /// Programs of the rules' side conditions.
    pub(crate) conditions: &'a [u16],
}

/// One word form. It is known by its hash: the chance that another word of a reply has the same 32 bits in the
/// same place is one in 2^32, and whoever made such a word could as well have written the other one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The upper half of the hash.
    pub(crate) print: u32,
    /// Its set.
    pub(crate) set: u16,
    /// [`USED`] and [`LABEL`].
    pub(crate) flags: u16,
}

/// What a word brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set {
    /// Its atoms; the places that are left hold atom 0, which stands for nothing.
    pub(crate) atoms: [u16; MOST_ATOMS],
    /// The patterns whose rarest step it may be.
    pub(crate) calls: Span,
}

/// Atoms of one word: the groups that it belongs to, and itself.
pub(crate) const MOST_ATOMS: usize = 6;

/// There is a form in the slot.
pub(crate) const USED: u16 = 1;
/// The form counts also inside host names and URLs.
pub(crate) const LABEL: u16 = 2;

/// Begin and end in one of the flat lists.
pub(crate) type Span = (u16, u16);

/// The conditions of one entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    /// The code is in one of these ranges; with none given, any 4yz, 5yz or undefined code will do.
    pub(crate) codes: Span,
    /// The enhanced code is one of these; with none given, any or none.
    pub(crate) enhanced: Span,
    /// One of these patterns is in the text as well; with none given, nothing more is asked.
    pub(crate) with: Span,
    /// None of these patterns is in the text.
    pub(crate) unless: Span,
}

/// Enhanced codes `class.subject.first` to `class.subject.last`; class 0 and subject [`ANY`] stand for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EnhancedRange {
    pub(crate) class: u8,
    pub(crate) subject: u16,
    pub(crate) first: u16,
    pub(crate) last: u16,
}

/// Any subject.
pub(crate) const ANY: u16 = u16::MAX;
/// There is no enhanced code.
pub(crate) const NONE: EnhancedRange = EnhancedRange { class: u8::MAX, subject: 0, first: 0, last: 0 };

/// A reply as the rules see it.
pub(crate) struct Sight {
    code: u16,
    enhanced: Option<(u8, u16, u16)>,
    pieces: usize,
    /// The positions of each atom, a bit each.
    masks: [u64; MAX_ATOMS],
    /// The patterns that were called for, a bit each.
    candidates: [u64; MAX_PATTERNS / 64],
}

impl Sight {
    /// A reply without text.
    pub(crate) fn new(code: u16) -> Self {
        Self { code, enhanced: None, pieces: 0, masks: [0; MAX_ATOMS], candidates: [0; MAX_PATTERNS / 64] }
    }

    /// Reads the text of a reply, as far as the limit on pieces allows.
    pub(crate) fn read(&mut self, tables: &Tables<'_>, text: &[u8]) {
        let _complete = pieces(text, &mut |piece| self.take(tables, piece));
    }

    /// Whether nothing but a code was said.
    pub(crate) fn is_bare(&self) -> bool {
        self.pieces == 0 && self.enhanced.is_none()
    }

    /// The first of the rules without a pattern that is satisfied.
    pub(crate) fn first_bare(&self, tables: &Tables<'_>, bare: &[u16]) -> Option<usize> {
        bare.iter().map(|rule| usize::from(*rule)).find(|rule| self.allows(tables, &tables.rules[*rule]))
    }

    fn take(&mut self, tables: &Tables<'_>, piece: Piece<'_>) -> ControlFlow<()> {
        let set = match piece {
            Piece::Word(word) => tables.look_up(word, false).map(|slot| slot.set),
            Piece::Label(word) => match tables.look_up(word, true) {
                Some(slot) => Some(slot.set),
                None => return ControlFlow::Continue(()),
            },
            Piece::Enhanced(class, subject, detail) => {
                if self.enhanced.is_none() && u16::from(class) == self.code / 100 {
                    self.enhanced = Some((class, subject, detail));
                }
                return ControlFlow::Continue(());
            }
            Piece::Address => Some(tables.objects[0]),
            Piece::Ip => Some(tables.objects[1]),
            Piece::Host => Some(tables.objects[2]),
            Piece::Url => Some(tables.objects[3]),
        };
        if let Some(set) = set {
            let set = &tables.sets[usize::from(set)];
            for atom in set.atoms {
                self.masks[usize::from(atom) % MAX_ATOMS] |= 1 << self.pieces;
            }
            for pattern in span(tables.calls, set.calls) {
                self.candidates[usize::from(*pattern) / 64 % (MAX_PATTERNS / 64)] |= 1 << (*pattern % 64);
            }
        }
        if self.pieces + 1 == MAX_PIECES {
            return ControlFlow::Break(());
        }
        self.pieces += 1;
        ControlFlow::Continue(())
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
        let with = span(tables.conditions, rule.with);
        let code = match codes {
            [] => !(200..400).contains(&self.code),
            _ => codes.iter().any(|(first, last)| (*first..=*last).contains(&self.code)),
        };
        code && (enhanced.is_empty() || enhanced.iter().any(|range| range.holds(self.enhanced)))
            && (with.is_empty() || with.iter().any(|program| self.matches(tables, *program)))
            && !span(tables.conditions, rule.unless).iter().any(|program| self.matches(tables, *program))
    }

    fn matches(&self, tables: &Tables<'_>, program: u16) -> bool {
        let program = &tables.program[usize::from(program)..];
        let header = program[0];
        let atom = |step: u16| step & ((1 << GAP_SHIFT) - 1);
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
        header & AT_END == 0 || self.pieces > 0 && reached >> (self.pieces - 1) & 1 == 1
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

impl Tables<'_> {
    /// The vocabulary's slot of a folded word: the word itself, else the longest prefix. Inside a host name only
    /// whole words that are marked for it count.
    fn look_up(&self, word: &Letters, label: bool) -> Option<&Slot> {
        if let Some(slot) = self.slot(word.hash(word.len(), false)) {
            return (!label || slot.flags & LABEL != 0).then_some(slot);
        }
        if label {
            return None;
        }
        let below = u32::MAX >> (31 - word.len());
        let mut lengths = self.prefix_lengths[beginning(word)] & below;
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            lengths &= !(1 << length);
            if let Some(slot) = self.slot(word.hash(length, true)) {
                return Some(slot);
            }
        }
        None
    }

    fn slot(&self, hash: u64) -> Option<&Slot> {
        let last = self.slots.len() - 1;
        let mut index = hash as usize & last;
        loop {
            let slot = &self.slots[index];
            if slot.flags & USED == 0 {
                return None;
            }
            if slot.print == (hash >> 32) as u32 {
                return Some(slot);
            }
            index = (index + 1) & last;
        }
    }
}

/// Where the prefixes of a word are listed, by its first two bytes.
pub(crate) fn beginning(word: &Letters) -> usize {
    usize::from(word.byte(0).wrapping_mul(29) ^ word.byte(1))
}

fn span<T>(list: &[T], (from, to): Span) -> &[T] {
    &list[usize::from(from)..usize::from(to)]
}
