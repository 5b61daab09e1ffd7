//! Which encodings a client takes (RFC 9110 §12.5.3).

use axum::http::{HeaderMap, header};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// The better ones first.
    pub(super) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What is added to the name of a file.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }
}

/// The encodings that the client takes and likes at least as much as none, the best first. Where it likes two the
/// same, the smaller one wins.
pub(super) fn accepted(request: &HeaderMap) -> Vec<Encoding> {
    let lines: Vec<&str> =
        request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()).collect();
    let weights: Vec<(String, u16)> =
        lines.iter().flat_map(|line| line.split(',')).filter_map(preference).collect();
    let weight = |name: &str| weights.iter().find(|(coding, _)| coding == name).map(|(_, weight)| *weight);
    let any = weight("*");
    let plain = weight("identity").unwrap_or(0);
    let mut accepted: Vec<(Encoding, u16)> = Encoding::ALL
        .into_iter()
        .map(|encoding| (encoding, weight(encoding.name()).or(any).unwrap_or(0)))
        .filter(|(_, weight)| *weight > 0 && *weight >= plain)
        .collect();
    accepted.sort_by_key(|(_, weight)| u16::MAX - weight);
    accepted.into_iter().map(|(encoding, _)| encoding).collect()
}

/// `gzip;q=0.5` as a name and thousandths; what cannot be read counts for nothing.
fn preference(entry: &str) -> Option<(String, u16)> {
    let mut parts = entry.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let weight = match parts.next() {
        None => 1000,
        Some(parameter) => {
            let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
            let value: f32 = value.parse().ok().filter(|value| (0.0..=1.0).contains(value))?;
            (value * 1000.0).round() as u16
        }
    };
    Some((name, weight))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn what_clients_say() {
        for (lines, expected) in [
            (&[][..], ""),
            (&[""], ""),
            (&["identity"], ""),
            (&["gzip, deflate, br, zstd"], "br gzip"),
            (&["gzip"], "gzip"),
            (&["GZIP"], "gzip"),
            (&["gzip", "br"], "br gzip"),
            (&["*"], "br gzip"),
            (&["*;q=0"], ""),
            (&["br;q=0, *"], "gzip"),
            (&["br;q=0.5, gzip;q=0.8"], "gzip br"),
            (&["br;q=0.5,gzip;q=0.5"], "br gzip"),
            (&["br;q=0, gzip;q=0"], ""),
            (&["br; q=1.0 , gzip ; q=0.001"], "br gzip"),
            (&["identity;q=1, br;q=0.5"], ""),
            (&["identity;q=0.5, br;q=0.5"], "br"),
            (&["br;q=2, gzip;q=x, *;q=0.1"], "br gzip"),
            (&["br;level=4"], ""),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
            }
            let names: Vec<&str> = accepted(&headers).iter().map(|encoding| encoding.name()).collect();
            assert_eq!(names.join(" "), expected, "{lines:?}");
        }
    }
}
