//! Every verdict and finding, through one `check`.

mod around;
mod script;
mod traps;

use script::transcript;

use crate::diagnose;
use crate::diagnosis::{Outcome, Stage};

/// The verdict on the domain with tone and confidence, then the codes of the findings.
fn summary(script: &str) -> String {
    let diagnosis = diagnose(&transcript(script), words::Words::ENGLISH).expect("a run that began");
    let verdict = diagnosis.verdict.map_or("-", |verdict| verdict.code());
    let findings: Vec<&str> = diagnosis
        .findings
        .iter()
        .map(|finding| finding.code.code())
        .filter(|code| !ORDINARY.contains(code))
        .collect();
    format!("{verdict} {} {:?} {}", diagnosis.tone, diagnosis.confidence, findings.join(" "))
        .trim_end()
        .to_lowercase()
}

/// What a server that offers nothing and rejects unknown users always gets.
const ORDINARY: [&str; 4] = ["starttls-missing", "enumerable", "size-missing", "smtputf8-missing"];

fn check(script: &str, expected: &str) {
    assert_eq!(summary(script), expected, "{script}");
}

/// One host that greets us; what it says to the rest.
fn check_host(replies: &str, expected: &str) {
    check(&format!("mx 10 192.0.2.1\nbanner 220 mx.my.com ESMTP\nehlo 250 mx.my.com\n{replies}"), expected);
}

const UNKNOWN: &str = "550 5.1.1 User unknown";
const OK: &str = "250 2.1.5 Ok";

#[test]
fn what_is_said_about_recipients() {
    let deferred = "450 4.3.2 try again later";
    for (postmaster, test, second, expected) in [
        (OK, UNKNOWN, UNKNOWN, "rejects-at-rcpt good high"),
        (OK, "550", "550", "rejects-at-rcpt good low"),
        (
            OK,
            "550 I cannot deliver mail for <x@my.com>",
            "550 I cannot deliver mail for <y@my.com>",
            "rejects-at-rcpt good low",
        ),
        (OK, "550 Administrative prohibition", "550 Administrative prohibition", "rejects-at-rcpt good low"),
        (
            OK,
            "550 5.7.23 SPF validation failed",
            "550 5.7.23 SPF validation failed",
            "blocked-us about-us medium",
        ),
        (
            "451 Could not complete recipient verify callout",
            "451 Could not complete recipient verify callout",
            "451 Could not complete recipient verify callout",
            "deferred inconclusive low",
        ),
        (OK, UNKNOWN, "closed", "rejects-at-rcpt-unconfirmed good medium"),
        (deferred, UNKNOWN, UNKNOWN, "rejects-at-rcpt-unconfirmed good low"),
        ("silent", UNKNOWN, UNKNOWN, "rejects-at-rcpt-unconfirmed good low"),
        ("550 5.7.1 postmaster is not read", UNKNOWN, UNKNOWN, "rejects-at-rcpt-unconfirmed good low"),
        (OK, OK, OK, "accepts-unknown unsure high"),
        (OK, "252 2.1.5 Cannot verify", "252 2.1.5 Cannot verify", "accepts-unknown unsure high"),
        (OK, OK, deferred, "accepts-unknown unsure low"),
        (OK, OK, UNKNOWN, "test-address-exists unsure medium"),
        (OK, UNKNOWN, OK, "accepts-some unsure medium"),
        (
            OK,
            "450 4.1.1 User unknown in local recipient table",
            "450 4.1.1 User unknown in local recipient table",
            "defers-unknown unsure high",
        ),
        (
            OK,
            "450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/",
            "450 4.2.0 Greylisted",
            "greylisted pending high",
        ),
        (
            "451 4.7.1 Please try again later",
            "451 4.7.1 Please try again later",
            "451 4.7.1 Please try again later",
            "greylisted pending high",
        ),
        (OK, "421 4.3.0 internal error", "closed", "deferred inconclusive low"),
        (OK, "closed", "closed", "deferred inconclusive low"),
        (
            "454 4.7.1 Relay access denied",
            "454 4.7.1 Relay access denied",
            "454 4.7.1 Relay access denied",
            "relay-denied bad high",
        ),
        (
            "550 relay not permitted",
            "550 relay not permitted",
            "550 relay not permitted",
            "relay-denied bad high",
        ),
        (
            "550 5.1.1 <postmaster@my.com>: User unknown",
            "550 5.1.1 <x@my.com>: User unknown",
            UNKNOWN,
            "refuses-everyone bad high postmaster-refused",
        ),
        (OK, "999 9.9.9 beyond", "999 9.9.9 beyond", "not-smtp bad medium malformed-reply"),
        (
            OK,
            "250-2.1.5 fine \\550 5.1.1 no",
            "250-2.1.5 fine \\550 5.1.1 no",
            "not-smtp bad medium malformed-reply",
        ),
        ("endless", "closed", "closed", "not-smtp bad high reply-too-long"),
    ] {
        check_host(&format!("P {postmaster}\nT {test}\nR {second}"), expected);
    }
    check_host(&format!("made-up\nP {OK}\nT {OK}\nR {UNKNOWN}"), "accepts-some unsure medium");
}

