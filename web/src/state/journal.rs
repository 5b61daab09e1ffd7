//! The lines of the transcript about one MX address, with the headings between them.

use std::rc::Rc;

use transcript::event::{Kind, Route};
use transcript::render::{self, Voice};
use transcript::{SessionId, TargetId, Transcript};

use crate::words;

/// One line as it is shown. It never changes once it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The event.
    pub(crate) seq: u32,
    /// Which line of the event, from 0.
    pub(crate) part: u32,
    /// Milliseconds since the start; none in a transcript without times.
    pub(crate) at_ms: Option<u64>,
    pub(crate) voice: Voice,
    /// The stage, where it differs from that of the line above.
    pub(crate) heading: Option<&'static str>,
    /// The number of the connection to this address, from 2, where another one begins.
    pub(crate) connection: Option<u16>,
    pub(crate) text: Rc<str>,
}

/// The address that an event is about.
pub(crate) fn target_of(transcript: &Transcript, seq: u32) -> Option<TargetId> {
    let event = transcript.events().get(usize::try_from(seq).ok()?)?;
    match &event.kind {
        Kind::Planned(target) | Kind::Withheld { target, .. } => Some(target.id),
        Kind::Connecting { target, .. }
        | Kind::NotAsked { target, .. }
        | Kind::Revisit { target, .. }
        | Kind::Done { target, .. } => Some(*target),
        kind => {
            let session = kind.session()?;
            transcript.events().iter().find_map(|event| match event.kind {
                Kind::Connecting { session: opened, target, .. } if opened == session => Some(target),
                _ => None,
            })
        }
    }
}

/// The lines about `target` and about the probe as a whole; without a target, only the latter.
///
/// Only these events are rendered: with hundreds of addresses the others would cost most of the time.
pub(crate) fn rows(transcript: &Transcript, target: Option<TargetId>) -> Vec<Row> {
    let (about, seqs) = extract(transcript, target);
    let has_times = super::has_times(transcript);
    let mut rows = Vec::new();
    let mut stage = None;
    let mut sessions: Vec<SessionId> = Vec::new();
    for line in render::lines(&about, words::current()) {
        let seq =
            usize::try_from(line.seq).ok().and_then(|index| seqs.get(index)).copied().unwrap_or(line.seq);
        let connection = line.session.filter(|session| !sessions.contains(session)).and_then(|session| {
            sessions.push(session);
            u16::try_from(sessions.len()).ok().filter(|count| *count > 1)
        });
        let heading = line.stage.filter(|name| stage != Some(*name) || connection.is_some());
        stage = line.stage;
        let part = rows.last().map_or(0, |last: &Row| if last.seq == seq { last.part + 1 } else { 0 });
        let (at_ms, voice) = (Some(line.at_ms).filter(|_| has_times), line.voice);
        rows.push(Row { seq, part, at_ms, voice, heading, connection, text: line.text.into() });
    }
    rows
}

/// The part of a transcript about one address, and the numbers that its events have in the whole.
fn extract(transcript: &Transcript, target: Option<TargetId>) -> (Transcript, Vec<u32>) {
    let host = target.and_then(|id| {
        transcript.events().iter().find_map(|event| match &event.kind {
            Kind::Planned(target) | Kind::Withheld { target, .. } if target.id == id => {
                Some(target.host.as_str())
            }
            _ => None,
        })
    });
    let domain = transcript.started().map(|started| started.domain.as_str());
    let mut sessions: Vec<SessionId> = Vec::new();
    let mut about = Transcript::default();
    let mut seqs = Vec::new();
    for event in transcript.events() {
        let belongs = match &event.kind {
            Kind::Started(_) | Kind::SelfTest { .. } | Kind::Finished { .. } => true,
            Kind::Routed(Route::Mx(hosts)) => hosts.len() <= MANY_HOSTS || target.is_none(),
            Kind::Routed(_) => true,
            Kind::Looked { question, .. } => {
                let name = Some(question.name.as_str());
                name == domain || name == host || host.is_none()
            }
            Kind::Planned(of) | Kind::Withheld { target: of, .. } => Some(of.id) == target,
            Kind::NotAsked { target: of, .. }
            | Kind::Revisit { target: of, .. }
            | Kind::Done { target: of, .. } => Some(*of) == target,
            Kind::Connecting { session, target: of, .. } => {
                let ours = Some(*of) == target;
                if ours {
                    sessions.push(*session);
                }
                ours
            }
            kind => kind.session().is_some_and(|session| sessions.contains(&session)),
        };
        if belongs {
            about.record(event.at_ms, event.kind.clone());
            seqs.push(event.seq);
        }
    }
    (about, seqs)
}

/// Above this the line that lists all hosts is left to the view of the whole probe.
const MANY_HOSTS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::sample;

    fn texts(rows: &[Row]) -> Vec<(u32, u32, &str, Option<&'static str>)> {
        rows.iter().map(|row| (row.seq, row.part, &*row.text, row.heading)).collect()
    }

    #[test]
    fn shows_one_address_and_what_concerns_all() {
        let transcript = sample::two_hosts();
        let rows = rows(&transcript, Some(TargetId(1)));
        assert_eq!(
            texts(&rows),
            [
                (0, 0, "testing my.com with nosuchaddress-7f3a@my.com", None),
                (1, 0, "my.com MX: 10 mx1.my.com, 20 mx2.my.com (3 ms)", None),
                (2, 0, "mail goes to 10 mx1.my.com, 20 mx2.my.com", None),
                (6, 0, "connecting to port 25", Some("connect")),
                (8, 0, "connected", None),
                (10, 0, "220-mx2.my.com ESMTP", Some("banner")),
                (10, 1, "220 welcome", None),
                (12, 0, "finished", None),
            ]
        );
    }

    #[test]
    fn without_an_address_only_the_probe_itself() {
        let transcript = sample::two_hosts();
        let seqs: Vec<u32> = rows(&transcript, None).iter().map(|row| row.seq).collect();
        assert_eq!(seqs, [0, 1, 2, 12]);
    }

    #[test]
    fn finds_the_address_of_an_event() {
        let transcript = sample::two_hosts();
        for (seq, target) in
            [(0, None), (3, Some(0)), (4, Some(1)), (6, Some(1)), (9, Some(0)), (10, Some(1)), (99, None)]
        {
            assert_eq!(target_of(&transcript, seq), target.map(TargetId), "{seq}");
        }
    }

    #[test]
    fn a_further_connection_is_numbered_and_headed() {
        let mut transcript = sample::two_hosts();
        sample::connect(&mut transcript, 2, 1);
        let rows = rows(&transcript, Some(TargetId(1)));
        let last = rows.last().expect("connected again");
        assert_eq!((last.connection, last.heading), (Some(2), Some("connect")));
    }
}
