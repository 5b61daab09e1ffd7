//! From a JSON text to a tree (RFC 8259), and from a few texts to JSON.
//!
//! For the page, where serde_json's reader and writer took 4.5 KB more than this: half of it is a table for fractions,
//! which we never write.

use super::{Fields, Tree};

/// How deep arrays and objects may lie in each other. Ours are six deep.
const MAX_DEPTH: u8 = 64;

impl Tree {
    /// Takes a JSON text apart; none where it is not one. Numbers that are negative or no integers are `null`, whatever
    /// their form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let tree = reader.value(MAX_DEPTH)?;
        reader.skip_blanks();
        reader.rest.is_empty().then_some(tree)
    }
}

/// What is still to be read.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u8) -> Option<Tree> {
        let depth = depth.checked_sub(1)?;
        self.skip_blanks();
        match self.rest.as_bytes().first()? {
            b'"' => self.text().map(Tree::Text),
            b'[' => {
                let mut list = Vec::new();
                self.items(']', |reader| {
                    list.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Tree::List(list))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.items('}', |reader| {
                    let name = reader.text()?;
                    reader.skip_blanks();
                    reader.take(":")?;
                    fields.push((name, reader.value(depth)?));
                    Some(())
                })?;
                Some(Tree::Fields(Fields(fields)))
            }
            _ => match self.run(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
                "null" => Some(Tree::Null),
                "true" => Some(Tree::Bool(true)),
                "false" => Some(Tree::Bool(false)),
                number if number.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                    Some(number.parse().map_or(Tree::Null, Tree::Number))
                }
                _ => None,
            },
        }
    }

    /// What stands in brackets, parted by commas.
    fn items(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.rest = &self.rest[1..];
        self.skip_blanks();
        if let Some(behind) = self.rest.strip_prefix(end) {
            self.rest = behind;
            return Some(());
        }
        loop {
            self.skip_blanks();
            item(self)?;
            self.skip_blanks();
            if let Some(behind) = self.rest.strip_prefix(end) {
                self.rest = behind;
                return Some(());
            }
            self.take(",")?;
        }
    }

    fn text(&mut self) -> Option<String> {
        self.take("\"")?;
        let mut text = String::new();
        loop {
            text.push_str(self.run(|byte| byte != b'"' && byte != b'\\' && byte >= b' '));
            if self.take("\"").is_some() {
                return Some(text);
            }
            self.take("\\")?;
            text.push(self.escaped()?);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let (first, behind) = self.rest.split_at_checked(1)?;
        self.rest = behind;
        Some(match first {
            "\"" | "\\" | "/" => first.chars().next()?,
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => {
                let unit = self.unit()?;
                let mut units = [unit, 0];
                // The first half of a character beyond 16 bits.
                if (0xd800..0xdc00).contains(&unit) {
                    self.take("\\u")?;
                    units[1] = self.unit()?;
                }
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let (digits, behind) = self.rest.split_at_checked(4)?;
        self.rest = behind;
        u16::from_str_radix(digits, 16).ok()
    }

    fn take(&mut self, expected: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    fn skip_blanks(&mut self) {
        self.run(|byte| b" \t\r\n".contains(&byte));
    }

    /// All up to the first octet that is not `wanted`; those that are not ASCII are all wanted, or all not.
    fn run(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }
}

/// A text as JSON has it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..' ' => {
                out.push_str("\\u00");
                let code = character as u8;
                out.extend(
                    [code >> 4, code & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
                );
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// An object of texts as JSON; fields without one are left out.
pub fn object(fields: &[(&str, Option<&str>)]) -> String {
    let mut out = String::from("{");
    for (name, text) in fields.iter().filter_map(|(name, text)| Some((name, (*text)?))) {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&quoted(name));
        out.push(':');
        out.push_str(&quoted(text));
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of_serde(text: &str) -> Option<Tree> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn reads_what_serde_reads() {
        for text in [
            "null",
            " true ",
            "false",
            "0",
            "18446744073709551615",
            "-1",
            "1.5e3",
            "\"\"",
            r#""a\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00ä😀""#,
            "[]",
            "[ 1 , [ ] , \"a\" ]",
            "{}",
            r#"{ "a" : 1 , "b" : { "c" : [ null ] } }"#,
            "",
            "nul",
            "nullnull",
            "[1,]",
            "[1 2]",
            "[,]",
            "[1",
            r#"{"a"}"#,
            r#"{"a":1,}"#,
            r#"{a:1}"#,
            "\"a",
            "\"\n\"",
            r#""\x""#,
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            r#""\ude00""#,
            r#""\u12"#,
            r#""\u12ä""#,
            "1 1",
            "+1",
            "]",
        ] {
            assert_eq!(Tree::parse(text), of_serde(text), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Tree::parse(&nested(usize::from(MAX_DEPTH))).is_some());
        assert_eq!(Tree::parse(&nested(100_000)), None);
    }

    proptest! {
        #[test]
        fn texts_come_back(text: String) {
            let written = serde_json::to_string(&text).expect("a string");
            prop_assert_eq!(Tree::parse(&written), Some(Tree::Text(text.clone())));
            let object = object(&[("a", None), ("b", Some(&text)), (&text, Some("c"))]);
            let read: Vec<(String, Tree)> = vec![
                ("b".to_owned(), Tree::Text(text.clone())),
                (text.clone(), Tree::Text("c".to_owned())),
            ];
            prop_assert_eq!(of_serde(&object), Some(Tree::Fields(Fields(read))));
        }

        #[test]
        fn never_panics(text in r#"[\[\]{}:,"\\u0-9a-f ä]{0,40}"#) {
            if let Some(tree) = of_serde(&text) {
                prop_assert_eq!(Tree::parse(&text), Some(tree));
            } else {
                let _ = Tree::parse(&text);
            }
        }
    }
}
