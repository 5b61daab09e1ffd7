//! What a transcript says.
//!
//! [`diagnose`] is a pure function from events to conclusions: the browser and the server run the same one, and an
//! old transcript can be judged again with better rules. Inside, facts are sorted first (`facts`), then judged
//! (`rules`), then put into words (`words`).
//!
//! * [`replies`]: what one reply says, from knowledge that is data with provenance.
//! * [`software`]: which mail server seems to answer.
//! * [`verdict`]: the closed lists of verdicts and findings.
//! * [`remedy`]: the form of what can be done about a verdict.
//! * [`mod@diagnosis`]: the form of a diagnosis.

pub mod diagnosis;
mod facts;
mod few;
mod judge;
mod mta_sts;
pub mod remedy;
pub mod replies;
mod rules;
#[cfg(feature = "schema")]
mod schema;
pub mod software;
pub mod verdict;
pub mod words;

pub use diagnosis::Diagnosis;
pub use judge::diagnose;
