//! Remedies: what the administrator of a server can do about a verdict, by the software that seems to answer.
//!
//! One file per software. Each holds a table of [`Recipe`]s, written to be read by a mail administrator, and says
//! on top for which versions it holds and where that is known from. `general.rs` holds what is true of any server.
//!
//! # How to add a software
//! 1. Add it to `software.rs`, with clues by which it is recognised.
//! 2. Write `recipes/<its name>.rs` after the model of the others, and add it to [`recipes`].
//! 3. At least `accepts-unknown` wants an own recipe: the setting, the file, how it takes effect, a command that
//!    shows it, and what would undo it again. Check it on a running server where there is one.

use serde::{Deserialize, Serialize};

use crate::software::Software;
use crate::verdict::Verdict;
use recipe::Recipe;

mod recipe;
#[cfg(test)]
mod tests;

mod amavis;
mod barracuda;
mod cisco;
mod cloudflare;
mod courier;
mod exchange;
mod exchange_online;
mod exim;
mod fortimail;
mod general;
mod google_workspace;
mod haraka;
mod hmailserver;
mod hornetsecurity;
mod icewarp;
mod james;
mod mailcow;
mod mailenable;
mod mailu;
mod mimecast;
mod mox;
mod opensmtpd;
mod postfix;
mod proofpoint;
mod proofpoint_essentials;
mod proxmox;
mod qmail;
mod qpsmtpd;
mod sendmail;
mod spamexperts;
mod zimbra;

/// What can be done about a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What the page is called.
    pub label: String,
    /// Where it is.
    pub url: String,
}

/// What to do about a verdict, for a server that runs `software`. `None` where there is nothing to do.
pub fn remedy(verdict: Verdict, software: Option<Software>) -> Option<Remedy> {
    // What a delivery would prove or leave open is mended in the same way.
    let verdict = match verdict {
        Verdict::Backscatters | Verdict::AcceptsSilently => Verdict::AcceptsUnknown,
        other => other,
    };
    if let Some(software) = software
        && let Some(recipe) = find(recipes(software), verdict)
    {
        return Some(recipe.remedy(Some(software)));
    }
    let recipe = find(general::RECIPES, verdict)?;
    let mut remedy = recipe.remedy(None);
    if recipe.depends_on_software {
        let missing = why_general(software);
        remedy.note = Some(match remedy.note {
            Some(note) => format!("{missing} {note}"),
            None => missing,
        });
    }
    Some(remedy)
}

/// Why no settings are named.
fn why_general(software: Option<Software>) -> String {
    match software {
        None => "We do not recognise this server, so the steps name no settings.".to_owned(),
        Some(software) if software.is_front_end() => format!(
            "We have no steps written for {}; these hold for any server. It usually stands in front of another \
             server, which must refuse unknown names too.",
            software.name()
        ),
        Some(software) => {
            format!("We have no steps written for {}; these hold for any server.", software.name())
        }
    }
}

fn find(recipes: &'static [Recipe], verdict: Verdict) -> Option<&'static Recipe> {
    recipes.iter().find(|recipe| recipe.verdicts.contains(&verdict))
}

/// The recipes of one software; empty where only the general ones hold.
const fn recipes(software: Software) -> &'static [Recipe] {
    match software {
        Software::Amavis => amavis::RECIPES,
        Software::Barracuda => barracuda::RECIPES,
        Software::CiscoSecureEmail => cisco::RECIPES,
        Software::Cloudflare => cloudflare::RECIPES,
        Software::Courier => courier::RECIPES,
        Software::Exchange => exchange::RECIPES,
        Software::ExchangeOnline => exchange_online::RECIPES,
        Software::Exim => exim::RECIPES,
        Software::FortiMail => fortimail::RECIPES,
        Software::GoogleWorkspace => google_workspace::RECIPES,
        Software::HMailServer => hmailserver::RECIPES,
        Software::Haraka => haraka::RECIPES,
        Software::Hornetsecurity => hornetsecurity::RECIPES,
        Software::IceWarp => icewarp::RECIPES,
        Software::James => james::RECIPES,
        Software::MailEnable => mailenable::RECIPES,
        Software::Mailcow => mailcow::RECIPES,
        Software::Mailu => mailu::RECIPES,
        Software::Mimecast => mimecast::RECIPES,
        Software::Mox => mox::RECIPES,
        Software::OpenSmtpd => opensmtpd::RECIPES,
        Software::Postfix => postfix::RECIPES,
        Software::Proofpoint => proofpoint::RECIPES,
        Software::ProofpointEssentials => proofpoint_essentials::RECIPES,
        Software::ProxmoxMailGateway => proxmox::RECIPES,
        Software::Qmail => qmail::RECIPES,
        Software::Qpsmtpd => qpsmtpd::RECIPES,
        Software::Sendmail => sendmail::RECIPES,
        Software::SpamExperts => spamexperts::RECIPES,
        Software::Zimbra => zimbra::RECIPES,
        Software::Aiosmtpd
        | Software::Axigen
        | Software::Chasquid
        | Software::CiscoAsa
        | Software::CommuniGate
        | Software::Domino
        | Software::Forcepoint
        | Software::GoSmtp
        | Software::GroupWise
        | Software::Kerio
        | Software::MDaemon
        | Software::SmtpServer
        | Software::Sophos
        | Software::Spamd
        | Software::Stalwart
        | Software::Symantec
        | Software::TrendMicro
        | Software::Yahoo => &[],
    }
}
