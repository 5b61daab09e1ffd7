//! The words that atoms stand for, and what atoms each word brings.
//!
//! They are kept as text, in the order of the atoms: a list of them beside the words would take more of the page than
//! the words themselves. The table is made of it when the first reply is read.

use super::letters::Letters;

/// Behind a form that is the beginning of words.
pub(crate) const BEGINNING: char = '*';
/// Behind a form that counts also inside host names and URLs.
pub(crate) const LABEL: char = '^';
/// Between the forms that one atom stands for.
pub(crate) const OR: char = '|';

/// Open-addressed hash table over the word forms.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    /// Their number is a power of two.
    slots: Vec<Slot>,
    /// For the [`beginning`] of a word: the lengths of the prefixes that begin so, a bit each.
    prefix_lengths: [u32; 1 << 8],
}

/// One word form. It is known by its hash: the chance that another word of a reply has the same 32 bits in the
/// same place is one in 2^32, and whoever made such a word could as well have written the other one.
#[derive(Clone, Debug, Default)]
struct Slot {
    /// The upper half of the hash.
    print: u32,
    label: bool,
    /// None in a free slot.
    atoms: Vec<u16>,
}

impl Lexicon {
    /// The table of `forms`: for each atom from number 1 on those that it stands for.
    pub(crate) fn new(forms: &str) -> Self {
        let count = forms.split([' ', OR]).count();
        // At least one slot in four stays free: there the search for an unknown word ends.
        let slots = vec![Slot::default(); (count * 4 / 3 + 1).next_power_of_two()];
        let mut lexicon = Self { slots, prefix_lengths: [0; 1 << 8] };
        for (forms, atom) in forms.split(' ').zip(1..) {
            forms.split(OR).for_each(|form| lexicon.add(form, atom));
        }
        forms.split([' ', OR]).for_each(|form| lexicon.inherit(form));
        lexicon
    }

    fn add(&mut self, form: &str, atom: u16) {
        let (word, prefix, label) = parts(form);
        if prefix {
            self.prefix_lengths[beginning(&word)] |= 1 << word.len();
        }
        let hash = word.hash(word.len(), prefix);
        let index = self.place(hash);
        let slot = &mut self.slots[index];
        slot.print = print(hash);
        slot.label |= label;
        slot.atoms.push(atom);
    }

    /// A word brings what its beginnings bring.
    fn inherit(&mut self, form: &str) {
        let (word, prefix, _) = parts(form);
        let index = self.place(word.hash(word.len(), prefix));
        for length in self.prefixes(&word) {
            for atom in self.slots[self.place(word.hash(length, true))].atoms.clone() {
                let atoms = &mut self.slots[index].atoms;
                if !atoms.contains(&atom) {
                    atoms.push(atom);
                }
            }
        }
    }

    /// The atoms of a folded word: those of the word itself, else of the longest prefix. Inside a host name only
    /// whole words that are marked for it count.
    pub(crate) fn look_up(&self, word: &Letters, label: bool) -> &[u16] {
        let slot = &self.slots[self.place(word.hash(word.len(), false))];
        if !slot.atoms.is_empty() {
            return if !label || slot.label { &slot.atoms } else { &[] };
        }
        if label {
            return &[];
        }
        let of_prefix = |length| self.slots[self.place(word.hash(length, true))].atoms.as_slice();
        self.prefixes(word).map(of_prefix).find(|atoms| !atoms.is_empty()).unwrap_or_default()
    }

    /// The atom of what is no word, by its name.
    pub(crate) fn object(&self, name: &str) -> u16 {
        self.look_up(&parts(name).0, false).first().copied().unwrap_or_default()
    }

    /// The lengths of prefixes that a word may have, the longest first.
    fn prefixes(&self, word: &Letters) -> impl Iterator<Item = usize> + use<> {
        let mut lengths = self.prefix_lengths[beginning(word)] & u32::MAX >> (31 - word.len());
        std::iter::from_fn(move || {
            let length = lengths.checked_ilog2()?;
            lengths &= !(1 << length);
            Some(length as usize)
        })
    }

    /// The slot of a hash, or the free one where it would be.
    fn place(&self, hash: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut index = hash as usize & last;
        while !self.slots[index].atoms.is_empty() && self.slots[index].print != print(hash) {
            index = (index + 1) & last;
        }
        index
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
