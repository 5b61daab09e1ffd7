//! One WebSocket that shows the events of one probe.
//!
//! What is shown is read from the result itself, one message at a time, so a viewer that reads slowly has at most one
//! message waiting here and costs the others nothing. A viewer that was let go can come back and read on.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use store::Key;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Error as SocketError;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_util::sync::CancellationToken;
use transcript::event::End;
use wire::socket::{ClientMessage, CloseCode, ServerMessage};

use crate::gather::Gather;
use crate::runs::Runs;
use crate::written::Written;

/// How long a message may take to go out.
const STALLED: Duration = Duration::from_secs(10);
/// How often we ask whether anybody is still there, and how long the answer may take.
const PING: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(60);
/// How long a viewer may stay; a probe takes three minutes.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How long the other side may take to agree to the end.
const FAREWELL: Duration = Duration::from_secs(5);
const LINGER: Duration = Duration::from_secs(1);
/// Most frames from a client in each [`WINDOW`].
const MAX_FRAMES: u32 = 30;
const WINDOW: Duration = Duration::from_secs(10);

/// What a viewer is shown.
pub(crate) struct Viewer {
    /// The events.
    pub(crate) gather: Gather,
    /// The probe that it may stop, if it is the one who started it.
    pub(crate) maker_of: Option<(Runs, Key)>,
    /// Cancelled when the service goes down.
    pub(crate) closing: CancellationToken,
}

/// How a viewer left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// We closed the socket, for this reason.
    Closed(CloseCode),
    /// It went away.
    Gone,
    /// It did not take a message in time.
    TooSlow,
}

/// Shows a probe to its end, or until one side has had enough.
pub(crate) async fn show(viewer: Viewer, mut socket: WebSocket) -> Left {
    let left = match converse(viewer, &mut socket).await {
        Ok(()) => Left::Closed(CloseCode::Finished),
        Err(left) => left,
    };
    let code = match left {
        Left::Closed(code) => Some(code),
        Left::Gone => None,
        Left::TooSlow => Some(CloseCode::TryAgain),
    };
    // The other side may be past caring.
    let _ = timeout(FAREWELL, say_goodbye(&mut socket, code)).await;
    left
}

