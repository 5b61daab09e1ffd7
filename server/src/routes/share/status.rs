//! How a probe stands, in a sentence: it runs, it waits, or how it ended.

use std::time::{SystemTime, UNIX_EPOCH};

use diagnosis::diagnosis::comes_back_ms;
use store::Kept;
use transcript::event::End;
use transcript::render::duration;
use words::{Page, Words, say};

/// As it is now.
pub(super) fn of(kept: &Kept, words: Words) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let elapsed_ms = u64::try_from(now).unwrap_or_default().saturating_sub(kept.begun_at_ms);
    at(kept, elapsed_ms, words)
}

fn at(kept: &Kept, elapsed_ms: u64, words: Words) -> String {
    let transcript = &kept.transcript;
    if kept.status.is_sealed() {
        let time = duration(transcript.events().last().map_or(0, |event| event.at_ms), words);
        return match transcript.end() {
            Some(End::Complete) => say!(words, Page::EndedComplete, time),
            Some(End::Stopped) => say!(words, Page::EndedStopped, time),
            Some(End::OutOfTime) => say!(words, Page::EndedOutOfTime, time),
            Some(End::Fault) => say!(words, Page::EndedFault, time),
            None => say!(words, Page::Ended, time),
        };
    }
    let diagnosis = diagnosis::diagnose(transcript, words);
    match diagnosis.and_then(|diagnosis| comes_back_ms(&diagnosis.hosts)) {
        Some(due_ms) => {
            let seconds = due_ms.saturating_sub(elapsed_ms).div_ceil(1000);
            say!(words, Page::ComesBack, time = format!("{}:{:02}", seconds / 60, seconds % 60))
        }
        None => say!(words, Page::Running, seconds = elapsed_ms / 1000),
    }
}

#[cfg(test)]
mod tests {
    use smtp::address::{Domain, Mailbox, ReversePath};
    use std::time::Duration;

    use store::{Order, Status};
    use transcript::event::{Origin, Started};
    use transcript::{Event, Kind, Target, TargetId, Transcript};

    use super::*;

    const ID: TargetId = TargetId(0);

    fn started() -> Kind {
        Kind::Started(Started {
            domain: Domain::parse("my.com").expect("a domain"),
            test_address: Mailbox::parse("nosuchaddress@my.com").expect("an address"),
            test_address_given: false,
            second_address: None,
            server: None,
            sender: ReversePath::Null,
            started_at_ms: Some(0),
            origin: Origin::Live,
        })
    }

    fn check(status: Status, further: &[Kind], elapsed_ms: u64, expected: &str) {
        let mut transcript = Transcript::default();
        let host = Target { id: ID, host: "mx.my.com".into(), preference: Some(10), address: None };
        let kinds = [started(), Kind::Planned(host)].into_iter().chain(further.iter().cloned());
        for (seq, kind) in (0..).zip(kinds) {
            let at_ms = u64::from(seq) * 1000;
            transcript.append(Event { seq, at_ms, kind }).expect("in order");
        }
        let kept = Kept {
            transcript,
            status,
            order: Order::default(),
            begun_at_ms: 0,
            keep: Duration::ZERO,
            expires_at_ms: None,
        };
        let said = at(&kept, elapsed_ms, Words::ENGLISH);
        assert!(said.starts_with(expected), "{said}");
    }

    #[test]
    fn every_state() {
        let put_off = Kind::Revisit { target: ID, in_ms: 300_000, hinted: true, planned: true };
        let ended = |end| Kind::Finished { end };
        for (status, further, expected) in [
            (Status::Running, &[][..], "Running, 62 s"),
            (Status::Waiting, &[put_off], "nosuch comes back by itself in 4:00,"),
            (Status::Finished, &[ended(End::Complete)], "Finished after 2 s"),
            (Status::Finished, &[ended(End::Stopped)], "Stopped after 2 s"),
            (Status::Finished, &[ended(End::OutOfTime)], "The time for this test was over after 2 s"),
            (Status::Interrupted, &[ended(End::Fault)], "Ended after 2 s through a fault of nosuch"),
        ] {
            check(status, further, 62_000, expected);
        }
    }
}
