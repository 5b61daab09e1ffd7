//! The only place that talks to the server: requests, and the WebSocket with the events of a probe.
//!
//! What to do when is decided by `state::link`, which has no browser; here it is done.

use diagnosis::remedy::{Case, Remedy};
use transcript::Event;
use transcript::tree::{FromTree, Tree, Unreadable, object};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CloseEvent, MessageEvent, RequestInit, Response, WebSocket};
use wire::http::{Created, MAX_TRANSCRIPT, NewProbe, Problem, Site};
use wire::socket::{ClientMessage, ServerMessage};

use crate::{browser, words};

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It did not get through.
    Unreachable,
    /// The server says no, and why.
    Problem(Problem),
    /// The server said something that is not in the contract; the HTTP status.
    Unexpected(u16),
}

/// Where reports are; the id follows.
const REPORTS: &str = "/api/probes/";

/// The part of a report that the page needs: it judges the events itself.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) complete: bool,
    pub(crate) transcript: Vec<Event>,
    /// For the maker of a probe that runs.
    pub(crate) ticket: Option<String>,
}

impl FromTree for Kept {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        let fields = tree.fields()?;
        Ok(Self {
            complete: fields.read("complete")?,
            transcript: fields.read("transcript")?,
            ticket: fields.read("ticket")?,
        })
    }
}

/// Called with the answer to a request.
type Then = Box<dyn FnOnce(Result<String, Failure>)>;

pub(crate) fn site(then: impl FnOnce(Result<Site, Failure>) + 'static) {
    request("/api/site".to_owned(), None, Box::new(|answer| then(understood(answer))));
}

/// What can be done about a case. Its two codes are all that the server is told, whatever was judged.
pub(crate) fn remedy(case: Case, then: impl FnOnce(Result<Option<Remedy>, Failure>) + 'static) {
    let software = case.software.map(|software| format!("?software={}", software.code())).unwrap_or_default();
    let path = format!("/api/remedies/{}{software}", case.verdict.code());
    request(path, None, Box::new(|answer| then(understood(answer))));
}

pub(crate) fn report(id: &str, then: impl FnOnce(Result<Kept, Failure>) + 'static) {
    request(report_path(id), None, Box::new(|answer| then(understood(answer))));
}

pub(crate) fn create(probe: &NewProbe, then: impl FnOnce(Result<Created, Failure>) + 'static) {
    request("/api/probes".to_owned(), Some(body_of(probe)), Box::new(|answer| then(understood(answer))));
}

/// The report of a session from elsewhere. `false` when there is too much of it to be asked about: a server that
/// refuses it would hang up, and that would look like one that is down.
pub(crate) fn judge(text: &str, then: impl FnOnce(Result<Kept, Failure>) + 'static) -> bool {
    let body = object(&[("text", Some(text))]);
    if body.len() > MAX_TRANSCRIPT {
        return false;
    }
    request("/api/transcripts".to_owned(), Some(body), Box::new(|answer| then(understood(answer))));
    true
}

fn body_of(NewProbe { domain, test_address, server }: &NewProbe) -> String {
    object(&[
        ("domain", Some(domain)),
        ("test_address", test_address.as_deref()),
        ("server", server.as_deref()),
    ])
}

fn understood<T: FromTree>(answer: Result<String, Failure>) -> Result<T, Failure> {
    read(&answer?).ok_or(Failure::Unexpected(200))
}

fn read<T: FromTree>(text: &str) -> Option<T> {
    Tree::parse(text).and_then(|mut tree| T::from_tree(&mut tree).ok())
}

/// A file of sentences.
pub(crate) fn sentences(path: String, then: impl FnOnce(Option<String>) + 'static) {
    request(path, None, Box::new(|answer| then(answer.ok())));
}

/// Where the report of a probe is.
pub(crate) fn report_path(id: &str) -> String {
    format!("{REPORTS}{id}")
}

/// GET, or POST where there is a body. One task for all, whatever is in the answer and whoever waits for it: each
/// copy of it would cost the visitor a kilobyte.
fn request(path: String, body: Option<String>, then: Then) {
    yew::platform::spawn_local(async move { then(fetch(&path, body).await) });
}

async fn fetch(path: &str, body: Option<String>) -> Result<String, Failure> {
    let init = RequestInit::new();
    let headers = web_sys::Headers::new().map_err(|_| Failure::Unexpected(0))?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|_| Failure::Unexpected(0));
    // Not for the words themselves: with a header of its own the request is another one than that which was preloaded.
    if path.starts_with("/api") {
        set("accept-language", words::current().language().code())?;
    }
    // Whoever started a probe sees all of it, also after the page was loaded again.
    if let Some(token) = path.strip_prefix(REPORTS).and_then(|id| browser::delete_token(id, None)) {
        set("authorization", &["Bearer ", &token].concat())?;
    }
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(&body));
        set("content-type", "application/json")?;
    }
    init.set_headers(&headers);
    let response = JsFuture::from(browser::window().fetch_with_str_and_init(path, &init)).await;
    let response: Response = response.map_err(|_| Failure::Unreachable)?.unchecked_into();
    let status = response.status();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await.map_err(|_| Failure::Unreachable)?,
        Err(_) => return Err(Failure::Unexpected(status)),
    };
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    match read(&text) {
        Some(problem) => Err(Failure::Problem(problem)),
        // A proxy in between answers for a server that is down.
        None if matches!(status, 502..=504) => Err(Failure::Unreachable),
        None => Err(Failure::Unexpected(status)),
    }
}

/// What the socket reports.
#[derive(Debug)]
pub(crate) enum Heard {
    Message(ServerMessage),
    /// A message that this page does not understand.
    Gibberish,
    /// It is closed, with its code.
    Closed(u16),
}

/// A WebSocket that is closed when it is dropped, and silent from then on.
pub(crate) struct Socket {
    socket: WebSocket,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens the events of a probe from number `from` on; `None` when the browser refuses to try.
    pub(crate) fn open(
        id: &str,
        from: u32,
        ticket: Option<&str>,
        hear: impl Fn(Heard) + Clone + 'static,
    ) -> Option<Self> {
        let socket = WebSocket::new(&events_url(id, from, ticket)?).ok()?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let hear = hear.clone();
            move |event: MessageEvent| {
                let message = event.data().as_string().and_then(|text| read(&text));
                hear(message.map_or(Heard::Gibberish, Heard::Message));
            }
        });
        let on_close =
            Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| hear(Heard::Closed(event.code())));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Self { socket, _on_message: on_message, _on_close: on_close })
    }

    pub(crate) fn say(&self, message: ClientMessage) {
        let text = match message {
            ClientMessage::Stop => r#""stop""#,
        };
        // Fails while the socket is closing; the close is reported then.
        let _ = self.socket.send_with_str(text);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

fn events_url(id: &str, from: u32, ticket: Option<&str>) -> Option<String> {
    let location = browser::window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let host = location.host().ok()?;
    let ticket = ticket.map(|ticket| format!("&ticket={ticket}")).unwrap_or_default();
    Some(format!("{scheme}://{host}{}/events?from={from}{ticket}", report_path(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_what_the_server_reads() {
        let whole = NewProbe {
            domain: "my.com".to_owned(),
            test_address: Some("\"a b\"@my.com".to_owned()),
            server: Some("mx.my.com".to_owned()),
        };
        for probe in [NewProbe::default(), whole] {
            let read: Option<NewProbe> = serde_json::from_str(&body_of(&probe)).ok();
            assert_eq!(read, Some(probe));
        }
    }
}
