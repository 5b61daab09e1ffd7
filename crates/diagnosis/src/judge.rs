//! From transcript to diagnosis.

use smtp::reply::Reply;
use smtp::session::Phase;
use transcript::event::{End, Origin, WhyNot};
use transcript::{Probe, Transcript, render};
use words::{Beside, Name, Untested, Words, say};

use crate::diagnosis::{Diagnosis, Evidence, Finding, HostDiagnosis, OurSide, Outcome, Stage, StageResult};
use crate::facts::{Facts, HostFacts, Said, Step};
use crate::remedy::Case;
use crate::rules::rollup::Rollup;
use crate::rules::{Judgement, findings, judge, rollup};
use crate::software::{self, Recognised, Signs};
use crate::verdict::{Confidence, Tone, Verdict};
use crate::words::{self as sentences, Control, Subject};

/// Most lines of evidence that are shown for a domain.
const MAX_EVIDENCE: usize = 4;

/// What a transcript says, so far, in the language of `words`: it can be asked after every event. `None` before the
/// probe has begun.
pub fn diagnose(transcript: &Transcript, words: Words) -> Option<Diagnosis> {
    let facts = Facts::of(transcript, words)?;
    let judgements: Vec<Option<Judgement>> = facts.hosts.iter().map(|host| judge(host, &facts)).collect();
    let rolled = rollup::judge(&facts, &judgements);
    let hosts: Vec<HostDiagnosis> = facts
        .hosts
        .iter()
        .zip(&judgements)
        .map(|(host, judgement)| diagnose_host(&facts, host, judgement))
        .collect();
    let found = findings::find(&facts, &judgements);
    let domain = facts.domain.as_str();
    let headline = rolled.as_ref().map_or(String::new(), |rolled| domain_headline(&facts, &hosts, rolled));
    let subject = rolled.as_ref().map(|rolled| subject(&facts, rolled, &hosts));
    Some(Diagnosis {
        domain: facts.domain.clone(),
        test_address: facts.test_address.clone(),
        complete: facts.end.is_some(),
        verdict: rolled.as_ref().map(|rolled| rolled.judgement.verdict),
        tone: rolled.as_ref().map_or(Tone::None, |rolled| rolled.judgement.tone),
        confidence: rolled.as_ref().map_or(Confidence::Low, |rolled| rolled.judgement.confidence),
        headline,
        meaning: subject.as_ref().map_or(String::new(), |subject| sentences::meaning(subject, words)),
        would_change: rolled
            .as_ref()
            .map_or("", |rolled| sentences::would_change(rolled.judgement.verdict, words))
            .to_owned(),
        because: rolled.as_ref().map_or(Vec::new(), |rolled| {
            let evidence = rolled.judgement.evidence.iter().filter_map(|seq| evidence(&facts, *seq));
            evidence.take(MAX_EVIDENCE).collect()
        }),
        case: rolled.as_ref().and_then(|rolled| case(rolled, &hosts)),
        findings: found
            .into_iter()
            .map(|found| Finding {
                code: found.code,
                severity: found.code.severity(),
                text: sentences::finding_text(
                    found.code,
                    domain,
                    found.host.as_deref(),
                    &found.detail,
                    words,
                ),
                remedy: sentences::finding_remedy(found.code, words).to_owned(),
                host: found.host,
                evidence: found.evidence,
            })
            .collect(),
        our_side: facts.our_side.iter().map(|(ours, seq)| OurSide::of(ours, *seq, words)).collect(),
        not_tested: not_tested(&facts, rolled.as_ref()),
        hosts,
    })
}

fn diagnose_host(facts: &Facts<'_>, host: &HostFacts<'_>, judgement: &Option<Judgement>) -> HostDiagnosis {
    let software = recognise(host);
    let known = judgement.as_ref();
    HostDiagnosis {
        target: host.target.clone(),
        complete: host.done.is_some() || host.withheld.is_some(),
        verdict: known.map(|judgement| judgement.verdict),
        tone: known.map_or(Tone::None, |judgement| judgement.tone),
        confidence: known.map_or(Confidence::Low, |judgement| judgement.confidence),
        headline: known.map_or(String::new(), |judgement| host_headline(facts, host, judgement)),
        because: known.map_or(Vec::new(), |judgement| {
            judgement
                .evidence
                .iter()
                .filter_map(|seq| evidence_of_host(host, *seq))
                .take(MAX_EVIDENCE)
                .collect()
        }),
        stages: stages(host, &Stage::COLUMNS),
        around: stages(host, &Stage::AROUND),
        revisit: host.revisit,
        software,
    }
}

