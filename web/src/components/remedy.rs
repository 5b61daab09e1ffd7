//! What to do, step by step, with settings to copy.

use diagnosis::recipes::{Remedy, Step};
use yew::{Html, html};

use super::copy::Copy;
use crate::words;

/// The steps of a remedy.
pub(crate) fn steps(remedy: &Remedy) -> Html {
    html! {
        <div class="remedy">
            <p class="title">{ &remedy.title }</p>
            <ol>{ for remedy.steps.iter().map(step) }</ol>
            if let Some(note) = &remedy.note {
                <p class="note">{ note }</p>
            }
            if let Some(link) = &remedy.link {
                <p><a href={link.url.clone()} rel="noreferrer external">{ &link.label }</a></p>
            }
        </div>
    }
}

fn step(step: &Step) -> Html {
    html! {
        <li>
            <p>{ &step.text }</p>
            if let Some(file) = &step.file {
                <p class="file">{ words::IN }<code>{ file }</code></p>
            }
            if let Some(setting) = &step.setting {
                { to_copy(setting) }
            }
            if let Some(test) = &step.test {
                <p class="file">{ words::TO_CHECK }</p>
                { to_copy(test) }
            }
        </li>
    }
}

fn to_copy(text: &str) -> Html {
    html! {
        <div class="setting">
            <pre tabindex="0"><code>{ text.to_owned() }</code></pre>
            <Copy text={text.to_owned()} what={text.lines().next().unwrap_or_default().to_owned()} />
        </div>
    }
}
