//! The sentences of the verdicts.

use transcript::TargetId;
use transcript::event::Withheld;

use crate::verdict::{Tone, Verdict};

/// Whom a sentence is about, and what it may say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// A host or a domain.
    pub(crate) name: &'a str,
    /// The domain under test.
    pub(crate) domain: &'a str,
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// Its tone, which tells whose side an unreachable host is on.
    pub(crate) tone: Tone,
    /// Whether only one address was asked, as in a pasted transcript.
    pub(crate) one_name_only: bool,
    /// What became of the control.
    pub(crate) control: Control,
    /// Whether the test address was refused for good, in words that say nothing.
    pub(crate) refused_unexplained: bool,
    /// Whether the run was stopped before it was through.
    pub(crate) stopped: bool,
}

/// What became of the question for postmaster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    Accepted,
    NotAccepted,
    NotAsked,
}

/// The verdict in one sentence.
pub(crate) fn headline(subject: &Subject<'_>) -> String {
    let Subject { name, domain, .. } = subject;
    match (subject.verdict, subject.tone) {
        (Verdict::RejectsAtRcpt, _) if subject.refused_unexplained => {
            format!("{name} refuses made-up addresses while the sender is still on the line.")
        }
        (Verdict::RejectsAtRcpt, _) => {
            format!("{name} says “no such user” while the sender is still on the line.")
        }
        (Verdict::RejectsAtRcptUnconfirmed, _) if subject.control == Control::Accepted => {
            format!("{name} refused the test address as unknown, but gave no such answer to the second one.")
        }
        (Verdict::RejectsAtRcptUnconfirmed, _) => {
            format!(
                "{name} refused the test address as unknown; nothing confirms yet that it would take a real one."
            )
        }
        (Verdict::RejectsAtData, _) => {
            format!("{name} takes the recipient and refuses at DATA: late, but in the session.")
        }
        (Verdict::RejectsAfterData, _) => {
            format!("{name} takes the recipient and refuses after the message: late, but in the session.")
        }
        (Verdict::AcceptsUnknown, _) if subject.one_name_only => {
            format!("{name} accepted the test address. One address alone does not tell why.")
        }
        (Verdict::AcceptsUnknown, _) => format!("{name} takes mail for people who do not exist."),
        (Verdict::AcceptsSome, _) => format!("{name} accepts one made-up address and refuses another."),
        (Verdict::TestAddressExists, _) => {
            format!("{name} refuses made-up addresses; the test address seems to be a real mailbox.")
        }
        (Verdict::DefersUnknown, _) => format!("{name} tells senders to try unknown addresses again later."),
        (Verdict::Greylisted, _) => format!("{name} puts off first contacts. A second visit will tell."),
        (Verdict::Deferred, _) if subject.refused_unexplained => {
            format!("{name} refused the test address, in words that do not say why.")
        }
        (Verdict::Deferred, _) => format!("{name} gave no final answer, so nothing can be said yet."),
        (Verdict::BlockedUs, _) => format!("{name} refuses us, whoever the recipient is."),
        (Verdict::RateLimited, _) => format!("{name} says that we ask too much."),
        (Verdict::WantsMore, _) => {
            format!("{name} wants something of the sender first that we could not give.")
        }
        (Verdict::RelayDenied, _) => format!("{name} does not take mail for {domain}."),
        (Verdict::RefusesEveryone, _) => format!("{name} refuses every address, even postmaster."),
        (Verdict::NotSmtp, _) => format!("{name} does not speak SMTP that a sender could follow."),
        (Verdict::Tarpitted, _) => {
            format!("{name} plays for time with us; its answers say little about other senders.")
        }
        (Verdict::Unreachable, Tone::Bad) => format!("{name} cannot be reached on port 25."),
        (Verdict::Unreachable, Tone::AboutUs) => {
            format!(
                "Our own port 25 is closed here, so no server can be reached. This says nothing about {domain}."
            )
        }
        (Verdict::Unreachable, _) => {
            format!("No connection to {name} on port 25; it is not known on whose side that is.")
        }
        (Verdict::NotAllowed, _) => format!("{name} has no address that we may connect to."),
        (Verdict::NotTested, _) if subject.stopped => {
            format!("The test was stopped before {name} answered about the test address.")
        }
        (Verdict::NotTested, _) => format!("{name} was not tested."),
        (Verdict::NullMx, _) => format!("{domain} takes no mail at all, and says so."),
        (Verdict::NoSuchDomain, _) => format!("There is no domain {domain}."),
        (Verdict::NoMailHost, _) => format!("{domain} has no server that takes mail."),
        (Verdict::DnsFailed, _) => format!("DNS could not tell where mail for {domain} goes."),
        (Verdict::Backscatters, _) => format!("{name} sent a bounce to a sender that looked forged."),
        (Verdict::BouncesAuthenticatedOnly, _) => format!("{name} bounces only to senders that are genuine."),
        (Verdict::NotifiesForgedSender, _) => format!("{name} sent a notice to a sender that looked forged."),
        (Verdict::AcceptsSilently, _) => format!("{name} took the message, and nothing came back."),
    }
}

