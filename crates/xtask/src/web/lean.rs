//! Takes out of scripts and style sheets what only their readers need, and gives the names that script and module
//! share a length that nobody has to read.

use std::collections::BTreeMap;

/// New names for those that wasm-bindgen makes, most of which end in 16 hexadecimal digits; short and in a fixed order, so that
/// the same module always gives the same files.
pub(super) fn short_names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut made: Vec<&str> = names.filter(|name| is_made(name)).collect();
    made.sort_unstable();
    made.dedup();
    made.into_iter().zip(0..).map(|(name, number)| (name.to_owned(), format!("$_{number:x}"))).collect()
}

fn is_made(name: &str) -> bool {
    let hash = name.rsplit(['_', 'h']).next().unwrap_or_default();
    // What is exported for the script alone; the names of closures are whole types.
    let is_exported =
        ["wasm_bindgen_", "__wbindgen_", "__externref_"].iter().any(|start| name.starts_with(start));
    is_exported || (hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The script with other names.
pub(super) fn renamed(js: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(js.len());
    let mut rest = js;
    while let Some(start) = rest.find(is_of_name) {
        let (before, from) = rest.split_at(start);
        let (name, behind) = from.split_at(from.find(|c| !is_of_name(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(names.get(name).map_or(name, String::as_str));
        rest = behind;
    }
    out + rest
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_$".contains(character)
}

/// The script of wasm-bindgen in fewer words: what a function returns is not named before, and a property that is a
/// function is a method.
pub(super) fn terse(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut lines = js.lines().peekable();
    while let Some(line) = lines.next() {
        let returned = line.strip_prefix("const ret = ").filter(|_| lines.peek() == Some(&"return ret;"));
        match (returned, line.split_once(": function(")) {
            (Some(value), _) => {
                lines.next();
                out.push_str("return ");
                out.push_str(value);
            }
            (None, Some((name, rest))) if name.chars().all(is_of_name) => {
                out.push_str(name);
                out.push('(');
                out.push_str(rest);
            }
            (None, _) => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// A script or style sheet without indentation, empty lines and comments that have lines of their own. Unchanged where
/// a text goes over several lines, because there every space may count.
pub(super) fn without_comments(source: &str) -> String {
    if source.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return source.to_owned();
    }
    let mut out = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if in_comment {
            in_comment = !line.contains("*/");
            // What stands behind a comment on its last line is kept.
            if let Some((_, behind)) = line.split_once("*/")
                && !behind.is_empty()
            {
                out.push_str(behind.trim_start());
                out.push('\n');
            }
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The same on fewer lines: where one ends in a character that ends nothing but what stands before it, the next one
/// follows. A closing brace is one of these in style sheets only.
pub(super) fn on_fewer_lines(source: &str, ends: &[char]) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.lines() {
        out.push_str(line);
        if !line.ends_with(ends) || line.contains("//") {
            out.push('\n');
        }
    }
    out
}

/// The same without blanks that stand behind one of some characters or before one of others, and without the last
/// semicolon of a block. What stands in quotation marks stays as it is.
pub(super) fn without_blanks(source: &str, behind: &[char], before: &[char]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut quoted_by = None;
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        if quoted_by == Some(character) {
            quoted_by = None;
        } else if quoted_by.is_none() && "\"'`".contains(character) {
            quoted_by = Some(character);
        } else if quoted_by.is_none() {
            let is_spare = character == ' '
                && (out.ends_with(behind) || next.is_some_and(|next| before.contains(&next)));
            if is_spare || (character == ';' && next == Some('}')) {
                continue;
            }
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_that_nobody_needs() {
        for (source, expected) in [
            ("a, b :is(c) {d: e f;g: h;}", "a,b :is(c){d:e f;g:h}"),
            ("a::after {content: \" , {;}\";}", "a::after{content:\" , {;}\"}"),
            ("x {margin: calc(-1 * var(--s0));}", "x{margin:calc(-1 * var(--s0))}"),
        ] {
            assert_eq!(without_blanks(source, &[',', ':', '{', ';'], &['{']), expected);
        }
        let script = "if (a === b) {return f(a, 'x = {, '); }";
        assert_eq!(
            without_blanks(script, &[',', '{', ';', '='], &['{', '=']),
            "if (a===b){return f(a,'x = {, ');}"
        );
    }

    #[test]
    fn only_names_with_a_hash_are_shortened() {
        let names = [
            "__wbg_add_8176dab41b09531c",
            "wasm_bindgen__invoke__h8176dab41b09531d",
            "__wbindgen_malloc",
            "memory",
            "h123",
            "wasm_bindgen_8176dab41b0___convert__closures_____invoke___JsValue______true_",
        ];
        let short = short_names(names.into_iter().chain(names));
        assert_eq!(short.len(), 4, "{short:?}");
        let js =
            "x.__wbg_add_8176dab41b09531c(wasm.wasm_bindgen__invoke__h8176dab41b09531d, __wbindgen_malloc)";
        assert_eq!(renamed(js, &short), "x.$_0(wasm.$_3, $_1)");
        assert_eq!(renamed("a_8176 ", &short), "a_8176 ");
    }

    #[test]
    fn scripts_are_said_in_fewer_words() {
        for (source, expected) in [
            ("$_0: function(a) {\nconst ret = a.b;\nreturn ret;\n},\n", "$_0(a) {\nreturn a.b;\n},\n"),
            ("const ret = a;\nb(ret);\nreturn ret;\n", "const ret = a;\nb(ret);\nreturn ret;\n"),
            ("x = { y: function(a) {} }\n", "x = { y: function(a) {} }\n"),
        ] {
            assert_eq!(terse(source), expected);
        }
    }

    #[test]
    fn lines_are_joined_where_nothing_depends_on_them() {
        let js = "a = {\nb: 1,\n}\nc()\nd(); // e;\nf();\n";
        assert_eq!(on_fewer_lines(js, &[';', '{', ',']), "a = {b: 1,}\nc()\nd(); // e;\nf();");
        let css = "a,\nb {\nmargin: 0\nauto;\n}\n";
        assert_eq!(on_fewer_lines(css, &[';', '{', ',', '}']), "a,b {margin: 0\nauto;}");
    }

    #[test]
    fn comments_go_and_code_stays() {
        for (source, expected) in [
            ("/** a\n * b */\nlet a = 1;\n  // c\n\n  b('// d');\n", "let a = 1;\nb('// d');\n"),
            ("/* a */\np { margin: 0 }\n", "p { margin: 0 }\n"),
            ("/* a\n b */ p {\n  margin: 0 /* c */\n}", "p {\nmargin: 0 /* c */\n}\n"),
            ("let a = `\n  b`;\n", "let a = `\n  b`;\n"),
        ] {
            assert_eq!(without_comments(source), expected);
        }
    }
}
