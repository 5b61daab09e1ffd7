//! Where results are kept, promised visits wait, and limits are counted.
//!
//! [`Store`] is the verbs; [`Memory`], [`Sqlite`] and [`Postgres`] have them, and one suite of tests judges all three.
//!
//! * A result is found by its [`Key`], the digest of a secret. Neither the secret nor who asked is stored.
//! * Whoever runs a probe holds a [`Lease`] of it. Runs whose holder was lost, and promised visits whose time has
//!   come, are taken by whichever node asks first; what an earlier holder does late is refused.
//! * That a probe has ended can be told to somebody outside: the outbox ([`Delivery`]) forgets nothing that was not.
//! * [`Watch`] reads what is there and what comes as one thing, on any node.

mod batch;
mod clock;
mod error;
mod feed;
mod key;
mod limit;
mod memory;
mod node;
mod outbox;
mod postgres;
mod row;
mod sqlite;
mod store;
mod watch;

pub use clock::Clock;
pub use error::Error;
pub use key::Key;
pub use limit::{Bucket, Count, Counted, Limit};
pub use memory::Memory;
pub use outbox::{Claim, Delivery, SealedId};
pub use postgres::{Postgres, PostgresServer, Skew};
pub use sqlite::{Sqlite, SqliteFile};
pub use store::{
    Answer, Due, Heard, Kept, Lease, MOST_IN_SERIES, MOST_SERIES_OF_RESULT, MOST_TICKETS, Maker, New, Order,
    Run, Settings, Standing, Status, Store, Usage, Why, Work,
};
pub use watch::Watch;
