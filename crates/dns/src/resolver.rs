//! Who answers questions.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use transcript::event::{Answer, Question, Record, RecordType, reverse_name};

/// Answers questions to DNS. Names have no trailing dot and are always absolute.
pub trait Resolver: Send + Sync {
    /// Answers one question; a failure is an answer.
    fn ask(&self, question: Question) -> BoxFuture<'_, Response>;

    /// The answer alone.
    fn lookup(&self, question: Question) -> BoxFuture<'_, Answer> {
        self.ask(question).map(|response| response.answer).boxed()
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The answer.
    pub answer: Answer,
    /// Whether a resolver that we trust vouches for it by DNSSEC: the AD bit (RFC 4035 §3.2.3) over a path that nobody
    /// else can write to.
    pub authenticated: bool,
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        Self { answer, authenticated: false }
    }
}

/// A table of answers: for tests, and for the practice domains of the demonstration.
///
/// A name that is in the table without the type asked for has no data; a name that is not in it does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    names: BTreeMap<String, BTreeMap<RecordType, Answer>>,
    authenticated: bool,
}

impl Fixed {
    /// An empty table: no name exists.
    pub fn new() -> Self {
        Self::default()
    }

    /// A table whose answers are vouched for by DNSSEC.
    #[must_use]
    pub fn authenticated(self) -> Self {
        Self { authenticated: true, ..self }
    }

    /// Adds an MX record.
    #[must_use]
    pub fn mx(self, name: &str, preference: u16, exchange: &str) -> Self {
        self.with(name, RecordType::Mx, Record::Mx { preference, exchange: key(exchange) })
    }

    /// Adds an address.
    #[must_use]
    pub fn address(self, name: &str, address: IpAddr) -> Self {
        let record = if address.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
        self.with(name, record, Record::Address(address))
    }

    /// Adds the name of an address.
    #[must_use]
    pub fn ptr(self, address: IpAddr, name: &str) -> Self {
        self.with(&reverse_name(address), RecordType::Ptr, Record::Ptr(key(name)))
    }

    /// Adds a text record.
    #[must_use]
    pub fn txt(self, name: &str, text: &str) -> Self {
        self.with(name, RecordType::Txt, Record::Txt(text.into()))
    }

    /// Sets the whole answer to a question, for instance a failure or an alias.
    #[must_use]
    pub fn answer(mut self, name: &str, record: RecordType, answer: Answer) -> Self {
        self.names.entry(key(name)).or_default().insert(record, answer);
        self
    }

    /// Whether the name is in the table.
    pub fn knows(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The answer to a question.
    pub fn get(&self, question: &Question) -> Answer {
        match self.names.get(&key(&question.name)) {
            Some(types) => types.get(&question.record).cloned().unwrap_or(Answer::NoData),
            None => Answer::NoSuchName,
        }
    }

    fn with(mut self, name: &str, kind: RecordType, record: Record) -> Self {
        let answer =
            self.names.entry(key(name)).or_default().entry(kind).or_insert(Answer::Records(Vec::new()));
        match answer {
            Answer::Records(records) => records.push(record),
            other => *other = Answer::Records(vec![record]),
        }
        self
    }
}

impl Resolver for Fixed {
    fn ask(&self, question: Question) -> BoxFuture<'_, Response> {
        ready(Response { answer: self.get(&question), authenticated: self.authenticated }).boxed()
    }
}

/// A table in front of another resolver, which is asked for the names that the table does not know.
pub struct Overlay {
    /// The table.
    pub fixed: Fixed,
    /// The resolver for all other names.
    pub then: Arc<dyn Resolver>,
}

impl Resolver for Overlay {
    fn ask(&self, question: Question) -> BoxFuture<'_, Response> {
        match self.fixed.knows(&question.name) {
            true => self.fixed.ask(question),
            false => self.then.ask(question),
        }
    }
}

/// How names are compared: without case and without the trailing dot.
fn key(name: &str) -> String {
    match name {
        "." => name.to_owned(),
        _ => name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Fixed {
        Fixed::new()
            .mx("My.com.", 20, "Backup.my.com.")
            .mx("my.com", 10, "mx.my.com")
            .mx("nomail.my.com", 0, ".")
            .address("mx.my.com", "192.0.2.1".parse().unwrap())
            .address("mx.my.com", "2001:db8::1".parse().unwrap())
            .answer("bogus.my.com", RecordType::Mx, Answer::ServerFailure)
    }

    fn mx(preference: u16, exchange: &str) -> Record {
        Record::Mx { preference, exchange: exchange.to_owned() }
    }

    async fn check(resolver: &dyn Resolver, name: &str, record: RecordType, expected: Answer) {
        let question = Question { name: name.to_owned(), record };
        assert_eq!(resolver.lookup(question).await, expected, "{name} {record}");
    }

    #[tokio::test]
    async fn a_table_answers_as_a_name_server_does() {
        let table = table();
        for (name, record, expected) in [
            ("my.com", RecordType::Mx, Answer::Records(vec![mx(20, "backup.my.com"), mx(10, "mx.my.com")])),
            ("MY.com", RecordType::A, Answer::NoData),
            ("nomail.my.com", RecordType::Mx, Answer::Records(vec![mx(0, ".")])),
            ("mx.my.com.", RecordType::A, Answer::Records(vec![Record::Address([192, 0, 2, 1].into())])),
            ("mx.my.com", RecordType::Mx, Answer::NoData),
            ("bogus.my.com", RecordType::Mx, Answer::ServerFailure),
            ("other.my.com", RecordType::Mx, Answer::NoSuchName),
        ] {
            check(&table, name, record, expected).await;
        }
    }

    #[tokio::test]
    async fn an_overlay_passes_on_only_the_names_it_does_not_know() {
        let then = Fixed::new().mx("mx.my.com", 10, "elsewhere.test").answer(
            "other.test",
            RecordType::Mx,
            Answer::Refused,
        );
        let overlay = Overlay { fixed: table(), then: Arc::new(then) };
        check(&overlay, "mx.my.com", RecordType::Mx, Answer::NoData).await;
        check(&overlay, "other.test", RecordType::Mx, Answer::Refused).await;
        check(&overlay, "no-such.test", RecordType::Mx, Answer::NoSuchName).await;
    }
}