#[test]
fn what_is_said_about_us() {
    let listed = "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org";
    let policy = "550 5.7.1 Access denied by policy";
    for (postmaster, test, second, expected) in [
        (listed, listed, listed, "blocked-us about-us high"),
        (OK, listed, listed, "blocked-us about-us high"),
        (policy, policy, policy, "blocked-us about-us high"),
        ("550 no", "550 no", "550 no", "blocked-us about-us low"),
        (OK, "452 4.5.3 Too many recipients", "452 4.5.3 Too many recipients", "rate-limited about-us high"),
        (
            "530 5.7.0 Must issue a STARTTLS command first",
            "530 5.7.0 Must issue a STARTTLS command first",
            "closed",
            "wants-more about-us high",
        ),
        (
            "530 5.7.0 Authentication required",
            "530 5.7.0 Authentication required",
            "530 5.7.0 Authentication required",
            "wants-more about-us high",
        ),
    ] {
        check_host(&format!("P {postmaster}\nT {test}\nR {second}"), expected);
    }
}

/// Postmaster once more behind the names tells a server that has turned on us from one that tells names apart.
#[test]
fn postmaster_again() {
    let denied = "550 5.7.1 Access denied by policy";
    for (test, second, again, expected) in [
        (denied, denied, OK, "rejects-at-rcpt good medium"),
        (denied, denied, denied, "blocked-us about-us high"),
        ("550 no", "550 no", OK, "rejects-at-rcpt good medium"),
        ("550 no", "550 no", "550 no", "blocked-us about-us high"),
        (UNKNOWN, denied, denied, "rejects-at-rcpt-unconfirmed good medium"),
        (UNKNOWN, denied, OK, "rejects-at-rcpt good medium"),
        (OK, "550 no", "550 no", "accepts-unknown unsure low"),
        (OK, "550 no", OK, "test-address-exists unsure medium"),
        ("550 no", "closed", "452 4.7.0 Too many errors", "rate-limited about-us high"),
    ] {
        check_host(&format!("P {OK}\nT {test}\nR {second}\nP2 {again}"), expected);
    }
}

/// What further visits make of answers that put us off.
#[test]
fn coming_back() {
    let greylisted = "450 4.2.0 Greylisted";
    let later = "451 4.0.0 Try again later";
    let fault = "451 4.3.0 Temporary lookup failure";
    let visit = |postmaster: &str, test: &str, second: &str| {
        format!("banner 220 mx\nehlo 250 mx\nP {postmaster}\nT {test}\nR {second}\n")
    };
    for (visits, expected) in [
        (
            vec![visit(greylisted, greylisted, greylisted), visit(OK, UNKNOWN, UNKNOWN)],
            "rejects-at-rcpt good high",
        ),
        (vec![visit(OK, greylisted, greylisted), visit(OK, OK, OK)], "accepts-unknown unsure high"),
        (vec![visit(OK, greylisted, greylisted); 2], "greylisted pending high"),
        (vec![visit(OK, greylisted, greylisted); 3], "defers-unknown unsure high"),
        (vec![visit(OK, later, later); 3], "defers-unknown unsure high"),
        (vec![visit(OK, later, later); 2], "deferred inconclusive low"),
        (vec![visit(greylisted, greylisted, greylisted); 3], "deferred inconclusive low"),
        // An outage, or a server that hangs up, is none of the name's.
        (vec![visit(OK, fault, fault); 3], "deferred inconclusive low"),
        (vec![visit(OK, "421 4.7.0 closing", "421 4.7.0 closing"); 3], "deferred inconclusive low"),
        // A third visit counts when it has brought an answer.
        (
            [vec![visit(OK, greylisted, greylisted); 2], vec!["banner closed\n".to_owned()]].concat(),
            "greylisted pending high",
        ),
        // While the next visit is under way the answers of the last one stand.
        (
            vec![visit(OK, greylisted, greylisted), "banner 220 mx\nehlo 250 mx\n".to_owned()],
            "greylisted pending high",
        ),
    ] {
        let script = visits.join("again\n");
        check(&format!("mx 10 192.0.2.1\n{script}"), expected);
    }
}

