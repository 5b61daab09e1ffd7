//! The picture that others show beside a link: the domain and the word for the verdict, nothing else.

use diagnosis::verdict::{Tone, Verdict};
use export::html::escaped;
use wire::report::Report;
use words::Words;

/// Characters of a domain that fit; longer ones end in an ellipsis.
const MOST: usize = 34;

/// The size that is usual for such pictures.
pub(in crate::routes) const WIDTH: u32 = 1200;
pub(in crate::routes) const HEIGHT: u32 = 630;

/// An SVG.
pub(super) fn draw(report: &Report, words: Words) -> String {
    let verdict = report.verdict.unwrap_or(Verdict::NotTested);
    let word = diagnosis::words::tone(report.tone, verdict, words);
    let domain = match report.domain.len() {
        ..=MOST => report.domain.clone(),
        _ => format!("{}…", report.domain.chars().take(MOST - 1).collect::<String>()),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#faf9f7\"/><rect width=\"24\" height=\"{HEIGHT}\" fill=\"{}\"/>\
         <g font-family=\"system-ui, sans-serif\"><text x=\"90\" y=\"150\" font-size=\"44\" fill=\"#5a6068\">nosuch</text>\
         <text x=\"90\" y=\"330\" font-size=\"60\" font-weight=\"700\" fill=\"#16181c\">{}</text>\
         <text x=\"90\" y=\"430\" font-size=\"52\" fill=\"{0}\">{}</text></g></svg>\n",
        colour(report.tone),
        escaped(&domain),
        escaped(word),
    )
}

/// The colours of the page's light scheme.
const fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "#1a6b3c",
        Tone::Late => "#3f6b1a",
        Tone::Unsure => "#8a5a00",
        Tone::Bad => "#b3261e",
        Tone::Pending => "#1f5aa8",
        Tone::AboutUs => "#6b2fa0",
        Tone::Inconclusive | Tone::None => "#5a6068",
    }
}
