use smtp::bytes::Wire;
use smtp::reply::Limit;
use smtp::session::{Asked, HowEnded};

use super::*;

/// Plays what happens against a plan: `round` asks, `N:PHASE REPLY` is a reply to question N, `N:PHASE closed`
/// and `silent` are what they say, `next` opens a connection. Gives what the plan said.
fn play(mut plan: Plan, script: &str) -> String {
    let mut said = Vec::new();
    for word in script.split(';').map(str::trim) {
        match word {
            "next" => said.push(match plan.next_connection() {
                None => "over".to_owned(),
                Some(Manner { greeting: Greeting::HeloOnly, .. }) => "HELO".to_owned(),
                Some(Manner { tls: Tls::Never, .. }) => "no TLS".to_owned(),
                Some(_) => "connect".to_owned(),
            }),
            "round" => said.push(format!("{:?}", plan.next_round())),
            "tls failed" => plan.tls_failed(),
            "connect failed" => plan.connect_failed(),
            "slow" => plan.hurry(),
            "visit" => plan = only_what_decides(),
            "put off" => said.push(format!("{:?}", plan.put_off())),
            event => plan.take(&read(event)),
        }
    }
    said.join(" ")
}

fn read(word: &str) -> Event {
    let (place, what) = word.split_once(' ').expect("place and what");
    let (question, phase) = place.split_once(':').expect("question and phase");
    let phase = match phase {
        "banner" => Phase::Banner,
        "ehlo" => Phase::Ehlo,
        "rset" => Phase::Rset,
        "mail" => Phase::Mail,
        "rcpt" => Phase::Rcpt,
        "vrfy" => Phase::Vrfy,
        "expn" => Phase::Expn,
        other => panic!("no phase {other}"),
    };
    let asked = Asked { phase, question: question.parse().ok() };
    match what {
        "closed" => Event::Ended { asked, how: HowEnded::Closed, partial: Wire::default() },
        "silent" => Event::Expired { asked, limit: Duration::ZERO, partial: Wire::default() },
        "endless" => Event::TooLong { asked, limit: Limit::Line, raw: Wire::default() },
        text => Event::Reply { asked, reply: Reply::from(Wire::from(format!("{text}\r\n").as_str())) },
    }
}

/// Nothing around the verdict.
fn only_what_decides() -> Plan {
    Plan::new(4, &Around::ALL.map(|around| (around, WhyNot::SwitchedOff)))
}

#[test]
fn what_decides() {
    for (script, expected) in [
        // All on one connection.
        (
            "next; round; 0:mail 250; 0:rcpt 250; round; 1:mail 250; 1:rcpt 550; 2:mail 250; 2:rcpt 550; round; next",
            "connect [Postmaster] [Test, Second] [] over",
        ),
        // Closed behind the first answer: the rest on a new connection.
        (
            "next; round; 0:mail 250; 0:rcpt 250; round; 1:rset closed; next; round",
            "connect [Postmaster] [Test, Second] connect [Test, Second]",
        ),
        // 421 to the second name: it alone is asked again, and only once.
        (
            "next; round; 0:rcpt 250; round; 1:rcpt 550; 2:rcpt 421; next; round; 0:rcpt 421; next",
            "connect [Postmaster] [Test, Second] connect [Second] over",
        ),
        // 503 to a second MAIL: no more transactions on this connection.
        (
            "next; round; 0:rcpt 250; round; 1:mail 503; round; next; round",
            "connect [Postmaster] [Test, Second] [] connect [Test, Second]",
        ),
        // 503 to the first RCPT of a connection is an answer.
        ("next; round; 0:rcpt 503; round", "connect [Postmaster] [Test, Second]"),
        // Silence at postmaster is its answer; the names are asked on a new connection.
        ("next; round; 0:rcpt silent; next; round", "connect [Postmaster] connect [Test, Second]"),
        // Put off as the second transaction: that may be about the connection, so each name gets one of its own.
        (
            "next; round; 0:rcpt 250; round; 1:rcpt 451; 2:rcpt 451; round; next; round; 0:rcpt 451; round; next; \
             round; 0:rcpt 550; round; next",
            "connect [Postmaster] [Test, Second] [] connect [Test] [] connect [Second] [] over",
        ),
        (
            "next; round; 0:rcpt 250; round; 1:mail 450; 2:mail 450; next; round",
            "connect [Postmaster] [Test, Second] connect [Test]",
        ),
        // Put off as the first transaction is an answer.
        ("next; round; 0:rcpt 450; round", "connect [Postmaster] [Test, Second]"),
        // A refused sender is an answer for all.
        ("next; round; 0:mail 550; round; next", "connect [Postmaster] [] over"),
        // Closed on EHLO: HELO, once.
        ("next; x:ehlo closed; next; x:ehlo closed; next", "connect HELO over"),
        // A failed handshake: without TLS.
        ("next; tls failed; next; round", "connect no TLS [Postmaster]"),
        // No greeting, out of step, no connection: over.
        ("next; x:banner closed; next", "connect over"),
        ("next; x:banner silent; next", "connect over"),
        ("next; round; 0:rcpt endless; next", "connect [Postmaster] over"),
        ("next; connect failed; next", "connect over"),
    ] {
        assert_eq!(play(only_what_decides(), script), expected, "{script}");
    }
}

