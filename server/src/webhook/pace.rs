//! When a delivery is tried again, and when it is given up.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
/// From one attempt to the next; after the last of them again and again.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(10),
    MINUTE,
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(3600),
];
/// How long after the end of a probe there is a last attempt.
const WORTH_IT: Duration = Duration::from_secs(24 * 3600);

/// How long to wait behind the attempt of this number, counted from 1; none when that was the last one. `since` is how long
/// ago the probe has ended, `asked` what the receiver asked for, which is undercut by the last attempt only.
pub(super) fn pause(attempt: u32, since: Duration, asked: Option<Duration>) -> Option<Duration> {
    let number = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let pause = PAUSES[number.min(PAUSES.len() - 1)].max(asked.unwrap_or_default());
    let left = WORTH_IT.saturating_sub(since);
    (!left.is_zero()).then_some(pause.min(left))
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date. `now` is the wall clock, since 1970.
pub(super) fn retry_after(value: &str, now: Duration) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_second();
    Some(Duration::from_secs(u64::try_from(at).ok()?).saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_attempt_to_attempt() {
        let seconds = |seconds| Duration::from_secs(seconds);
        for (attempt, since, asked, expected) in [
            (1, 0, None, Some(10)),
            (2, 10, None, Some(60)),
            (3, 70, None, Some(300)),
            (4, 370, None, Some(1800)),
            (5, 2170, None, Some(3600)),
            (20, 70_000, None, Some(3600)),
            (28, 82_800, None, Some(3600)),
            (29, 82_801, None, Some(3599)),
            (30, 86_399, None, Some(1)),
            (30, 86_400, None, None),
            (1, 200_000, None, None),
            (u32::MAX, 0, None, Some(3600)),
            (0, 0, None, Some(10)),
            // What the receiver asks for.
            (1, 0, Some(120), Some(120)),
            (4, 370, Some(120), Some(1800)),
            (1, 0, Some(86_400), Some(86_400)),
            (1, 1, Some(86_400), Some(86_399)),
            (1, 0, Some(u64::MAX), Some(86_400)),
            (5, 3000, Some(172_800), Some(83_400)),
            (2, 86_400, Some(172_800), None),
        ] {
            let pause = pause(attempt, seconds(since), asked.map(seconds));
            assert_eq!(pause, expected.map(seconds), "{attempt} {since} {asked:?}");
        }
    }

    #[test]
    fn when_to_come_again() {
        // 2026-11-26 08:00:00 UTC.
        let now = Duration::from_secs(1_795_680_000);
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Thu, 26 Nov 2026 08:10:00 GMT", Some(600)),
            ("Thu, 26 Nov 2026 07:10:00 GMT", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(value, now), expected.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after("", now), None);
    }
}
