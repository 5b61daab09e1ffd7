//! What strangers say stays text: nothing they write becomes an element, a script or a trick of the eye.
//!
//! Practice servers say nothing of the kind; a pasted transcript goes through the same components.

use super::{TRANSCRIPT, VERDICT};
use crate::harness::{Page, Screen, story};

/// Each tries to set `window.caught`, to load something, or to look like something else.
const HOSTILE: &[&str] = &[
    "<script>window.caught = 1</script>",
    "</bdi></span></div><script>window.caught = 1</script>",
    "<img src=x onerror=\"window.caught = 1\">",
    "\"><svg onload=window.caught=1>",
    "' onmouseover='window.caught = 1' x='",
    "<iframe srcdoc=\"<script>parent.caught = 1</script>\"></iframe>",
    "<details open ontoggle=window.caught=1>",
    "<style>* { display: none }</style>",
    "<base href=//elsewhere.example/>",
    "<meta http-equiv=refresh content=0;url=/paste>",
    "<a href=javascript:window.caught=1>click</a>",
    "javascript:window.caught=1",
    "{{constructor.constructor('window.caught=1')()}}",
    "${window.caught=1}",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;script&gt;window.caught=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.caught=1&#62;",
    "</textarea><script>window.caught = 1</script>",
    "<math><mi xlink:href=data:x,window.caught=1>",
    "<object data=data:text/html,x></object>",
    "<form action=//elsewhere.example/><button>Start the test</button>",
];
/// What a terminal or an eye would obey: escape sequences, other directions of writing, nothing to be seen.
const INVISIBLE: [char; 8] =
    ['\u{1b}', '\u{7}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{2028}', '\u{e0041}'];

/// A session whose server says each of these in its greeting, its answer to EHLO and its refusal.
fn session(texts: &[String]) -> String {
    let mut session = String::new();
    let mut reply = |code: &str, last: &str| {
        for text in texts {
            session.push_str(&format!("{code}-{text}\n"));
        }
        session.push_str(&format!("{code} {last}\n"));
    };
    reply("220", "smtp.my.com ESMTP\nEHLO icarus");
    reply("250", "8BITMIME\nMAIL FROM:<me@my.com>\n250 Ok\nRCPT TO:<nosuchaddress@my.com>");
    reply("550", "5.1.1 User unknown\nQUIT\n221 Bye");
    session
}

/// Pastes by script, as typing it would take a minute.
async fn judge(page: &Page, session: &str) {
    page.go("/paste").await;
    page.until("visitor.field('Transcript')").await;
    let text = serde_json::to_string(session).expect("a string");
    page.read::<bool>(&format!(
        "(() => {{ const field = visitor.field('Transcript'); field.value = {text};
            return field.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
    ))
    .await;
    page.press("Judge it").await;
    page.until(&format!("visitor.text('{VERDICT}').includes('rejects-at-rcpt-unconfirmed')")).await;
}

#[tokio::test]
async fn strangers_text_stays_text() {
    story("hostile-text", async |stage| {
        let page = stage.visitor(Screen::DESKTOP).await;
        let harmless: Vec<String> = (0..HOSTILE.len()).map(|number| format!("line {number}")).collect();
        judge(&page, &session(&harmless)).await;
        let skeleton: String = page.read("visitor.skeleton('body')").await;

        let hostile: Vec<String> = HOSTILE.iter().map(ToString::to_string).collect();
        judge(&page, &session(&hostile)).await;
        assert_eq!(
            page.read::<String>("visitor.skeleton('body')").await,
            skeleton,
            "no element more, none less"
        );
        let log: String = page.read(&format!("document.querySelector('{TRANSCRIPT}').textContent")).await;
        for text in HOSTILE {
            assert_eq!(log.matches(&format!("-{text}")).count(), 3, "{text} as it was said");
        }
        assert!(page.read::<bool>("window.caught === undefined").await, "a script of strangers ran");
        page.picture("result").await;

        let invisible: Vec<String> = INVISIBLE.iter().map(|character| format!("a{character}b")).collect();
        judge(&page, &session(&invisible)).await;
        let log: String = page.read(&format!("document.querySelector('{TRANSCRIPT}').textContent")).await;
        for character in INVISIBLE {
            assert!(!log.contains(character), "{character:?} is not made visible in: {log:?}");
        }
        page.picture("invisible").await;
    })
    .await;
}
