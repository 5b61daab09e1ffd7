//! One connection: moves bytes between a socket and a [`Session`], and records what the session says.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use smtp::session::{Event, HowEnded, Output, Question, Session};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsConnector, rustls};
use tokio_util::sync::CancellationToken;
use transcript::event::Asked;
use transcript::{Kind, Probe, SessionId};

use crate::certificate::Authorities;
use crate::plan::Plan;
use crate::recorder::Recorder;

/// Octets read at once. Small, so that a flood is cut off close to its limit.
const READ: usize = 4096;

/// What a conversation needs besides the session and the plan.
pub(crate) struct Circumstances<'a> {
    pub(crate) id: SessionId,
    pub(crate) recorder: &'a Recorder,
    pub(crate) tls: &'a TlsConnector,
    pub(crate) authorities: &'a Authorities,
    /// The name of the server.
    pub(crate) host: &'a str,
    pub(crate) server_name: rustls::pki_types::ServerName<'static>,
    /// When the time of this address is over.
    pub(crate) until: Instant,
    pub(crate) stop: &'a CancellationToken,
    /// From when on only what decides is asked.
    pub(crate) courtesy: Instant,
    pub(crate) question: &'a (dyn Fn(Probe) -> Question + Send + Sync),
}

/// A connection before and after STARTTLS.
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Holds one session to its end.
pub(crate) async fn hold(
    stream: TcpStream,
    mut session: Session,
    plan: &mut Plan,
    around: &Circumstances<'_>,
) {
    let mut stream = Some(Stream::Plain(stream));
    let mut buffer = [0; READ];
    loop {
        while let Some(output) = session.poll() {
            perform(output, &mut stream, &mut session, plan, around).await;
        }
        let Some(connection) = &mut stream else { return };
        let now = || around.recorder.elapsed();
        let deadline = session
            .deadline()
            .map_or(around.until, |deadline| Instant::now() + deadline.at.saturating_sub(now()));
        tokio::select! {
            biased;
            () = around.stop.cancelled() => session.abandon(now()),
            read = connection.read(&mut buffer) => match read {
                Ok(0) => session.ended(HowEnded::Closed, now()),
                Ok(count) => session.received(&buffer[..count], now()),
                Err(_) => session.ended(HowEnded::Reset, now()),
            },
            () = sleep_until(deadline.min(around.until)) => {
                session.tick(now());
                if Instant::now() >= around.until {
                    session.abandon(now());
                }
            }
        }
    }
}

async fn perform(
    output: Output,
    stream: &mut Option<Stream>,
    session: &mut Session,
    plan: &mut Plan,
    around: &Circumstances<'_>,
) {
    let now = || around.recorder.elapsed();
    match output {
        Output::Event(event) => {
            plan.take(&event);
            let over = matches!(event, Event::Ended { .. });
            if let Some(kind) = kind(event, around.id, plan) {
                around.recorder.record(kind);
            }
            if over {
                *stream = None;
            }
        }
        Output::Send(bytes) => {
            let Some(connection) = stream else { return };
            let until = around.until.min(Instant::now() + std::time::Duration::from_secs(10));
            // What cannot be written will show when it is waited for: the read ends too.
            let written = timeout_at(until, async {
                connection.write_all(bytes.as_bytes()).await?;
                connection.flush().await
            });
            if !matches!(written.await, Ok(Ok(()))) {
                tracing::debug!(session = around.id.0, "could not write");
            }
        }
        Output::StartHandshake => handshake(stream, session, plan, around).await,
        Output::Ready => {
            if Instant::now() >= around.courtesy {
                plan.hurry();
            }
            let questions: Vec<Question> = plan.next_round().into_iter().map(around.question).collect();
            let done =
                if questions.is_empty() { session.leave(now()) } else { session.ask(&questions, now()) };
            if done.is_err() {
                session.abandon(now());
            }
        }
        Output::Close => *stream = None,
    }
}

async fn handshake(
    stream: &mut Option<Stream>,
    session: &mut Session,
    plan: &mut Plan,
    around: &Circumstances<'_>,
) {
    let Some(Stream::Plain(plain)) = stream.take() else { return };
    let limit = session.deadline().map_or(std::time::Duration::ZERO, |deadline| deadline.limit);
    let connecting = around.tls.connect(around.server_name.clone(), plain);
    let outcome = tokio::select! {
        () = around.stop.cancelled() => Err("stopped".to_owned()),
        outcome = timeout_at(around.until.min(Instant::now() + limit), connecting) => match outcome {
            Ok(Ok(secure)) => Ok(secure),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("not finished within {} s", limit.as_secs())),
        },
    };
    let now = around.recorder.elapsed();
    let result = match outcome {
        Ok(secure) => {
            let (_, connection) = secure.get_ref();
            around.recorder.record(Kind::Secured {
                session: around.id,
                version: connection.protocol_version().map_or_else(String::new, version),
                cipher: connection
                    .negotiated_cipher_suite()
                    .map_or_else(String::new, |suite| format!("{:?}", suite.suite())),
            });
            let presented = connection.peer_certificates().unwrap_or_default();
            if let Some(certificate) = around.authorities.read(presented, around.host) {
                around.recorder.record(Kind::Certificate { session: around.id, certificate });
            }
            *stream = Some(Stream::Tls(Box::new(secure)));
            session.secured(now)
        }
        Err(reason) => {
            plan.tls_failed();
            around.recorder.record(Kind::TlsFailed { session: around.id, reason });
            session.handshake_failed(now)
        }
    };
    debug_assert!(result.is_ok(), "the session asked for the handshake");
}

fn version(version: rustls::ProtocolVersion) -> String {
    match version {
        rustls::ProtocolVersion::TLSv1_2 => "TLSv1.2".to_owned(),
        rustls::ProtocolVersion::TLSv1_3 => "TLSv1.3".to_owned(),
        other => format!("{other:?}"),
    }
}

/// A session's event as one of the transcript.
fn kind(event: Event, session: SessionId, plan: &Plan) -> Option<Kind> {
    let name = |asked: smtp::session::Asked| Asked {
        phase: asked.phase,
        probe: asked.question.and_then(|question| plan.probe(question)),
    };
    Some(match event {
        Event::Sent { asked, line, limit } => {
            Kind::Sent { session, asked: name(asked), line, limit_ms: millis(limit) }
        }
        Event::Reply { asked, reply } => Kind::Received { session, asked: name(asked), reply },
        Event::Garbled { asked, raw } => Kind::Garbled { session, asked: name(asked), raw },
        Event::Unsolicited { before, raw } => Kind::Unsolicited { session, before, raw },
        Event::TooLong { asked, limit, raw } => {
            Kind::LimitExceeded { session, asked: name(asked), limit, raw }
        }
        Event::Expired { asked, limit, partial } => {
            Kind::TimedOut { session, asked: name(asked), limit_ms: millis(limit), partial }
        }
        Event::Ended { asked, how, partial } => Kind::Ended { session, asked: name(asked), how, partial },
        Event::HungUp => Kind::HungUp { session },
    })
}

pub(crate) fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