#[test]
fn around_the_verdict() {
    let rejects = format!("P {OK}\nT {UNKNOWN}\nR {UNKNOWN}\n");
    let relay = "554 5.7.1 Relay access denied";
    for (around, findings) in [
        (format!("N {OK}\nF {relay}\nV 252 maybe\nVP 252 maybe\nE 502 no\nEP 502 no"), ""),
        (format!("N 550 5.7.1 No bounces here\nF {relay}"), "null-sender-refused"),
        // Put off is not refused.
        ("N 451 4.7.1 later".to_owned(), ""),
        (format!("N {OK}\nF {OK}"), "open-relay-suspected"),
        (format!("V {UNKNOWN}\nVP 252 2.0.0 postmaster"), "vrfy-discloses"),
        (format!("V {UNKNOWN}\nVP {UNKNOWN}"), ""),
        (format!("V 502 no\nVP 502 no\nE {UNKNOWN}\nEP 250 2.1.5 <root@my.com>"), "vrfy-discloses"),
    ] {
        let expected = format!("rejects-at-rcpt good high {findings}");
        check_host(&format!("{rejects}{around}"), expected.trim_end());
    }
    check_host(
        "P 550 5.1.1 no\nT 550 5.1.1 no\nR 550 5.1.1 no\nN 550 5.1.1 no",
        "refuses-everyone bad high postmaster-refused",
    );
}

/// Whatever becomes of connections that serve what is asked around it, the verdict stands.
#[test]
fn what_is_around_moves_no_verdict() {
    let rejects = format!("P {OK}\nT {UNKNOWN}\nR {UNKNOWN}\nN 421 4.7.0 Too many errors");
    for further in [
        "banner closed",
        "banner silent",
        "banner garbage",
        "banner 421 4.7.0 Too many connections",
        "banner 554 5.7.1 Go away",
        "banner 220 mx\nehlo closed",
    ] {
        let found =
            summary(&format!("mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 mx\n{rejects}\nfurther\n{further}"));
        assert!(found.starts_with("rejects-at-rcpt good high"), "{further}: {found}");
    }
    check_host(&format!("P {OK}\nT {OK}\nR {OK}\nV dribble"), "accepts-unknown unsure high");
}

/// Postmaster may be exempt from block lists, and is then accepted as often as it is asked for.
#[test]
fn blocks_that_spare_postmaster() {
    let listed = "550 5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org";
    for (test, second) in [
        (listed, listed),
        ("554 5.7.1 Rejected", listed),
        ("550 5.7.1 Mail from this network is refused", "550 5.7.1 Mail from this network is refused"),
        ("550 5.7.1 Access denied by network policy", "550 5.7.1 Access denied by network policy"),
    ] {
        let found = summary(&format!(
            "mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 mx\nP {OK}\nT {test}\nR {second}\nP2 {OK}"
        ));
        assert!(found.starts_with("blocked-us about-us"), "{test}: {found}");
    }
}

#[test]
fn postmaster_again_is_of_its_own_visit() {
    let first = format!("P {OK}\nT 450 4.2.0 Greylisted\nR 450 4.2.0 Greylisted\nP2 450 4.2.0 Greylisted\n");
    let second = format!("banner 220 mx\nehlo 250 mx\nP {OK}\nT 550 no\nR 550 no\n");
    check_host(&format!("{first}again\n{second}P2 {OK}"), "rejects-at-rcpt good medium");
    check_host(&format!("{first}again\n{second}P2 550 no"), "blocked-us about-us high");
}

/// Put off before any recipient could be named: known while the next visit is waited for, and after a stop.
#[test]
fn greylisting_before_any_recipient() {
    check(
        "mx 10 192.0.2.1\nbanner 450 4.7.1 Greylisted, come back in 300 seconds\nwaiting",
        "greylisted pending high",
    );
    check(
        "mx 10 192.0.2.1\nbanner 450 4.7.1 Greylisted, come back in 300 seconds\nwaiting\nstopped",
        "greylisted pending high",
    );
}

