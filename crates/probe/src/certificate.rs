//! What a server's certificate says of itself. Nothing is judged: that is for the rules, which know the host and the
//! time of the run.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use sha2::{Digest as _, Sha256, Sha512};
use transcript::event::{Certificate, Chain, Fingerprints, names_host};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;

/// Most names of a certificate that are kept. Large providers put hundreds into one.
const MAX_NAMES: usize = 40;
/// Octets of a text from a certificate that are kept.
const MAX_TEXT: usize = 255;
/// Certificates of a chain that are looked at; more only cost time.
const MAX_CHAIN: usize = 10;
/// Certificates of a chain whose fingerprints are kept: that of the server, one or two authorities between, and the
/// last.
const MAX_FINGERPRINTS: usize = 4;

/// Checks chains against the certification authorities that browsers trust.
#[derive(Clone, Debug)]
pub(crate) struct Authorities(Arc<WebPkiServerVerifier>);

impl Authorities {
    pub(crate) fn of_browsers() -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        Self(verifier.build().expect("roots that are compiled in"))
    }

    /// What the presented chain says, the server's own certificate first; none where that cannot be read.
    /// Of many names those that may be the `host`'s come first.
    pub(crate) fn read(&self, presented: &[CertificateDer<'_>], host: &str) -> Option<Certificate> {
        let (own, others) = presented.get(..presented.len().min(MAX_CHAIN))?.split_first()?;
        let (_, parsed) = X509Certificate::from_der(own).ok()?;
        let names = names(&parsed);
        Some(Certificate {
            issuer: text(&parsed.issuer().to_string()),
            not_before_ms: millis(parsed.validity().not_before),
            not_after_ms: millis(parsed.validity().not_after),
            self_issued: parsed.issuer() == parsed.subject(),
            chain: self.chain(&names, &parsed, own, others),
            fingerprints: presented.iter().take(MAX_FINGERPRINTS).filter_map(fingerprints).collect(),
            names: kept(names, host),
        })
    }

    /// Whether the chain leads to an authority, by itself: for a name that the certificate has, at a time when it is
    /// valid.
    fn chain(
        &self,
        names: &[String],
        parsed: &X509Certificate<'_>,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
    ) -> Chain {
        let Some(name) =
            names.iter().find_map(|name| ServerName::try_from(name.replacen('*', "any", 1)).ok())
        else {
            return Chain::Broken("it has no name".to_owned());
        };
        let validity = parsed.validity();
        let middle = (millis(validity.not_before) / 2) + (millis(validity.not_after) / 2);
        let middle = UnixTime::since_unix_epoch(Duration::from_millis(middle));
        match self.0.verify_server_cert(own, others, &name, &[], middle) {
            Ok(_) => Chain::Trusted,
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => Chain::UnknownIssuer,
            Err(error) => Chain::Broken(text(&error.to_string())),
        }
    }
}

/// What TLSA records are compared with.
fn fingerprints(certificate: &CertificateDer<'_>) -> Option<Fingerprints> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let key = parsed.public_key().raw;
    Some(Fingerprints {
        certificate_sha256: hex(&Sha256::digest(certificate)),
        certificate_sha512: hex(&Sha512::digest(certificate)),
        key_sha256: hex(&Sha256::digest(key)),
        key_sha512: hex(&Sha512::digest(key)),
    })
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The names that are kept.
fn kept(names: Vec<String>, host: &str) -> Vec<String> {
    let (mut kept, others): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| names_host(name, host));
    kept.extend(others);
    kept.truncate(MAX_NAMES);
    kept
}

/// The names it is for: those of the extension, or the common name of old certificates (RFC 6125 §6.4.4).
fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let alternative = parsed.subject_alternative_name().ok().flatten();
    let mut names: Vec<String> = alternative
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(text(name)),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        names.extend(parsed.subject().iter_common_name().filter_map(|name| name.as_str().ok()).map(text));
        names.truncate(1);
    }
    names
}

fn text(text: &str) -> String {
    let end = (0..=MAX_TEXT.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or(0)].to_owned()
}

/// Milliseconds since 1970; 0 for what was before.
fn millis(time: ASN1Time) -> u64 {
    u64::try_from(time.timestamp()).unwrap_or(0).saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_its_own_making() {
        let names = ["mx.my.com".to_owned(), "*.my.com".to_owned()];
        let made = rcgen::generate_simple_self_signed(names.clone()).expect("a certificate");
        let read =
            Authorities::of_browsers().read(&[made.cert.der().clone()], "mx.my.com").expect("can be read");
        assert_eq!((read.names, read.self_issued, read.chain), (names.to_vec(), true, Chain::UnknownIssuer));
        assert!(read.not_before_ms < read.not_after_ms);
    }

    #[test]
    fn the_name_of_the_host_is_kept_of_many() {
        let mut names: Vec<String> = (0..61).map(|number| format!("h{number}.my.org")).collect();
        names.push("mx.my.com".to_owned());
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let read =
            Authorities::of_browsers().read(&[made.cert.der().clone()], "mx.my.com").expect("can be read");
        assert_eq!((read.names.len(), read.names[0].as_str()), (MAX_NAMES, "mx.my.com"));
    }

    #[test]
    fn what_is_none() {
        let authorities = Authorities::of_browsers();
        assert_eq!(authorities.read(&[], "mx.my.com"), None);
        assert_eq!(
            authorities.read(&[CertificateDer::from(vec![0x30, 0x82, 0xff, 0xff, 0])], "mx.my.com"),
            None
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(text(&"ä".repeat(200)).len(), 254);
        assert_eq!(text("short"), "short");
    }
}
