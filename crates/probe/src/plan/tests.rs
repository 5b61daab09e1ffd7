use smtp::bytes::Wire;
use smtp::reply::Limit;
use smtp::session::{Asked, HowEnded};

use super::*;

/// Plays what happens against a plan: `round` asks, `N:PHASE REPLY` is a reply to transaction N, `N:PHASE closed`
/// and `silent` are what they say, `next` opens a connection. Gives what the plan said.
fn play(script: &str) -> String {
    let mut plan = Plan::new(4);
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
            event => plan.take(&read(event)),
        }
    }
    said.join(" ")
}

fn read(word: &str) -> Event {
    let (place, what) = word.split_once(' ').expect("place and what");
    let (transaction, phase) = place.split_once(':').expect("transaction and phase");
    let phase = match phase {
        "banner" => Phase::Banner,
        "ehlo" => Phase::Ehlo,
        "rset" => Phase::Rset,
        "mail" => Phase::Mail,
        "rcpt" => Phase::Rcpt,
        other => panic!("no phase {other}"),
    };
    let asked = Asked { phase, transaction: transaction.parse().ok() };
    match what {
        "closed" => Event::Ended { asked, how: HowEnded::Closed, partial: Wire::default() },
        "silent" => Event::Expired { asked, limit: std::time::Duration::ZERO, partial: Wire::default() },
        "endless" => Event::TooLong { asked, limit: Limit::Line, raw: Wire::default() },
        text => Event::Reply { asked, reply: Reply::from(Wire::from(format!("{text}\r\n").as_str())) },
    }
}

#[test]
fn plans() {
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
        assert_eq!(play(script), expected, "{script}");
    }
}

#[test]
fn the_number_of_connections_is_limited() {
    let mut plan = Plan::new(2);
    assert!(plan.next_connection().is_some());
    plan.tls_failed();
    assert!(plan.next_connection().is_some());
    plan.next_round();
    plan.take(&read("0:rcpt closed"));
    assert_eq!(plan.next_connection(), None);
}
