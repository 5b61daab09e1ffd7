//! Messages of `GET /api/probes/{id}/events`.
//!
//! The server says [`ServerMessage::Hello`] first, then the events from `?from=seq` on, in order and without a
//! gap, then [`ServerMessage::Finished`] and closes with 1000. Whoever loses the connection comes back with the
//! number of the first event that is missing.

use serde::{Deserialize, Serialize};
use transcript::Event;
use transcript::event::End;
use transcript::readable;

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ServerMessage {
    /// The first message.
    Hello {
        /// [`crate::PROTOCOL`] of the server.
        protocol: u32,
        /// Whether this socket may stop the probe.
        maker: bool,
        /// How many events there are so far.
        next_seq: u32,
    },
    /// Events, in order.
    Events(Vec<Event>),
    /// There will be no more events.
    Finished {
        /// How the probe ended.
        end: End,
    },
}

readable! {
    enum ServerMessage {
        "hello" => Hello { protocol, maker, next_seq },
        "events" => Events(..),
        "finished" => Finished { end },
    }
}

/// What a client may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClientMessage {
    /// Stop the probe. Only the maker's socket may.
    Stop,
}

/// Why the server closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The probe is over and everything was sent.
    Finished = 1000,
    /// The server is going down; come back in a moment.
    GoingAway = 1001,
    /// The message was not understood, or not allowed.
    Policy = 1008,
    /// The message was too big.
    TooBig = 1009,
    /// The reader was too slow; come back and resume.
    TryAgain = 1013,
}
