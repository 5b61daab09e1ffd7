//! Two results side by side: what was before, what is now, and what changed in between.

use diagnosis::diagnosis::Stage;
use diagnosis::verdict::Verdict;
use wire::report::{FindingReport, HostReport, Report};
use words::{Compare, Ticket, Words, say};

use crate::document::{Block, Document, Span};
use crate::sections::{points, when};

/// Both results as one document; the links lead to each of them, where there are any.
pub fn document(before: &Report, after: &Report, links: [Option<&str>; 2], words: Words) -> Document {
    let title = match before.domain == after.domain {
        true => say!(words, Compare::Title, domain = after.domain),
        false => say!(words, Compare::TwoDomains, before = before.domain, after = after.domain),
    };
    let mut document = Document::new(title);
    let fact = |name, report, link: Option<&str>| {
        let when = when(report, words);
        let span = link.map_or_else(|| Span::text(&when), |link| Span::link(&when, link));
        (words.get(name).to_owned(), vec![span])
    };
    let facts = vec![fact(Compare::Before, before, links[0]), fact(Compare::After, after, links[1])];
    document.blocks.push(Block::Facts { colon: words.get(Ticket::Colon), facts });
    if !(before.complete && after.complete) {
        document.paragraph(words.get(Ticket::NotOver));
    }
    let changes = changes(before, after, words);
    match changes.is_empty() {
        true => document.paragraph(words.get(Compare::Unchanged)),
        false => points(&mut document, false, &changes.iter().map(String::as_str).collect::<Vec<_>>()),
    }
    document.blocks.push(table(before, after, words));
    for (heading, here, there) in [(Compare::NoLonger, before, after), (Compare::Newly, after, before)] {
        // What was not noticed by a test that is not over may still be.
        let only_here = if there.complete { only_in(here, there) } else { Vec::new() };
        if !only_here.is_empty() {
            document.heading(words.get(heading));
            let texts: Vec<&str> = only_here.iter().map(|finding| finding.text.as_str()).collect();
            points(&mut document, false, &texts);
        }
    }
    document
}

/// What changed, a sentence each; nothing where all is as before.
pub fn changes(before: &Report, after: &Report, words: Words) -> Vec<String> {
    let domain = &after.domain;
    let of_servers: Vec<String> = pairs(before, after).iter().filter_map(|pair| pair.change(words)).collect();
    let is_noticed =
        [(before, after), (after, before)].iter().any(|(here, there)| !only_in(here, there).is_empty());
    let of_domain = match () {
        () if before.domain != *domain => Some(words.get(Compare::OtherDomain).to_owned()),
        () if !of_servers.is_empty() => None,
        () if before.verdict != after.verdict => Some(say!(words, Compare::VerdictNow, domain)),
        () if is_noticed => Some(words.get(Compare::NoticedNow).to_owned()),
        () => None,
    };
    of_domain.into_iter().chain(of_servers).collect()
}

/// One server in both results, or in one of them.
struct Pair<'a> {
    before: Option<&'a HostReport>,
    after: Option<&'a HostReport>,
    /// What tells it from the others.
    name: String,
}

/// The servers as they stand after, then those that are gone.
fn pairs<'a>(before: &'a Report, after: &'a Report) -> Vec<Pair<'a>> {
    let mut left: Vec<&HostReport> = before.hosts.iter().collect();
    let mut take = |is: &dyn Fn(&HostReport) -> bool| {
        left.iter().position(|host| is(host)).map(|place| left.remove(place))
    };
    // Those with the same address first, so that no other of the same name is taken for one of them.
    let mut matched: Vec<Option<&HostReport>> = after
        .hosts
        .iter()
        .map(|host| take(&|other| other.name == host.name && other.address == host.address))
        .collect();
    for (host, found) in after.hosts.iter().zip(&mut matched) {
        if found.is_none() {
            *found = take(&|other| other.name == host.name);
        }
    }
    let now = after.hosts.iter().zip(matched).map(|(host, found)| Pair {
        before: found,
        after: Some(host),
        name: name(host, &after.hosts),
    });
    let mut pairs: Vec<Pair<'_>> = now.collect();
    pairs.extend(left.into_iter().map(|host| Pair {
        before: Some(host),
        after: None,
        name: name(host, &before.hosts),
    }));
    pairs
}

