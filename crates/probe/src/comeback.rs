//! When to come back to a server that puts us off: after the time it names, else after some minutes.

use std::time::Duration;

use smtp::reply::Reply;

/// Less than this is no pause, whatever a server says.
const SHORTEST: Duration = Duration::from_secs(20);

/// How a server that puts us off is visited again (RFC 5321 §4.5.4.1 has clients wait; greylisting, RFC 6647, rests
/// on it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comeback {
    /// How often an address is visited, the first time included.
    pub visits: u8,
    /// The shortest pause where the server names none.
    pub least: Duration,
    /// The longest pause, also of those that a server names.
    pub most: Duration,
}

impl Comeback {
    /// Five to fifteen minutes, twice.
    pub const DEFAULT: Self =
        Self { visits: 3, least: Duration::from_secs(5 * 60), most: Duration::from_secs(15 * 60) };

    /// One visit only.
    pub const NEVER: Self = Self { visits: 1, ..Self::DEFAULT };

    /// How long to stay away: a little longer than the server names, else somewhere between the bounds. `dice` is
    /// random, so that not all probes come back at the same time.
    pub(crate) fn pause(&self, hint: Option<Duration>, dice: u32) -> Duration {
        let part = |whole: Duration| whole.mul_f64(f64::from(dice) / f64::from(u32::MAX));
        match hint {
            Some(hint) => {
                let hint = hint.max(SHORTEST);
                let pause = hint.saturating_add(Duration::from_secs(1)).saturating_add(part(hint / 20));
                if hint <= self.most { pause.min(self.most) } else { pause }
            }
            None => self.least + part(self.most.saturating_sub(self.least)),
        }
    }
}

/// The time that a reply names: `in 300 seconds`, `for 5 minutes`, `in 00:05:00`.
pub(crate) fn hint(reply: &Reply) -> Option<Duration> {
    let text = reply.text().to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "()[],;.".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    pairs
        .filter_map(|(number, unit)| number.parse::<u32>().ok()?.checked_mul(seconds(unit)?))
        .chain(words.iter().filter_map(|word| clock(word)))
        .find(|seconds| *seconds > 0)
        .map(|seconds| Duration::from_secs(seconds.into()))
}

fn seconds(unit: &str) -> Option<u32> {
    match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3600),
        _ => None,
    }
}

/// `hh:mm:ss`, as milter-greylist writes it.
fn clock(word: &str) -> Option<u32> {
    let parts = word.split(':').map(str::parse).collect::<Result<Vec<u32>, _>>().ok()?;
    match parts[..] {
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 && hours < 24 => {
            Some(hours * 3600 + minutes * 60 + seconds)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use smtp::bytes::Wire;

    use super::*;

    #[test]
    fn hints() {
        for (text, expected) in [
            ("450 4.7.1 Greylisted, please try again in 300 seconds", Some(300)),
            ("451 4.7.1 Greylisting in action, please come back in 00:05:00", Some(300)),
            ("450 Greylisted for 5 minutes (1)", Some(300)),
            ("451 4.7.1 Please retry in 1 hour.", Some(3600)),
            ("450-4.2.0 Greylisted,\r\n450 4.2.0 see https://postgrey.my.com/help?in=300 seconds", None),
            ("450 4.2.0 <x@my.com>: Recipient address rejected: Greylisted", None),
            ("421 Too many connections from 192.0.2.1", None),
            ("450 0 seconds", None),
            ("450 99999999999 seconds", None),
        ] {
            let reply = Reply::from(Wire::from(format!("{text}\r\n").as_str()));
            assert_eq!(hint(&reply), expected.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn pauses() {
        let comeback = Comeback::DEFAULT;
        for (hint, dice, expected) in [
            (None, 0, 300),
            (None, u32::MAX, 900),
            (Some(60), 0, 61),
            (Some(60), u32::MAX, 64),
            (Some(2), 0, 21),
            (Some(900), u32::MAX, 900),
            (Some(1000), 0, 1001),
        ] {
            assert_eq!(
                comeback.pause(hint.map(Duration::from_secs), dice).as_secs(),
                expected,
                "{hint:?} {dice}"
            );
        }
    }
}
