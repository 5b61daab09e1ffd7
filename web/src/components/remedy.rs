//! What to do, step by step, with settings to copy.

use diagnosis::remedy::{Remedy, Step};
use yew::{Html, html};

use super::copy::Copy;
use crate::words::{Page, tell};

/// The steps of a remedy.
pub(crate) fn steps(remedy: &Remedy) -> Html {
    html! {
        <div class="remedy">
            <p class="title">{ &remedy.title }</p>
            <ol>{ for remedy.steps.iter().map(step) }</ol>
            if let Some(note) = &remedy.note {
                <p class="quiet">{ note }</p>
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
            if let Some(setting) = &step.setting {
                { to_copy(step.file.as_deref().map(in_file).unwrap_or_default(), setting) }
            } else if let Some(file) = &step.file {
                <p class="quiet">{ in_file(file) }</p>
            }
            if let Some(test) = &step.test {
                { to_copy(tell(Page::ToCheck), test) }
            }
        </li>
    }
}

fn in_file(file: &str) -> Html {
    html! { <>{ tell(Page::InFile) }<code>{ file }</code></> }
}

fn to_copy(label: Html, lines: &str) -> Html {
    html! {
        <div class="setting">
            <p class="quiet">
                <span>{ label }</span>
                <Copy text={lines.to_owned()} what={lines.lines().next().unwrap_or_default().to_owned()} />
            </p>
            <pre tabindex="0"><code>{ lines }</code></pre>
        </div>
    }
}
