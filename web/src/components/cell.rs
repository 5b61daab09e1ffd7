//! One stage of one server: its code or outcome, and how long it took or may still take.

use diagnosis::diagnosis::{Outcome, Stage, StageResult};
use yew::{Html, html};

use super::parts::spoken;
use super::tone;
use crate::state::tint;
use crate::words;

/// The class of a cell's tone.
pub(crate) fn class(cell: &StageResult) -> &'static str {
    tone::class(tint::of(cell))
}

/// What stands in a cell; `clock` is the time on the clock of the probe, milliseconds, if it has one.
pub(crate) fn content(cell: &StageResult, clock: Option<u64>) -> Html {
    match cell.outcome {
        Outcome::NotRun => html! {
            <>
                <span class="what" aria-hidden="true">{ words::outcome(cell.outcome) }</span>
                { spoken(&words::outcome_spoken(cell)) }
            </>
        },
        Outcome::Waiting => waiting(cell, clock.unwrap_or_default()),
        _ => {
            let what = match cell.code {
                Some(code) => code.to_string(),
                None => words::outcome(cell.outcome).to_owned(),
            };
            html! {
                <>
                    <span class="what" aria-hidden="true">{ what }</span>
                    { spoken(&words::outcome_spoken(cell)) }{ " " }
                    if let Some(took_ms) = cell.took_ms.filter(|_| clock.is_some() && is_timed(cell)) {
                        <span class="time">{ words::duration(took_ms) }</span>
                    }
                </>
            }
        }
    }
}

/// A refused or dropped connection has a time, a stage that never happened has none.
fn is_timed(cell: &StageResult) -> bool {
    !(cell.stage == Stage::Quit && cell.outcome == Outcome::Closed)
}

fn waiting(cell: &StageResult, now_ms: u64) -> Html {
    let elapsed_ms = now_ms.saturating_sub(cell.took_ms.unwrap_or(now_ms));
    let limit_ms = cell.limit_ms.unwrap_or(0).max(1_000);
    let (value, max) = (elapsed_ms.min(limit_ms) / 1_000, limit_ms / 1_000);
    html! {
        <>
            { spoken(words::outcome(cell.outcome)) }{ " " }
            <span class="what wait">{ words::waited(elapsed_ms, limit_ms) }</span>
            <progress value={value.to_string()} max={max.to_string()} aria-hidden="true"></progress>
        </>
    }
}