#[test]
fn what_was_not_asked_says_why() {
    let run =
        transcript(&format!("mx 10 192.0.2.1\nbanner 220 mx\nP {OK}\nT {OK}\nR {OK}\nwithout switched-off"));
    let diagnosis = diagnose(&run, words::Words::ENGLISH).expect("a run that began");
    let relay = "Whether the server relays for strangers: it is switched off.";
    assert!(diagnosis.not_tested.iter().any(|sentence| sentence == relay), "{:?}", diagnosis.not_tested);
    let stage =
        diagnosis.hosts[0].around.iter().find(|result| result.stage == Stage::Relay).expect("a result");
    assert_eq!((stage.outcome, stage.text.as_deref()), (Outcome::NotRun, Some("it is switched off")));
}

#[test]
fn turned_away_before_any_recipient() {
    for (script, expected) in [
        ("banner 554 5.7.1 blocked using bl.spamcop.net", "blocked-us about-us high"),
        ("banner 554 No SMTP service here", "blocked-us about-us high"),
        ("banner 421 4.7.0 Too many connections from your address", "rate-limited about-us high"),
        ("banner 421 4.3.2 Service not available", "deferred inconclusive low"),
        ("banner closed", "not-smtp bad high"),
        ("banner silent", "not-smtp bad high"),
        ("banner garbage", "not-smtp bad high malformed-reply"),
        ("banner endless", "not-smtp bad high reply-too-long"),
        ("banner 220 mx\nehlo early", "not-smtp bad high unsolicited-data"),
        (
            "banner 220 mx\nehlo 550 5.7.1 Helo command rejected: need fully-qualified hostname",
            "wants-more about-us high",
        ),
        ("banner 220 mx\nehlo silent", "deferred inconclusive low"),
        (
            "banner 220 mx\nehlo 250 mx\nmail 550 5.7.1 Sender rejected: blocked by Spamhaus",
            "blocked-us about-us high",
        ),
        (
            "banner 220 mx\nehlo 250 mx\nmail 553 5.1.8 Domain of sender address does not exist",
            "wants-more about-us high",
        ),
        (
            "banner 220 mx\nehlo 250 mx\nmail 451 4.7.1 Greylisting in action, please come back later",
            "greylisted pending high",
        ),
        ("banner 220 mx\nehlo 250 mx\nmail 451 4.3.0 queue full", "deferred inconclusive low"),
        (
            "banner 220 mx\nehlo 250-mx \\250 STARTTLS\nstarttls 454 4.7.0 TLS not available\nmail 530 5.7.0 Must issue a STARTTLS command first",
            "wants-more about-us high starttls-broken",
        ),
        ("refused", "unreachable inconclusive low"),
        ("timeout", "unreachable inconclusive low"),
        ("noroute", "not-tested none high"),
        ("private", "not-allowed none high mx-not-public"),
        ("literal", "no-mail-host bad high"),
        ("noaddress", "no-mail-host bad high"),
    ] {
        check(&format!("mx 10 192.0.2.1\n{script}"), expected);
    }
}

#[test]
fn late_but_in_the_session() {
    check_host(&format!("P {OK}\nT {OK}\ndata 550 5.1.1 No such user"), "rejects-at-data late high");
    check_host(
        &format!("P {OK}\nT {OK}\ndata 354 go\nmessage 550 5.1.1 No such user"),
        "rejects-after-data late high",
    );
    check_host(&format!("P {OK}\nT {OK}\ndata 354 go\nmessage 250 queued"), "accepts-unknown unsure low");
}

#[test]
fn playing_for_time() {
    let slow = "pause 2000\n";
    check(
        &format!(
            "mx 10 192.0.2.1\n{slow}banner 220 mx\n{slow}ehlo 250 mx\n{slow}P {OK}\n{slow}T {OK}\n{slow}R {OK}"
        ),
        "tarpitted about-us high",
    );
    check(
        &format!(
            "mx 10 192.0.2.1\n{slow}banner 220 mx\n{slow}ehlo 250 mx\n{slow}P {OK}\n{slow}T {UNKNOWN}\n{slow}R {UNKNOWN}"
        ),
        "rejects-at-rcpt good high",
    );
    check(
        "mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 hi\nP 250 hi\nT 250 hi\nR 250 hi",
        "tarpitted about-us medium",
    );
    check_host(&format!("P {OK}\nT {OK}\nR {OK}"), "accepts-unknown unsure high");
}

