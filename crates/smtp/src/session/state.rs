//! Every transition of the client machine.
//!
//! # Two rules
//! Everything that decides what happens next stands in [`step`]; and this file knows no bytes, no time and no
//! addresses. What a reply *means* for the run (refused, unknown, blocked) is not decided here either: that is
//! for the rules which read the transcript.
//!
//! # Theory of operation
//! One machine is one TCP connection, from the moment it stands. It is always in one [`State`]. What reaches it
//! is first reduced to a [`Stimulus`]: replies lose everything but the severity of their code, bytes that are no
//! reply become `Garbage`, and the clock becomes `Expired`. The table gives the next state and what to do on the
//! way there.
//!
//! * The *greeting* (`Banner` to `Ready`) follows RFC 5321 §3.1 to §3.2: wait for 220, say EHLO, fall back to
//!   HELO when EHLO is refused for good. STARTTLS (RFC 3207) is used where offered, as a sending server does, and
//!   when it is refused the session goes on in the clear, as a sending server does. After the handshake all that
//!   was known is forgotten and EHLO is said again (RFC 3207 §4.2).
//! * The *dialogue* carries any number of questions. Most are transactions of MAIL and one RCPT, each but the first
//!   beginning with RSET; VRFY and EXPN stand alone. Which reply answers which command is a queue, not a state:
//!   replies come in the order of the commands (RFC 5321 §2.1; RFC 2920 §3.1 when they were pipelined). A refused
//!   command does not end the dialogue, since being refused is what we came for.
//! * *Leaving* is QUIT while the session still stands. It just closes when the server has announced the end (421),
//!   when the two sides have lost step (garbage, bytes before the command they would answer, more than we read) or
//!   when the server has fallen silent: then a further command could only be misread or be waited for in vain.
//!
//! Two stimuli compete only in one way: bytes and the close that follows them. Bytes are always worked off first,
//! so a reply that came whole counts although the connection ended right behind it.
//!
//! *Abandoning* is leaving in a hurry: QUIT is sent where the protocol allows it, and its answer is not waited for.
//!
//! What is not in the table cannot happen to a correct caller; it changes nothing and is reported as
//! [`NotNow`](super::NotNow).

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Connected; the server speaks first.
    Banner,
    /// EHLO was sent, in the clear.
    Ehlo,
    /// HELO was sent.
    Helo,
    /// STARTTLS was sent.
    StartTls,
    /// The TLS handshake is under way.
    Handshake,
    /// EHLO was sent under TLS.
    EhloSecure,
    /// Greeted, nothing outstanding: questions may be asked.
    Ready,
    /// Commands of questions are outstanding.
    Dialogue,
    /// QUIT was sent.
    Quit,
    /// Over.
    Closed,
}

impl State {
    /// All states, in the order of a session's life.
    pub const ALL: [Self; 10] = [
        Self::Banner,
        Self::Ehlo,
        Self::Helo,
        Self::StartTls,
        Self::Handshake,
        Self::EhloSecure,
        Self::Ready,
        Self::Dialogue,
        Self::Quit,
        Self::Closed,
    ];
}

/// What can reach a session, reduced to what decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stimulus {
    /// A 2yz reply that allows to go on in the plain way.
    Success,
    /// A 2yz greeting where we mean to say HELO at once.
    SuccessHeloOnly,
    /// A 2yz reply to EHLO that offers STARTTLS, which we are willing to use.
    SuccessWithTls,
    /// A 4yz reply other than 421.
    Transient,
    /// A 5yz reply.
    Permanent,
    /// 421: the server closes the channel (RFC 5321 §3.8).
    Shutdown,
    /// A reply whose first digit fits nothing here (1yz, 3yz, 6yz to 9yz, 0yz).
    Undefined,
    /// Any reply but 421 to a command of a question, while more commands are to be sent or answered.
    Answered,
    /// The same for the last command.
    AnsweredLast,
    /// A line that is no reply.
    Garbage,
    /// Bytes that came before the command was sent.
    Unsolicited,
    /// More than we read.
    TooLong,
    /// The peer closed or reset the connection.
    Ended,
    /// The deadline of the current phase passed.
    Expired,
    /// TLS stands.
    Secured,
    /// The handshake failed.
    HandshakeFailed,
    /// The engine asks.
    Ask,
    /// The engine has no more to ask.
    Leave,
    /// The engine gives up in mid-session: stopped, or out of time.
    Abandon,
}

