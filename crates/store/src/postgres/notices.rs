//! What nodes tell each other.
//!
//! A notice says that something about a probe has changed; what, is read from the tables. So a notice that is lost,
//! doubled or late does no harm: at every tick the nodes look after what is watched on them, and as long as one cannot
//! listen it looks every second.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Inner;
use crate::store::Status;
use crate::{Error, Key, row};

const CHANNEL: &str = "nosuch_store";
/// Notices in one message; PostgreSQL takes 8,000 octets.
const IN_ONE: usize = 80;
/// How long to wait before the database is asked again that did not answer.
const AGAIN: Duration = Duration::from_secs(1);

/// What has changed and was not told yet. One entry a probe, however often it changes.
#[derive(Debug, Default)]
pub(super) struct Notices {
    untold: Mutex<BTreeMap<Key, Note>>,
    more: Notify,
}

/// What is said about a probe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// It has events up to here.
    next_seq: u32,
    /// It was sealed.
    sealed: Option<Status>,
    /// It is to stop.
    stop: bool,
    /// It was deleted.
    gone: bool,
}

impl Note {
    pub(super) fn grown(next_seq: u32) -> Self {
        Self { next_seq, ..Self::default() }
    }

    pub(super) fn sealed(status: Status) -> Self {
        Self { sealed: Some(status), ..Self::default() }
    }

    pub(super) fn stop() -> Self {
        Self { stop: true, ..Self::default() }
    }

    pub(super) fn gone() -> Self {
        Self { gone: true, ..Self::default() }
    }

    fn and(self, other: Self) -> Self {
        Self {
            next_seq: self.next_seq.max(other.next_seq),
            sealed: self.sealed.or(other.sealed),
            stop: self.stop || other.stop,
            gone: self.gone || other.gone,
        }
    }

    /// Key, number, and a letter for everything else.
    fn write(self, key: Key) -> String {
        let sealed = match self.sealed {
            Some(Status::Interrupted) => "i",
            Some(_) => "f",
            None => "",
        };
        let (stop, gone) = (if self.stop { "s" } else { "" }, if self.gone { "g" } else { "" });
        format!("{} {} -{sealed}{stop}{gone}", key.to_hex(), self.next_seq)
    }

    fn read(line: &str) -> Option<(Key, Self)> {
        let mut words = line.split(' ');
        let (key, next_seq, letters) = (words.next()?, words.next()?, words.next()?);
        let has = |letter| letters.contains(letter);
        let sealed = match (has('i'), has('f')) {
            (true, _) => Some(Status::Interrupted),
            (_, true) => Some(Status::Finished),
            _ => None,
        };
        let note = Self { next_seq: next_seq.parse().ok()?, sealed, stop: has('s'), gone: has('g') };
        Some((Key::from_hex(key)?, note))
    }
}

impl Notices {
    /// To be told soon.
    pub(super) fn tell(&self, key: Key, note: Note) {
        self.add([(key, note)]);
        self.more.notify_one();
    }