/// Sender and recipient are one question, and what is waited for last has its own limit.
#[test]
fn a_cell_shows_how_long_is_waited() {
    use ::transcript::{Kind, Transcript};

    for (asked, expected) in
        [("mail waits", 30_000), ("mail 250 2.1.0 Ok\nP waits", 60_000), ("mail waits\nP waits", 60_000)]
    {
        let mut so_far = Transcript::default();
        let whole = transcript(&format!("mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 mx\n{asked}"));
        let is_end = |kind: &Kind| matches!(kind, Kind::Done { .. } | Kind::Finished { .. });
        for event in whole.events().iter().filter(|event| !is_end(&event.kind)) {
            so_far.append(event.clone()).expect("in order");
        }
        let diagnosis = diagnose(&so_far, words::Words::ENGLISH).expect("a run that began");
        let cell = diagnosis.hosts[0].stages.iter().find(|cell| cell.stage == Stage::Postmaster);
        let cell = cell.expect("has one");
        assert_eq!((cell.outcome, cell.limit_ms), (Outcome::Waiting, Some(expected)), "{asked}");
    }
}

#[test]
fn a_stopped_run_blames_nobody() {
    let greets = "banner 220 mx\nehlo 250 mx\n";
    let slow = "pause 2000\n";
    for (script, expected) in [
        ("connecting".to_owned(), "not-tested none high"),
        ("banner waits".to_owned(), "not-tested none high"),
        ("banner 220 mx\nehlo waits".to_owned(), "not-tested none high"),
        ("banner 220 mx\nehlo 250-mx \\250 STARTTLS\ntlsfailed".to_owned(), "not-tested none high"),
        (format!("{greets}P waits"), "not-tested none high"),
        (format!("{greets}P 450 4.3.2 try again later\nT waits"), "not-tested none high"),
        (
            format!("{slow}banner 220 mx\n{slow}ehlo 250 mx\n{slow}mail {OK}\n{slow}P {OK}\nT waits"),
            "not-tested none high",
        ),
        // What was said is said.
        ("banner 554 5.7.1 blocked using bl.spamcop.net".to_owned(), "blocked-us about-us high"),
        (format!("{greets}P {OK}\nT {UNKNOWN}\nR waits"), "rejects-at-rcpt-unconfirmed good medium"),
    ] {
        let script = format!("mx 10 192.0.2.1\n{script}\nstopped");
        check(&script, expected);
        let diagnosis = diagnose(&transcript(&script), words::Words::ENGLISH).expect("a run that began");
        assert!(diagnosis.because.iter().all(|line| !line.text.is_empty()), "{script}");
        assert_eq!(
            diagnosis.headline.contains("was stopped"),
            expected.starts_with("not-tested"),
            "{script}"
        );
    }
}

#[test]
fn the_worst_decides() {
    let greets = "banner 220 mx\nehlo 250 mx\n";
    let rejects = format!("{greets}P {OK}\nT {UNKNOWN}\nR {UNKNOWN}\n");
    let accepts = format!("{greets}P {OK}\nT {OK}\nR {OK}\n");
    let relay = "554 5.7.1 Relay access denied";
    let denies = format!("{greets}P {relay}\nT {relay}\nR {relay}\n");
    for (script, expected) in [
        (format!("mx1 10 192.0.2.1\n{rejects}mx2 20 192.0.2.2\n{rejects}"), "rejects-at-rcpt good high"),
        (
            format!("mx1 10 192.0.2.1\n{rejects}mx2 20 192.0.2.2\n{accepts}"),
            "accepts-unknown unsure high mx-disagree",
        ),
        (format!("mx1 10 192.0.2.1\n{accepts}mx2 20 192.0.2.2\n{denies}"), "relay-denied bad high"),
        (
            format!("mx1 10 192.0.2.1\nrefused\nmx2 20 192.0.2.2\n{rejects}"),
            "rejects-at-rcpt good medium untested-mx nolisting",
        ),
        (
            format!("mx1 10 192.0.2.1\n{rejects}mx2 20 192.0.2.2\ntimeout"),
            "rejects-at-rcpt good medium untested-mx",
        ),
        (
            format!("mx1 10 192.0.2.1\n{rejects}mx2 20 192.0.2.2\nmany"),
            "rejects-at-rcpt good medium untested-mx",
        ),
        (
            format!("mx1 10 192.0.2.1\n{rejects}mx1 10 2001:db8::1\n{accepts}"),
            "accepts-unknown unsure high families-disagree",
        ),
        (
            format!("mx1 10 192.0.2.1\n{rejects}mx1 10 2001:db8::1\nnoroute"),
            "rejects-at-rcpt good medium untested-mx",
        ),
        (
            format!("mx1 10 10.0.0.1\nprivate\nmx2 20 192.0.2.2\n{rejects}"),
            "rejects-at-rcpt good medium mx-not-public untested-mx",
        ),
    ] {
        check(&script, expected);
    }
}

