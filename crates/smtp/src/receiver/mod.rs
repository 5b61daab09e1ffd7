//! The server machine: the receiving side of RFC 5321, as far as simulated servers and tests need it.
//!
//! Bytes go in, replies with their delays come out. The order of commands is the machine's business
//! ([`Receiver`]); what is answered is decided by a [`Conduct`], whose defaults are those of a friendly server that
//! knows everybody.

use std::time::Duration;

#[cfg(test)]
mod tests;

/// Octets of a command line we accept.
const MAX_LINE: usize = 1000;
/// Octets of a message we accept; none is kept.
const MAX_MESSAGE: usize = 1024 * 1024;

/// One answer: its text with code, lines separated by `\n`, how long to wait before it, and whether to close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// For example `250 2.1.5 Ok`.
    pub text: String,
    /// How long the server thinks about it.
    pub after: Duration,
    /// Whether it closes the connection behind it.
    pub close: bool,
}

impl Answer {
    /// An answer without delay that leaves the connection open.
    pub fn now(text: impl Into<String>) -> Self {
        Self { text: text.into(), after: Duration::ZERO, close: false }
    }

    /// The same after a while.
    #[must_use]
    pub fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }

    /// The same as the last word.
    #[must_use]
    pub fn and_close(self) -> Self {
        Self { close: true, ..self }
    }

    fn is_success(&self) -> bool {
        self.text.starts_with('2')
    }
}

/// What a server answers. Addresses come as they stood in the path, without the angle brackets.
pub trait Conduct {
    /// The greeting.
    fn banner(&mut self) -> Answer;

    /// The answer to EHLO.
    fn ehlo(&mut self, client: &str) -> Answer;

    /// The answer to HELO.
    fn helo(&mut self, client: &str) -> Answer {
        let text = self.ehlo(client).text;
        let name = text.lines().next().unwrap_or_default().get(4..).unwrap_or_default().to_owned();
        Answer::now(format!("250 {name}"))
    }

    /// The answer to MAIL FROM.
    fn mail(&mut self, _sender: &str) -> Answer {
        Answer::now("250 2.1.0 Ok")
    }

    /// The answer to RCPT TO.
    fn rcpt(&mut self, _sender: &str, _recipient: &str) -> Answer {
        Answer::now("250 2.1.5 Ok")
    }

    /// The answer to VRFY (RFC 5321 §7.3: 252 tells nothing).
    fn vrfy(&mut self, _argument: &str) -> Answer {
        Answer::now("252 2.0.0 Send some mail and see")
    }

    /// The answer to the end of the data.
    fn message(&mut self, _recipients: &[String]) -> Answer {
        Answer::now("250 2.0.0 Ok: queued")
    }
}

/// What comes out of a receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Wait so long, then write these bytes.
    Send(Duration, Vec<u8>),
    /// Close the connection.
    Close,
}

/// Where the dialogue stands (RFC 5321 §4.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// EHLO or HELO must come first.
    Ungreeted,
    /// Greeted, no transaction.
    Idle,
    /// MAIL was accepted; the sender, and the recipients accepted so far.
    Envelope { sender: String, recipients: Vec<String> },
    /// Between 354 and the final dot.
    Data { recipients: Vec<String>, octets: usize },
    /// Over.
    Closed,
}

/// The server machine for one connection.
#[derive(Debug)]
pub struct Receiver<C> {
    conduct: C,
    state: State,
    buffer: Vec<u8>,
}

impl<C: Conduct> Receiver<C> {
    /// A receiver on a fresh connection, and its greeting.
    pub fn new(mut conduct: C) -> (Self, Vec<Output>) {
        let answer = conduct.banner();
        let mut receiver = Self { conduct, state: State::Ungreeted, buffer: Vec::new() };
        let mut out = Vec::new();
        receiver.say(&answer, &mut out);
        (receiver, out)
    }

    /// Whether the connection is over.
    pub fn is_closed(&self) -> bool {
        self.state == State::Closed
    }