/// The three that decide, answered as usual on one connection: numbers 0 to 2.
const REFUSED: &str = "next; round; 0:mail 250; 0:rcpt 250 2.1.5; round; 1:rcpt 550 5.1.1; 2:rcpt 550 5.1.1";

#[test]
fn what_is_around() {
    for (script, expected) in [
        // Everything, on the same connection; postmaster is not asked again where nothing is odd.
        (
            "round; 3:mail 250; 3:rcpt 250; 4:mail 250; 4:rcpt 554; 5:rcpt 550; round; 6:vrfy 252; 7:vrfy 252; \
             round; 8:expn 502; 9:expn 502; round; next",
            "[NullSender, Relay, Abuse] [Verify, VerifyPostmaster] [Expand, ExpandPostmaster] [] over",
        ),
        // A refused null sender is its answer, and the RCPT behind it none.
        (
            "round; 3:mail 550; 3:rcpt 503; 4:rcpt 554; 5:rcpt 250; round",
            "[NullSender, Relay, Abuse] [Verify, VerifyPostmaster]",
        ),
        // Put off is an answer here: nobody is asked twice.
        (
            "round; 3:rcpt 451; 4:rcpt 451; 5:rcpt 451; round",
            "[NullSender, Relay, Abuse] [Verify, VerifyPostmaster]",
        ),
        // Closed behind the names: on a new connection, once.
        (
            "round; 3:rset closed; next; round; 0:mail closed; next; round",
            "[NullSender, Relay, Abuse] connect [NullSender, Relay, Abuse] connect [Relay, Abuse]",
        ),
        // VRFY is not worth a new connection.
        (
            "round; 3:rcpt 250; 4:rcpt 554; 5:rcpt 250; round; 6:vrfy closed; next",
            "[NullSender, Relay, Abuse] [Verify, VerifyPostmaster] over",
        ),
        // A slow server is let go.
        ("slow; round; next", "[] over"),
    ] {
        let script = format!("{REFUSED}; {script}");
        let expected = format!("connect [Postmaster] [Test, Second] {expected}");
        assert_eq!(play(Plan::new(4, &[]), &script), expected, "{script}");
    }
}

#[test]
fn postmaster_again_where_it_is_odd() {
    for (test, second, expected) in [
        ("550 5.1.1 no", "550 5.1.1 no", "[NullSender, Relay, Abuse]"),
        ("550 5.1.1 no", "550 5.1.10 no", "[NullSender, Relay, Abuse]"),
        ("250 2.1.5 yes", "250 2.1.5 yes", "[NullSender, Relay, Abuse]"),
        ("550 no", "550 no", "[PostmasterAgain]"),
        ("550 5.7.1 no", "550 5.7.1 no", "[PostmasterAgain]"),
        ("250 yes", "550 5.1.1 no", "[PostmasterAgain]"),
    ] {
        let script = format!("next; round; 0:rcpt 250; round; 1:rcpt {test}; 2:rcpt {second}; round");
        let expected = format!("connect [Postmaster] [Test, Second] {expected}");
        assert_eq!(play(Plan::new(4, &[]), &script), expected, "{script}");
    }
}

