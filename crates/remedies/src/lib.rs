//! Remedies: what the administrator of a server can do about a verdict, by the software that seems to answer.
//!
//! One file per software. Each holds a table of [`Recipe`]s, written to be read by a mail administrator, and says
//! on top for which versions it holds and where that is known from. `general.rs` holds what is true of any server.
//!
//! # How to add a software
//! 1. Add it to `diagnosis::software`, with clues by which it is recognised.
//! 2. Write `<its name>.rs` after the model of the others, and add it to [`recipes`].
//! 3. At least `accepts-unknown` wants an own recipe: the setting, the file, how it takes effect, a command that
//!    shows it, and what would undo it again. Check it on a running server where there is one.
//! 4. Say its sentences in `translations/*.toml` as well.

use diagnosis::remedy::{Case, Remedy};
use diagnosis::software::Software;
use diagnosis::verdict::Verdict;

use words::Language;

use self::recipe::Recipe;

mod recipe;
#[cfg(test)]
mod tests;
mod translation;

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

/// What stands in a sentence for the name of a software.
const NAME: &str = "{software}";

const NOT_ALONE: &str = "{software} is a front end: it usually stands before another server, which should refuse unknown names too.";
const NOT_RECOGNISED: &str = "We do not recognise this server, so the steps name no settings.";
const NO_STEPS: &str = "We have no steps written for {software}; these hold for any server.";

/// What to do, in a language. `None` where no recipe says it; a test keeps one for every case that [`Case::new`] gives.
pub fn remedy(Case { verdict, software }: Case, language: Language) -> Option<Remedy> {
    // What a delivery would prove or leave open is mended in the same way.
    let verdict = match verdict {
        Verdict::Backscatters | Verdict::AcceptsSilently => Verdict::AcceptsUnknown,
        other => other,
    };
    if let Some(software) = software
        && let Some(recipe) = find(recipes(software), verdict)
    {
        let mut remedy = recipe.remedy(Some(software), language);
        if software.is_front_end() && matches!(verdict, Verdict::AcceptsUnknown | Verdict::AcceptsSome) {
            remedy.note = Some(joined(about(NOT_ALONE, software, language), remedy.note));
        }
        return Some(remedy);
    }
    let recipe = find(general::RECIPES, verdict)?;
    let mut remedy = recipe.remedy(None, language);
    if recipe.depends_on_software {
        remedy.note = Some(joined(why_general(software, language), remedy.note));
    }
    Some(remedy)
}

fn joined(first: String, note: Option<String>) -> String {
    match note {
        Some(note) => format!("{first} {note}"),
        None => first,
    }
}

fn about(sentence: &str, software: Software, language: Language) -> String {
    translation::say(sentence, language).replace(NAME, software.name())
}

/// Why no settings are named.
fn why_general(software: Option<Software>, language: Language) -> String {
    let Some(software) = software else { return translation::say(NOT_RECOGNISED, language) };
    let no_steps = about(NO_STEPS, software, language);
    match software.is_front_end() {
        true => format!("{no_steps} {}", about(NOT_ALONE, software, language)),
        false => no_steps,
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
