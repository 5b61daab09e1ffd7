//! The compiled knowledge: packed, as the build script writes it and the page carries it, and unpacked, as the
//! matcher asks it.

use super::lexicon::Lexicon;
use super::matcher::{ANY_GAP, AT_END, AT_START, GAP_SHIFT, OBJECTS, OR};

/// The tokens of packed patterns. As text they take less of the page than as numbers. Up to this one: the gap before
/// the next atom, where it is not 0.
pub(crate) const WIDEST_GAP: char = ANY_GAP as u8 as char;
/// The next atom may stand in the place of the one before.
pub(crate) const ALTERNATIVE: char = '\x10';
/// The pattern begins with the text.
pub(crate) const START: char = '\x11';
/// The pattern ends with the text.
pub(crate) const END: char = '\x12';
/// Between two patterns.
pub(crate) const NEXT: char = '\x13';
/// The first atom that did not stand here before; behind this, the others by their number. They are numbered in the order
/// in which they first stand here.
pub(crate) const NEW: char = '\x14';

/// Everything that does not follow from the rest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    /// For each atom from number 1 on what it stands for, parted by spaces: a word form with its marks, several, or one
    /// of the [`OBJECTS`].
    pub(crate) forms: &'a str,
    /// Patterns, parted by [`NEXT`]; each character is a token. Rule by rule: those of which one must be in
    /// the text, those of which one must be there as well, and those of which none may.
    pub(crate) patterns: &'a str,
    /// How many there are of each kind, rule by rule.
    pub(crate) counts: &'a [Counts],
    /// Code ranges of the rules, ends included.
    pub(crate) codes: &'a [(u16, u16)],
    /// Enhanced codes of the rules.
    pub(crate) enhanced: &'a [EnhancedRange],
}

/// What belongs to a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) any: u8,
    pub(crate) with: u8,
    pub(crate) unless: u8,
    pub(crate) codes: u8,
    pub(crate) enhanced: u8,
}

/// The knowledge, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Tables<'a> {
    /// The word forms with their atoms: the groups that a word belongs to, and itself.
    pub(crate) lexicon: Lexicon,
    /// The atoms of the [`OBJECTS`].
    pub(crate) objects: [u16; OBJECTS.len()],
    /// For each atom the patterns that it calls for: those whose rarest step it may be.
    pub(crate) calls: Vec<Vec<u16>>,
    /// Where each pattern's program begins, and its rule; in order of rules.
    pub(crate) patterns: Vec<(u16, u16)>,
    /// Pattern programs: flags and length, then gap and atom in one number each.
    pub(crate) program: Vec<u16>,
    /// What the rules ask for besides a pattern.
    pub(crate) rules: Vec<Rule>,
    /// As they are packed.
    pub(crate) codes: &'a [(u16, u16)],
    /// As they are packed.
    pub(crate) enhanced: &'a [EnhancedRange],
    /// Programs of the rules' side conditions.
    pub(crate) conditions: Vec<u16>,
    /// Rules without a pattern: what enhanced and basic codes mean.
    pub(crate) bare: Vec<u16>,
}

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

/// The atom in a number of a program.
pub(crate) const fn atom(number: u16) -> u16 {
    number & ((1 << GAP_SHIFT) - 1)
}

impl<'a> Tables<'a> {
    /// Unpacks the knowledge.
    pub(crate) fn new(packed: &Packed<'a>) -> Self {
        let lexicon = Lexicon::new(packed.forms);
        let (program, uses) = program(packed.patterns);
        let mut tables = Self {
            objects: OBJECTS.map(|object| lexicon.object(object)),
            lexicon,
            calls: vec![Vec::new(); uses.len()],
            patterns: Vec::new(),
            program,
            rules: Vec::new(),
            codes: packed.codes,
            enhanced: packed.enhanced,
            conditions: Vec::new(),
            bare: Vec::new(),
        };
        let mut at = 0;
        let mut ends = Rule::default();
        for (rule, counts) in (0..).zip(packed.counts) {
            if counts.any == 0 {
                tables.bare.push(rule);
            }
            for _ in 0..counts.any {
                tables.call(at, &uses);
                tables.patterns.push((at, rule));
                at = tables.behind(at);
            }
            for _ in 0..counts.with + counts.unless {
                tables.conditions.push(at);
                at = tables.behind(at);
            }
            ends = Rule {
                codes: next(ends.codes, counts.codes),
                enhanced: next(ends.enhanced, counts.enhanced),
                with: next(ends.unless, counts.with),
                unless: (0, 0),
            };
            ends.unless = next(ends.with, counts.unless);
            tables.rules.push(ends);
        }
        tables
    }

    /// Puts the next pattern, whose program begins at `at`, under the atoms of its rarest step: the one whose atoms stand
    /// least often in patterns, since what many ask for stands in many texts.
    fn call(&mut self, at: u16, uses: &[u16]) {
        let pattern = self.patterns.len() as u16;
        let mut rest = &self.program[usize::from(at) + 1..usize::from(self.behind(at))];
        let (mut rarest, mut least) = (rest, u16::MAX);
        while let [_, behind @ ..] = rest {
            let alternatives = behind.iter().take_while(|number| **number & OR != 0).count();
            let (step, others) = rest.split_at(1 + alternatives);
            let sum = step.iter().map(|number| uses[usize::from(atom(*number))]).sum();
            if sum < least {
                (rarest, least) = (step, sum);
            }
            rest = others;
        }
        for number in rarest {
            self.calls[usize::from(atom(*number))].push(pattern);
        }
    }

    /// Where the program that begins at `at` ends.
    fn behind(&self, at: u16) -> u16 {
        at + 1 + (self.program[usize::from(at)] & 0xff)
    }
}

/// The programs as they are run: a header with flags and length, then the atoms with what stands before them. And how
/// often each atom stands there.
fn program(patterns: &str) -> (Vec<u16>, Vec<u16>) {
    let (mut program, mut uses) = (vec![0], vec![0]);
    let (mut header, mut before) = (0, 0);
    for token in patterns.chars() {
        match token {
            NEXT => {
                header = program.len();
                program.push(0);
            }
            START => program[header] |= AT_START,
            END => program[header] |= AT_END,
            ALTERNATIVE => before = OR,
            gap if gap <= WIDEST_GAP => before = (gap as u16) << GAP_SHIFT,
            atom => {
                let mut atom = atom as usize - NEW as usize;
                if atom == 0 {
                    atom = uses.len();
                    uses.push(0);
                }
                uses[atom] += 1;
                program.push(before | atom as u16);
                program[header] += 1;
                before = 0;
            }
        }
    }
    (program, uses)
}

/// The span of so many behind another.
fn next((_, end): Span, count: u8) -> Span {
    (end, end + u16::from(count))
}
