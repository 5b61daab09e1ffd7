//! The events of a probe as Server-Sent Events (WHATWG HTML §9.2), for those whose proxies let no WebSocket through.
//!
//! The messages are those of the WebSocket: `hello`, `events`, `finished` as the name of the event, and what they hold as
//! its data. The id is the number of the last event sent, so that a browser that comes back by itself goes on behind it.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use serde_json::json;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;
use transcript::event::End;

use crate::gather::Gather;
use crate::limits::Share;
use crate::written::Written;

/// Proxies give up on what is silent for a minute.
const ALIVE: Duration = Duration::from_secs(15);
/// How long one answer may go on; the browser comes back by itself.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// Whether a client asks for this form.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/event-stream"))
}

/// The first event that a client lacks which comes back, by what it has seen last.
pub(super) fn resumed_from(headers: &HeaderMap) -> Option<u32> {
    let last: u32 = headers.get("last-event-id")?.to_str().ok()?.parse().ok()?;
    last.checked_add(1)
}

/// What one answer holds as long as it goes on.
pub(super) struct Reading {
    pub(super) gather: Gather,
    pub(super) closing: CancellationToken,
    pub(super) held: (Share, TaskTrackerToken),
}

/// The answer that goes on until the probe ends.
pub(super) fn answer(reading: Reading) -> Response {
    let sse = Sse::new(messages(reading)).keep_alive(KeepAlive::new().interval(ALIVE));
    // Some proxies would collect the answer until it is whole.
    ([("x-accel-buffering", "no")], sse).into_response()
}

#[derive(Clone, Copy)]
enum Next {
    Hello,
    Events,
    Nothing,
}

fn messages(reading: Reading) -> impl Stream<Item = Result<Sent, Infallible>> {
    let began = Instant::now();
    stream::unfold((reading, Next::Hello), move |(mut reading, next)| async move {
        match next {
            Next::Hello => {
                let hello = json!({
                    "protocol": wire::PROTOCOL, "maker": false, "next_seq": reading.gather.watch.next_seq(),
                });
                Some((Ok(message("hello", &hello)), (reading, Next::Events)))
            }
            Next::Events => {
                let range = tokio::select! {
                    () = reading.closing.cancelled() => return None,
                    () = sleep_until(began + LIFE) => return None,
                    range = reading.gather.next() => range,
                };
                match range {
                    // The client comes back, and may have more luck.
                    Err(_) => None,
                    Ok(Some(range)) => {
                        let last = range.end.saturating_sub(1).to_string();
                        let events = Written::of(&reading.gather.watch).array(range, &reading.gather.watch);
                        let sent = Sent::default().event("events").data(events).id(last);
                        Some((Ok(sent), (reading, Next::Events)))
                    }
                    Ok(None) => {
                        let end = reading.gather.watch.end().unwrap_or(End::Fault);
                        let finished = json!({ "end": end });
                        Some((Ok(message("finished", &finished)), (reading, Next::Nothing)))
                    }
                }
            }
            Next::Nothing => {
                drop(reading.held);
                None
            }
        }
    })
}

fn message(name: &str, data: &impl Serialize) -> Sent {
    let data = serde_json::to_string(data).expect("every message can be written as JSON");
    Sent::default().event(name).data(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_it() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("text/html, text/event-stream;q=0.9", true),
            ("application/json", false),
            ("*/*", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().expect("a value"));
            assert_eq!(is_wanted(&headers), expected, "{accept}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[test]
    fn where_to_go_on() {
        for (last, expected) in
            [("7", Some(8)), ("0", Some(1)), ("x", None), ("4294967295", None), ("-1", None)]
        {
            let mut headers = HeaderMap::new();
            headers.insert("last-event-id", last.parse().expect("a value"));
            assert_eq!(resumed_from(&headers), expected, "{last}");
        }
    }
}
