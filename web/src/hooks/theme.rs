//! Dark, light, or as the system has it. `static/early.js` sets the same before the first paint.

use yew::{Callback, hook, use_callback, use_state};

use crate::browser;

const KEY: &str = "theme";

/// The colours that the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As it is kept, and as the style sheet knows it; nothing for the system's.
    pub(crate) const fn code(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn stored() -> Self {
        let stored = browser::stored(KEY);
        Self::ALL.into_iter().find(|theme| theme.code() == stored.as_deref()).unwrap_or(Self::System)
    }

    fn apply(self) {
        browser::store(KEY, self.code());
        browser::set_root_attribute("data-theme", self.code());
    }
}

/// The theme, and how to change it.
#[hook]
pub(crate) fn use_theme() -> (Theme, Callback<Theme>) {
    let theme = use_state(Theme::stored);
    let change = use_callback((), {
        let theme = theme.setter();
        move |chosen: Theme, ()| {
            chosen.apply();
            theme.set(chosen);
        }
    });
    (*theme, change)
}
