//! Transcripts for tests, written as a few words a line.

use smtp::address::{Domain, Mailbox, ReversePath};
use smtp::bytes::Wire;
use smtp::reply::{Limit, Reply};
use smtp::session::{HowEnded, Phase};
use transcript::event::{
    Answer, Asked, Certificate, Chain, ConnectFailure, End, Fingerprints, MailHost, Origin, PolicyFetch,
    Question, Record, RecordType, Route, Started, Tlsa, WhyNot, Withheld,
};
use transcript::{Kind, Probe, SessionId, Target, TargetId, Transcript};

/// A transcript of a run against `my.com`. Each line of the script is one thing that happened:
///
/// * `dns NAME TYPE nothing|RECORD` DNS answered (vouched for, where it is TLSA); `policy TEXT|status N`: of MTA-STS;
/// * `mx1 10 192.0.2.1`: the next host begins (name, preference, address);
/// * `banner|ehlo|starttls|mail|P|T|R|P2|N|F|AB|V|VP|E|EP|data|message TEXT`: a reply; `\` stands for the end of a line in
///   between;
/// * `… closed|silent|dribble|garbage|endless|early`: what came instead of a reply;
/// * `certificate NAME self|trusted|unknown|broken valid|expired|early`: what the server showed;
/// * `waiting`: put off, and another visit is promised;
/// * `further`: another connection to the same address;
/// * `again`: put off, and visited again after ten minutes;
/// * `without REASON`: nothing is asked around the verdict;
/// * `connecting|refused|timeout|noroute`: no connection; `tls|tlsfailed`; `private|literal|noaddress|many`: not dialled;
/// * `pause N`: N milliseconds pass before the next reply; `… waits`: the reply is still to come;
/// * `stopped`: the visitor stopped the run here.
pub(super) fn transcript(script: &str) -> Transcript {
    let mut run = Run::new(!script.contains("made-up"));
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "made-up") {
        run.line(line);
    }
    run.finish()
}

/// Fifty days after the beginning of 1970.
const STARTED_AT_MS: u64 = 50 * DAY_MS;
const DAY_MS: u64 = 24 * 3600 * 1000;

struct Run {
    transcript: Transcript,
    now: u64,
    pause: u64,
    session: u16,
    target: Option<Target>,
    hosts: Vec<MailHost>,
    body: Vec<(u64, Kind)>,
    probe: Probe,
    end: End,
}

impl Run {
    fn new(given: bool) -> Self {
        let mut transcript = Transcript::default();
        let domain = Domain::parse("my.com").expect("a domain");
        let mailbox = |local| Mailbox::new(local, domain.clone()).expect("a mailbox");
        transcript.record(
            0,
            Kind::Started(Started {
                test_address: mailbox("nosuchaddress"),
                test_address_given: given,
                second_address: Some(mailbox("jane.ashdown4711")),
                server: None,
                sender: ReversePath::Mailbox(mailbox("probe")),
                started_at_ms: Some(STARTED_AT_MS),
                origin: Origin::Live,
                domain,
            }),
        );
        Self {
            transcript,
            now: 0,
            pause: 5,
            session: 0,
            target: None,
            hosts: Vec::new(),
            body: Vec::new(),
            probe: Probe::Postmaster,
            end: End::Complete,
        }
    }

    fn line(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let session = SessionId(self.session);
        match word {
            "stopped" => return self.end = End::Stopped,
            "connecting" => self.connecting(),
            "pause" => return self.pause = rest.parse().expect("milliseconds"),
            "refused" => self.unconnected(ConnectFailure::Refused),
            "timeout" => self.unconnected(ConnectFailure::TimedOut),
            "noroute" => self.unconnected(ConnectFailure::NoRoute),
            "private" => {
                self.withhold(Withheld::NotAllowed { code: "private".into(), text: "it is private".into() });
            }
            "literal" => self.withhold(Withheld::Literal),
            "noaddress" => self.withhold(Withheld::NoAddress(Answer::NoSuchName)),
            "many" => self.withhold(Withheld::TooManyHosts),
            "tls" => self.push(Kind::Secured { session, version: "TLSv1.3".into(), cipher: String::new() }),
            "tlsfailed" => self.push(Kind::TlsFailed { session, reason: "no shared cipher".into() }),
            "banner" => self.reply(Phase::Banner, None, rest),
            "ehlo" => self.reply(Phase::Ehlo, None, rest),
            "starttls" => self.reply(Phase::StartTls, None, rest),
            "mail" => self.reply(Phase::Mail, Some(Probe::Postmaster), rest),
            "dns" => self.push(looked(rest)),
            "policy" => {
                self.push(Kind::PolicyFetched { host: "mta-sts.my.com".into(), outcome: policy(rest) });
            }
            "P" | "T" | "R" | "P2" | "N" | "F" | "AB" => {
                self.probe = match word {
                    "P" => Probe::Postmaster,
                    "T" => Probe::Test,
                    "R" => Probe::Second,
                    "P2" => Probe::PostmasterAgain,
                    "N" => Probe::NullSender,
                    "AB" => Probe::Abuse,
                    _ => Probe::Relay,
                };
                self.reply(Phase::Rcpt, Some(self.probe), rest);
            }
            "V" => self.reply(Phase::Vrfy, Some(Probe::Verify), rest),
            "VP" => self.reply(Phase::Vrfy, Some(Probe::VerifyPostmaster), rest),
            "E" => self.reply(Phase::Expn, Some(Probe::Expand), rest),
            "EP" => self.reply(Phase::Expn, Some(Probe::ExpandPostmaster), rest),
            "without" => self.without(rest),
            "certificate" => self.certificate(rest),
            "again" => self.again(),
            "further" => self.further(),
            "waiting" => self.waiting(),
            "data" => self.reply(Phase::Data, Some(self.probe), rest),
            "message" => self.reply(Phase::Message, Some(self.probe), rest),
            name => self.host(name, rest),
        }
        self.pause = 5;
    }

