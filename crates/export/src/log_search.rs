//! How to find a probe in the log of the server that it asked.

use jiff::{SignedDuration, Timestamp};
use transcript::TargetId;
use transcript::event::Kind;
use wire::report::{HostReport, Report};

use crate::swaks::quoted;

/// A search in one server's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Search {
    /// The server.
    pub(crate) host: String,
    /// From this second on, UTC.
    pub(crate) from: String,
    /// Until this second, UTC.
    pub(crate) until: String,
    /// Our address and port, as the server saw them, where they are known.
    pub(crate) client: Option<String>,
    /// The command.
    pub(crate) command: String,
}

/// The search for a host that was connected to; none where nothing of it is in its log.
pub(crate) fn for_host(report: &Report, host: &HostReport) -> Option<Search> {
    let start: Timestamp = report.started_at.as_deref()?.parse().ok()?;
    let target = report.transcript.iter().find_map(|event| match &event.kind {
        Kind::Planned(target) if target.host == host.name && target.address == host.address => {
            Some(target.id)
        }
        _ => None,
    })?;
    let (first, last, client) = span(report, target)?;
    let at = |ms: u64| start.checked_add(SignedDuration::from_millis(i64::try_from(ms).ok()?)).ok();
    let from = at(first)?;
    let until = at(last)?.checked_add(SignedDuration::from_secs(1)).ok()?;
    let second = |time: Timestamp| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let (from, until) = (second(from), second(until));
    let command = command(host.software.as_deref().unwrap_or_default(), &report.test_address, &from, &until);
    Some(Search { host: host.name.clone(), from, until, client, command })
}

/// The first and the last moment at an address, milliseconds since the start, and our end of the first connection.
fn span(report: &Report, target: TargetId) -> Option<(u64, u64, Option<String>)> {
    let mut sessions = Vec::new();
    let mut found: Option<(u64, u64, Option<String>)> = None;
    for event in &report.transcript {
        if let Kind::Connecting { session, target: of, .. } = &event.kind
            && *of == target
        {
            sessions.push(*session);
        }
        let is_its = event.kind.session().is_some_and(|session| sessions.contains(&session));
        match (&event.kind, &mut found) {
            (Kind::Connected { local, .. }, None) if is_its => {
                found = Some((event.at_ms, event.at_ms, local.map(|local| local.to_string())));
            }
            (_, Some((_, last, _))) if is_its => *last = event.at_ms,
            _ => {}
        }
    }
    found
}

/// By the software's own means, where they are known.
fn command(software: &str, address: &str, from: &str, until: &str) -> String {
    let address = quoted(address);
    let journal = |unit: &str| {
        format!("journalctl -u {unit} --since '{from} UTC' --until '{until} UTC' | grep -F {address}")
    };
    match software {
        "Postfix" => journal("'postfix*'"),
        "Exim" => format!("exigrep {address} /var/log/exim4/mainlog /var/log/exim4/rejectlog"),
        "Sendmail" | "Courier" => format!("grep -F {address} /var/log/mail.log"),
        "OpenSMTPD" => journal("opensmtpd"),
        "qmail" | "notqmail" => format!("grep -rF {address} /var/log/qmail/"),
        "Haraka" => journal("haraka"),
        "Zimbra" => format!("grep -F {address} /var/log/zimbra.log"),
        "Microsoft Exchange" | "Exchange" => {
            format!("Get-MessageTrackingLog -Start '{from}Z' -End '{until}Z' -Recipients {address}")
        }
        "Exchange Online" => {
            format!("Get-MessageTraceV2 -StartDate '{from}Z' -EndDate '{until}Z' -RecipientAddress {address}")
        }
        _ => format!("grep -F {address} /var/log/mail.log"),
    }
}
