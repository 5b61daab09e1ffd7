//! The MX of the sender's domain: servers that verify the sender ask it, and bounces would come here.

use std::net::Ipv4Addr;

use smtp::receiver::{Answer, Conduct, Output, Receiver};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::failure::{Failure, during};

/// Knows everybody.
struct Friendly;

impl Conduct for Friendly {
    fn banner(&mut self) -> Answer {
        Answer::now("220 mx.sender.test ESMTP")
    }

    fn ehlo(&mut self, _client: &str) -> Answer {
        Answer::now("250 mx.sender.test")
    }
}

/// Begins to take mail on port 25 of `address`, for as long as this process lives.
pub(crate) async fn start(address: Ipv4Addr) -> Result<(), Failure> {
    let listener =
        TcpListener::bind((address, 25)).await.map_err(during("port 25 of the sender's domain"))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    Ok(())
}

async fn serve(mut stream: TcpStream) -> Option<()> {
    let (mut receiver, mut outputs) = Receiver::new(Friendly);
    let mut buffer = [0; 4096];
    loop {
        for output in outputs {
            match output {
                Output::Send(after, bytes) => {
                    sleep(after).await;
                    stream.write_all(&bytes).await.ok()?;
                }
                Output::Close => return None,
            }
        }
        let length = stream.read(&mut buffer).await.ok().filter(|length| *length > 0)?;
        outputs = receiver.received(&buffer[..length]);
    }
}