/// Ends with the last event.
async fn converse(mut viewer: Viewer, socket: &mut WebSocket) -> Result<(), Left> {
    let began = Instant::now();
    let mut pings = interval_at(began + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut frames = Frames { heard_at: began, window_began: began, count: 0 };
    let written = Written::of(&viewer.gather.watch);
    let (life, closing) = (sleep_until(began + LIFE), viewer.closing.clone());
    tokio::pin!(life);
    let closed = closing.cancelled();
    tokio::pin!(closed);
    let (protocol, next_seq) = (wire::PROTOCOL, viewer.gather.watch.next_seq());
    say(socket, &ServerMessage::Hello { protocol, maker: viewer.maker_of.is_some(), next_seq }).await?;
    loop {
        tokio::select! {
            () = &mut closed, if viewer.gather.watch.end().is_none() => {
                // A probe that has ended by now is shown to its end, which takes a moment.
                if viewer.gather.watch.end().is_none() {
                    return Err(Left::Closed(CloseCode::GoingAway));
                }
            }
            () = &mut life => return Err(Left::Closed(CloseCode::TryAgain)),
            _ = pings.tick() => {
                if frames.heard_at.elapsed() > SILENCE {
                    return Err(Left::Gone);
                }
                send(socket, Message::Ping(Bytes::new())).await?;
            }
            frame = socket.recv() => {
                if frames.understand(frame)? == Some(ClientMessage::Stop) {
                    let Some((runs, key)) = &viewer.maker_of else {
                        return Err(Left::Closed(CloseCode::Policy));
                    };
                    runs.stop(*key).await.map_err(|_| Left::Closed(CloseCode::TryAgain))?;
                }
            }
            range = viewer.gather.next() => {
                // What is stored cannot be read here: another node may have more luck.
                let range = range.map_err(|_| Left::Closed(CloseCode::TryAgain))?;
                let Some(range) = range else {
                    let end = viewer.gather.watch.end().unwrap_or(End::Fault);
                    return say(socket, &ServerMessage::Finished { end }).await;
                };
                match viewer.maker_of {
                    // Whoever started the probe sees all; others nobody's address.
                    Some(_) => say(socket, &ServerMessage::Events(viewer.gather.watch.events(range))).await?,
                    None => {
                        // As `ServerMessage::Events` is written.
                        let text = format!("{{\"events\":{}}}", written.array(range, &viewer.gather.watch));
                        send(socket, Message::Text(text.into())).await?;
                    }
                }
            }
        }
    }
}

async fn say(socket: &mut WebSocket, message: &ServerMessage) -> Result<(), Left> {
    let text = serde_json::to_string(message).expect("every message can be written as JSON");
    send(socket, Message::Text(text.into())).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Left> {
    match timeout(STALLED, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Left::Gone),
        Err(_) => Err(Left::TooSlow),
    }
}

/// What has come from the client.
struct Frames {
    heard_at: Instant,
    window_began: Instant,
    count: u32,
}

impl Frames {
    fn understand(
        &mut self,
        frame: Option<Result<Message, axum::Error>>,
    ) -> Result<Option<ClientMessage>, Left> {
        let frame = frame.ok_or(Left::Gone)?.map_err(reason)?;
        self.count_one()?;
        let not_understood = Left::Closed(CloseCode::Policy);
        match frame {
            Message::Text(text) => serde_json::from_str(&text).map(Some).map_err(|_| not_understood),
            Message::Binary(_) => Err(not_understood),
            Message::Ping(_) | Message::Pong(_) => Ok(None),
            Message::Close(_) => Err(Left::Gone),
        }
    }

    fn count_one(&mut self) -> Result<(), Left> {
        let now = Instant::now();
        self.heard_at = now;
        if now - self.window_began >= WINDOW {
            (self.window_began, self.count) = (now, 0);
        }
        self.count += 1;
        if self.count > MAX_FRAMES { Err(Left::Closed(CloseCode::Policy)) } else { Ok(()) }
    }
}

/// Why nothing more can be read.
fn reason(error: axum::Error) -> Left {
    match error.into_inner().downcast_ref() {
        Some(SocketError::Capacity(_)) => Left::Closed(CloseCode::TooBig),
        Some(SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => Left::Gone,
        Some(SocketError::Protocol(_) | SocketError::Utf8(_)) => Left::Closed(CloseCode::Policy),
        _ => Left::Gone,
    }
}

/// Says why, and waits until the other side has closed as well. What it still sends is not looked at; but it has to be
/// waited for, since closing at once could overtake our last words (RFC 6455 §7.1.1).
async fn say_goodbye(socket: &mut WebSocket, code: Option<CloseCode>) {
    if let Some(code) = code {
        let frame = CloseFrame { code: code as u16, reason: Utf8Bytes::from_static("") };
        if socket.send(Message::Close(Some(frame))).await.is_err() {
            return;
        }
    }
    while let Some(Ok(_)) = socket.recv().await {}
    // After a frame that was too big nothing can be read, but the client may be about to read.
    if code == Some(CloseCode::TooBig) {
        tokio::time::sleep(LINGER).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Frames {
        let now = Instant::now();
        Frames { heard_at: now, window_began: now, count: 0 }
    }

    #[tokio::test(start_paused = true)]
    async fn what_clients_say() {
        let not_understood = Err(Left::Closed(CloseCode::Policy));
        for (message, expected) in [
            (Message::text("\"stop\""), Ok(Some(ClientMessage::Stop))),
            (Message::text("\"go\""), not_understood),
            (Message::text(""), not_understood),
            (Message::text("{}"), not_understood),
            (Message::binary(&b"\"stop\""[..]), not_understood),
            (Message::Ping(Bytes::new()), Ok(None)),
            (Message::Pong(Bytes::new()), Ok(None)),
            (Message::Close(None), Err(Left::Gone)),
        ] {
            let shown = format!("{message:?}");
            assert_eq!(frames().understand(Some(Ok(message))), expected, "{shown}");
        }
        assert_eq!(frames().understand(None), Err(Left::Gone));
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_ends_the_conversation_and_a_steady_trickle_does_not() {
        let mut flooded = frames();
        let allowed = (0..).take_while(|_| flooded.count_one().is_ok()).count();
        assert_eq!(allowed, MAX_FRAMES as usize);
        let mut steady = frames();
        for _ in 0..1000 {
            assert_eq!(steady.count_one(), Ok(()));
            tokio::time::advance(WINDOW / MAX_FRAMES + Duration::from_millis(1)).await;
        }
    }

    #[test]
    fn why_nothing_can_be_read() {
        use tokio_tungstenite::tungstenite::error::CapacityError;
        let too_long = CapacityError::MessageTooLong { size: 5000, max_size: 4096 };
        for (error, expected) in [
            (SocketError::Capacity(too_long), Left::Closed(CloseCode::TooBig)),
            (SocketError::Protocol(ProtocolError::UnmaskedFrameFromClient), Left::Closed(CloseCode::Policy)),
            (SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake), Left::Gone),
            (SocketError::ConnectionClosed, Left::Gone),
        ] {
            let shown = format!("{error:?}");
            assert_eq!(reason(axum::Error::new(error)), expected, "{shown}");
        }
    }
}