#[test]
fn the_headline_names_the_culprit() {
    let greets = "banner 220 mx\nehlo 250 mx\n";
    let script = format!(
        "mx1 10 192.0.2.1\n{greets}P {OK}\nT {UNKNOWN}\nR {UNKNOWN}\nmx2 20 192.0.2.2\n{greets}P {OK}\nT {OK}\nR {OK}"
    );
    let diagnosis = diagnose(&transcript(&script), words::Words::ENGLISH).expect("a run that began");
    assert_eq!(diagnosis.headline, "mx2.my.com takes mail for people who do not exist. mx1.my.com does not.");
    let because: Vec<_> =
        diagnosis.because.iter().map(|line| line.host.as_deref().unwrap_or_default()).collect();
    assert_eq!(because[..2], ["mx2.my.com", "mx1.my.com"], "both answers, the worse one first");
    assert!(!diagnosis.not_tested.is_empty());
}

#[test]
fn certificates() {
    for (certificate, findings) in [
        ("mx.my.com trusted valid", ""),
        ("*.my.com trusted valid", ""),
        ("mx.other.com trusted valid", "certificate-name"),
        ("mx.my.com self valid", "certificate-self-signed"),
        ("mx.my.com unknown valid", "certificate-untrusted"),
        ("mx.my.com broken valid", "certificate-untrusted"),
        ("mx.my.com trusted expired", "certificate-expired"),
        ("mx.my.com trusted early", "certificate-expired"),
        ("mx.other.com self expired", "certificate-expired certificate-name certificate-self-signed"),
    ] {
        let script =
            format!("starttls 220 go\ntls\ncertificate {certificate}\nP {OK}\nT {UNKNOWN}\nR {UNKNOWN}");
        check_host(&script, format!("rejects-at-rcpt good high {findings}").trim_end());
    }
}

/// The sentence says no more than what happened.
#[test]
fn headlines_fit_the_answers() {
    for (postmaster, test, second, expected) in [
        (
            OK,
            UNKNOWN,
            "closed",
            "mx.my.com refused the test address as unknown, but gave no such answer to the second one.",
        ),
        (
            "closed",
            UNKNOWN,
            UNKNOWN,
            "mx.my.com refused the test address as unknown; nothing confirms yet that it would take a real one.",
        ),
        ("silent", "550 no", "closed", "mx.my.com refused the test address, in words that do not say why."),
        ("silent", "closed", "closed", "mx.my.com gave no final answer, so nothing can be said yet."),
    ] {
        let script =
            format!("mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 mx\nP {postmaster}\nT {test}\nR {second}");
        let diagnosis = diagnose(&transcript(&script), words::Words::ENGLISH).expect("a run that began");
        assert_eq!(diagnosis.headline, expected, "{script}");
    }
}

/// A transcript cut off anywhere gives no verdict that a later event contradicts in tone, except by being decided:
/// nothing is said before it is known.
#[test]
fn so_far_is_never_premature() {
    let whole =
        transcript(&format!("mx 10 192.0.2.1\nbanner 220 mx\nehlo 250 mx\nP {OK}\nT {UNKNOWN}\nR {UNKNOWN}"));
    let end = diagnose(&whole, words::Words::ENGLISH).expect("a run that began").verdict;
    let mut so_far = transcript::Transcript::default();
    for event in whole.events() {
        so_far.append(event.clone()).expect("in order");
        let verdict = diagnose(&so_far, words::Words::ENGLISH).expect("a run that began").verdict;
        assert!(verdict.is_none() || verdict == end, "{verdict:?} after {event:?}");
    }
}
