//! The form of a remedy, and what one is asked for.
//!
//! The texts are in the crate `remedies`. They are several times the size of everything else that is said about a
//! verdict, so the page does not carry them: it asks its server for the one that is needed, by the two codes of a
//! [`Case`].

use serde::Serialize;
use transcript::readable;
use transcript::tree::{FromTree, Tree, Unreadable};

use crate::software::Software;
use crate::verdict::Verdict;

/// What decides about a remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// What is to be mended.
    pub verdict: Verdict,
    /// Which server has to be mended, where that is known.
    pub software: Option<Software>,
}

impl Case {
    /// The case of a verdict; `None` where there is nothing to do about it.
    pub fn new(verdict: Verdict, software: Option<Software>) -> Option<Self> {
        verdict.has_remedy().then_some(Self { verdict, software })
    }
}

/// What can be done about a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Remedy {
    /// The software the steps are written for; none where they hold for any mail server.
    pub software: Option<Software>,
    /// What the steps achieve, in a line.
    pub title: String,
    /// What to do, in order. Never empty.
    pub steps: Vec<Step>,
    /// Where the vendor or the project says more.
    pub link: Option<Link>,
    /// What to know before or after.
    pub note: Option<String>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Step {
    /// What to do, in a sentence or two.
    pub text: String,
    /// The file, or the place in the administration pages.
    pub file: Option<String>,
    /// Configuration or commands to copy, as many lines as needed. Names are examples, never the visitor's.
    pub setting: Option<String>,
    /// A command that shows whether it worked.
    pub test: Option<String>,
}

/// A page of the vendor or the project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Link {
    /// What the page is called.
    pub label: String,
    /// Where it is.
    pub url: String,
}

readable! {
    struct Remedy { software, title, steps, link, note }
    struct Step { text, file, setting, test }
    struct Link { label, url }
}

impl FromTree for Software {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        Self::of_code(&String::from_tree(tree)?).ok_or_else(Unreadable::default)
    }
}
