//! The worked example of the documentation: a ticket that the frame fills in, and that the webhook fills in later.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Json, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post, put};
use futures_util::stream::{self, Stream};
use serde_json::Value;
use tokio::sync::watch;

use crate::harness::{Elsewhere, Screen, Site, story};

const PAGE: &str = include_str!("../../../../docs/embedding/portal/ticket.html");
const SCRIPT: &str = include_str!("../../../../docs/embedding/portal/ticket.js");
/// As the page in the documentation calls the service.
const NOSUCH: &str = "https://nosuch.my.com";

/// What a portal knows, in the place of the one in the documentation.
struct Portal {
    page: String,
    /// The result that the page has named.
    id: watch::Sender<String>,
    /// What the webhook has told.
    told: watch::Sender<Option<Value>>,
}

impl Portal {
    fn show(listener: tokio::net::TcpListener, site: SocketAddr) -> Arc<Self> {
        let page = PAGE.replace(NOSUCH, &format!("http://{site}"));
        let portal =
            Arc::new(Self { page, id: watch::Sender::new(String::new()), told: watch::Sender::new(None) });
        let script = ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT);
        let router = Router::new()
            .route("/tickets/4711", get(async |State(portal): State<Arc<Self>>| Html(portal.page.clone())))
            .route("/tickets/ticket.js", get(async move || script.into_response()))
            .route("/tickets/4711/probe", put(name))
            .route("/tickets/4711/changes", get(changes))
            .route("/hooks/nosuch", post(hook))
            .with_state(Arc::clone(&portal));
        tokio::spawn(async move { axum::serve(listener, router).await });
        portal
    }
}

async fn name(State(portal): State<Arc<Portal>>, Json(named): Json<Value>) -> StatusCode {
    portal.id.send_replace(named["id"].as_str().unwrap_or_default().to_owned());
    StatusCode::NO_CONTENT
}

async fn hook(State(portal): State<Arc<Portal>>, headers: HeaderMap, Json(told): Json<Value>) -> StatusCode {
    assert_eq!(headers["webhook-id"], told["delivery"].as_str().expect("a name"));
    portal.told.send_replace(Some(told));
    StatusCode::NO_CONTENT
}

async fn changes(State(portal): State<Arc<Portal>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut told = portal.told.subscribe();
    told.mark_changed();
    Sse::new(stream::unfold(told, |mut told| async {
        loop {
            told.changed().await.ok()?;
            let Some(message) = told.borrow_and_update().clone() else { continue };
            let of = |name: &str| message[name].clone();
            let fields = serde_json::json!({
                "url": of("url"),
                "domain": of("domain"),
                "verdict": of("verdict"),
                "tone": of("tone"),
                "state": format!("tested ({})", message["end"].as_str().unwrap_or_default()),
            });
            return Some((Ok(Event::default().data(fields.to_string())), told));
        }
    }))
}

const FIELDS: &str = "['domain', 'verdict', 'tone', 'state'].map((name) => \
                      document.querySelector(`[data-field=${name}]`).textContent)";

#[tokio::test]
async fn a_ticket_in_a_portal() {
    story("ticket", async |stage| {
        let desk = Elsewhere::listener().await;
        let address = desk.local_addr().expect("an address");
        let site = Site::start_with(&format!(
            "[http]\npublic_url = \"http://127.0.0.1:1\"\nembed_origins = [\"http://{address}\"]\n[guard]\n\
             allow_networks = [\"127.0.0.0/8\"]\n[webhook]\nurl = \"http://{address}/hooks/nosuch\"\n\
             secret = \"a secret of at least 32 characters, as it is used here\"\n"
        ))
        .await;
        let portal = Portal::show(desk, site.address());

        let page = stage.visitor_at(address, Screen::DESKTOP).await;
        // The browser asks the portal for a favicon.
        page.expect_in_console("/favicon.ico");
        page.expect_in_console("/embed");
        page.go("/tickets/4711").await;
        page.enter_frame("iframe").await;
        page.press("Start the test").await;
        page.sees("Finished after").await;
        page.leave_frame().await;
        page.until("document.querySelector('[data-field=state]').textContent === 'tested (complete)'").await;
        let told = portal.told.borrow().clone().expect("the webhook");
        assert_eq!(told["id"], portal.id.borrow().as_str(), "the page has named the same result");
        let expected = ["rejects.example", "rejects-at-rcpt", "good", "tested (complete)"].map(str::to_owned);
        assert_eq!(page.read::<Vec<String>>(FIELDS).await, expected);
        page.picture("filled").await;

        // Whoever opens the ticket later sees what the webhook has told.
        page.reload().await;
        page.until("document.querySelector('[data-field=verdict]').textContent === 'rejects-at-rcpt'").await;
        assert_eq!(page.read::<Vec<String>>(FIELDS).await, expected);
        let link: String = page.read("document.querySelector('[data-field=url]').href").await;
        assert_eq!(Some(link.as_str()), told["url"].as_str());
    })
    .await;
}
