//! From clues to an answer.

use smtp::session::Phase;

use super::clues::{self, Clue, NAMED, STRONG, Sight, WEAK};
use super::{Recognised, Signs, Software, heard, pattern};
use crate::few::Few;
use crate::verdict::Confidence;

/// Below this nothing is said: what every other server says as well adds up to less.
const ENOUGH: u16 = 5;
/// From here on it is more than a guess.
const MEDIUM: u16 = 8;

/// Everything found for one software.
#[derive(Default)]
struct Tally {
    clues: Vec<&'static Clue>,
}

impl Tally {
    fn weight(&self) -> u16 {
        self.clues.iter().map(|clue| u16::from(clue.weight)).sum()
    }

    fn strongest(&self) -> u8 {
        self.clues.iter().map(|clue| clue.weight).max().unwrap_or_default()
    }

    fn by_name(&self) -> bool {
        self.clues.iter().any(|clue| matches!(clue.sight, Sight::Host(_)))
    }
}

/// What was said, ready to be compared.
struct Heard<'a> {
    banner: Vec<String>,
    replies: Vec<(Phase, String)>,
    keywords: Vec<&'a str>,
    host: &'a str,
}

impl<'a> Heard<'a> {
    fn new(signs: &Signs<'a>) -> Self {
        let replies = signs
            .replies
            .iter()
            .flat_map(|(phase, reply)| heard::lines(reply, "").into_iter().map(move |line| (*phase, line)))
            .collect();
        Self {
            banner: heard::lines(signs.banner, "220"),
            replies,
            keywords: signs.ehlo.keywords.iter().map(|(keyword, _)| keyword.as_str()).collect(),
            host: signs.host.trim_end_matches('.'),
        }
    }

    fn has(&self, sight: Sight) -> bool {
        let said = |phase: Phase, fits: &dyn Fn(&str) -> bool| {
            self.replies.iter().any(|(answered, line)| *answered == phase && fits(line))
        };
        match sight {
            Sight::Banner(form) => self.banner.iter().any(|line| pattern::matches(form, line)),
            Sight::MaskedBanner => self.banner.iter().any(|line| is_masked(line)),
            Sight::Says(phase, form) => said(phase, &|line| pattern::matches(form, line)),
            Sight::SaysExactly(phase, form) => said(phase, &|line| pattern::matches_exactly(form, line)),
            Sight::SaysAnywhere(form) => {
                let replies = self.replies.iter().map(|(_, line)| line);
                self.banner.iter().chain(replies).any(|line| pattern::matches(form, line))
            }
            Sight::Keyword(keyword) => {
                self.keywords.iter().any(|offered| offered.eq_ignore_ascii_case(keyword))
            }
            Sight::Order(form) => pattern::in_order(form, self.keywords.iter().copied()),
            Sight::Host(form) => pattern::matches(form, self.host),
        }
    }
}

/// The inspection of a Cisco ASA leaves the code, and of the text at most its twos, zeros and spaces.
fn is_masked(line: &str) -> bool {
    let text = line.get(3..).unwrap_or_default();
    text.matches('*').count() >= 8 && text.chars().all(|c| matches!(c, '*' | '2' | '0' | ' '))
}

/// Weighs the signs.
pub(super) fn weigh(signs: &Signs<'_>) -> Option<Recognised> {
    let heard = Heard::new(signs);
    let mut tallies: Few<Software, Tally> = Few::default();
    for clue in clues::all().filter(|clue| heard.has(clue.sight)) {
        tallies.or_default(clue.software).clues.push(clue);
    }
    let software = winner(&tallies)?;
    let own = tallies.get(&software)?;
    let base = software.based_on().and_then(|base| tallies.get(&base));
    let weight = own.weight() + base.map_or(0, Tally::weight);
    let rival = tallies
        .iter()
        .filter(|(other, _)| **other != software && !related(software, **other))
        .map(|(_, tally)| tally.weight())
        .max()
        .unwrap_or_default();
    // Behind a service that is known by the name of the MX host, another server may well be heard.
    let disputed = !own.by_name() && rival * 2 > weight;
    Some(Recognised {
        software,
        confidence: confidence(own, base, weight, disputed)?,
        sign: sign(own, base),
        is_front_end: software.is_front_end(),
    })
}