/// The sentence about a host that was never dialled, where the verdict's own would say too much.
pub(crate) fn withheld_headline(
    name: &str,
    reason: &Withheld,
    others: &[(TargetId, &str)],
) -> Option<String> {
    match reason {
        Withheld::NoAddress(_) => Some(format!("{name} has no address, so no mail reaches it.")),
        Withheld::Literal => {
            Some(format!("{name} is an address where the name of a host belongs; senders cannot use it."))
        }
        Withheld::SameAddress(target) => {
            let (_, other) = others.iter().find(|(id, _)| id == target)?;
            Some(format!("{name} has the same address as {other}, which is tested."))
        }
        Withheld::NotAllowed { .. } | Withheld::TooManyHosts | Withheld::TooManyAddresses => None,
    }
}

/// What a verdict means for somebody who runs the server.
pub(crate) fn meaning(subject: &Subject<'_>) -> String {
    let Subject { name, domain, .. } = subject;
    match (subject.verdict, subject.tone) {
        (Verdict::RejectsAtRcpt, _) => format!(
            "Two addresses that we made up were refused as unknown during the session, while postmaster was accepted. \
             A sender who mistypes is told at once, and {name} need not send a bounce for such mail. This is how it \
             should be. It does not prove that the server never bounces: see what was not tested."
        ),
        (Verdict::RejectsAtRcptUnconfirmed, _) if subject.control == Control::Accepted => format!(
            "The refusal by {name} speaks of an unknown user, and postmaster was accepted. The second address that we \
             made up was put off, or answered in another way; so it may be that not every unknown user is refused."
        ),
        (Verdict::RejectsAtRcptUnconfirmed, _) => {
            let control = match subject.control {
                Control::NotAsked => {
                    "no address that must exist (postmaster) was asked for in the same conversation"
                }
                _ => "an address that must exist (postmaster) was not accepted in the same conversation",
            };
            format!(
                "The refusal by {name} speaks of an unknown user. But servers also refuse at this point for reasons about \
                 the sender, and the control is missing: {control}."
            )
        }
        (Verdict::RejectsAtData | Verdict::RejectsAfterData, _) => format!(
            "{name} accepted the recipient and refused later, with the sender still on the line. No bounce is needed, \
             so this is fine. It costs a little more traffic, and a test that only asks for recipients cannot see it."
        ),
        (Verdict::AcceptsUnknown, _) if subject.one_name_only => format!(
            "{name} accepted the recipient. It may exist; or the server accepts every name and delivers it somewhere \
             (catch-all), refuses it later, or sends a bounce to whoever the sender claims to be. One address cannot \
             tell these apart."
        ),
        (Verdict::AcceptsUnknown, _) => format!(
            "{name} accepted two recipients that we made up. It may deliver them somewhere (catch-all), refuse them \
             later, or send a bounce to whoever the sender claims to be. We sent nothing, so we cannot say which. If it \
             bounces, forged senders get those bounces, and the server's address gets onto block lists."
        ),
        (Verdict::AcceptsSome, _) => format!(
            "Two addresses that we made up got different answers from {name}: a rule that lets certain patterns pass, a \
             wildcard, a filter that guesses, or a name that happens to exist. Names that pass are accepted without \
             being known."
        ),
        (Verdict::TestAddressExists, _) => format!(
            "The address that you chose was accepted by {name} and an address that we made up was refused as unknown. \
             Most likely yours is a real mailbox, and the server does refuse unknown users."
        ),
        (Verdict::DefersUnknown, _) => format!(
            "{name} says that the user is unknown, but with a temporary code. Genuine senders try again for days before \
             they hear of their mistake. It causes no bounces to strangers; it is a setting meant for testing, or a \
             check whose result was not final."
        ),
        (Verdict::Greylisted, _) => format!(
            "Greylisting is a way to keep out software that does not try again. {name} remembers our address, sender and \
             recipient, and answers properly when we come back after some minutes."
        ),
        (Verdict::Deferred, _) if subject.refused_unexplained => format!(
            "{name} refused for good, but the reply names no reason that we know, and there is no accepted postmaster to \
             compare with. It may be about the address, about the sender, or about the domain."
        ),
        (Verdict::Deferred, _) => format!(
            "{name} put us off or ended the conversation without saying what for. That may be load, a fault, or caution \
             towards unknown senders. A later test may tell more."
        ),
        (Verdict::BlockedUs, _) => format!(
            "The refusal is about our address or our policy record, not about the recipient, so it says nothing about how \
             {name} treats unknown users. Others may get an answer where we do not."
        ),
        (Verdict::RateLimited, _) => format!(
            "{name} limits how often one client may ask. It says nothing about how it treats unknown users. Try again \
             later."
        ),
        (Verdict::WantsMore, _) => format!(
            "{name} asks for encryption, a login, or another name or sender before it talks about recipients. It says \
             nothing about how it treats unknown users. A server that takes mail from the Internet has to do without a \
             login, and should do without a duty to encrypt (RFC 3207)."
        ),
        (Verdict::RelayDenied, _) => format!(
            "The MX record of {domain} points to {name}, but the server takes that for a domain of somebody else and \
             refuses. Mail for {domain} does not arrive through it."
        ),
        (Verdict::RefusesEveryone, _) => format!(
            "{name} refused postmaster in the same words as two addresses that we made up. Either it knows no recipient \
             of {domain} at all, or only postmaster is missing, which RFC 5321 asks every mail domain to have."
        ),
        (Verdict::NotSmtp, _) => format!(
            "Something answers on port 25 of {name}, but no greeting came, or what came does not follow RFC 5321, so that \
             replies cannot be matched with questions. Senders will fail or wait."
        ),
        (Verdict::Tarpitted, _) => format!(
            "{name} delays every line, or says the same whatever it is told. Servers do that to clients they suspect. \
             What it accepts from us need not be what it accepts from others."
        ),
        (Verdict::Unreachable, Tone::Bad) => format!(
            "No connection could be opened to port 25 of {name}, while other connections from here work. Mail waits at \
             the sender, or goes to another server of {domain} where there is one."
        ),
        (Verdict::Unreachable, Tone::AboutUs) => {
            "Many networks do not let their users connect to port 25. The practice servers work all the same."
                .to_owned()
        }
        (Verdict::Unreachable, _) => format!(
            "Either {name} is down or filters us, or the network that we run in does not let us connect to port 25. \
             Nothing else in this test shows which."
        ),
        (Verdict::NotAllowed, _) => format!(
            "The address of {name} is private, special or our own, so the Internet cannot reach it and we do not connect \
             to it. Whoever runs nosuch inside a network can permit that network."
        ),
        (Verdict::NotTested, _) if subject.stopped => format!(
            "This says nothing about {name}, neither that it refuses people who do not exist nor that it takes mail for \
             them. A test that runs to its end will tell."
        ),
        (Verdict::NotTested, _) => {
            "The run ended before this server was asked, or it was left out.".to_owned()
        }
        (Verdict::NullMx, _) => format!(
            "{domain} publishes a null MX (RFC 7505): senders know at once that no address there takes mail. There is \
             nothing to test."
        ),
        (Verdict::NoSuchDomain, _) => {
            "DNS says that the name does not exist. Look for a typing error.".to_owned()
        }
        (Verdict::NoMailHost, _) => format!(
            "No host with an address can be found for {domain}: there is no MX record and no address, or the MX records \
             name hosts without an address. Mail to the domain cannot be delivered."
        ),
        (Verdict::DnsFailed, _) => format!(
            "The resolver got no usable answer about {domain}: its name servers fail or are silent, or a DNSSEC signature \
             is wrong. While that lasts, senders cannot deliver either."
        ),
        (
            Verdict::Backscatters
            | Verdict::BouncesAuthenticatedOnly
            | Verdict::NotifiesForgedSender
            | Verdict::AcceptsSilently,
            _,
        ) => String::new(),
    }
}