    /// See the form of a script.
    fn certificate(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [name, chain, dates] = words[..] else { panic!("three words") };
        let (not_before_ms, not_after_ms) = match dates {
            "early" => (100 * DAY_MS, 200 * DAY_MS),
            "expired" => (0, 30 * DAY_MS),
            _ => (0, 100 * DAY_MS),
        };
        let session = SessionId(self.session);
        let certificate = Certificate {
            names: vec![name.to_owned()],
            issuer: "CN=Somebody".to_owned(),
            not_before_ms,
            not_after_ms,
            self_issued: chain == "self",
            chain: match chain {
                "trusted" => Chain::Trusted,
                "broken" => Chain::Broken("it does not hold".to_owned()),
                _ => Chain::UnknownIssuer,
            },
            fingerprints: ["a", "c"].map(fingerprints).to_vec(),
        };
        self.push(Kind::Certificate { session, certificate });
    }

    /// Ten minutes pass, and the address is visited again.
    fn again(&mut self) {
        let target = TargetId(u16::try_from(self.hosts.len() - 1).expect("few hosts"));
        self.push(Kind::Revisit { target, in_ms: 600_000, hinted: false, planned: true });
        self.now += 600_000;
        self.further();
    }

    /// The next visit is promised.
    fn waiting(&mut self) {
        let target = TargetId(u16::try_from(self.hosts.len() - 1).expect("few hosts"));
        self.push(Kind::Revisit { target, in_ms: 300_000, hinted: true, planned: true });
    }

    /// Another connection to the same address.
    fn further(&mut self) {
        let target = TargetId(u16::try_from(self.hosts.len() - 1).expect("few hosts"));
        self.session += 1;
        let session = SessionId(self.session);
        self.push(Kind::Connecting { session, target, limit_ms: 10_000 });
        self.push(Kind::Connected { session, local: None, limit_ms: 45_000 });
    }

    fn without(&mut self, reason: &str) {
        let target = TargetId(u16::try_from(self.hosts.len() - 1).expect("few hosts"));
        let reason = match reason {
            "switched-off" => WhyNot::SwitchedOff,
            other => panic!("no reason {other}"),
        };
        for probe in [Probe::NullSender, Probe::Relay, Probe::Abuse, Probe::Verify] {
            self.push(Kind::NotAsked { target, probe, reason });
        }
    }

    fn host(&mut self, name: &str, rest: &str) {
        self.done();
        let (preference, address) = rest.split_once(' ').expect("preference and address");
        let (preference, address) = (preference.parse().ok(), address.parse().ok());
        let id = TargetId(u16::try_from(self.hosts.len()).expect("few hosts"));
        let name = format!("{name}.my.com");
        self.hosts.push(MailHost {
            name: name.clone(),
            preference,
            alias_of: None,
            addresses: address.into_iter().collect(),
            without_address: None,
            is_literal: false,
        });
        self.target = Some(Target { id, host: name, preference, address });
        self.session += 1;
    }

    fn connecting(&mut self) {
        let session = SessionId(self.session);
        let target = self.target.take().expect("a host");
        let id = target.id;
        self.push(Kind::Planned(target));
        self.push(Kind::Connecting { session, target: id, limit_ms: 10_000 });
    }

    fn connected(&mut self) {
        if self.target.is_some() {
            self.connecting();
            self.push(Kind::Connected { session: SessionId(self.session), local: None, limit_ms: 45_000 });
        }
    }

