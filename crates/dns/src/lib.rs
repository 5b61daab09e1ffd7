//! Where mail for a domain goes.
//!
//! [`find_route`] asks a [`Resolver`] for the MX records of a domain and for the addresses of its first hosts, and
//! records each lookup as it is answered. What the answers mean is decided in [`route`], which is pure: answers go
//! in, a [`transcript::event::Route`] comes out.
//!
//! A name server that fails is data, never an error: each way to fail is an
//! [`Answer`](transcript::event::Answer) of its own, because "there is no such domain", "nobody could find out" and
//! "nobody answered" lead people to different places.
//!
//! **Recursion, caching and DNSSEC validation are the work of the configured resolver**, which is best a local one.
//! Here is a stub (RFC 1034 §5.3.1): it follows no alias, no referral and no search list, reads no hosts file and
//! gives no name a special meaning. **Nothing here connects to what it finds**; whether an address may be dialled
//! is a question for the guard.

mod answer;
mod find;
mod hickory;
mod limits;
mod lookups;
mod name;
mod resolv_conf;
pub mod resolver;
pub mod route;

pub use find::{find_route, find_route_within};
pub use hickory::Hickory;
pub use limits::Limits;
pub use lookups::{Looked, Lookups};
pub use resolver::{Fixed, Overlay, Resolver, Response};
