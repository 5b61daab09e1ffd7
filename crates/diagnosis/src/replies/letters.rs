//! One folded word, in a form that is hashed eight letters at a time.

use std::ops::ControlFlow;

use super::fold::{Folded, decode, fold};

/// Longest word that is looked at, bytes after folding; the rest of a longer one is dropped.
pub(crate) const MAX_WORD: usize = 31;

const CHUNK: usize = 8;
const CHUNKS: usize = 4;

/// A folded word, zero behind its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    bytes: [u8; CHUNKS * CHUNK],
    length: usize,
}

impl Letters {
    /// A word of ASCII letters and digits.
    pub(crate) fn of_ascii(word: &[u8]) -> Self {
        let mut letters = Self { bytes: [0; CHUNKS * CHUNK], length: word.len().min(MAX_WORD) };
        // A copy byte by byte is faster than a call for words of common length.
        for (to, from) in letters.bytes.iter_mut().zip(&word[..letters.length]) {
            *to = from.to_ascii_lowercase();
        }
        letters
    }

    /// Adds folded bytes, as long as there is room for them.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.length + bytes.len() <= MAX_WORD {
            self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
            self.length += bytes.len();
        }
    }

    /// The word.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Hash of the first `length` bytes.
    pub(crate) fn hash(&self, length: usize) -> u64 {
        let mut hash = length as u64;
        let mut left = length;
        for chunk in self.bytes.chunks_exact(CHUNK) {
            let mut letters = chunk.iter().rev().fold(0, |letters, byte| letters << 8 | u64::from(*byte));
            if left < CHUNK {
                letters &= (1 << (8 * left)) - 1;
            }
            // The multiplier of splitmix64.
            hash = (hash ^ letters).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            hash ^= hash >> 29;
            left = left.saturating_sub(CHUNK);
            if left == 0 {
                break;
            }
        }
        hash
    }
}

/// Folds `text` and gives its words to `sink`: one, unless it is written without spaces.
pub(crate) fn folded(text: &[u8], sink: &mut impl FnMut(&Letters) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut word = Letters::default();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                word.push(&[byte.to_ascii_lowercase()]);
            } else if elides(word.as_bytes()) {
                flush(&mut word, sink)?;
            }
            at += 1;
            continue;
        }
        let (character, taken) = decode(&text[at..]);
        at += taken;
        let mut bytes = [0; 4];
        match fold(character) {
            Folded::Letter(letter) => word.push(&[letter]),
            Folded::Pair(pair) => word.push(&pair),
            Folded::Foreign(letter) => word.push(letter.encode_utf8(&mut bytes).as_bytes()),
            Folded::Nothing => {}
            Folded::Ideograph(letter) => {
                flush(&mut word, sink)?;
                word.push(letter.encode_utf8(&mut bytes).as_bytes());
                flush(&mut word, sink)?;
            }
            Folded::Break => flush(&mut word, sink)?,
        }
    }
    flush(&mut word, sink)
}

/// Whether an apostrophe after `word` parts words, as in `l'utente` and `n'existe`; in `doesn't` it joins.
fn elides(word: &[u8]) -> bool {
    word.len() == 1 || (2..=4).contains(&word.len()) && word.last() != Some(&b'n')
}

fn flush(word: &mut Letters, sink: &mut impl FnMut(&Letters) -> ControlFlow<()>) -> ControlFlow<()> {
    let found = std::mem::take(word);
    if found.is_empty() { ControlFlow::Continue(()) } else { sink(&found) }
}
