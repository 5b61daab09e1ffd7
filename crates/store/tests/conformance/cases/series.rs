//! Series: which results belong together.

use store::{Key, MOST_IN_SERIES, MOST_SERIES_OF_RESULT, Settings};

use crate::bench::{Backend, key, token};

pub(crate) async fn a_series_has_its_results_in_order(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let (series, other) = (key(), key());
    let [first, second, third] =
        [bench.finished().await, bench.finished().await, bench.begin().await.lease.key];
    for (joins, expected) in [
        (&[second][..], &[second][..]),
        (&[third, key(), first], &[first, second, third]),
        (&[], &[first, second, third]),
        (&[first, first], &[first, second, third]),
    ] {
        assert_eq!(bench.store.join(series, joins).await, Ok(()));
        assert_eq!(bench.store.series(series).await.as_deref(), Ok(expected));
    }
    assert_eq!(bench.store.series(other).await, Ok(Vec::new()));
    assert_eq!(bench.store.join(other, &[second]).await, Ok(()), "a result may be in several");
    assert_eq!(bench.store.join(key(), &[key()]).await, Ok(()), "nothing to begin a series with");

    assert_eq!(bench.store.delete(second, token(second)).await, Ok(true));
    assert_eq!(bench.store.series(series).await, Ok(vec![first, third]), "what is deleted leaves it");
    assert_eq!(bench.store.series(other).await, Ok(Vec::new()));
    bench.pass(3601);
    bench.store.expire().await.expect("available");
    assert_eq!(bench.store.series(series).await, Ok(vec![third]), "what has expired as well");
}

pub(crate) async fn a_full_series_lets_its_oldest_go(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let series = key();
    let mut results = Vec::new();
    for _ in 0..MOST_IN_SERIES + 2 {
        results.push(bench.begin().await.lease.key);
    }
    let (oldest, newest) = (results[0], &results[2..]);
    for (joins, expected) in [
        (&results[..MOST_IN_SERIES], &results[..MOST_IN_SERIES]),
        (&results[MOST_IN_SERIES..], newest),
        (&[oldest], newest),
        (&results, newest),
    ] {
        assert_eq!(bench.store.join(series, joins).await, Ok(()));
        assert_eq!(bench.store.series(series).await.as_deref(), Ok(expected));
    }
    let newer = key();
    assert_eq!(bench.store.join(newer, &results).await, Ok(()));
    assert_eq!(bench.store.series(newer).await.as_deref(), Ok(newest), "also when all come at once");
}

pub(crate) async fn a_result_is_in_few_series(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let [often, other] = [bench.finished().await, bench.finished().await];
    let names: Vec<Key> = (0..MOST_SERIES_OF_RESULT).map(|_| key()).collect();
    for name in &names {
        assert_eq!(bench.store.join(*name, &[often]).await, Ok(()));
    }
    let (more, first) = (key(), names[0]);
    for (series, joins, expected) in [
        (more, &[often][..], &[][..]),
        (more, &[often, other], &[other]),
        // Where it is already it stays.
        (first, &[often, other], &[often, other]),
    ] {
        assert_eq!(bench.store.join(series, joins).await, Ok(()));
        assert_eq!(bench.store.series(series).await.as_deref(), Ok(expected));
    }
    // A series that it has left, because newer ones came, does not count.
    let mut newer = Vec::new();
    for _ in 0..MOST_IN_SERIES {
        newer.push(bench.begin().await.lease.key);
    }
    assert_eq!(bench.store.join(first, &newer).await, Ok(()));
    assert_eq!(bench.store.join(more, &[often]).await, Ok(()));
    assert_eq!(bench.store.series(more).await.as_deref(), Ok(&[often, other][..]));
}
