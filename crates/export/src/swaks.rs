//! The command of swaks that asks one server the same question.

use wire::report::{HostReport, Report};

/// The command for a host that was asked; none for one that was not.
pub(crate) fn command(report: &Report, host: &HostReport) -> Option<String> {
    let address = host.address?;
    host.verdict.filter(|_| host.stages.iter().any(|stage| stage.code.is_some()))?;
    let server = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
    let sender = report.transcript.iter().find_map(|event| match &event.kind {
        transcript::event::Kind::Started(started) => Some(started.sender.to_string()),
        _ => None,
    });
    let sender = sender.unwrap_or_default();
    let sender = sender.trim_matches(['<', '>']);
    Some(format!(
        "swaks --server {} --from {} --to {} --quit-after RCPT --tls-optional",
        quoted(&server),
        quoted(sender),
        quoted(&report.test_address)
    ))
}

/// A word for a shell, whatever is in it (POSIX, single quotes).
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+=:/".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
