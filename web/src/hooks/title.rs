//! The title of the window, and the focus of a page that one has just come to.

use yew::{AttrValue, hook, use_effect_with};

use crate::browser;

/// Sets the title of the window.
#[hook]
pub(crate) fn use_title(title: AttrValue) {
    use_effect_with(title, |title| browser::set_title(title));
}
