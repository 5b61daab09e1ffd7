//! The line with which somebody started a tool, copied from the shell along with its output.

use super::{Note, Peer, after};

/// A prompt has no more words than this.
const MOST_PROMPT_WORDS: usize = 6;

pub(super) fn read(text: &str) -> Option<Note<'_>> {
    let mut words = text.split_whitespace();
    let mut before = "";
    for _ in 0..MOST_PROMPT_WORDS {
        let word = words.next()?;
        // A prompt may stand right before the tool, as `C:\>telnet` does.
        let tool = word.rsplit(['/', '\\', '>', '$', '#', '%']).next()?;
        let tool = tool.strip_suffix(".exe").unwrap_or(tool);
        if (before.is_empty() || before.ends_with(['$', '#', '%', '>'])) && TOOLS.contains(&tool) {
            let arguments: Vec<&str> = words.map(|word| word.trim_matches(['\'', '"'])).collect();
            return started(tool, &arguments);
        }
        before = word;
    }
    None
}

const TOOLS: &[&str] = &["curl", "nc", "ncat", "netcat", "openssl", "swaks", "telnet"];

fn started<'a>(tool: &str, arguments: &[&'a str]) -> Option<Note<'a>> {
    match tool {
        "curl" => arguments.iter().find_map(|word| after(word, "smtp://")).map(invoked),
        "openssl" => option(arguments, &["-connect"]).map(invoked),
        "swaks" => {
            let recipient = option(arguments, &["--to", "-t"]).map(|to| to.split(',').next().unwrap_or(to));
            let peer = option(arguments, &["--server", "-s"]).map(Peer::read).unwrap_or_default();
            (recipient.is_some() || peer != Peer::default()).then_some(Note::Invoked { peer, recipient })
        }
        // telnet and netcat end in server and port.
        _ => match arguments {
            [.., host, port] if *port == "smtp" || port.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(invoked(host))
            }
            _ => None,
        },
    }
}

/// The value of an option, behind a blank or behind `=`.
fn option<'a>(arguments: &[&'a str], names: &[&str]) -> Option<&'a str> {
    arguments.iter().enumerate().find_map(|(index, word)| match word.split_once('=') {
        Some((name, value)) if names.contains(&name) => Some(value),
        _ if names.contains(word) => arguments.get(index + 1).copied(),
        _ => None,
    })
}

fn invoked(host: &str) -> Note<'_> {
    Note::Invoked { peer: Peer::read(host.trim_end_matches('/')), recipient: None }
}
