//! What tests share.
//!
//! Nothing here is a mock: a [`ScriptedMta`] listens on a real socket and the engine connects to it. It is reached
//! through the practice addresses of the guard, so that no test needs a switch that widens it.

mod postgres;
mod proxy;
mod script;
mod tls;
mod world;

pub use postgres::Postgres;
pub use proxy::DelayProxy;
pub use script::ScriptedMta;
pub use tls::TlsMta;
pub use world::World;
