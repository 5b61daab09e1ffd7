//! Lines about opening and closing a connection, and about waiting in vain.

use smtp::session::HowEnded;

use super::super::marks::{Marked, Side};
use super::{Note, Peer, after};

pub(super) fn read(line: Marked<'_>) -> Option<Note<'_>> {
    let text = line.text;
    ending(text).or_else(|| failure(text)).or_else(|| opening(line)).or_else(|| timeout(text)).or_else(|| {
        after(text, "testing ").and_then(|rest| rest.split_once(" with ")).map(|(_, to)| Note::Tested(to))
    })
}

/// Beginnings of the lines that a tool writes when the server has closed the connection.
const CLOSED: &[&str] = &[
    "connection closed by foreign host",
    "connection closed by remote host",
    "connection to host lost",
    "remote host closed connection unexpectedly",
    "the server closed the connection",
];
/// The same, when the server has reset it.
const RESET: &[&str] = &["connection reset by", "the server reset the connection"];
/// The same, when the tool itself has closed it.
const HUNG_UP: &[&str] = &["connection closed with remote host", "closing connection", "dropping connection"];

fn ending(text: &str) -> Option<Note<'_>> {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| after(text, beginning).is_some());
    match text {
        "closed" => Some(Note::Closed(HowEnded::Closed)),
        "DONE" | "disconnected" | "Connection closed." => Some(Note::HungUp),
        _ if begins(CLOSED) => Some(Note::Closed(HowEnded::Closed)),
        _ if begins(RESET) => Some(Note::Closed(HowEnded::Reset)),
        _ if begins(HUNG_UP) => Some(Note::HungUp),
        _ => match speaker(text) {
            Some(said) if after(said, "connection reset by peer").is_some() => {
                Some(Note::Closed(HowEnded::Reset))
            }
            _ => None,
        },
    }
}

