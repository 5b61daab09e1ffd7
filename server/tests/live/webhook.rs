//! Whom the service tells that a probe has ended, over the end of a process.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use transcript::event::End;

use crate::harness::{Answer, Service};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwXyNDXw==";

/// A folder of its own, gone with its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nosuch-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("can be made");
        Self(path)
    }

    /// All that lies in the folder.
    fn holds(&self, wanted: &[u8]) -> bool {
        let files = fs::read_dir(&self.0).expect("can be read");
        let mut octets = files.map(|file| fs::read(file.expect("is there").path()).expect("can be read"));
        octets.any(|octets| octets.windows(wanted.len()).any(|part| part == wanted))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn config(folder: &Folder, portal: SocketAddr) -> String {
    format!(
        "[http]\npublic_url = \"https://nosuch.my.com\"\n[guard]\nallow_networks = [\"127.0.0.0/8\"]\n[results]\n\
         store = {:?}\n[webhook]\nurl = \"http://{portal}/hooks\"\nsecret = {SECRET:?}\n",
        folder.0.join("results.sqlite")
    )
}

async fn portal() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// The next delivery: its head in lower case, its body, and the connection that waits for an answer.
async fn delivery(portal: &TcpListener) -> (Answer, TcpStream) {
    let (mut stream, _) = portal.accept().await.expect("a connection");
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"}") {
        bytes.push(stream.read_u8().await.expect("a request"));
    }
    let text = String::from_utf8(bytes).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    (Answer { status: 0, head: head.to_owned(), location: None, body: body.to_owned() }, stream)
}

fn is_signed(delivery: &Answer) -> bool {
    let mut headers = axum::http::HeaderMap::new();
    for line in delivery.head.lines().filter(|line| line.starts_with("webhook-")) {
        let (name, value) = line.split_once(": ").expect("a field");
        let name: axum::http::HeaderName = name.parse().expect("a name");
        headers.insert(name, value.parse().expect("a value"));
    }
    let library = standardwebhooks::Webhook::new(SECRET).expect("takes it");
    library.verify(delivery.body.as_bytes(), &headers).is_ok()
}

/// The process stops between the end of the probe and the delivery: its portal has the message, but has not taken it.
#[tokio::test]
async fn the_next_process_tells_it() {
    let folder = Folder::new("webhook");
    let (first, address) = portal().await;
    let service = Service::start_with(&config(&folder, address)).await;
    let created = service.start_probe("rejects.example").await;
    assert_eq!(service.open(&created.events_url).await.watch().await.end, Some(End::Complete));
    let (told, _held) = delivery(&first).await;
    service.stop().await;
    assert!(is_signed(&told), "{}", told.head);

    assert!(folder.holds(b"rejects.example"), "this test finds what is there");
    let id: Vec<u8> = created.id.bytes().collect();
    let octets = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, &created.id);
    for wanted in [id, octets.expect("base64url"), SECRET.as_bytes().to_vec()] {
        assert!(!folder.holds(&wanted), "no link can be made of the file alone");
    }

    let (second, address) = portal().await;
    let service = Service::start_with(&config(&folder, address)).await;
    let (again, mut stream) = delivery(&second).await;
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.expect("written");
    assert!(is_signed(&again), "{}", again.head);
    assert_eq!(again.body, told.body, "the same delivery");
    let told: serde_json::Value = serde_json::from_str(&told.body).expect("JSON");
    assert_eq!(told["id"], created.id);
    assert_eq!(told["url"], format!("https://nosuch.my.com/r/{}", created.id));
    let codes = ["domain", "verdict", "tone", "end"].map(|name| told[name].as_str().unwrap_or_default());
    assert_eq!(codes, ["rejects.example", "rejects-at-rcpt", "good", "complete"]);
    assert_eq!(told["practice"], true);
    for told_by_a_server in ["550", "220 ", "@"] {
        assert!(!again.body.contains(told_by_a_server), "{}", again.body);
    }
    assert_eq!(service.get(&format!("/r/{}.json", created.id)).await.status, 200);
    service.stop().await;
}