/// The name of a host, with its address where others have the same name.
fn name(host: &HostReport, all: &[HostReport]) -> String {
    let is_shared = all.iter().filter(|other| other.name == host.name).count() > 1;
    match host.address.filter(|_| is_shared) {
        Some(address) => format!("{} ({address})", host.name),
        None => host.name.clone(),
    }
}

impl Pair<'_> {
    fn change(&self, words: Words) -> Option<String> {
        let host = &self.name;
        let (before, after) = match (self.before, self.after) {
            (Some(before), Some(after)) => (before.verdict, after.verdict),
            (None, _) => return Some(say!(words, Compare::NewHost, host)),
            (_, None) => return Some(say!(words, Compare::GoneHost, host)),
        };
        if before == after {
            return None;
        }
        // Only where both tests saw what the server does: one that could not ask says nothing about before.
        Some(match (before.map(Treatment::of), after.map(Treatment::of)) {
            (Some(Treatment::Accepts), Some(Treatment::Rejects)) => say!(words, Compare::RejectsNow, host),
            (Some(Treatment::Rejects), Some(Treatment::Accepts)) => say!(words, Compare::AcceptsNow, host),
            _ => say!(words, Compare::OtherNow, host),
        })
    }
}

/// What becomes of mail for people who do not exist, as far as a verdict tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    Rejects,
    Accepts,
    Unknown,
}

impl Treatment {
    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::RejectsAtRcpt
            | Verdict::RejectsAtRcptUnconfirmed
            | Verdict::RejectsAtData
            | Verdict::RejectsAfterData => Self::Rejects,
            Verdict::AcceptsUnknown
            | Verdict::AcceptsSome
            | Verdict::AcceptsSilently
            | Verdict::Backscatters
            | Verdict::NotifiesForgedSender => Self::Accepts,
            _ => Self::Unknown,
        }
    }
}

fn table(before: &Report, after: &Report, words: Words) -> Block {
    let head =
        [Ticket::Server.into(), Compare::Before.into(), Compare::After.into(), Ticket::TestAddress.into()];
    let none = || "-".to_owned();
    let headline = |host: Option<&HostReport>| host.map_or_else(none, |host| host.headline.clone());
    let code = |host: Option<&HostReport>| {
        let answered = host.and_then(|host| host.stages.iter().find(|result| result.stage == Stage::Test));
        answered.and_then(|result| result.code).map_or_else(none, |code| code.to_string())
    };
    let row = |name: &str, was: String, is: String, codes: String| {
        vec![Span::code(name), Span::text(was), Span::text(is), Span::code(codes)]
    };
    let of_pair = |pair: &Pair<'_>| {
        let (was, is) = (code(pair.before), code(pair.after));
        let codes = if was == is { is } else { format!("{was} → {is}") };
        row(&pair.name, headline(pair.before), headline(pair.after), codes)
    };
    let whole = row(&after.domain, before.headline.clone(), after.headline.clone(), none());
    let rows = std::iter::once(whole).chain(pairs(before, after).iter().map(of_pair)).collect();
    Block::Table { head: head.map(|key: words::Key| words.get(key).to_owned()).to_vec(), rows }
}

fn only_in<'a>(here: &'a Report, there: &Report) -> Vec<&'a FindingReport> {
    let is_there = |finding: &&FindingReport| {
        there.findings.iter().any(|other| other.code == finding.code && other.host == finding.host)
    };
    here.findings.iter().filter(|finding| !is_there(finding)).collect()
}

#[cfg(test)]
mod tests {
    use transcript::Transcript;

    use super::*;
    use crate::markdown;

    /// A session in which a server answers the test address as told.
    fn report(answers: &str) -> Report {
        let session = format!(
            "220 mx.my.com ESMTP Postfix\nEHLO icarus\n250 mx.my.com\nMAIL FROM:<a@other.com>\n250 2.1.0 Ok\n\
             RCPT TO:<postmaster@my.com>\n250 2.1.5 Ok\nRSET\n250 2.0.0 Ok\nMAIL FROM:<a@other.com>\n250 2.1.0 Ok\n\
             RCPT TO:<nosuchaddress@my.com>\n{answers}\nQUIT\n221 2.0.0 Bye\n"
        );
        let transcript: Transcript = transcript::paste::parse(&session).expect("a session");
        let diagnosis = diagnosis::diagnose(&transcript, Words::ENGLISH).expect("judged");
        Report::new(&transcript, diagnosis, |_| None)
    }

