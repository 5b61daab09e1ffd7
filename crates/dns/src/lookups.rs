//! The lookups that one probe may cost.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::{Instant, timeout};
use transcript::event::{Answer, Kind, Question};

use crate::limits::Limits;
use crate::resolver::{Resolver, Response};

/// Asks a resolver within limits, all lookups together.
pub struct Lookups<'a> {
    resolver: &'a dyn Resolver,
    each: Duration,
    end: Instant,
    left: AtomicUsize,
}

/// A question, its answer, and how long that took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// What was asked.
    pub question: Question,
    /// What came.
    pub response: Response,
    /// How long it took, milliseconds.
    pub took_ms: u64,
}

impl<'a> Lookups<'a> {
    /// The time begins now.
    pub fn new(resolver: &'a dyn Resolver, limits: &Limits) -> Self {
        Self {
            resolver,
            each: limits.lookup,
            end: Instant::now() + limits.total,
            left: AtomicUsize::new(limits.lookups),
        }
    }

    /// Asks one question, unless there have been too many of them. When the time is over, the answer is that there was
    /// none in time.
    pub async fn ask(&self, question: Question) -> Option<Looked> {
        let take = |left: usize| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        let begin = Instant::now();
        let limit = self.each.min(self.end.saturating_duration_since(begin));
        let response = timeout(limit, self.resolver.ask(question.clone())).await;
        let response = response.unwrap_or_else(|_| Response::from(Answer::TimedOut));
        let took_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        Some(Looked { question, response, took_ms })
    }
}

impl Looked {
    /// As the transcript has it.
    pub fn into_event(self) -> Kind {
        let Response { answer, authenticated } = self.response;
        Kind::Looked { question: self.question, answer, took_ms: self.took_ms, authenticated }
    }
}

#[cfg(test)]
mod tests {
    use transcript::event::RecordType;

    use super::*;
    use crate::resolver::Fixed;

    #[tokio::test]
    async fn no_more_than_there_may_be() {
        let table = Fixed::new().mx("my.com", 10, "mx.my.com");
        let lookups = Lookups::new(&table, &Limits { lookups: 2, ..Limits::DEFAULT });
        let question = || Question { name: "my.com".to_owned(), record: RecordType::Mx };
        let mut asked = Vec::new();
        for _ in 0..3 {
            asked.push(lookups.ask(question()).await.is_some());
        }
        assert_eq!(asked, [true, true, false]);
    }
}
