//! Whether the matrix has room as a table.

use super::effect::use_effect_with;
use yew::{hook, use_state};

use crate::browser::{self, Listener};

/// The width at which eleven columns are readable. Below, each server is a card with its transcript inside, which is
/// another order of elements, not only another look; so the style sheet alone cannot do it.
const WIDE: &str = "(min-width: 54rem)";

/// Whether there is room for the table; renewed when the window changes.
#[hook]
pub(crate) fn use_wide() -> bool {
    let wide = use_state(|| browser::media(WIDE).is_none_or(|query| query.matches()));
    use_effect_with((), {
        let wide = wide.setter();
        move |()| {
            let listener = browser::media(WIDE).map(|query| {
                let list = query.clone();
                Listener::new(&query, "change", move |_| wide.set(list.matches()))
            });
            move || drop(listener)
        }
    });
    *wide
}
