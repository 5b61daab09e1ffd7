//! Text that a person pastes, read into a transcript which the rules can judge like a live one.
//!
//! The text comes from telnet or netcat, from swaks, `openssl s_client`, curl or the log of a program, from an RFC or
//! a mail, or from ourselves. It passes through these steps, each of which knows nothing of those after it:
//!
//! 1. `lines`: quote marks, odd blanks and line ends, and the corrections of the person who typed are taken off;
//! 2. `prefix` and `marks`: time stamps, and the marks that tell who says a line;
//! 3. `own`: the lines by server, in a text of ours that shows several at once;
//! 4. `grammar`, `tools` and `form`: what the line is, a command, a line of a reply or a note of the tool;
//! 5. `scan` and `wrap`: connections, with what was sent and what came;
//! 6. `pairing` and `dialogue`: which reply answers which command;
//! 7. `roles`: which recipient is the test address, and which question each command belongs to;
//! 8. `record`: events.
//!
//! **What is not understood is passed over, and nothing is made up**: a reply is recorded only where it is clear what
//! it answers.
//!
//! Every step takes time in proportion to the text, since anybody may paste anything.

mod dialogue;
mod error;
mod form;
mod grammar;
mod lines;
mod marks;
mod own;
mod pairing;
mod prefix;
mod record;
mod roles;
mod scan;
mod session;
mod tools;
mod wrap;

#[cfg(test)]
mod tests;

pub use error::PasteError;

use dialogue::Dialogue;
use roles::Roles;

use crate::event::Transcript;

/// A session in telnet, for examples.
#[cfg(feature = "schema")]
pub const EXAMPLE: &str = include_str!("samples/golden.txt");

/// Most octets of a text that is read.
pub const MAX_TEXT: usize = 256 * 1024;

/// Reads a pasted text.
///
/// # Errors
/// [`PasteError`] says why the text cannot be judged.
pub fn parse(text: &str) -> Result<Transcript, PasteError> {
    if text.len() > MAX_TEXT {
        return Err(PasteError::TooLong(text.len()));
    }
    let cleaned = lines::clean(text);
    if cleaned.trim().is_empty() {
        return Err(PasteError::Empty);
    }
    let found = scan::scan(lines::split(&cleaned));
    let dialogues: Vec<Dialogue<'_>> = found.sessions.iter().map(Dialogue::of).collect();
    let roles = Roles::cast(&found, &dialogues)?;
    Ok(record::record(&dialogues, &roles))
}
