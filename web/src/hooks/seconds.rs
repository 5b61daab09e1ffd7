//! A tick a second, while something waits.

use super::effect::use_effect_with;
use gloo_timers::callback::Interval;
use yew::{hook, use_state};

use crate::browser;
use crate::state::clock::Now;

/// The time, renewed once a second while `ticking`.
#[hook]
pub(crate) fn use_seconds(ticking: bool) -> Now {
    let now = use_state(browser::now);
    use_effect_with(ticking, {
        let now = now.setter();
        move |ticking| {
            let interval = ticking.then(|| Interval::new(1_000, move || now.set(browser::now())));
            move || drop(interval)
        }
    });
    *now
}
