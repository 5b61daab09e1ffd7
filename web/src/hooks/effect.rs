//! Effects, in one form for all.
//!
//! Yew's own hook is compiled anew for every type that an effect depends on, and for every closure. There are fifteen.

use std::any::Any;
use std::rc::Rc;

use yew::{TearDown, hook};

/// What an effect depends on.
trait Dependency: Any {
    fn equals(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + 'static> Dependency for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct On(Rc<dyn Dependency>);

impl PartialEq for On {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals((*other.0).as_any())
    }
}

type Effect = Box<dyn FnOnce(&On) -> Box<dyn FnOnce()>>;

/// Runs an effect after the first rendering and whenever what it depends on has changed; what it returns undoes it.
#[hook]
pub(crate) fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    on: T,
    effect: impl FnOnce(&T) -> D + 'static,
) {
    let on = Rc::new(on);
    let given = Rc::clone(&on);
    let effect: Effect = Box::new(move |_| {
        let undo = effect(&given);
        Box::new(move || undo.tear_down())
    });
    yew::use_effect_with(On(on), effect);
}
