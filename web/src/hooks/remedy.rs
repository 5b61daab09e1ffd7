//! What can be done about a verdict: the texts are with the server.

use std::cell::Cell;
use std::rc::Rc;

use super::effect::use_effect_with;
use diagnosis::remedy::{Case, Remedy};
use words::Language;
use yew::{hook, use_state};

use crate::socket;

/// What is known of what to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ToDo {
    /// Nothing need be done.
    Nothing,
    /// It was asked for.
    Coming,
    Known(Rc<Remedy>),
    /// The server does not tell.
    Missing,
}

/// What to do about `case`, asked for whenever that or the language becomes another one.
#[hook]
pub(crate) fn use_remedy(case: Option<Case>, language: Language) -> ToDo {
    let told = use_state(|| None::<(Case, ToDo)>);
    use_effect_with((case, language), {
        let told = told.setter();
        move |(case, _)| {
            let wanted = Rc::new(Cell::new(true));
            if let Some(case) = *case {
                let wanted = Rc::clone(&wanted);
                socket::remedy(case, move |answer| {
                    let answer = match answer {
                        Ok(Some(remedy)) => ToDo::Known(Rc::new(remedy)),
                        Ok(None) => ToDo::Nothing,
                        Err(_) => ToDo::Missing,
                    };
                    if wanted.get() {
                        told.set(Some((case, answer)));
                    }
                });
            }
            move || wanted.set(false)
        }
    });
    match (case, &*told) {
        (None, _) => ToDo::Nothing,
        (Some(case), Some((of, told))) if *of == case => told.clone(),
        (Some(_), _) => ToDo::Coming,
    }
}