fn host_headline(facts: &Facts<'_>, host: &HostFacts<'_>, judgement: &Judgement) -> String {
    let others: Vec<_> =
        facts.hosts.iter().map(|other| (other.target.id, other.target.host.as_str())).collect();
    let withheld = host.withheld.and_then(|(reason, _)| {
        sentences::withheld_headline(&host.target.host, reason, &others, facts.words)
    });
    withheld.unwrap_or_else(|| {
        let subject = Subject {
            name: &host.target.host,
            domain: facts.domain.as_str(),
            verdict: judgement.verdict,
            tone: judgement.tone,
            one_name_only: has_one_name(host),
            control: control([host]),
            refused_unexplained: is_unexplained(host),
            stopped: host.done == Some(End::Stopped),
            held_back: host.held_back.is_some(),
        };
        sentences::headline(&subject, facts.words)
    })
}

/// The best that became of the control at any of the hosts.
fn control<'a, 't: 'a>(hosts: impl IntoIterator<Item = &'a HostFacts<'t>>) -> Control {
    hosts.into_iter().fold(Control::NotAsked, |best, host| match (best, host.said(Probe::Postmaster)) {
        (Control::Accepted, _) | (_, Said::Yes) => Control::Accepted,
        (best, Said::Nothing) => best,
        _ => Control::NotAccepted,
    })
}

/// The test address was refused for good, in words that do not speak of an unknown user.
fn is_unexplained(host: &HostFacts<'_>) -> bool {
    matches!(host.said(Probe::Test), Said::No | Said::NotOurDomain | Said::Blocked(_))
}

fn has_one_name(host: &HostFacts<'_>) -> bool {
    host.said(Probe::Second) == Said::Nothing
}

/// The sentence is about the host where one decides or there is only one, else about the domain.
fn subject<'a>(facts: &'a Facts<'_>, rolled: &Rollup, hosts: &'a [HostDiagnosis]) -> Subject<'a> {
    let mut names: Vec<&str> =
        rolled.deciding.iter().map(|index| hosts[*index].target.host.as_str()).collect();
    names.dedup();
    let name = match names.as_slice() {
        [only] => only,
        _ => facts.domain.as_str(),
    };
    Subject {
        name,
        domain: facts.domain.as_str(),
        verdict: rolled.judgement.verdict,
        tone: rolled.judgement.tone,
        one_name_only: rolled.deciding.iter().all(|index| has_one_name(&facts.hosts[*index])),
        control: control(rolled.deciding.iter().map(|index| &facts.hosts[*index])),
        refused_unexplained: rolled.deciding.iter().all(|index| is_unexplained(&facts.hosts[*index])),
        stopped: rolled.deciding.iter().any(|index| facts.hosts[*index].done == Some(End::Stopped)),
        held_back: rolled.deciding.iter().any(|index| facts.hosts[*index].held_back.is_some()),
    }
}

fn domain_headline(facts: &Facts<'_>, hosts: &[HostDiagnosis], rolled: &Rollup) -> String {
    let mut headline = sentences::headline(&subject(facts, rolled, hosts), facts.words);
    let mut better: Vec<&str> = hosts
        .iter()
        .filter(|host| rolled.judgement.tone == Tone::Unsure && matches!(host.tone, Tone::Good | Tone::Late))
        .map(|host| host.target.host.as_str())
        .filter(|name| !rolled.deciding.iter().any(|index| hosts[*index].target.host == *name))
        .collect();
    better.dedup();
    let words = facts.words;
    let mut add = |sentence: String| {
        headline.push(' ');
        headline.push_str(&sentence);
    };
    match better.as_slice() {
        [] => {}
        [host] => add(say!(words, Beside::BetterOne, host)),
        many => add(say!(words, Beside::BetterMany, count = many.len())),
    }
    if rolled.tested > 0 && rolled.tested < rolled.addresses && facts.end.is_some() {
        add(say!(words, Beside::AsFarAsTested, tested = rolled.tested, addresses = rolled.addresses));
    }
    headline
}

/// The case of the first host that decided, or of the domain where no host did.
fn case(rolled: &Rollup, hosts: &[HostDiagnosis]) -> Option<Case> {
    match rolled.deciding.first() {
        Some(index) => hosts[*index].case(),
        None => Case::new(rolled.judgement.verdict, None),
    }
}

fn recognise(host: &HostFacts<'_>) -> Option<Recognised> {
    let banner = host.heard.iter().find(|heard| heard.phase == Phase::Banner)?;
    let ehlo = host.ehlo_offer().unwrap_or_default();
    let replies: Vec<(Phase, String)> = host
        .heard
        .iter()
        .filter(|heard| !matches!(heard.phase, Phase::Banner | Phase::Ehlo))
        .map(|heard| (heard.phase, format!("{} {}", heard.reply.code(), heard.reply.text())))
        .collect();
    let banner = banner.reply.text();
    software::recognise(&Signs { banner: &banner, ehlo: &ehlo, replies: &replies, host: &host.target.host })
}

fn evidence(facts: &Facts<'_>, seq: u32) -> Option<Evidence> {
    facts.hosts.iter().find_map(|host| evidence_of_host(host, seq)).or_else(|| {
        let (_, route_seq) = facts.route.filter(|(_, route_seq)| *route_seq == seq)?;
        let text = facts.words.get(Name::WhereMailGoes).to_owned();
        Some(Evidence { seq: route_seq, host: None, label: "DNS".to_owned(), text })
    })
}