/// Who gathers most. The name of the MX host says where the mail goes, so it comes before what is heard there; and
/// what is built on another software shows its habits, so it needs one strong clue of its own and counts both.
fn winner(tallies: &Few<Software, Tally>) -> Option<Software> {
    tallies
        .iter()
        .filter(|(software, tally)| software.based_on().is_none() || tally.strongest() >= STRONG)
        .map(|(software, tally)| {
            let base = software.based_on().and_then(|base| tallies.get(&base)).map_or(0, Tally::weight);
            ((tally.by_name(), tally.weight() + base, tally.strongest()), *software)
        })
        .max_by_key(|(rank, software)| (*rank, std::cmp::Reverse(*software)))
        .map(|(_, software)| software)
}

/// Whether what speaks for one does not speak against the other.
fn related(one: Software, other: Software) -> bool {
    one.based_on() == Some(other) || other.based_on() == Some(one)
}

fn confidence(own: &Tally, base: Option<&Tally>, weight: u16, disputed: bool) -> Option<Confidence> {
    let clues = || own.clues.iter().chain(base.into_iter().flat_map(|tally| &tally.clues));
    let ways = [0, 1, 2, 3].into_iter().filter(|way| clues().any(|clue| channel(clue.sight) == *way)).count();
    let named = own.strongest() >= NAMED;
    let level = if named && ways > 1 && weight >= u16::from(NAMED + WEAK) {
        3
    } else if weight >= MEDIUM {
        2
    } else {
        u8::from(weight >= ENOUGH)
    };
    match level - u8::from(disputed && level > 0) {
        0 => None,
        1 => Some(Confidence::Low),
        2 => Some(Confidence::Medium),
        _ => Some(Confidence::High),
    }
}

/// The ways in which a server shows itself. Two clues that come the same way may have the same cause.
fn channel(sight: Sight) -> u8 {
    match sight {
        Sight::Banner(_) | Sight::MaskedBanner => 0,
        Sight::Keyword(_) | Sight::Order(_) => 1,
        Sight::Says(..) | Sight::SaysExactly(..) | Sight::SaysAnywhere(_) => 2,
        Sight::Host(_) => 3,
    }
}

/// The strongest clue, and the strongest that comes another way.
fn sign(own: &Tally, base: Option<&Tally>) -> String {
    let clues: Vec<&Clue> =
        own.clues.iter().chain(base.into_iter().flat_map(|tally| &tally.clues)).copied().collect();
    // Of equal ones the last is taken, so from behind the first.
    let strongest = |except: Option<u8>| {
        let others = clues.iter().rev().filter(|clue| Some(channel(clue.sight)) != except);
        others.max_by_key(|clue| clue.weight)
    };
    let first = strongest(None);
    let second = first.and_then(|first| strongest(Some(channel(first.sight))));
    first.into_iter().chain(second).map(|clue| sentence(clue.sight)).collect::<Vec<_>>().join(" ")
}

/// A clue in words: what was looked for, not what was said, since that may be hostile or private.
fn sentence(sight: Sight) -> String {
    match sight {
        Sight::Banner(form) => format!("The greeting says \u{201c}{}\u{201d}.", shown(form)),
        Sight::MaskedBanner => "The greeting is masked with asterisks.".to_owned(),
        Sight::Says(phase, form) | Sight::SaysExactly(phase, form) => {
            format!("The answer to {} is \u{201c}{}\u{201d}.", asked(phase), shown(form))
        }
        Sight::SaysAnywhere(form) => format!("Its answers contain \u{201c}{}\u{201d}.", shown(form)),
        Sight::Keyword(keyword) => format!("EHLO offers {keyword}."),
        Sight::Order(_) => "The EHLO keywords come in its order.".to_owned(),
        Sight::Host(form) => format!("The name of the MX host is {}.", form.replace('*', "\u{2026}")),
    }
}

fn shown(form: &str) -> String {
    let mut text = form.replace(['*', '%'], "\u{2026}");
    while text.contains("\u{2026} \u{2026}") || text.contains("\u{2026}\u{2026}") {
        text = text.replace("\u{2026} \u{2026}", "\u{2026}").replace("\u{2026}\u{2026}", "\u{2026}");
    }
    text.trim_start_matches("220 ").trim_matches(['\u{2026}', ' ']).to_owned()
}

fn asked(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect | Phase::Banner => "the connection",
        Phase::Ehlo => "EHLO",
        Phase::Helo => "HELO",
        Phase::StartTls | Phase::Handshake => "STARTTLS",
        Phase::Rset => "RSET",
        Phase::Mail => "MAIL FROM",
        Phase::Rcpt => "RCPT TO",
        Phase::Expn => "EXPN",
        Phase::Vrfy => "VRFY",
        Phase::Data => "DATA",
        Phase::Message => "the message",
        Phase::Quit => "QUIT",
    }
}
