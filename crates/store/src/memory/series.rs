//! Series of results.

use std::collections::{BTreeMap, BTreeSet};

use crate::Key;
use crate::store::{MOST_IN_SERIES, MOST_SERIES_OF_RESULT};

/// Which results belong to a series, those that began first first, and which series a result belongs to.
#[derive(Debug, Default)]
pub(super) struct Series {
    results: BTreeMap<Key, BTreeSet<(i64, Key)>>,
    of_result: BTreeMap<Key, BTreeSet<Key>>,
}

impl Series {
    /// Adds a result, and lets the one that began first give way where there are too many then.
    pub(super) fn add(&mut self, series: Key, (begun, result): (i64, Key)) {
        let of_result = self.of_result.get(&result);
        if of_result.is_some_and(|all| all.contains(&series) || all.len() >= MOST_SERIES_OF_RESULT) {
            return;
        }
        self.of_result.entry(result).or_default().insert(series);
        let results = self.results.entry(series).or_default();
        results.insert((begun, result));
        if results.len() > MOST_IN_SERIES
            && let Some((_, oldest)) = results.pop_first()
            && let Some(of_oldest) = self.of_result.get_mut(&oldest)
        {
            of_oldest.remove(&series);
            if of_oldest.is_empty() {
                self.of_result.remove(&oldest);
            }
        }
    }

    /// Takes a result out of all its series. What is in none of them costs nothing.
    pub(super) fn remove(&mut self, (begun, result): (i64, Key)) {
        for series in self.of_result.remove(&result).unwrap_or_default() {
            let Some(results) = self.results.get_mut(&series) else { continue };
            results.remove(&(begun, result));
            if results.is_empty() {
                self.results.remove(&series);
            }
        }
    }

    pub(super) fn results(&self, series: Key) -> Vec<Key> {
        self.results.get(&series).into_iter().flatten().map(|(_, result)| *result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        Key::from_bytes([number; 32])
    }

    #[test]
    fn nothing_is_left_of_what_was_removed() {
        let mut series = Series::default();
        let results = (0..=u8::MAX).map(|number| (i64::from(number), key(number)));
        for result in results.clone() {
            for name in 0..result.1.as_bytes()[0] % 12 {
                series.add(key(name), result);
            }
        }
        let places: usize = series.results.values().map(BTreeSet::len).sum();
        let known: usize = series.of_result.values().map(BTreeSet::len).sum();
        assert!(places > MOST_IN_SERIES && places == known, "{places} {known}");
        for result in results {
            series.remove(result);
        }
        assert!(series.results.is_empty() && series.of_result.is_empty(), "{series:?}");
    }
}