    fn add(&self, notes: impl IntoIterator<Item = (Key, Note)>) {
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, note) in notes {
            let known = untold.entry(key).or_default();
            *known = known.and(note);
        }
    }

    fn take(&self) -> BTreeMap<Key, Note> {
        std::mem::take(&mut *self.untold.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Begins to tell, to listen and to look, until `ended`.
pub(super) fn start(inner: &Arc<Inner>, tick: Duration, ended: &CancellationToken) {
    let tasks = [inner.clone(), inner.clone(), inner.clone()];
    let [speaks, listens, looks] = tasks;
    tokio::spawn(ended.clone().run_until_cancelled_owned(async move { speaks.speak().await }));
    tokio::spawn(ended.clone().run_until_cancelled_owned(async move { listens.listen().await }));
    tokio::spawn(ended.clone().run_until_cancelled_owned(async move { looks.look(tick).await }));
}

impl Inner {
    /// Tells what has changed. While one message is on its way, the next one gathers.
    async fn speak(&self) {
        loop {
            self.notices.more.notified().await;
            let notes = self.notices.take();
            let lines: Vec<String> = notes.iter().map(|(key, note)| note.write(*key)).collect();
            let messages: Vec<String> = lines.chunks(IN_ONE).map(|lines| lines.join("\n")).collect();
            let told = sqlx::query("SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message")
                .bind(CHANNEL)
                .bind(messages)
                .execute(&self.pool)
                .await;
            if let Err(error) = told {
                tracing::warn!(%error, "other nodes cannot be told what has changed");
                self.notices.add(notes);
                tokio::time::sleep(AGAIN).await;
                self.notices.more.notify_one();
            }
        }
    }

    /// Hears what has changed.
    async fn listen(&self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "other nodes cannot be heard");
                self.node.all_behind();
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    async fn listen_once(&self) -> Result<(), Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        // Whatever was said before this is looked after.
        self.node.all_behind();
        while let Some(notification) = listener.try_recv().await? {
            for (key, note) in notification.payload().lines().filter_map(Note::read) {
                self.hear(key, note);
            }
        }
        Err(Error::Unavailable("the connection was lost".to_owned()))
    }

    fn hear(&self, key: Key, note: Note) {
        if note.stop {
            self.node.stop(key);
        }
        if note.gone {
            self.node.gone(key);
            return;
        }
        if let Some(feed) = self.node.feed(key) {
            feed.tell(note.next_seq, note.sealed.is_some());
        }
        if let Some(status) = note.sealed {
            self.node.sealed(key, status);
        }
    }

    /// Tells who listens here, and looks after what is watched here.
    async fn look(&self, tick: Duration) {
        loop {
            tokio::time::sleep(tick).await;
            if let Err(error) = self.look_once().await {
                tracing::warn!(%error, "other nodes cannot be told who listens");
            }
        }
    }

    async fn look_once(&self) -> Result<(), Error> {
        let listeners = self.node.listeners();
        if listeners.is_empty() {
            return Ok(());
        }
        let (keys, ago): (Vec<Key>, Vec<i64>) = listeners.into_iter().unzip();
        let bytes: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes().as_slice()).collect();
        let alive: Vec<(Vec<u8>, i64)> = sqlx::query_as(
            "WITH alive AS ( \
                 SELECT probes.key, next_seq, ago \
                 FROM unnest($1::bytea[], $2::bigint[]) AS listens (key, ago) \
                 JOIN probes ON probes.key = listens.key WHERE status < 2), \
             told AS ( \
                 INSERT INTO heard (probe, heard_at) SELECT key, store_now($3) - ago FROM alive ORDER BY key \
                 ON CONFLICT (probe) DO UPDATE SET heard_at = greatest(heard.heard_at, excluded.heard_at)) \
             SELECT key, next_seq FROM alive",
        )
        .bind(bytes)
        .bind(ago)
        .bind(self.skew.micros())
        .fetch_all(&self.pool)
        .await?;
        let mut next_seqs = BTreeMap::new();
        for (key, next_seq) in alive {
            next_seqs.insert(row::key(&key)?, row::seq(next_seq)?);
        }
        for key in &keys {
            if let Some(feed) = self.node.feed(*key) {
                // One that is not there any more was sealed or is gone, which is found out by looking.
                feed.tell(next_seqs.get(key).copied().unwrap_or(u32::MAX), false);
            }
        }
        self.node.told(&keys);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        let key = Key::digest("a probe");
        for note in [
            Note::grown(17),
            Note::stop(),
            Note::gone(),
            Note::sealed(Status::Finished).and(Note::grown(4)),
            Note::sealed(Status::Interrupted).and(Note::stop()),
        ] {
            assert_eq!(Note::read(&note.write(key)), Some((key, note)));
        }
        for line in ["", "x", "x 1 -", &Note::stop().write(key)[1..], &format!("{} one -", key.to_hex())] {
            assert_eq!(Note::read(line), None, "{line}");
        }
        assert!(IN_ONE * (Note::grown(u32::MAX).write(key).len() + 4) < 8000);
    }
}
