use std::net::SocketAddr;

use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::*;

/// How long a server that does not answer is waited for here.
const SHORT: Duration = Duration::from_millis(300);
/// Longer than anything else takes here.
const LONG: Duration = Duration::from_secs(30);

/// How a web server on loopback behaves.
#[derive(Clone, Copy, Debug)]
enum Conduct {
    /// Reads the request and answers with this.
    Says(&'static str),
    /// Reads the request and says nothing.
    Silent,
    /// Answers with a head that does not end.
    EndlessHead,
    /// Answers with a body that does not end.
    EndlessBody,
    /// Hangs up.
    Closes,
}

impl Conduct {
    async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin, asked: oneshot::Sender<String>) {
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            match stream.read_u8().await {
                Ok(octet) => request.push(octet),
                Err(_) => return,
            }
        }
        let _ = asked.send(String::from_utf8_lossy(&request).into_owned());
        // The client hangs up as soon as it has enough.
        let endless =
            |beginning: &'static str| (beginning, "x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
        let (beginning, more) = match self {
            Self::Says(answer) => {
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
                return;
            }
            Self::Closes => return,
            Self::Silent => return std::future::pending().await,
            Self::EndlessHead => endless("HTTP/1.1 200 OK\r\n"),
            Self::EndlessBody => endless("HTTP/1.1 200 OK\r\n\r\n"),
        };
        let mut sent = stream.write_all(beginning.as_bytes()).await;
        while sent.is_ok() {
            sent = stream.write_all(more.as_bytes()).await;
        }
    }
}

/// A certificate for `name`, and what trusts it.
fn certificate(name: &str) -> (TlsAcceptor, TlsConnector) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("ring offers TLS 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("key and certificate belong together");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a certificate");
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring offers TLS 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    (TlsAcceptor::from(Arc::new(server)), TlsConnector::from(Arc::new(client)))
}

/// Listens on loopback for one connection; the request that comes.
async fn listen(conduct: Conduct, tls: Option<TlsAcceptor>) -> (SocketAddr, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (asked, request) = oneshot::channel();
    tokio::spawn(async move {
        let Ok((stream, _)) = listener.accept().await else { return };
        match tls {
            None => conduct.serve(stream, asked).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(stream) => conduct.serve(stream, asked).await,
                // The client did not trust it.
                Err(_) => drop(asked),
            },
        }
    });
    (address, request)
}

/// A courier in a world where the portal is on loopback, which the operator permits.
fn courier() -> Courier {
    let resolver = dns::Fixed::new().address("portal.my.test", IpAddr::from([127, 0, 0, 1]));
    let guard = Policy::public().with_allow_networks(&["127.0.0.0/8".parse().expect("a network")]);
    Courier::new(Arc::new(resolver), Arc::new(guard))
}

async fn post(courier: &Courier, url: &str, limit: Duration) -> Result<Answer, Failure> {
    let to: Destination = url.parse().expect(url);
    courier.post(&to, &[("webhook-id", "msg_1".to_owned())], b"{\"a\":1}".to_vec(), limit).await
}

/// The status and when to come again, or the code of the failure.
type Outcome = Result<(u16, Option<&'static str>), &'static str>;

async fn check(conduct: Conduct, limit: Duration, expected: Outcome) {
    let (address, request) = listen(conduct, None).await;
    let url = format!("http://portal.my.test:{}/hooks?key=s3cret", address.port());
    let outcome = post(&courier(), &url, limit).await;
    let outcome = outcome.as_ref().map(|answer| (answer.status, answer.retry_after.as_deref()));
    assert_eq!(outcome.map_err(Failure::code), expected, "{conduct:?}");
    let request = request.await.expect("was asked");
    let host = format!("\r\nhost: portal.my.test:{}\r\n", address.port());
    assert!(
        request.starts_with("POST /hooks?key=s3cret HTTP/1.1\r\n") && request.contains(&host),
        "{request}"
    );
    assert!(
        request.contains("\r\nwebhook-id: msg_1\r\n") && request.ends_with("\r\n\r\n{\"a\":1}"),
        "{request}"
    );
}

#[tokio::test]
async fn answers() {
    for (answer, expected) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", (204, None)),
        ("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n", (410, None)),
        ("HTTP/1.1 503 Busy\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n", (503, Some("120"))),
        // Nobody goes there.
        ("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", (302, None)),
        ("HTTP/1.1 308 Moved\r\nlocation: https://other.test/\r\n\r\n", (308, None)),
    ] {
        check(Conduct::Says(answer), LONG, Ok(expected)).await;
    }
}

