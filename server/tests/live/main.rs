//! The service as its visitors meet it: real sockets, practice servers, nothing in between.

mod harness;
mod http;
mod logs;
mod probes;
mod sharing;
mod sockets;
mod storage;