impl Stimulus {
    /// All stimuli.
    pub const ALL: [Self; 19] = [
        Self::Success,
        Self::SuccessHeloOnly,
        Self::SuccessWithTls,
        Self::Transient,
        Self::Permanent,
        Self::Shutdown,
        Self::Undefined,
        Self::Answered,
        Self::AnsweredLast,
        Self::Garbage,
        Self::Unsolicited,
        Self::TooLong,
        Self::Ended,
        Self::Expired,
        Self::Secured,
        Self::HandshakeFailed,
        Self::Ask,
        Self::Leave,
        Self::Abandon,
    ];
}

/// What to do on the way to the next state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Nothing.
    None,
    /// Send EHLO.
    SendEhlo,
    /// Send HELO.
    SendHelo,
    /// Send STARTTLS.
    SendStartTls,
    /// Hand the connection to TLS.
    StartHandshake,
    /// Tell the engine that questions may be asked.
    AnnounceReady,
    /// Send the next commands of the questions, unless answers are still to come.
    SendPlanned,
    /// Send QUIT.
    SendQuit,
    /// Send QUIT, whatever is outstanding, and close without waiting for the answer.
    QuitAndHangUp,
    /// Close the connection without a word.
    HangUp,
}

/// The table. `None` is a stimulus that cannot come in this state.
#[rustfmt::skip]
pub fn step(state: State, stimulus: Stimulus) -> Option<(State, Action)> {
    use Action as A;
    use State as S;
    use Stimulus as I;
    Some(match (state, stimulus) {
        // The end of the connection, and what makes further talk pointless, are the same everywhere.
        (S::Closed, _)                                              => return None,
        (_, I::Ended)                                               => (S::Closed, A::None),
        (_, I::Garbage | I::TooLong | I::Unsolicited | I::Expired)  => (S::Closed, A::HangUp),

        // Nothing may be said before the banner, in the midst of a handshake, or twice.
        (S::Banner | S::Handshake | S::Quit, I::Abandon)            => (S::Closed, A::HangUp),
        (_, I::Abandon)                                             => (S::Closed, A::QuitAndHangUp),

        (S::Banner, I::Success)                                     => (S::Ehlo, A::SendEhlo),
        (S::Banner, I::SuccessHeloOnly)                             => (S::Helo, A::SendHelo),
        // RFC 5321 §3.1: a client that was refused with 554 says QUIT; 4yz is treated alike.
        (S::Banner, I::Transient | I::Permanent)                    => (S::Quit, A::SendQuit),
        (S::Banner, I::Shutdown | I::Undefined)                     => (S::Closed, A::HangUp),

        (S::Ehlo, I::Success)                                       => (S::Ready, A::AnnounceReady),
        (S::Ehlo, I::SuccessWithTls)                                => (S::StartTls, A::SendStartTls),
        (S::Ehlo, I::Permanent)                                     => (S::Helo, A::SendHelo),
        (S::Ehlo, I::Transient)                                     => (S::Quit, A::SendQuit),
        (S::Ehlo, I::Shutdown | I::Undefined)                       => (S::Closed, A::HangUp),

        (S::Helo, I::Success)                                       => (S::Ready, A::AnnounceReady),
        (S::Helo, I::Transient | I::Permanent)                      => (S::Quit, A::SendQuit),
        (S::Helo, I::Shutdown | I::Undefined)                       => (S::Closed, A::HangUp),

        (S::StartTls, I::Success)                                   => (S::Handshake, A::StartHandshake),
        (S::StartTls, I::Transient | I::Permanent | I::Undefined)   => (S::Ready, A::AnnounceReady),
        (S::StartTls, I::Shutdown)                                  => (S::Closed, A::HangUp),

        (S::Handshake, I::Secured)                                  => (S::EhloSecure, A::SendEhlo),
        (S::Handshake, I::HandshakeFailed)                          => (S::Closed, A::HangUp),

        (S::EhloSecure, I::Success)                                 => (S::Ready, A::AnnounceReady),
        (S::EhloSecure, I::Transient | I::Permanent)                => (S::Quit, A::SendQuit),
        (S::EhloSecure, I::Shutdown | I::Undefined)                 => (S::Closed, A::HangUp),

        (S::Ready, I::Ask)                                          => (S::Dialogue, A::SendPlanned),
        (S::Ready, I::Leave)                                        => (S::Quit, A::SendQuit),

        (S::Dialogue, I::Answered)                                  => (S::Dialogue, A::SendPlanned),
        (S::Dialogue, I::AnsweredLast)                              => (S::Ready, A::AnnounceReady),
        (S::Dialogue, I::Shutdown)                                  => (S::Closed, A::HangUp),

        (S::Quit, I::Success | I::Transient | I::Permanent | I::Undefined | I::Shutdown)
                                                                    => (S::Closed, A::HangUp),

        _                                                           => return None,
    })
}
