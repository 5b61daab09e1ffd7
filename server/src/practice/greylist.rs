//! The memory of a server that greylists.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a first contact is put off.
pub(super) const DELAY: Duration = Duration::from_secs(20);
/// How long a contact is remembered.
const MEMORY: Duration = Duration::from_secs(3600);
/// Most contacts that are remembered.
const MAX_CONTACTS: usize = 10_000;

/// Who was here, by sender, recipient and client. Clones remember together.
#[derive(Clone, Debug, Default)]
pub(super) struct Greylist {
    first_contacts: Arc<Mutex<BTreeMap<Contact, Instant>>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Contact {
    sender: String,
    recipient: String,
    client: IpAddr,
}

impl Greylist {
    /// Whether the first contact is long enough ago; if there was none, this is it.
    pub(super) fn lets_through(&self, sender: &str, recipient: &str, client: IpAddr) -> bool {
        let mut contacts = self.first_contacts.lock().unwrap_or_else(PoisonError::into_inner);
        if contacts.len() >= MAX_CONTACTS {
            contacts.retain(|_, first| first.elapsed() < MEMORY);
        }
        if contacts.len() >= MAX_CONTACTS {
            contacts.clear();
        }
        let (sender, recipient) = (sender.to_ascii_lowercase(), recipient.to_ascii_lowercase());
        let contact = Contact { sender, recipient, client };
        contacts.entry(contact).or_insert_with(Instant::now).elapsed() >= DELAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_second_visit_is_let_through() {
        let greylist = Greylist::default();
        let client = IpAddr::from([127, 0, 0, 1]);
        let visit = |recipient| greylist.lets_through("a@my.com", recipient, client);
        assert!(!visit("b@my.org"));
        tokio::time::advance(DELAY / 2).await;
        assert!(!visit("B@my.org"), "too early");
        assert!(!visit("c@my.org"));
        tokio::time::advance(DELAY / 2).await;
        assert!(visit("b@my.org"));
        assert!(!visit("c@my.org"), "another recipient is another contact");
        assert!(!greylist.lets_through("x@my.com", "b@my.org", client), "so is another sender");
    }

    #[tokio::test]
    async fn the_memory_is_bounded() {
        let greylist = Greylist::default();
        for number in 0..=MAX_CONTACTS {
            greylist.lets_through("a@my.com", &number.to_string(), IpAddr::from([127, 0, 0, 1]));
        }
        assert_eq!(greylist.first_contacts.lock().expect("sound").len(), 1);
    }
}