    const REJECTS: &str = "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User unknown";
    const ACCEPTS: &str = "250 2.1.5 Ok";
    const PUTS_OFF: &str = "450 4.2.0 <nosuchaddress@my.com>: Recipient address rejected: Greylisted";

    fn named(mut report: Report, hosts: &[(&str, Option<&str>)]) -> Report {
        let pattern = report.hosts[0].clone();
        let named = |(name, address): &(&str, Option<&str>)| HostReport {
            name: (*name).to_owned(),
            address: address.map(|address| address.parse().expect("an address")),
            ..pattern.clone()
        };
        report.hosts = hosts.iter().map(named).collect();
        report
    }

    fn check(before: &Report, after: &Report, expected: &[&str]) {
        assert_eq!(changes(before, after, Words::ENGLISH), expected);
    }

    #[test]
    fn what_a_server_does_now() {
        let host = report(REJECTS).hosts[0].name.clone();
        for (before, after, expected) in [
            (ACCEPTS, REJECTS, Some("now refuses people who do not exist.")),
            (PUTS_OFF, REJECTS, Some("gives another answer than before.")),
            (PUTS_OFF, ACCEPTS, Some("gives another answer than before.")),
            (REJECTS, ACCEPTS, Some("now takes mail for people who do not exist.")),
            (REJECTS, PUTS_OFF, Some("gives another answer than before.")),
            (REJECTS, REJECTS, None),
            (ACCEPTS, ACCEPTS, None),
        ] {
            let expected: Vec<String> = expected.iter().map(|text| format!("{host} {text}")).collect();
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            check(&report(before), &report(after), &expected);
        }
    }

    #[test]
    fn which_server_is_which() {
        let (four, six, moved) = (Some("192.0.2.1"), Some("2001:db8::1"), Some("192.0.2.9"));
        for (before, after, expected) in [
            (&[("a", four), ("b", None)][..], &[("b", None), ("a", four)][..], &[][..]),
            (&[("a", four)], &[("a", moved)], &[]),
            (&[("a", four), ("a", six)], &[("a", six), ("a", moved)], &[]),
            (
                &[("a", four)],
                &[("a", four), ("a", six)],
                &["a (2001:db8::1) was not among the servers before."],
            ),
            (&[("a", four), ("b", six)], &[("a", four)], &["b is no longer among the servers."]),
            (
                &[("a", four)],
                &[("b", four)],
                &["b was not among the servers before.", "a is no longer among the servers."],
            ),
        ] {
            check(&named(report(REJECTS), before), &named(report(REJECTS), after), expected);
        }
    }

    #[test]
    fn what_is_not_about_a_server() {
        let report = || report(REJECTS);
        let other_verdict = Report { verdict: Some(Verdict::NullMx), hosts: Vec::new(), ..report() };
        let no_host = Report { verdict: Some(Verdict::NoMailHost), hosts: Vec::new(), ..report() };
        check(&other_verdict, &no_host, &[&format!("{} gets another verdict than before.", no_host.domain)]);
        let finding = FindingReport {
            code: diagnosis::verdict::FindingCode::StarttlsMissing,
            severity: diagnosis::verdict::Severity::Notice,
            host: None,
            evidence: Vec::new(),
            text: "no STARTTLS".to_owned(),
            remedy: None,
        };
        let noticed = Report { findings: vec![finding], ..report() };
        check(
            &report(),
            &noticed,
            &["The servers answer as before; what was noticed beside it is not the same."],
        );
        let elsewhere = Report { domain: "other.com".to_owned(), ..report() };
        check(&elsewhere, &report(), &["The two tests are of different domains."]);
    }

    #[test]
    fn side_by_side() {
        let (before, after) = (report(ACCEPTS), report(REJECTS));
        let links = [Some("https://nosuch.my.com/r/a"), None];
        let text = markdown::write(&document(&before, &after, links, Words::ENGLISH));
        for part in ["Before and after: my", "https://nosuch.my.com/r/a", "now refuses", "`250 → 550`"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let same = markdown::write(&document(&after, &after, [None, None], Words::ENGLISH));
        assert!(same.contains("Nothing changed between these tests"), "{same}");
    }
}
