//! Tickets: who started a probe.

use store::{Key, MOST_TICKETS, Maker, Settings};
use transcript::event::End;

use crate::bench::{Backend, key, ticket, token};

pub(crate) async fn a_ticket_is_good_once_and_for_a_minute(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (first, second) = (bench.begin().await.lease.key, bench.begin().await.lease.key);
    bench.pass(50);
    for (probe, presented, expected) in [
        (first, ticket(second), false),
        // A wrong ticket does not use up the right one.
        (first, ticket(first), true),
        (first, ticket(first), false),
        (key(), ticket(first), false),
    ] {
        assert_eq!(bench.store.redeem(probe, presented).await, Ok(expected));
    }
    bench.pass(11);
    assert_eq!(bench.store.redeem(second, ticket(second)).await, Ok(false));
}

pub(crate) async fn a_maker_gets_another_ticket(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let run = bench.begin().await;
    let probe = run.lease.key;
    let (again, stolen) = (key(), key());
    bench.pass(61);
    for (of, token, ticket, expected) in [
        (probe, token(key()), stolen, Maker::No),
        (key(), token(probe), stolen, Maker::No),
        (probe, token(probe), again, Maker::WithTicket),
        (probe, token(probe), again, Maker::WithTicket),
    ] {
        assert_eq!(bench.store.renew_ticket(of, token, ticket).await, Ok(expected));
    }
    bench.pass(59);
    for (presented, expected) in [(stolen, false), (again, true), (again, false)] {
        assert_eq!(bench.store.redeem(probe, presented).await, Ok(expected));
    }
    let late = key();
    assert_eq!(bench.store.renew_ticket(probe, token(probe), late).await, Ok(Maker::WithTicket));
    bench.store.finish(run.lease, End::Complete).await.expect("finishes");
    bench.pass(61);
    assert_eq!(bench.store.redeem(probe, late).await, Ok(false));
}

pub(crate) async fn another_ticket_takes_none_away(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let [probe, other] = [bench.begin().await.lease.key, bench.begin().await.lease.key];
    let another = async |of: Key| {
        let ticket = key();
        assert_eq!(bench.store.renew_ticket(of, token(of), ticket).await, Ok(Maker::WithTicket));
        ticket
    };
    let others = another(other).await;
    bench.pass(10);
    let mut renewed = Vec::new();
    for _ in 0..=MOST_TICKETS {
        renewed.push(another(probe).await);
    }
    bench.pass(45);
    bench.store.expire().await.expect("available");
    for (presented, expected) in
        [(others, false), (ticket(probe), true), (renewed[0], false), (renewed[1], true), (renewed[1], false)]
    {
        assert_eq!(bench.store.redeem(probe, presented).await, Ok(expected));
    }
    assert_eq!(bench.store.redeem(other, others).await, Ok(true), "each probe has its own");
    bench.pass(10);
    renewed.push(another(probe).await);
    bench.pass(6);
    bench.store.expire().await.expect("available");
    for (presented, expected) in [(renewed[2], false), (renewed[MOST_TICKETS + 1], true)] {
        assert_eq!(bench.store.redeem(probe, presented).await, Ok(expected));
    }
}

pub(crate) async fn the_maker_of_what_is_sealed_needs_no_ticket(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let probe = bench.finished().await;
    let ticket = key();
    for (token, expected) in [(token(key()), Maker::No), (token(probe), Maker::WithoutTicket)] {
        assert_eq!(bench.store.renew_ticket(probe, token, ticket).await, Ok(expected));
    }
    assert_eq!(bench.store.redeem(probe, ticket).await, Ok(false));
    assert_eq!(bench.store.delete(probe, token(probe)).await, Ok(true));
    assert_eq!(bench.store.renew_ticket(probe, token(probe), ticket).await, Ok(Maker::No));
}
