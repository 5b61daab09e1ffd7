//! The service as its visitors meet it: real sockets, practice servers, nothing in between.

mod contract;
mod harness;
mod http;
mod keeping;
mod logs;
mod probes;
mod repeating;
mod sharing;
mod sockets;
mod storage;
mod webhook;
