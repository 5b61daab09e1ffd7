//! Limits.

use std::time::Duration;

use store::{Bucket, Count, Counted, Limit, Settings};

use crate::bench::Backend;

pub(crate) async fn a_start_counts_in_all_buckets_or_in_none(backend: Backend) {
    let bench = backend.open(Settings::default()).await;
    let bucket = |kind, name| Bucket::new(&[7; 32], kind, name);
    let visitor = Count { bucket: bucket("start", "192.0.2.1"), limit: Limit::new(3, 20, HOUR) };
    let domain = Count { bucket: bucket("domain", "my.com"), limit: Limit::new(2, 60, HOUR) };
    let other = Count { bucket: bucket("domain", "my.org"), ..domain };
    // The bucket that refuses, and the seconds to wait at most.
    type Refused = Option<(Count, u64)>;
    // Seconds that pass before; what is counted; what is said.
    let steps: [(u64, &[Count], Refused); 10] = [
        (0, &[visitor, domain], None),
        (0, &[domain, visitor], None),
        (0, &[visitor, domain], Some((domain, 60))),
        // The visitor's bucket has one left, since the refused start was counted in neither.
        (0, &[visitor, other], None),
        (0, &[visitor, other], Some((visitor, 180))),
        (0, &[other], None),
        (61, &[visitor, domain], Some((visitor, 119))),
        (120, &[visitor, domain, domain], None),
        (0, &[domain], None),
        (0, &[], None),
    ];
    for (number, (pass, counts, refused)) in steps.into_iter().enumerate() {
        bench.pass(pass);
        let counted = bench.store.count(counts).await.expect("available");
        match (counted, refused) {
            (Counted::Allowed, None) => {}
            (Counted::Refused { bucket, wait }, Some((count, most))) if bucket == count.bucket => {
                let least = Duration::from_secs(most.saturating_sub(30));
                assert!(least < wait && wait <= Duration::from_secs(most), "{number}: {wait:?}");
            }
            _ => panic!("{number}: {counted:?}"),
        }
    }
    // Full buckets are forgotten, which changes nothing.
    bench.pass(3600);
    bench.store.expire().await.expect("available");
    assert_eq!(bench.store.count(&[visitor, domain]).await, Ok(Counted::Allowed));
}

const HOUR: Duration = Duration::from_secs(3600);