fn opening(line: Marked<'_>) -> Option<Note<'_>> {
    let text = speaker(line.text).unwrap_or(line.text);
    let alone = |text: &str| text.split_whitespace().count() == 1;
    if let Some(rest) = after(text, "trying ").filter(|rest| alone(rest) && rest.ends_with(['.', '…'])) {
        // swaks and curl add the port.
        let has_port = line.side == Side::Tool;
        return Some(Note::Trying(if has_port { Peer::with_port(rest) } else { Peer::read(rest) }));
    }
    if let Some(rest) = after(text, "connecting to ") {
        return match rest {
            "port 25" => Some(Note::Trying(Peer::default())),
            _ => alone(rest).then(|| Note::Trying(Peer::read(rest))),
        };
    }
    if let Some(rest) = after(text, "connected to ") {
        let named = alone(rest) || rest.contains(" (") || rest.contains(" [");
        return named.then(|| Note::Connected(Peer::read(rest)));
    }
    if let Some(rest) = after(text, "connection to ").filter(|rest| rest.ends_with("succeeded!")) {
        return Some(Note::Connected(Peer::read(rest)));
    }
    let stands = ["escape character is", "connected(", "connection established", "connected from "];
    if text == "connected" || stands.iter().any(|beginning| after(text, beginning).is_some()) {
        return Some(Note::Connected(Peer::default()));
    }
    // netcat writes `name [address] 25 (smtp) open`; `name [address]` alone is how we head the lines of a server.
    let (name, rest) = text.split_once(" [")?;
    let peer = Peer::read(text);
    if peer.address.is_none() || name.contains(' ') {
        return None;
    }
    match rest {
        _ if rest.ends_with(" open") => Some(Note::Connected(peer)),
        _ => rest.ends_with(']').then_some(Note::Heading(peer)),
    }
}

fn failure(text: &str) -> Option<Note<'_>> {
    let failed = |peer, why| Some(Note::Failed { peer, why });
    let nobody = Peer::default();
    if let Some(rest) = after(text, "error connecting to ") {
        let (peer, why) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        return failed(Peer::with_port(peer.trim_end_matches(':')), why.trim());
    }
    if let Some(rest) = after(text, "io::socket::") {
        let why = rest.split_once(": ").map_or(rest, |(_, why)| why);
        return failed(nobody, after(why, "connect:").unwrap_or(why));
    }
    if let Some(rest) = after(text, "connect:errno=") {
        return failed(nobody, errno(rest));
    }
    if let Some(rest) = after(text, "server lookup failure:") {
        let (peer, why) = rest.split_once(", ").unwrap_or((rest, "the name was not found"));
        return failed(Peer::read(peer), why);
    }
    if let Some(rest) = after(text, "connecting to ")
        && let Some((peer, why)) = rest.split_once("...Could not open connection to the host")
    {
        return failed(Peer::read(peer), reason(why));
    }
    if let Some(rest) = after(text, "could not open connection to the host") {
        return failed(nobody, reason(rest));
    }
    if after(text, "connection refused: nothing listens").is_some()
        || after(text, "no connection: ").is_some()
    {
        return failed(nobody, text);
    }
    let said = speaker(text).unwrap_or(text);
    for beginning in ["unable to connect to remote host", "could not resolve ", "getaddrinfo for host "] {
        if let Some(rest) = after(said, beginning) {
            let name = rest.split(['/', ':', ' ']).next().unwrap_or_default().trim_matches('"');
            let peer = if beginning.ends_with(' ') { Peer::read(name) } else { nobody };
            return failed(peer, reason(rest));
        }
    }
    if let Some(rest) = after(said, "connect to address ") {
        let (address, why) = rest.split_once(": ").unwrap_or((rest, ""));
        return failed(Peer::read(address), why);
    }
    if let Some((peer, why)) = after(said, "connect to ").and_then(|rest| rest.split_once(" failed: ")) {
        return failed(Peer::read(peer), why);
    }
    if let Some(rest) =
        after(said, "(7) failed to connect to ").or_else(|| after(said, "(28) failed to connect to "))
    {
        return failed(Peer::read(rest), reason(rest));
    }
    let alone = ["connection refused.", "connection timed out.", "timeout.", "no route to host."];
    if speaker(text).is_some() && alone.iter().any(|why| said.eq_ignore_ascii_case(why)) {
        return failed(nobody, said);
    }
    match text.split_once(" (smtp) : ") {
        Some((peer, why)) if peer.contains('[') => failed(Peer::read(peer), why),
        _ => None,
    }
}

/// What stands behind the last colon of a message.
fn reason(text: &str) -> &str {
    text.split(": ").skip(1).last().unwrap_or_default()
}

/// The words for the numbers that openssl gives alone: those of Linux, then those of the BSDs.
fn errno(number: &str) -> &'static str {
    match number.trim() {
        "111" | "61" => "Connection refused",
        "110" | "60" => "Connection timed out",
        "113" | "65" => "No route to host",
        "101" | "51" => "Network is unreachable",
        _ => "",
    }
}

/// What a program says behind its own name.
fn speaker(text: &str) -> Option<&str> {
    let (name, said) = text.split_once(": ")?;
    let program = name.rsplit('/').next()?.split('.').next()?;
    let known = ["telnet", "nc", "ncat", "netcat", "curl", "read"];
    known.iter().any(|known| program.eq_ignore_ascii_case(known)).then(|| said.trim_start())
}

/// A wait that was given up: that of swaks, and ours.
pub(super) fn timeout(text: &str) -> Option<Note<'_>> {
    let seconds = if let Some(rest) = after(text, "timeout (") {
        rest.split_once(" secs) waiting").map(|(seconds, _)| seconds)?
    } else {
        let rest = after(text, "no answer to ")?.split(" within ").skip(1).last()?;
        rest.strip_suffix(" s")?
    };
    let seconds: u32 = seconds.parse().ok()?;
    Some(Note::TimedOut { limit_ms: u64::from(seconds) * 1000 })
}