    fn unconnected(&mut self, failure: ConnectFailure) {
        self.connecting();
        self.push(Kind::ConnectFailed { session: SessionId(self.session), failure });
    }

    fn withhold(&mut self, reason: Withheld) {
        let target = self.target.take().expect("a host");
        let target = match reason {
            Withheld::NotAllowed { .. } => target,
            _ => Target { address: None, ..target },
        };
        self.push(Kind::Withheld { target, reason });
    }

    fn reply(&mut self, phase: Phase, probe: Option<Probe>, text: &str) {
        self.connected();
        let session = SessionId(self.session);
        let asked = Asked { phase, probe };
        if phase != Phase::Banner {
            let limit_ms = if phase == Phase::Rcpt { 60_000 } else { 30_000 };
            self.push(Kind::Sent { session, asked, line: Wire::from("\r\n"), limit_ms });
        }
        self.now += self.pause;
        self.push(match text {
            "waits" => return,
            "closed" => Kind::Ended { session, asked, how: HowEnded::Closed, partial: Wire::default() },
            "silent" => Kind::TimedOut { session, asked, limit_ms: 45_000, partial: Wire::default() },
            "dribble" => Kind::TimedOut { session, asked, limit_ms: 30_000, partial: Wire::from("250-m") },
            "garbage" => Kind::Garbled { session, asked, raw: Wire::from("HTTP/1.1 400\r\n") },
            "endless" => Kind::LimitExceeded { session, asked, limit: Limit::Line, raw: Wire::from("AAAA") },
            "early" => Kind::Unsolicited { session, before: phase, raw: Wire::from("250 Ok\r\n") },
            text => {
                let raw: String = text.split('\\').map(|line| format!("{}\r\n", line.trim())).collect();
                Kind::Received { session, asked, reply: Reply::from(Wire::from(raw.as_str())) }
            }
        });
    }

    fn push(&mut self, kind: Kind) {
        self.body.push((self.now, kind));
    }

    fn done(&mut self) {
        self.connected();
        if let Some(id) = self.hosts.len().checked_sub(1) {
            let target = TargetId(u16::try_from(id).expect("few hosts"));
            self.push(Kind::Done { target, end: self.end });
        }
    }

    fn finish(mut self) -> Transcript {
        self.done();
        self.push(Kind::Finished { end: self.end });
        self.transcript.record(0, Kind::Routed(Route::Mx(self.hosts)));
        for (at_ms, kind) in self.body {
            self.transcript.record(at_ms, kind);
        }
        self.transcript
    }
}

fn looked(text: &str) -> Kind {
    let mut words = text.splitn(3, ' ');
    let (name, kind, data) = (words.next(), words.next(), words.next());
    let [Some(name), Some(kind), Some(data)] = [name, kind, data] else {
        panic!("name, type and data: {text}")
    };
    let record = match kind {
        "A" => RecordType::A,
        "PTR" => RecordType::Ptr,
        "TXT" => RecordType::Txt,
        "TLSA" => RecordType::Tlsa,
        other => panic!("no type {other}"),
    };
    let read = |data: &str| match record {
        RecordType::A => Record::Address(data.parse().expect("an address")),
        RecordType::Ptr => Record::Ptr(data.to_owned()),
        RecordType::Txt => Record::Txt(data.into()),
        _ => tlsa(data),
    };
    let answer = match data {
        "nothing" => Answer::NoSuchName,
        "failed" => Answer::ServerFailure,
        _ => Answer::Records(data.split(" and ").map(read).collect()),
    };
    let question = Question { name: name.to_owned(), record };
    Kind::Looked { question, answer, took_ms: 1, authenticated: record == RecordType::Tlsa }
}

fn tlsa(data: &str) -> Record {
    let words: Vec<&str> = data.split(' ').collect();
    let [usage, selector, matching, data] = words[..] else { panic!("four words") };
    let number = |word: &str| word.parse().expect("a number");
    let data = data.to_owned();
    Record::Tlsa(Tlsa { usage: number(usage), selector: number(selector), matching: number(matching), data })
}

/// Those of the certificate with this letter: `a256` of all of it, `ak256` of its key.
fn fingerprints(letter: &str) -> Fingerprints {
    Fingerprints {
        certificate_sha256: format!("{letter}256"),
        certificate_sha512: format!("{letter}512"),
        key_sha256: format!("{letter}k256"),
        key_sha512: format!("{letter}k512"),
    }
}

fn policy(text: &str) -> PolicyFetch {
    match text.strip_prefix("status ") {
        Some(status) => PolicyFetch::Status(status.parse().expect("a status")),
        None => PolicyFetch::Document(text.replace('\\', "\n").as_str().into()),
    }
}
