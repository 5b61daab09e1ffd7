//! What this installation is like.

use std::rc::Rc;

use super::effect::use_effect_with;
use wire::http::Site;
use words::Language;
use yew::{hook, use_state};

use crate::socket::{self, Failure};

/// Asked once, and again in another language; `None` until the answer is here.
#[hook]
pub(crate) fn use_site(language: Language) -> Option<Result<Rc<Site>, Failure>> {
    let site = use_state(|| None);
    use_effect_with(language, {
        let site = site.setter();
        move |_| {
            socket::site(move |answer| site.set(Some(answer.map(Rc::new))));
        }
    });
    (*site).clone()
}
