//! What a screen reader is told, not more often than one can listen.

use std::rc::Rc;

use super::effect::use_effect_with;
use gloo_timers::callback::Timeout;
use yew::{AttrValue, hook, use_mut_ref, use_state};

use crate::state::{View, announce};

/// The least time between two announcements, milliseconds.
const APART_MS: u32 = 1_500;

/// The text for the live region.
#[hook]
pub(crate) fn use_announcement(view: &Rc<View>) -> AttrValue {
    let said = use_state(AttrValue::default);
    let before = use_mut_ref(|| Rc::clone(view));
    let pending = use_mut_ref(|| None::<String>);
    let timer = use_mut_ref(|| None::<Timeout>);
    use_effect_with(Rc::clone(view), {
        let said = said.setter();
        move |view| {
            let before = before.replace(Rc::clone(view));
            let Some(text) = announce::change(&before, view) else { return };
            *pending.borrow_mut() = Some(text);
            if timer.borrow().is_some() {
                return;
            }
            let speak = {
                let (pending, timer) = (Rc::clone(&pending), Rc::clone(&timer));
                move || {
                    timer.borrow_mut().take();
                    if let Some(text) = pending.borrow_mut().take() {
                        said.set(text.into());
                    }
                }
            };
            *timer.borrow_mut() = Some(Timeout::new(APART_MS, speak));
        }
    });
    (*said).clone()
}