    /// Bytes came; the answers to every complete line.
    pub fn received(&mut self, bytes: &[u8]) -> Vec<Output> {
        let mut out = Vec::new();
        self.buffer.extend_from_slice(bytes);
        while self.state != State::Closed {
            let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') else { break };
            let line: Vec<u8> = self.buffer.drain(..=end).collect();
            self.line(&line, &mut out);
        }
        let limit = if matches!(self.state, State::Data { .. }) { MAX_MESSAGE } else { MAX_LINE };
        if self.buffer.len() > limit && self.state != State::Closed {
            self.say(&Answer::now("500 5.5.2 Line too long").and_close(), &mut out);
        }
        out
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<Output>) {
        if let State::Data { recipients, octets } = &mut self.state {
            *octets += line.len();
            let answer = match line {
                b".\r\n" if *octets > MAX_MESSAGE => Answer::now("552 5.3.4 Message too big"),
                b".\r\n" => self.conduct.message(recipients),
                _ => return,
            };
            self.state = State::Idle;
            return self.say(&answer, out);
        }
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        let (verb, argument) = text.split_once(' ').unwrap_or((text, ""));
        let answer = self.command(&verb.to_ascii_uppercase(), argument.trim());
        self.say(&answer, out);
    }

    fn command(&mut self, verb: &str, argument: &str) -> Answer {
        match (verb, &mut self.state) {
            ("EHLO" | "HELO", _) => {
                let answer =
                    if verb == "EHLO" { self.conduct.ehlo(argument) } else { self.conduct.helo(argument) };
                if answer.is_success() {
                    self.state = State::Idle;
                }
                answer
            }
            ("QUIT", _) => Answer::now("221 2.0.0 Bye").and_close(),
            ("NOOP", _) => Answer::now("250 2.0.0 Ok"),
            ("RSET", state) => {
                if *state != State::Ungreeted {
                    *state = State::Idle;
                }
                Answer::now("250 2.0.0 Ok")
            }
            ("VRFY", _) => self.conduct.vrfy(argument),
            ("EXPN", _) => Answer::now("502 5.5.1 Command not implemented"),
            ("MAIL", State::Idle) => match path(argument, "FROM:") {
                Some(sender) => {
                    let answer = self.conduct.mail(sender);
                    if answer.is_success() {
                        self.state = State::Envelope { sender: sender.to_owned(), recipients: Vec::new() };
                    }
                    answer
                }
                None => Answer::now("501 5.1.7 Bad sender address syntax"),
            },
            ("RCPT", State::Envelope { sender, recipients }) => match path(argument, "TO:") {
                Some(recipient) => {
                    let answer = self.conduct.rcpt(sender, recipient);
                    if answer.is_success() {
                        recipients.push(recipient.to_owned());
                    }
                    answer
                }
                None => Answer::now("501 5.1.3 Bad recipient address syntax"),
            },
            ("DATA", State::Envelope { recipients, .. }) if !recipients.is_empty() => {
                self.state = State::Data { recipients: std::mem::take(recipients), octets: 0 };
                Answer::now("354 End data with <CR><LF>.<CR><LF>")
            }
            ("MAIL" | "RCPT" | "DATA", _) => Answer::now("503 5.5.1 Bad sequence of commands"),
            _ => Answer::now("500 5.5.2 Command not recognized"),
        }
    }

    fn say(&mut self, answer: &Answer, out: &mut Vec<Output>) {
        let count = answer.text.lines().count();
        let mut bytes = Vec::new();
        for (number, line) in answer.text.lines().enumerate() {
            // `250 name` of a multi-line answer is written as `250-name`.
            let (code, rest) = line.split_at_checked(3).unwrap_or((line, ""));
            let separator = if number + 1 < count { "-" } else { " " };
            let rest = rest.get(1..).unwrap_or_default();
            bytes.extend_from_slice(format!("{code}{separator}{rest}\r\n").as_bytes());
        }
        out.push(Output::Send(answer.after, bytes));
        if answer.close {
            self.state = State::Closed;
            out.push(Output::Close);
        }
    }
}

/// The address in `FROM:<address> parameters`; the space that many clients put behind the colon is allowed.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<&'a str> {
    let (head, rest) = argument.split_at_checked(keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let rest = rest.trim_start();
    match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>').map(|(address, _)| address),
        None => rest.split_whitespace().next(),
    }
}
