//! The known word forms, and what each of them brings.
//!
//! They are kept as text, in the order of the alphabet: that takes a third of what a ready table of hashes takes
//! in the page. The table is made of it when the first reply is read.

use super::letters::Letters;

/// Behind a form that is the beginning of words.
pub(crate) const BEGINNING: char = '*';
/// Behind a form that counts also inside host names and URLs.
pub(crate) const LABEL: char = '^';
/// Flag of the last atom of a form.
pub(crate) const LAST: u16 = 1 << 15;

/// Open-addressed hash table over the word forms.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon<'a> {
    /// Their number is a power of two.
    slots: Vec<Slot>,
    /// For the [`beginning`] of a word: the lengths of the prefixes that begin so, a bit each.
    prefix_lengths: [u32; 1 << 8],
    atoms: &'a [u16],
}

/// One word form. It is known by its hash: the chance that another word of a reply has the same 32 bits in the
/// same place is one in 2^32, and whoever made such a word could as well have written the other one.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// The upper half of the hash.
    print: u32,
    /// Where its atoms begin.
    atoms: u16,
    used: bool,
    label: bool,
}

impl<'a> Lexicon<'a> {
    /// The table of `forms`, which are parted by spaces; `atoms` are theirs, form by form.
    pub(crate) fn new(forms: &str, atoms: &'a [u16]) -> Self {
        let count = forms.split(' ').count();
        // At least one slot in four stays free: there the search for an unknown word ends.
        let slots = vec![Slot::default(); (count * 4 / 3 + 1).next_power_of_two()];
        let mut lexicon = Self { slots, prefix_lengths: [0; 1 << 8], atoms };
        let mut next = 0;
        for form in forms.split(' ') {
            lexicon.add(form, next);
            next += lexicon.list(next).len() as u16;
        }
        lexicon
    }

    fn add(&mut self, form: &str, atoms: u16) {
        let (word, prefix, label) = parts(form);
        if prefix {
            self.prefix_lengths[beginning(&word)] |= 1 << word.len();
        }
        let hash = word.hash(word.len(), prefix);
        let last = self.slots.len() - 1;
        let mut index = hash as usize & last;
        while self.slots[index].used {
            index = (index + 1) & last;
        }
        self.slots[index] = Slot { print: print(hash), atoms, used: true, label };
    }

    /// The atoms of a folded word: those of the word itself, else of the longest prefix. Inside a host name only
    /// whole words that are marked for it count.
    pub(crate) fn look_up(&self, word: &Letters, label: bool) -> Option<&'a [u16]> {
        if let Some(slot) = self.slot(word.hash(word.len(), false)) {
            return (!label || slot.label).then(|| self.list(slot.atoms));
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
                return Some(self.list(slot.atoms));
            }
        }
        None
    }

    fn slot(&self, hash: u64) -> Option<&Slot> {
        let last = self.slots.len() - 1;
        let mut index = hash as usize & last;
        loop {
            let slot = &self.slots[index];
            if !slot.used {
                return None;
            }
            if slot.print == print(hash) {
                return Some(slot);
            }
            index = (index + 1) & last;
        }
    }

    /// The atoms from `start` to the one that is marked as the last.
    fn list(&self, start: u16) -> &'a [u16] {
        let rest = &self.atoms[usize::from(start)..];
        let end = rest.iter().position(|atom| atom & LAST != 0).map_or(rest.len(), |last| last + 1);
        &rest[..end]
    }
}

/// What tells the forms in neighbouring slots apart.
pub(crate) fn print(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A form without its marks; whether it is the beginning of words, and whether it counts inside host names.
pub(crate) fn parts(form: &str) -> (Letters, bool, bool) {
    let (form, label) = form.strip_suffix(LABEL).map_or((form, false), |form| (form, true));
    let (form, prefix) = form.strip_suffix(BEGINNING).map_or((form, false), |form| (form, true));
    let mut word = Letters::default();
    word.push(form.as_bytes());
    (word, prefix, label)
}

/// Where the prefixes of a word are listed, by its first two bytes.
fn beginning(word: &Letters) -> usize {
    usize::from(word.byte(0).wrapping_mul(29) ^ word.byte(1))
}
