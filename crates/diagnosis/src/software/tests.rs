//! `sessions.txt` through [`recognise`], and what must hold for all clues.

use smtp::ehlo::Ehlo;
use smtp::session::Phase;

use super::clues::{self, Sight};
use super::*;

const SESSIONS: &str = include_str!("sessions.txt");

/// A session of the table.
#[derive(Default)]
struct Session {
    title: String,
    expected: String,
    host: String,
    banner: String,
    ehlo: Ehlo,
    replies: Vec<(Phase, String)>,
}

impl Session {
    fn all() -> Vec<Self> {
        let mut sessions: Vec<Self> = Vec::new();
        for line in SESSIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            if word == "=" {
                let words = if rest.starts_with("none") { 1 } else { 2 };
                let end = rest.match_indices(' ').nth(words - 1).map_or(rest.len(), |(at, _)| at);
                sessions.push(Self {
                    expected: rest[..end].to_owned(),
                    title: rest.to_owned(),
                    ..Self::default()
                });
                continue;
            }
            sessions.last_mut().expect("a session begins with =").say(word, rest);
        }
        sessions
    }

    fn say(&mut self, word: &str, text: &str) {
        let phase = match word {
            "host" => return text.clone_into(&mut self.host),
            "banner" if self.banner.is_empty() => return text.clone_into(&mut self.banner),
            "banner" => return self.banner.push_str(&format!("\n{text}")),
            "ehlo" => {
                self.ehlo.keywords = text.split(' ').map(|word| (word.to_owned(), String::new())).collect();
                return;
            }
            "helo" => Phase::Helo,
            "starttls" => Phase::StartTls,
            "mail" => Phase::Mail,
            "rcpt" => Phase::Rcpt,
            "rset" => Phase::Rset,
            "vrfy" => Phase::Vrfy,
            "data" => Phase::Data,
            "message" => Phase::Message,
            "quit" => Phase::Quit,
            other => panic!("{other} is nothing that is said"),
        };
        match self.replies.last_mut() {
            Some((last, reply)) if *last == phase && continues(reply) => reply.push_str(&format!("\n{text}")),
            _ => self.replies.push((phase, text.to_owned())),
        }
    }

    fn recognise(&self) -> Option<Recognised> {
        recognise(&Signs { banner: &self.banner, ehlo: &self.ehlo, replies: &self.replies, host: &self.host })
    }
}

/// Whether the last line so far says that more follows.
fn continues(reply: &str) -> bool {
    reply.lines().last().is_some_and(|line| line.as_bytes().get(3) == Some(&b'-'))
}

fn told(recognised: Option<&Recognised>) -> String {
    recognised.map_or_else(
        || "none".to_owned(),
        |found| format!("{} {:?}", found.software.code(), found.confidence).to_lowercase(),
    )
}

#[test]
fn sessions_are_recognised() {
    let sessions = Session::all();
    assert!(sessions.len() >= 90, "{}", sessions.len());
    let mut wrong = Vec::new();
    for session in &sessions {
        let found = told(session.recognise().as_ref());
        if found != session.expected {
            wrong.push(format!("{}: found {found}", session.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_software_is_recognised_in_some_session() {
    let sessions = Session::all();
    for software in Software::ALL {
        let named = format!("{} ", software.code());
        assert!(sessions.iter().any(|session| session.title.starts_with(&named)), "{}", software.code());
    }
}

/// A caller may join the lines of a reply, and lose the code of the greeting.
#[test]
fn joined_lines_say_the_same() {
    for mut session in Session::all() {
        let expected = told(session.recognise().as_ref());
        let plain = |text: &str| {
            let lines = text.lines().map(|line| match line.as_bytes() {
                [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ' | b'-', ..] => &line[4..],
                _ => line,
            });
            lines.collect::<Vec<_>>().join(" ")
        };
        session.banner = plain(&session.banner);
        for (_, reply) in &mut session.replies {
            *reply = format!("{} {}", &reply[..3], plain(reply));
        }
        assert_eq!(told(session.recognise().as_ref()), expected, "{}", session.title);
    }
}

#[test]
fn the_sign_quotes_the_clue_and_not_the_server() {
    for session in Session::all() {
        let Some(found) = session.recognise() else { continue };
        assert!(found.sign.ends_with('.') && found.sign.len() < 250, "{}", found.sign);
        assert!(!found.sign.contains("my.com") && !found.sign.contains("nosuch"), "{}", found.sign);
        assert_eq!(found.is_front_end, found.software.is_front_end());
    }
    let postfix = &Session::all()[0];
    assert_eq!(
        postfix.recognise().expect("recognised").sign,
        "The greeting says “ESMTP…Postfix”. The answer to RCPT TO is “Recipient address rejected: … unknown in … \
         table”."
    );
}

#[test]
fn hostile_text_is_only_text() {
    let long = "220 ".to_owned() + &"a*b%".repeat(40_000);
    let replies: Vec<_> = (0..8).map(|_| (Phase::Rcpt, long.replace("220", "550"))).collect();
    for host in ["", "..", "*.l.google.com", "*"] {
        let signs = Signs { banner: &long, ehlo: &Ehlo::default(), replies: &replies, host };
        assert_eq!(recognise(&signs).map(|found| found.software), {
            // A name is compared as it stands: this one does end in the suffix.
            (host == "*.l.google.com").then_some(Software::GoogleWorkspace)
        });
    }
}

#[test]
fn clues_are_well_formed() {
    for clue in clues::all() {
        match clue.sight {
            Sight::Banner(form) => assert!(form.starts_with("220 ") || form.starts_with("% "), "{form}"),
            Sight::Host(form) => {
                assert!(form.strip_prefix("*.").unwrap_or(form).contains('.'), "{form}");
                assert_eq!(form, form.to_lowercase());
            }
            Sight::Order(form) => assert!(form.split(' ').any(|word| !word.ends_with('?')), "{form}"),
            Sight::Says(_, form) | Sight::SaysExactly(_, form) => {
                assert!(form.starts_with(['2', '3', '4', '5', '%']), "a reply begins with its code: {form}");
            }
            Sight::SaysAnywhere(form) => assert!(form.len() > 8, "{form}"),
            Sight::Keyword(keyword) => assert_eq!(keyword, keyword.to_uppercase()),
            Sight::MaskedBanner => {}
        }
        assert!(clue.weight > 0);
    }
}

#[test]
fn codes_are_what_is_serialized() {
    for software in Software::ALL {
        let json = serde_json::to_string(software).expect("serializes");
        assert_eq!(json, format!("\"{}\"", software.code()));
        assert_eq!(serde_json::from_str::<Software>(&json).expect("reads back"), *software);
        assert!(software.based_on().is_none_or(|base| base.based_on().is_none()), "one step is enough");
    }
}