/// What would change the verdict.
pub(crate) fn would_change(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RejectsAtRcpt => "An accepted made-up address, on any of the servers, at any time.",
        Verdict::RejectsAtRcptUnconfirmed => {
            "Postmaster accepted in the same conversation would confirm it; postmaster refused in the same words would \
             make it a refusal of everyone, or of us."
        }
        Verdict::RejectsAtData | Verdict::RejectsAfterData => "A message to an unknown user that is taken.",
        Verdict::AcceptsUnknown => {
            "A delivered message: refused after the data it would be fine; a bounce to a forged sender would be proof of \
             the opposite; silence would mean a catch-all or a discard."
        }
        Verdict::AcceptsSome => "The same answer to several more made-up addresses.",
        Verdict::TestAddressExists => "The same test with an address that surely does not exist.",
        Verdict::DefersUnknown => "The same question with a permanent answer.",
        Verdict::Greylisted => "The answer to a second visit with the same sender and recipient.",
        Verdict::Deferred | Verdict::RateLimited | Verdict::Tarpitted | Verdict::DnsFailed => "A later test.",
        Verdict::BlockedUs | Verdict::WantsMore => {
            "A test from another address, or our address being permitted."
        }
        Verdict::RelayDenied | Verdict::RefusesEveryone => "Postmaster being accepted.",
        Verdict::NotSmtp | Verdict::Unreachable => "A greeting on port 25.",
        Verdict::NoSuchDomain | Verdict::NoMailHost | Verdict::NullMx => "Other records in DNS.",
        Verdict::NotAllowed
        | Verdict::NotTested
        | Verdict::Backscatters
        | Verdict::BouncesAuthenticatedOnly
        | Verdict::NotifiesForgedSender
        | Verdict::AcceptsSilently => "",
    }
}
