//! Lines about TLS.

use super::{Note, after};

pub(super) fn read(text: &str) -> Option<Note<'_>> {
    if matches!(text, "RENEGOTIATING" | "KEYUPDATE") {
        return Some(Note::Unsent);
    }
    if text.starts_with("Didn't find STARTTLS") {
        return Some(Note::TlsNotOffered);
    }
    if let Some(rest) =
        after(text, "tls started with cipher ").or_else(|| after(text, "tls started w/ cipher "))
    {
        // swaks: version, suite and bits since 2012; only the suite before.
        let mut parts = rest.splitn(3, ':');
        let first = parts.next()?;
        return Some(match parts.next() {
            Some(cipher) => secured(Some(first), cipher),
            None => secured(None, first),
        });
    }
    if let Some(rest) = after(text, "tls startup failed") {
        return Some(Note::TlsFailed(Some(rest.trim_matches(['(', ')']))));
    }
    if let Some(reason) = after(text, "the tls handshake failed:") {
        return Some(Note::TlsFailed(Some(reason)));
    }
    if let Some(rest) = text.strip_prefix("New, ").or_else(|| text.strip_prefix("Reused, ")) {
        let (version, cipher) = rest.split_once(", Cipher is ")?;
        return Some(if cipher == "(NONE)" { Note::TlsFailed(None) } else { secured(Some(version), cipher) });
    }
    if let Some(version) = text.strip_prefix("Protocol version: ") {
        return Some(Note::TlsVersion(version));
    }
    if let Some(cipher) = text.strip_prefix("Ciphersuite: ") {
        return Some(secured(None, cipher));
    }
    if let Some(rest) = text.strip_prefix("SSL connection using ") {
        let mut parts = rest.split(" / ");
        return Some(secured(parts.next(), parts.next()?));
    }
    if let Some((_, error)) = text.split_once(":error:").filter(|_| text.contains("SSL routines:")) {
        return error.split(':').nth(3).map(Note::TlsError);
    }
    let (version, cipher) = text.strip_prefix("TLSv").and_then(|_| text.split_once(", "))?;
    (!cipher.contains(' ')).then(|| secured(Some(version), cipher))
}

fn secured<'a>(version: Option<&'a str>, cipher: &'a str) -> Note<'a> {
    Note::Secured { version, cipher: cipher.trim() }
}