fn evidence_of_host(host: &HostFacts<'_>, seq: u32) -> Option<Evidence> {
    let words = host.words;
    let of = |label: &str, text: String| {
        Some(Evidence { seq, host: Some(host.target.host.clone()), label: label.to_owned(), text })
    };
    let named =
        Stage::COLUMNS.iter().chain(&Stage::AROUND).filter_map(|stage| Some((stage, step_of(host, *stage)?)));
    let mut data = host.data.iter().map(|((_, phase), step)| (render::phase_name(*phase, words), step));
    if let Some((stage, step)) = named.into_iter().find(|(_, step)| step.seq == seq) {
        return of(stage.label(words), step.shown());
    }
    if let Some((label, step)) = data.find(|(_, step)| step.seq == seq) {
        return of(label, step.shown());
    }
    if let Some(step) = host.lost_step.as_ref().filter(|step| step.seq == seq) {
        return of(render::phase_name(step.phase, words), step.shown());
    }
    if let Some(heard) = host.heard.iter().find(|heard| heard.seq == seq) {
        return of(render::phase_name(heard.phase, words), crate::facts::shown(heard.reply));
    }
    let (reason, _) = host.withheld.filter(|(_, withheld)| *withheld == seq)?;
    of(words.get(Name::Address), render::withheld_text(reason, words))
}

fn step_of<'h, 't>(host: &'h HostFacts<'t>, stage: Stage) -> Option<&'h Step<'t>> {
    match stage {
        Stage::Connect => host.connect.as_ref(),
        Stage::Banner => host.banner.as_ref(),
        Stage::Ehlo => host.ehlo.as_ref(),
        Stage::Starttls => host.starttls.as_ref(),
        Stage::Quit => host.quit.as_ref(),
        question => host.answers.get(&question.probe()?),
    }
}

fn stages(host: &HostFacts<'_>, which: &[Stage]) -> Vec<StageResult> {
    let result = |stage: Stage| {
        let why_not = || host.not_asked.get(&stage.probe()?);
        let step = step_of(host, stage);
        let reply = step.and_then(|step| step.reply);
        StageResult {
            stage,
            outcome: step.map_or(Outcome::NotRun, |step| match step.outcome {
                Outcome::Waiting if host.done.is_some() => Outcome::NotRun,
                outcome => outcome,
            }),
            seq: step.map(|step| step.seq),
            took_ms: step.map(|step| {
                if step.outcome == Outcome::Waiting { step.at_ms } else { step.took_ms.unwrap_or(0) }
            }),
            limit_ms: step.and_then(|step| step.limit_ms),
            code: reply.map(Reply::code),
            enhanced: reply.and_then(Reply::enhanced),
            class: step.and_then(|step| step.class),
            text: step
                .map(Step::shown)
                .or_else(|| why_not().map(|reason| render::why_not(*reason, host.words).to_owned()))
                .filter(|text| !text.is_empty()),
        }
    };
    which.iter().copied().map(result).collect()
}

fn not_tested(facts: &Facts<'_>, rolled: Option<&Rollup>) -> Vec<String> {
    let words = facts.words;
    let mut told = Vec::new();
    if let Some(rolled) = rolled {
        if rolled.tested < rolled.addresses {
            told.push(sentences::untested(rolled.tested, rolled.addresses, words));
        }
        let never_again = facts
            .hosts
            .iter()
            .all(|host| host.visits == 1 && host.revisit.is_none_or(|revisit| !revisit.planned));
        if never_again
            && matches!(
                rolled.judgement.verdict,
                Verdict::Greylisted | Verdict::DefersUnknown | Verdict::Deferred
            )
        {
            told.push(words.get(Untested::Retry).to_owned());
        }
    }
    if facts.origin == Origin::Pasted
        && facts.hosts.iter().all(|host| host.said(Probe::Postmaster) == Said::Nothing)
    {
        told.push(words.get(Untested::Control).to_owned());
    }
    told.extend(sentences::not_around(&not_asked_around(facts), words));
    told.extend(sentences::NEVER_SEEN.map(|key| words.get(key).to_owned()));
    told
}

/// What no host was asked around the verdict, each with a reason where one is known.
fn not_asked_around(facts: &Facts<'_>) -> Vec<(Stage, Option<WhyNot>)> {
    let reason = |probe| facts.hosts.iter().find_map(|host| host.not_asked.get(&probe).copied());
    [Stage::NullSender, Stage::Relay, Stage::Abuse, Stage::Verify]
        .into_iter()
        .filter_map(|stage| Some((stage, stage.probe()?)))
        .filter(|(_, probe)| facts.hosts.iter().all(|host| host.said(*probe) == Said::Nothing))
        .map(|(stage, probe)| (stage, reason(probe)))
        .collect()
}
