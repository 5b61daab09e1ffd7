//! A notice: what happened, whose side it is on, what to do.

use diagnosis::verdict::Tone;
use yew::{AttrValue, Html, Properties, classes, component, html};

use super::tone::{Shape, tone_class};

#[derive(PartialEq, Properties)]
pub(crate) struct NoticeProps {
    pub(crate) tone: Tone,
    pub(crate) title: AttrValue,
    pub(crate) text: AttrValue,
    /// Whether it answers to something that the visitor has just done.
    #[prop_or_default]
    pub(crate) urgent: bool,
    #[prop_or_default]
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Notice(NoticeProps { tone, title, text, urgent, children }: &NoticeProps) -> Html {
    html! {
        <div class={classes!("notice", tone_class(*tone))} role={if *urgent { "alert" } else { "note" }}>
            <Shape tone={*tone} />
            <div>
                <p class="title">{ title }</p>
                <p>{ text }</p>
                if *children != Html::default() {
                    <p class="actions">{ children.clone() }</p>
                }
            </div>
        </div>
    }
}
