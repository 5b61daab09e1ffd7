//! Why a pasted text cannot be judged, in words for the person who pasted it.

use std::fmt;

use smtp::address::MailboxError;
use smtp::bytes::Wire;

use super::MAX_TEXT;

/// Octets of a recipient that are repeated in a message.
const SHOWN: usize = 120;

/// Why a pasted text cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasteError {
    /// Nothing but blanks.
    Empty,
    /// The session ended before a recipient was asked for, and nothing names the server.
    NoName,
    /// Commands and replies, but no recipient was ever asked for.
    NoRecipient,
    /// Neither a command nor a reply was found.
    NotSmtp,
    /// `openssl s_client` took the line with the recipient for a command of its own.
    NotSent,
    /// Replies without the commands that they answer.
    OnlyReplies,
    /// The recipient is none that can be judged.
    Recipient {
        /// What stood in the command.
        text: String,
        /// What is wrong with it.
        error: MailboxError,
    },
    /// More octets than are read; how many.
    TooLong(usize),
}

impl fmt::Display for PasteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("There is no text yet. Paste the lines of a session with a mail server."),
            Self::NoName => f.write_str(
                "This session ended before a recipient was asked for, and the text does not name the server. Add the \
                 command with which it was started, such as “telnet smtp.my.com 25”.",
            ),
            Self::NoRecipient => f.write_str(
                "There is no RCPT command in this text, so the server was never asked about a recipient and there is \
                 nothing to judge. Paste the session up to the answer to RCPT TO.",
            ),
            Self::NotSmtp => f.write_str(
                "Nothing in this text looks like a session with a mail server. Lines such as \
                 “RCPT TO:<nosuchaddress@my.com>” and “550 User unknown” are looked for.",
            ),
            Self::NotSent => f.write_str(
                "openssl s_client takes a line that begins with a capital R for a command of its own, so this RCPT was \
                 never sent. Type “rcpt to:” in lower case, or start it with -quiet.",
            ),
            Self::OnlyReplies => f.write_str(
                "There are replies in this text, but not the commands that they answer. Paste the typed lines as well, \
                 at least the one with RCPT TO.",
            ),
            Self::Recipient { text, .. } if text.is_empty() => f.write_str("No address stands behind RCPT TO."),
            Self::Recipient { text, error } => {
                let shown = Wire::from(text.as_str());
                let more = if shown.len() > SHOWN { "…" } else { "" };
                write!(f, "The recipient {}{more} cannot be judged: {error}.", shown.head(SHOWN))
            }
            Self::TooLong(len) => write!(
                f,
                "This text has {} KiB; up to {} KiB are read. Paste only the session with the mail server.",
                len.div_ceil(1024),
                MAX_TEXT / 1024
            ),
        }
    }
}

impl std::error::Error for PasteError {}
