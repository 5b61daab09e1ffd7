//! What an administrator does with the lines of a remedy: puts them into a file in the place of those that say
//! something else about the same.

/// How the lines of a file are told apart: what is before the mark is the name of a setting or the key of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `name = value`
    Settings,
    /// `key: value`
    Aliases,
    /// `key value`, or only a key
    List,
    /// Statements and lists with a name, and statements below a label
    Exim,
    /// `table`, `action` and `match`
    OpenSmtpd,
    /// Calls of macros, told apart by their first argument
    M4,
}

impl Form {
    fn of(path: &str) -> Self {
        match path {
            "/etc/smtpd.conf" => Self::OpenSmtpd,
            _ if path.ends_with("/exim4.conf") => Self::Exim,
            _ if path.ends_with(".mc") => Self::M4,
            _ if path.ends_with(".cf") || path.ends_with(".conf.conf") => Self::Settings,
            _ if path.contains("/aliases") || path.ends_with("/virtuals") => Self::Aliases,
            _ => Self::List,
        }
    }

    /// What a statement is about; nothing for remarks and empty lines.
    fn subject(self, statement: &str) -> Option<String> {
        let line = statement.lines().next().unwrap_or_default();
        if line.trim().is_empty() || line.starts_with('#') {
            return None;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let before = |mark| line.split(mark).next().map(|name: &str| name.trim().to_owned());
        match self {
            Self::Settings | Self::Exim => before('='),
            Self::Aliases => before(':'),
            Self::M4 => before('\''),
            Self::List => words.first().map(|&key| key.to_owned()),
            Self::OpenSmtpd => match words.as_slice() {
                ["match", ..] => {
                    let domain = words.iter().skip_while(|&&word| word != "domain").nth(1)?;
                    Some(format!("match {domain}"))
                }
                [kind, name, ..] => Some(format!("{kind} {name}")),
                _ => None,
            },
        }
    }
}

/// The file `path` after `lines` were put into it. They stand where the first line stood that they replace, statements
/// below a label behind that label, and otherwise at the end.
pub(crate) fn edited(path: &str, file: &str, lines: &str) -> String {
    let form = Form::of(path);
    let mut file = statements(file);
    let mut new = Vec::new();
    for statement in statements(lines) {
        match statement.split_once(":\n").filter(|(label, _)| form == Form::Exim && !label.contains(' ')) {
            Some((label, below)) => {
                let label = format!("{label}:\n");
                match file.iter_mut().find(|old| old.starts_with(&label)) {
                    Some(old) => old.insert_str(label.len(), below),
                    None => file.push(statement),
                }
            }
            None => new.push(statement),
        }
    }
    let subjects: Vec<String> = new.iter().filter_map(|statement| form.subject(statement)).collect();
    let is_replaced =
        |statement: &String| form.subject(statement).is_some_and(|subject| subjects.contains(&subject));
    let place = file.iter().position(is_replaced).unwrap_or(file.len());
    file.retain(|statement| !is_replaced(statement));
    file.splice(place..place, new);
    file.concat()
}

/// Lines with those below them that begin with a space, which continue them.
fn statements(text: &str) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    for line in text.lines() {
        match statements.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => *last += line,
            _ => statements.push(line.to_owned()),
        }
        statements.last_mut().into_iter().for_each(|last| last.push('\n'));
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_about_the_same_is_replaced() {
        for (path, file, lines, expected) in [
            (
                "/etc/postfix/main.cf",
                "a = 1\nb =\n  2,\n  3\nc = 4\n",
                "b = 5\nd =\n  6",
                "a = 1\nb = 5\nd =\n  6\nc = 4\n",
            ),
            ("/etc/postfix/virtual", "a@x  1\n# b\n", "b@x  2", "a@x  1\n# b\nb@x  2\n"),
            ("/etc/postfix/new", "", "b@x  2", "b@x  2\n"),
            ("/etc/aliases", "root: a\nb: c\n", "root: d", "root: d\nb: c\n"),
            ("/etc/exim4/update-exim4.conf.conf", "a='1'\n\nb='2'\n", "b=''", "a='1'\n\nb=''\n"),
            (
                "/etc/mail/sendmail.mc",
                "A(`a')dnl\nFEATURE(`b', , `c')dnl\nFEATURE(`d')dnl\n",
                "FEATURE(`b', `e')dnl",
                "A(`a')dnl\nFEATURE(`b', `e')dnl\nFEATURE(`d')dnl\n",
            ),
            (
                "/etc/exim4/exim4.conf",
                "domainlist a = x\nb = y\nacl_check_rcpt:\n  accept\n.include z\n",
                "domainlist a = @\n\nacl_check_rcpt:\n  deny c = d\n       e",
                "domainlist a = @\n\nb = y\nacl_check_rcpt:\n  deny c = d\n       e\n  accept\n.include z\n",
            ),
            (
                "/etc/smtpd.conf",
                "listen on all\naction \"a\" mbox\nmatch from any for domain \"x\" action \"a\"\nmatch from local for any action \"b\"\n",
                "table t file:/t\nmatch from any for domain \"x\" rcpt-to <t> action \"a\"",
                "listen on all\naction \"a\" mbox\ntable t file:/t\nmatch from any for domain \"x\" rcpt-to <t> action \"a\"\nmatch from local for any action \"b\"\n",
            ),
        ] {
            assert_eq!(edited(path, file, lines), expected, "{path}");
        }
    }
}
