//! Letters as the vocabulary sees them: lower case, without diacritics, so that `Empfänger`, `EMPFÄNGER` and the
//! `Empfanger` of a server that drops the dots are one word.
//!
//! Only the scripts that mail servers answer in are known; std's tables for all of Unicode would cost the page
//! more than the whole knowledge does.

/// What one character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// One ASCII letter.
    Letter(u8),
    /// Two ASCII letters.
    Pair([u8; 2]),
    /// A letter of an alphabet of its own.
    Foreign(char),
    /// A character that is a word of its own: ideographs, kana and Hangul syllables are written without spaces,
    /// or with endings attached.
    Ideograph(char),
    /// Nothing: combining marks and typographic apostrophes stand inside words.
    Nothing,
    /// The end of a word.
    Break,
}

/// U+00C0 to U+00FF without diacritics; `*` marks what needs a rule of its own.
const LATIN_1: &[u8; 64] = b"aaaaaa*ceeeeiiiidnooooo-ouuuuy**aaaaaa*ceeeeiiiidnooooo-ouuuuy*y";
/// U+0100 to U+017F likewise.
const LATIN_A: &[u8; 128] =
    b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllllnnnnnnnnnoooooo\
**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Folds a character outside ASCII.
pub(crate) fn fold(character: char) -> Folded {
    let number = u32::from(character);
    match character {
        'æ' | 'Æ' => Folded::Pair(*b"ae"),
        'œ' | 'Œ' => Folded::Pair(*b"oe"),
        'ß' => Folded::Pair(*b"ss"),
        'þ' | 'Þ' => Folded::Pair(*b"th"),
        'ĳ' | 'Ĳ' => Folded::Pair(*b"ij"),
        '×' | '÷' => Folded::Break,
        '\u{c0}'..='\u{ff}' => Folded::Letter(LATIN_1[(number - 0xc0) as usize]),
        '\u{100}'..='\u{17f}' => Folded::Letter(LATIN_A[(number - 0x100) as usize]),
        'ș' | 'Ș' => Folded::Letter(b's'),
        'ț' | 'Ț' => Folded::Letter(b't'),
        // Greek and Cyrillic capitals stand at a fixed distance from the small letters.
        'ё' | 'Ё' => Folded::Foreign('е'),
        '\u{391}'..='\u{3a9}' | '\u{410}'..='\u{42f}' => shifted(number + 0x20),
        '\u{400}'..='\u{40f}' => shifted(number + 0x50),
        '\u{370}'..='\u{5ff}' | '\u{620}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}' => Folded::Foreign(character),
        '\u{300}'..='\u{36f}' | '\u{2018}' | '\u{2019}' | '\u{200b}'..='\u{200f}' => Folded::Nothing,
        '\u{3041}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Folded::Ideograph(character),
        _ => Folded::Break,
    }
}

/// The character that `bytes` start with, and how many bytes it takes. A byte that is no UTF-8 is read as
/// ISO 8859-1, which old servers in western Europe still send.
pub(crate) fn decode(bytes: &[u8]) -> (char, usize) {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    let character = bytes.get(..length).and_then(|part| std::str::from_utf8(part).ok()?.chars().next());
    match character {
        Some(character) => (character, length),
        None => (bytes.first().copied().map_or('\0', char::from), 1),
    }
}

fn shifted(number: u32) -> Folded {
    char::from_u32(number).map_or(Folded::Break, Folded::Foreign)
}
