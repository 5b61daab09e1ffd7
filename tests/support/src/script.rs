//! Mail servers that follow a script, for everything that no real server can be made to do.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use smtp::bytes::Wire;
use smtp::receiver::{Answer, Conduct, Output, Receiver};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A mail server that follows a script.
///
/// A script is lines of text; each connection follows the next block (blocks are divided by `==`), the last block
/// serves all further ones. What a line says:
///
/// * `S TEXT`: send a line; `RAW TEXT`: send bytes, escapes as in [`Wire`]; both take `\xNN` and friends;
/// * `C WORD`: read lines until one begins with the word, in any case; `BYTES`: read anything once;
/// * `DRIP MS TEXT`: send one byte every so many milliseconds, until the peer is gone;
/// * `FLOOD TEXT`: send the text again and again, until the peer is gone;
/// * `HANG`: say nothing, until the peer is gone;
/// * `RESET`: break the connection; `HALF`: close our direction and go on reading;
/// * `REJECTS`, `ACCEPTS`: behave from here on like an ordinary server that knows postmaster only, or everybody.
///
/// At the end of a block the connection is closed.
#[derive(Debug)]
pub struct ScriptedMta {
    address: SocketAddr,
    connections: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl ScriptedMta {
    /// Starts listening on a free port of loopback.
    ///
    /// # Panics
    /// When the script has a line that is none of the above, or loopback has no free port.
    pub async fn start(script: &str) -> Self {
        let blocks: Vec<Vec<Step>> = script.split("\n==").map(parse).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(serve(listener, Arc::new(blocks), Arc::clone(&connections)));
        Self { address, connections }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What each connection has sent so far, in order.
    pub fn heard(&self) -> Vec<String> {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Say(Vec<u8>),
    Hear(String),
    HearBytes,
    Drip(Duration, Vec<u8>),
    Flood(Vec<u8>),
    Hang,
    Reset,
    Half,
    Behave(Manner),
}

#[derive(Clone, Copy, Debug)]
enum Manner {
    Rejects,
    Accepts,
}

fn parse(block: &str) -> Vec<Step> {
    let lines = block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', '=']));
    lines.map(|line| step(line).unwrap_or_else(|| panic!("no step of a script: {line}"))).collect()
}

fn step(line: &str) -> Option<Step> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let bytes = |text: &str| Wire::from_escaped(text).map(|wire| wire.as_bytes().to_vec());
    Some(match word {
        "S" => Step::Say([bytes(rest)?, b"\r\n".to_vec()].concat()),
        "RAW" => Step::Say(bytes(rest)?),
        "C" => Step::Hear(rest.to_ascii_uppercase()),
        "BYTES" => Step::HearBytes,
        "DRIP" => {
            let (pause, text) = rest.split_once(' ')?;
            Step::Drip(Duration::from_millis(pause.parse().ok()?), bytes(text)?)
        }
        "FLOOD" => Step::Flood(bytes(rest)?),
        "HANG" => Step::Hang,
        "RESET" => Step::Reset,
        "HALF" => Step::Half,
        "REJECTS" => Step::Behave(Manner::Rejects),
        "ACCEPTS" => Step::Behave(Manner::Accepts),
        _ => return None,
    })
}

async fn serve(listener: TcpListener, blocks: Arc<Vec<Vec<Step>>>, connections: Arc<Mutex<Vec<Vec<u8>>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let number = {
            let mut connections = connections.lock().unwrap_or_else(PoisonError::into_inner);
            connections.push(Vec::new());
            connections.len() - 1
        };
        let blocks = Arc::clone(&blocks);
        let connections = Arc::clone(&connections);
        tokio::spawn(async move {
            let steps = blocks.get(number).or_else(|| blocks.last()).cloned().unwrap_or_default();
            let mut connection = Connection { stream, buffer: Vec::new(), number, connections };
            // The peer may go at any time: that ends the script.
            let _ = connection.follow(&steps).await;
        });
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    number: usize,
    connections: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Connection {
    async fn follow(&mut self, steps: &[Step]) -> io::Result<()> {
        for step in steps {
            match step {
                Step::Say(bytes) => self.stream.write_all(bytes).await?,
                Step::Hear(word) => self.hear(word).await?,
                Step::HearBytes => {
                    self.read().await?;
                }
                Step::Drip(pause, bytes) => {
                    let mut ticks = tokio::time::interval(*pause);
                    for byte in bytes.iter().cycle() {
                        ticks.tick().await;
                        self.stream.write_all(&[*byte]).await?;
                    }
                }
                Step::Flood(bytes) => {
                    let chunk = bytes.repeat(1 + 65536 / bytes.len().max(1));
                    loop {
                        self.stream.write_all(&chunk).await?;
                    }
                }
                Step::Hang => while self.read().await? > 0 {},
                Step::Reset => {
                    self.stream.set_zero_linger()?;
                    return Ok(());
                }
                Step::Half => self.stream.shutdown().await?,
                Step::Behave(manner) => return self.behave(*manner).await,
            }
        }
        Ok(())
    }

    async fn read(&mut self) -> io::Result<usize> {
        let count = self.stream.read_buf(&mut self.buffer).await?;
        let new = &self.buffer[self.buffer.len() - count..];
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections[self.number].extend_from_slice(new);
        Ok(count)
    }

    async fn hear(&mut self, word: &str) -> io::Result<()> {
        loop {
            while let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                if String::from_utf8_lossy(&line).to_ascii_uppercase().starts_with(word) {
                    return Ok(());
                }
            }
            if self.read().await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// An ordinary server from here on; the greeting is behind us, or is still to come.
    async fn behave(&mut self, manner: Manner) -> io::Result<()> {
        let greeted = {
            let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
            !connections[self.number].is_empty()
        };
        let (mut receiver, banner) = Receiver::new(Ordinary(manner));
        if greeted {
            receiver.received(b"EHLO me\r\n");
        } else {
            self.write(banner).await?;
        }
        loop {
            let bytes = std::mem::take(&mut self.buffer);
            let answers = receiver.received(&bytes);
            self.write(answers).await?;
            if receiver.is_closed() || self.read().await? == 0 {
                return Ok(());
            }
        }
    }

    async fn write(&mut self, outputs: Vec<Output>) -> io::Result<()> {
        for output in outputs {
            if let Output::Send(_, bytes) = output {
                self.stream.write_all(&bytes).await?;
            }
        }
        Ok(())
    }
}

struct Ordinary(Manner);

impl Conduct for Ordinary {
    fn banner(&mut self) -> Answer {
        Answer::now("220 mx.my.test ESMTP")
    }

    fn ehlo(&mut self, _client: &str) -> Answer {
        Answer::now("250 mx.my.test\n250 PIPELINING\n250 8BITMIME")
    }

    fn rcpt(&mut self, _sender: &str, recipient: &str) -> Answer {
        match self.0 {
            Manner::Rejects if !recipient.starts_with("postmaster@") => Answer::now("550 5.1.1 User unknown"),
            Manner::Rejects | Manner::Accepts => Answer::now("250 2.1.5 Ok"),
        }
    }
}