#[tokio::test]
async fn what_is_no_answer() {
    check(Conduct::Closes, LONG, Err("bad-answer")).await;
    check(Conduct::Says("220 mx.my.test ESMTP\r\n"), LONG, Err("bad-answer")).await;
    check(Conduct::EndlessHead, LONG, Err("bad-answer")).await;
    check(Conduct::Silent, SHORT, Err("timed-out")).await;
}

#[tokio::test]
async fn a_body_is_not_read() {
    check(Conduct::EndlessBody, LONG, Ok((200, None))).await;
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let outcome = post(&courier(), &format!("http://127.0.0.1:{port}/"), LONG).await;
    assert_eq!(outcome, Err(Failure::Connect(ConnectFailure::Refused)));
}

#[tokio::test]
async fn a_certificate_has_to_be_trusted_and_for_the_host() {
    const HOST: &str = "portal.my.test";
    let ok = Ok((200, None));
    for (name, trusted, expected) in
        [(HOST, true, ok), ("other.test", true, Err("certificate")), (HOST, false, Err("certificate"))]
    {
        let (acceptor, connector) = certificate(name);
        let (address, request) = listen(Conduct::Says("HTTP/1.1 200 OK\r\n\r\n"), Some(acceptor)).await;
        let courier = match trusted {
            true => Courier { tls: connector, ..courier() },
            false => courier(),
        };
        let outcome = post(&courier, &format!("https://{HOST}:{}/", address.port()), LONG).await;
        let outcome = outcome.as_ref().map(|answer| (answer.status, answer.retry_after.as_deref()));
        assert_eq!(outcome.map_err(Failure::code), expected, "{name} {trusted}");
        assert_eq!(request.await.is_ok(), expected.is_ok(), "nothing is said to a stranger");
    }
    // A server that speaks no TLS.
    let (address, _) = listen(Conduct::Says("x"), None).await;
    let outcome = post(&courier(), &format!("https://{HOST}:{}/", address.port()), SHORT).await;
    assert!(matches!(outcome, Err(Failure::Tls(_) | Failure::TimedOut)), "{outcome:?}");
}

/// A target inside, which the operator does not permit, is not called, whatever its name.
#[tokio::test]
async fn what_the_guard_refuses_is_not_called() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let zone = dns::Fixed::new()
        .address("inside.my.test", IpAddr::from([127, 0, 0, 1]))
        .address("public.my.test", IpAddr::from([8, 8, 8, 8]));
    let guard = Policy::public().with_allow_networks(&["10.0.0.0/8".parse().expect("a network")]);
    let courier = Courier::new(Arc::new(zone), Arc::new(guard));
    for (url, expected) in [
        (format!("https://inside.my.test:{port}/"), "loopback"),
        (format!("http://127.0.0.1:{port}/"), "loopback"),
        (format!("https://[::1]:{port}/"), "loopback"),
        (format!("https://192.168.1.10:{port}/"), "private"),
        ("http://public.my.test/".to_owned(), "unencrypted"),
        ("https://nowhere.my.test/".to_owned(), "no-address"),
    ] {
        let outcome = post(&courier, &url, LONG).await;
        assert_eq!(outcome.map_err(|failure| failure.code()), Err(expected), "{url}");
    }
    let called = listener.into_std().expect("a listener").accept();
    assert_eq!(called.map_err(|error| error.kind()).err(), Some(std::io::ErrorKind::WouldBlock));
}

#[test]
fn destinations() {
    for (text, shown, host, target) in [
        ("https://portal.my.com", "https://portal.my.com", "portal.my.com", "/"),
        ("https://Portal.my.com:443/a?b=c", "https://portal.my.com", "portal.my.com", "/a?b=c"),
        ("https://portal.my.com:8443/", "https://portal.my.com:8443", "portal.my.com", "/"),
        ("http://10.0.0.5/hook", "http://10.0.0.5", "10.0.0.5", "/hook"),
        ("http://[fd00::5]:8080/hook", "http://[fd00::5]:8080", "fd00::5", "/hook"),
    ] {
        let to: Destination = text.parse().expect(text);
        assert_eq!((to.to_string().as_str(), to.host(), to.target.as_str()), (shown, host, target), "{text}");
        assert_eq!(format!("{to:?}"), shown, "path and query are not shown");
    }
    for text in [
        "",
        "portal.my.com",
        "ftp://portal.my.com/",
        "https://",
        "https:///hook",
        "https://user:password@portal.my.com/",
        "https://portal.my.com:0/",
        "https://portal.my.com:99999/",
        "https://portal.my.com:https/",
        "https://not a host/",
    ] {
        assert_eq!(text.parse::<Destination>(), Err(DestinationError), "{text}");
    }
}
