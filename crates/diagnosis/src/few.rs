//! A map for a handful of entries. A `BTreeMap` would do as well, but each one with other types is two kilobytes of
//! the page.

/// A map as a list in the order of its keys.
#[derive(Clone, Debug)]
pub(crate) struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Few<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value of a key, made where there is none.
    pub(crate) fn or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let place = self.0.iter().position(|(known, _)| *known >= key).unwrap_or(self.0.len());
        if self.0.get(place).is_none_or(|(known, _)| *known != key) {
            self.0.insert(place, (key, make()));
        }
        &mut self.0[place].1
    }

    pub(crate) fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert_with(key, V::default)
    }

    /// Sets the value of a key, whether there was one or not.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.0.retain(|(known, _)| *known != key);
        self.or_insert_with(key, || value);
    }

    /// Takes a value out.
    pub(crate) fn remove(&mut self, key: &K) {
        self.0.retain(|(other, _)| other != key);
    }

    /// Takes over what another map holds; it is empty then.
    pub(crate) fn append(&mut self, other: &mut Self) {
        for (key, value) in other.0.drain(..) {
            self.insert(key, value);
        }
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_keys_and_one_value_each() {
        let mut few = Few::default();
        few.insert(3, "c");
        few.insert(1, "a");
        assert_eq!(*few.or_insert_with(2, || "b"), "b");
        assert_eq!(*few.or_insert_with(2, || "x"), "b");
        few.insert(1, "A");
        assert_eq!(few.iter().collect::<Vec<_>>(), [(&1, &"A"), (&2, &"b"), (&3, &"c")]);
        assert_eq!((few.get(&3), few.get(&4)), (Some(&"c"), None));
    }
}
