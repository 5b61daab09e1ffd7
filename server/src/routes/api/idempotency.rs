//! Starts that may be repeated: `Idempotency-Key` of `POST /api/probes` (draft-ietf-httpapi-idempotency-key-header).
//!
//! Ids are kept as hashes only, so that an answer cannot be read back. Instead all that is secret in it is derived from
//! the key: a repeat gets the same answer on any node and after any restart, and nothing more is kept. So whoever knows
//! the key knows the result, and keys have to be as hard to guess as ids.
//!
//! A key names the result that it has. When that was deleted or has expired, a repeat starts a new probe of the same name.
//! **A key that has no result is counted like an id that has none**, else keys could be guessed at where ids cannot.

use axum::http::{HeaderMap, HeaderName};
use tokio::sync::Mutex;
use wire::http::StartProbe;

use super::probes::Wanted;
use crate::App;
use crate::client::Client;
use crate::error::Error;
use crate::runs::Started;
use crate::secret::Secret;

const NAME: HeaderName = HeaderName::from_static("idempotency-key");
/// Characters of a key.
const LEAST: usize = 16;
const MOST: usize = 255;

/// A key that a client made up for one start.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The one in these headers. It is a string of RFC 9651 §3.3.3; the bare text is taken for the same.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Self>, Error> {
        let mut given = headers.get_all(NAME).iter();
        let Some(value) = given.next() else { return Ok(None) };
        if given.next().is_some() {
            return Err(Error::BadIdempotencyKey);
        }
        let text = value.to_str().map_err(|_| Error::BadIdempotencyKey)?.trim();
        let key = match text.strip_prefix('"') {
            Some(quoted) => unquoted(quoted).ok_or(Error::BadIdempotencyKey)?,
            None => text.to_owned(),
        };
        let is_plain = key.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        match is_plain && (LEAST..=MOST).contains(&key.len()) {
            true => Ok(Some(Self(key))),
            false => Err(Error::BadIdempotencyKey),
        }
    }

    /// One of ours, for an example.
    pub(super) fn named(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// What is derived from it.
    pub(super) fn names(&self) -> Started {
        let derived = |purpose| Secret::derived(purpose, &self.0);
        Started { id: derived("id"), ticket: derived("ticket"), delete_token: derived("delete token") }
    }
}

/// The rest of a string whose first quotation mark was read; nothing may follow it.
fn unquoted(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len());
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return characters.as_str().is_empty().then_some(key),
            '\\' => key.push(characters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?),
            character => key.push(character),
        }
    }
}

/// Who comes with the same key at once takes turns here, so that only one is counted.
#[derive(Debug)]
pub(crate) struct Turns([Mutex<()>; 64]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(())))
    }
}

/// Starts a probe, or finds the one that was started with this key.
pub(super) async fn begin(
    app: &App,
    client: Client,
    wish: &StartProbe,
    key: &IdempotencyKey,
) -> Result<Started, Error> {
    let wanted = Wanted::read(app, wish)?;
    let (names, order) = (key.names(), wanted.stored());
    let place = usize::from(names.id.key().as_bytes()[0]) % app.turns().0.len();
    let _turn = app.turns().0[place].lock().await;
    if is_begun(app, client, &names, &order).await? {
        return Ok(names);
    }
    count_miss(app, client)?;
    let started = match wanted.admit(app, client).await {
        Ok(order) => app.runs().start_as(&names, order).await,
        Err(refused) => Err(refused),
    };
    match started {
        Ok(true) => Ok(names),
        // Another node was faster.
        other => match is_begun(app, client, &names, &order).await? {
            true => Ok(names),
            false => Err(other.err().unwrap_or_else(Error::busy)),
        },
    }
}

/// Whether there is a result of this name already, which must be of the same order.
async fn is_begun(app: &App, client: Client, names: &Started, order: &store::Order) -> Result<bool, Error> {
    match app.store().by_id(names.id.key()).await? {
        None => Ok(false),
        Some(kept) if kept.order == *order => Ok(true),
        Some(_) => {
            count_miss(app, client)?;
            Err(Error::KeyReused)
        }
    }
}

fn count_miss(app: &App, client: Client) -> Result<(), Error> {
    match app.limits().miss(client.0) {
        too_many @ Error::TooManyMisses(_) => Err(too_many),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(lines: &[&str], expected: Result<Option<&str>, Error>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(NAME, HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
        }
        let key = IdempotencyKey::of(&headers).map(|key| key.map(|key| key.0));
        assert_eq!(key, expected.map(|key| key.map(ToOwned::to_owned)), "{lines:?}");
    }

    #[test]
    fn keys() {
        let bad = || Err(Error::BadIdempotencyKey);
        let plain = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        check(&[], Ok(None));
        check(&[plain], Ok(Some(plain)));
        check(&[&format!("\"{plain}\"")], Ok(Some(plain)));
        check(&[r#""a \"quoted\" \\ key""#], Ok(Some(r#"a "quoted" \ key"#)));
        check(&[&"k".repeat(16)], Ok(Some(&"k".repeat(16))));
        check(&[&"k".repeat(15)], bad());
        check(&[&"k".repeat(255)], Ok(Some(&"k".repeat(255))));
        check(&[&"k".repeat(256)], bad());
        check(&[&format!("\"{}\"", "k".repeat(255))], Ok(Some(&"k".repeat(255))));
        check(&[&format!("\"{}\"", "k".repeat(15))], bad());
        for line in [
            "",
            "\"",
            &format!("\"{plain}"),
            &format!("\"{plain}\";a=1"),
            &format!("\"{plain}\\n\""),
            &format!("{plain}\u{e9}"),
            &format!("{plain}\t{plain}"),
        ] {
            check(&[line], bad());
        }
        check(&[plain, plain], bad());
    }

    #[test]
    fn names_are_of_one_key_and_of_one_use() {
        let names = |key: &str| {
            let names = IdempotencyKey(key.to_owned()).names();
            [names.id, names.ticket, names.delete_token].map(|secret| secret.as_str().to_owned())
        };
        let (one, other) = (names("0123456789abcdef"), names("0123456789abcdeg"));
        assert_eq!(one, names("0123456789abcdef"));
        let all: std::collections::BTreeSet<&String> = one.iter().chain(&other).collect();
        assert_eq!(all.len(), 6, "{one:?} {other:?}");
    }
}
