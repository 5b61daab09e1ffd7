//! Durations, written as a number of seconds with or without a fraction.

use std::fmt;
use std::time::Duration;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// Longest time that anybody means: a year.
const MOST: f64 = 366.0 * 86_400.0;

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    deserializer.deserialize_any(Seconds)
}

struct Seconds;

impl Visitor<'_> for Seconds {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds above 0 and up to a year")
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Duration, E> {
        self.visit_f64(seconds as f64)
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Duration, E> {
        self.visit_f64(seconds as f64)
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Duration, E> {
        if seconds > 0.0 && seconds <= MOST {
            Ok(Duration::from_secs_f64(seconds))
        } else {
            Err(E::custom(format!("{seconds} is not a number of seconds above 0 and up to a year")))
        }
    }
}
