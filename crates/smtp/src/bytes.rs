//! Bytes from the wire: kept exactly, shown without loss and without danger.
//!
//! A hostile server may send terminal escapes, bidirectional overrides, zero-width characters or bytes that are
//! not UTF-8. [`Wire`] keeps what came; its `Display` is a bijection onto text that no terminal, browser or
//! log viewer interprets: printable UTF-8 stands as it is, everything else as an escape.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Raw bytes of one side of the conversation.
///
/// Shown and serialized as escaped text: `\\`, `\r`, `\n`, `\t`, `\xNN` for bytes that are not part of valid
/// UTF-8 or are ASCII control characters, `\u{NN}` for characters that change how other text is displayed.
/// [`Wire::from_escaped`] is the exact inverse.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wire(Vec<u8>);

impl Wire {
    /// The bytes as they were on the wire.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes as text for matching, not for display: invalid UTF-8 becomes U+FFFD.
    pub fn to_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// At most the first `limit` bytes.
    pub fn head(&self, limit: usize) -> Self {
        Self(self.0[..self.0.len().min(limit)].to_vec())
    }

    /// The inverse of `Display`; `None` when `text` is nothing that `Display` could have written.
    pub fn from_escaped(text: &str) -> Option<Self> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            let after = &rest[at + 1..];
            let kind = after.chars().next()?;
            rest = &after[kind.len_utf8()..];
            match kind {
                '\\' => bytes.push(b'\\'),
                'r' => bytes.push(b'\r'),
                'n' => bytes.push(b'\n'),
                't' => bytes.push(b'\t'),
                'x' => {
                    bytes.push(u8::from_str_radix(rest.get(..2)?, 16).ok()?);
                    rest = &rest[2..];
                }
                'u' => {
                    let (digits, tail) = rest.strip_prefix('{')?.split_once('}')?;
                    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    rest = tail;
                }
                _ => return None,
            }
        }
        bytes.extend_from_slice(rest.as_bytes());
        Some(Self(bytes))
    }
}

impl From<&[u8]> for Wire {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Wire {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&str> for Wire {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                match character {
                    '\\' => f.write_str("\\\\")?,
                    '\r' => f.write_str("\\r")?,
                    '\n' => f.write_str("\\n")?,
                    '\t' => f.write_str("\\t")?,
                    '\0'..='\u{1f}' | '\u{7f}' => write!(f, "\\x{:02x}", u32::from(character))?,
                    _ if is_treacherous(character) => write!(f, "\\u{{{:x}}}", u32::from(character))?,
                    _ => f.write_char(character)?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl Serialize for Wire {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        Self::from_escaped(&text).ok_or_else(|| serde::de::Error::custom("not escaped wire bytes"))
    }
}

/// Whether a character changes how its neighbours are shown, or shows nothing: C1 controls, line and paragraph
/// separators, bidirectional controls, zero-width and tag characters, variation selectors, fillers, non-characters.
pub fn is_treacherous(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shows_what_matters_and_hides_nothing() {
        for (bytes, shown) in [
            (&b"250 Ok\r\n"[..], "250 Ok\\r\\n"),
            (b"550 \x1b[2K\x1b[1A250 Ok", "550 \\x1b[2K\\x1b[1A250 Ok"),
            ("Empfänger".as_bytes(), "Empfänger"),
            (b"\xe4\xf6\xff", "\\xe4\\xf6\\xff"),
            (b"C:\\x41", "C:\\\\x41"),
            ("a\u{202e}b\u{200b}".as_bytes(), "a\\u{202e}b\\u{200b}"),
            (b"\0", "\\x00"),
            ("\u{85}".as_bytes(), "\\u{85}"),
        ] {
            assert_eq!(Wire::from(bytes).to_string(), shown);
        }
    }

    #[test]
    fn refuses_what_it_would_not_write() {
        for text in ["\\", "\\q", "\\x4", "\\xzz", "\\u{", "\\u{110000}", "\\u41"] {
            assert_eq!(Wire::from_escaped(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn display_is_a_bijection(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let wire = Wire::from(bytes);
            prop_assert_eq!(Wire::from_escaped(&wire.to_string()), Some(wire));
        }

        #[test]
        fn no_treacherous_character_is_ever_shown(text in any::<String>()) {
            let shown = Wire::from(text.as_str()).to_string();
            prop_assert!(!shown.chars().any(|c| c.is_control() || is_treacherous(c)));
        }
    }
}
