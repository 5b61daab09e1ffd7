//! One HTTP request over a connection that stands, and what is read of the answer.

use std::convert::Infallible;
use std::future::pending;

use hyper::body::{Body, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// How we call ourselves to web servers.
pub(crate) const USER_AGENT: &str = concat!("nosuch/", env!("CARGO_PKG_VERSION"));

/// Sends a request and gives the answer to `read`. No redirection is followed; the head of the answer may have `most` octets.
///
/// # Errors
/// When what comes is no answer.
pub(crate) async fn exchange<S, B, T, Reading>(
    stream: S,
    request: Request<B>,
    most: usize,
    read: impl FnOnce(Response<Incoming>) -> Reading,
) -> Result<T, hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    Reading: Future<Output = T>,
{
    let mut builder = hyper::client::conn::http1::Builder::new();
    let (mut sender, connection) = builder.max_buf_size(most).handshake(TokioIo::new(stream)).await?;
    let answer = async { Ok(read(sender.send_request(request).await?).await) };
    // When it ends, what was read is still in the hands of the one who waits for the answer.
    let driven = async {
        let _ = connection.await;
        pending::<Infallible>().await
    };
    tokio::select! {
        answer = answer => answer,
        never = driven => match never {},
    }
}

/// What rustls said, where it is what failed.
pub(crate) fn tls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}
