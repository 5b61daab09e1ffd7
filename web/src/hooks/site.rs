//! What this installation is like.

use std::rc::Rc;

use wire::http::Site;
use yew::{hook, use_effect_with, use_state};

use crate::socket::{self, Failure};

/// Asked once; `None` until the answer is here.
#[hook]
pub(crate) fn use_site() -> Option<Result<Rc<Site>, Failure>> {
    let site = use_state(|| None);
    use_effect_with((), {
        let site = site.setter();
        move |()| {
            socket::site(move |answer| site.set(Some(answer.map(Rc::new))));
        }
    });
    (*site).clone()
}