#[test]
fn further_visits() {
    let seconds = |seconds| format!("{:?}", Some(Some(Duration::from_secs(seconds))));
    for (script, expected) in [
        // Not put off: no other visit.
        (
            "next; round; 0:rcpt 250; round; 1:rcpt 550; 2:rcpt 550; put off",
            "connect [Postmaster] [Test, Second] None".to_owned(),
        ),
        ("next; tls failed; put off", "connect None".to_owned()),
        // Everything that decides is asked again, together.
        (
            "next; round; 0:rcpt 250; round; 1:rcpt 450 in 60 seconds; 2:rcpt 450; next; round; 0:rcpt 450 in 90 seconds; \
             next; round; 0:rcpt 450; put off; visit; next; round; 0:rcpt 250; round; 1:rcpt 550; 2:rcpt 550; put off",
            format!(
                "connect [Postmaster] [Test, Second] connect [Test] connect [Second] {} connect [Postmaster] [Test, Second] None",
                seconds(90)
            ),
        ),
        // Put off, but answered on a connection of its own.
        (
            "next; round; 0:rcpt 250; round; 1:rcpt 451; 2:rcpt 451; next; round; 0:rcpt 550; next; round; 0:rcpt 550; put off",
            "connect [Postmaster] [Test, Second] connect [Test] connect [Second] None".to_owned(),
        ),
        // Before anything could be asked.
        (
            "next; x:banner 421 back in 5 minutes; put off; visit; next; round",
            format!("connect {} connect [Postmaster]", seconds(300)),
        ),
        ("next; x:ehlo 450; put off", "connect Some(None)".to_owned()),
    ] {
        assert_eq!(play(only_what_decides(), script), expected, "{script}");
    }
}

#[test]
fn what_was_not_asked_has_a_reason() {
    let reasons = |plan: &Plan, stopped| {
        let reasons =
            plan.not_asked(stopped).into_iter().map(|(probe, reason)| format!("{probe:?} {reason:?}"));
        reasons.collect::<Vec<_>>().join(", ")
    };
    let mut plan = Plan::new(1, &[(Around::Verify, WhyNot::SwitchedOff), (Around::Relay, WhyNot::OurDomain)]);
    plan.next_connection();
    assert_eq!(reasons(&plan, false), "", "never reached");
    plan.connected();
    plan.next_round();
    let switched_off = "Verify SwitchedOff";
    let open = |reason| {
        format!(
            "PostmasterAgain {reason}, NullSender {reason}, Relay OurDomain, Abuse {reason}, {switched_off}"
        )
    };
    assert_eq!(reasons(&plan, false), open("ServerGone"));
    assert_eq!(reasons(&plan, true), open("Stopped"));
    plan.take(&read("0:rcpt 550"));
    plan.next_round();
    plan.take(&read("1:rcpt 550"));
    plan.take(&read("2:rcpt 550"));
    assert!(plan.next_round().is_empty());
    assert_eq!(reasons(&plan, false), open("PostmasterNotAccepted"));
}

#[test]
fn questions_kept_apart() {
    let mut plan = only_what_decides();
    plan.keep_apart();
    let script = "next; round; 0:rcpt 250; round; next; round; 0:rcpt 550; round; next; round; 0:rcpt 550; round; next";
    let expected = "connect [Postmaster] [] connect [Test] [] connect [Second] [] over";
    assert_eq!(play(plan, script), expected);
}

#[test]
fn the_number_of_connections_is_limited() {
    let mut plan = Plan::new(2, &[]);
    assert!(plan.next_connection().is_some());
    plan.tls_failed();
    assert!(plan.next_connection().is_some());
    plan.next_round();
    plan.take(&read("0:rcpt closed"));
    assert_eq!(plan.next_connection(), None);
}
