//! A mail server that offers STARTTLS, with a certificate it made itself.

use std::net::SocketAddr;
use std::sync::Arc;

use smtp::receiver::{Answer, Conduct, Output, Receiver};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A server that greets, offers STARTTLS and PIPELINING, and under TLS knows postmaster only.
#[derive(Debug)]
pub struct TlsMta {
    address: SocketAddr,
}

impl TlsMta {
    /// Starts listening on a free port of loopback.
    ///
    /// # Panics
    /// When loopback has no free port, or no certificate can be made.
    pub async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["mx1.my.test".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring offers TLS 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("key and certificate belong together");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                // The peer may go at any time.
                tokio::spawn(async move { serve(stream, acceptor).await.ok() });
            }
        });
        Self { address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mx1.my.test ESMTP\r\n").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        match line.trim_end() {
            "STARTTLS" => break,
            command if command.starts_with("EHLO") => {
                stream.write_all(b"250-mx1.my.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n").await?;
            }
            _ => stream.write_all(b"530 5.7.0 Must issue a STARTTLS command first\r\n").await?,
        }
    }
    stream.write_all(b"220 go ahead\r\n").await?;
    talk(acceptor.accept(stream.into_inner()).await?).await
}

async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
    let (mut receiver, _) = Receiver::new(Secure);
    let mut buffer = [0; 4096];
    while !receiver.is_closed() {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            break;
        }
        for output in receiver.received(&buffer[..count]) {
            if let Output::Send(_, bytes) = output {
                stream.write_all(&bytes).await?;
            }
        }
        stream.flush().await?;
    }
    stream.shutdown().await
}

struct Secure;

impl Conduct for Secure {
    fn banner(&mut self) -> Answer {
        Answer::now("220 mx1.my.test ESMTP")
    }

    fn ehlo(&mut self, _client: &str) -> Answer {
        Answer::now("250 mx1.my.test\n250 PIPELINING")
    }

    fn rcpt(&mut self, _sender: &str, recipient: &str) -> Answer {
        Answer::now(if recipient.starts_with("postmaster@") {
            "250 2.1.5 Ok"
        } else {
            "550 5.1.1 User unknown"
        })
    }
}
