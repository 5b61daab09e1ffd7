//! One folded word, in a form that is taken and hashed eight letters at a time.

use std::fmt;
use std::ops::ControlFlow;

use super::fold::{Folded, decode, fold};

/// Longest word that is looked at, bytes after folding; the rest of a longer one is dropped.
pub(crate) const MAX_WORD: usize = 31;

const CHUNKS: usize = 4;

/// A folded word: eight bytes to a chunk, the first lowest, zero behind the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    chunks: [u64; CHUNKS],
    length: usize,
}

impl Letters {
    /// The word of ASCII letters and digits that the first `length` bytes of `text` are.
    #[inline]
    pub(crate) fn of_ascii(text: &[u8], length: usize) -> Self {
        let length = length.min(MAX_WORD);
        let mut word = Self { chunks: [0; CHUNKS], length };
        for (index, chunk) in word.chunks.iter_mut().enumerate() {
            let left = length.saturating_sub(8 * index);
            if left == 0 {
                break;
            }
            let text = &text[8 * index..];
            let letters = match text.first_chunk() {
                Some(eight) => u64::from_le_bytes(*eight),
                // The last word of a text.
                None => text.iter().rev().fold(0, |letters, byte| letters << 8 | u64::from(*byte)),
            };
            // Bit 5 makes capitals small and is set in digits anyway.
            *chunk = (letters | 0x2020_2020_2020_2020) & first_bytes(left);
        }
        word
    }

    /// Adds folded bytes, as long as there is room for them.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.length + bytes.len() > MAX_WORD {
            return;
        }
        for byte in bytes {
            self.chunks[self.length / 8] |= u64::from(*byte) << (8 * (self.length % 8));
            self.length += 1;
        }
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// One of its bytes; zero behind the end.
    pub(crate) fn byte(&self, at: usize) -> u8 {
        (self.chunks[at / 8] >> (8 * (at % 8))) as u8
    }

    /// Hash of the first `length` bytes, different for words and for the beginnings of words.
    #[inline]
    pub(crate) fn hash(&self, length: usize, prefix: bool) -> u64 {
        let mut hash = (length as u64) << 1 | u64::from(prefix);
        let mut left = length;
        for chunk in self.chunks {
            // The multiplier of splitmix64.
            hash = (hash ^ chunk & first_bytes(left)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            hash ^= hash >> 29;
            if left <= 8 {
                break;
            }
            left -= 8;
        }
        hash
    }
}

impl fmt::Display for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = (0..self.length).map(|at| self.byte(at)).collect();
        f.write_str(&String::from_utf8_lossy(&bytes))
    }
}

/// A mask for the first `count` bytes of a chunk.
fn first_bytes(count: usize) -> u64 {
    if count >= 8 { u64::MAX } else { (1 << (8 * count)) - 1 }
}

/// Folds `text` and gives its words to `sink`: one, unless it is written without spaces.
pub(crate) fn folded(text: &[u8], sink: &mut impl FnMut(&Letters) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut word = Letters::default();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                word.push(&[byte.to_ascii_lowercase()]);
            } else if elides(&word) {
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
fn elides(word: &Letters) -> bool {
    word.len() == 1 || (2..=4).contains(&word.len()) && word.byte(word.len() - 1) != b'n'
}

fn flush(word: &mut Letters, sink: &mut impl FnMut(&Letters) -> ControlFlow<()>) -> ControlFlow<()> {
    let found = std::mem::take(word);
    if found.len() == 0 { ControlFlow::Continue(()) } else { sink(&found) }
}
