//! Series: which results belong together.

use store::{Error, MOST_IN_SERIES, Settings};

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

pub(crate) async fn a_series_is_bounded(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let series = key();
    let mut results = Vec::new();
    for _ in 0..=MOST_IN_SERIES {
        results.push(bench.begin().await.lease.key);
    }
    let [most @ .., one_more] = results.as_slice() else { unreachable!("there are some") };
    assert_eq!(bench.store.join(series, most).await, Ok(()));
    assert_eq!(bench.store.join(series, &[most[0], *one_more]).await, Err(Error::Full));
    assert_eq!(bench.store.series(series).await.as_deref(), Ok(most));
}
