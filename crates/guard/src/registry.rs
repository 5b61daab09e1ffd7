//! The IANA special-purpose address registries (RFC 6890, RFC 8190), in the form in which IANA publishes them.
//!
//! The files in `iana/` can be replaced by newer ones without touching the code; `README.md` says how.

use ipnet::IpNet;

use crate::refusal::Block;

/// <https://www.iana.org/assignments/iana-ipv4-special-registry/>
pub(crate) const IPV4: &str = include_str!("iana/iana-ipv4-special-registry-1.csv");
/// <https://www.iana.org/assignments/iana-ipv6-special-registry/>
pub(crate) const IPV6: &str = include_str!("iana/iana-ipv6-special-registry-1.csv");

/// The day on which the embedded registries were last compared with those of IANA, `YYYY-MM-DD`.
pub fn registry_date() -> &'static str {
    include_str!("iana/date.txt").trim_end()
}

/// A file that is not a special-purpose registry as we know it. A changed heading is one, because a column may
/// then mean something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Records are counted from 1, the heading being the first.
    record: usize,
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Address(String),
    Fields(usize),
    Heading,
    NoRecords,
    Quote,
}

/// The blocks of a registry, in its order.
///
/// # Errors
/// Names the first record that cannot be understood. A block that is passed over would be dialable, so none is.
pub(crate) fn parse(csv: &str) -> Result<Vec<Block>, Malformed> {
    let records = records(csv)?;
    let (heading, rows) = records.split_first().ok_or(Malformed { record: 1, problem: Problem::Heading })?;
    if heading != &HEADING {
        return Err(Malformed { record: 1, problem: Problem::Heading });
    }
    if rows.is_empty() {
        return Err(Malformed { record: 2, problem: Problem::NoRecords });
    }
    let mut blocks = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let malformed = |problem| Malformed { record: index + 2, problem };
        let [networks, name, source, _, _, _, _, _, _, _] = row.as_slice() else {
            return Err(malformed(Problem::Fields(row.len())));
        };
        // A cell may hold several blocks, each with a footnote: `192.0.0.0/24 [2]`.
        for text in networks.split(',') {
            let network = text.split('[').next().unwrap_or_default().trim();
            let network: IpNet = network
                .parse()
                .ok()
                .filter(|network: &IpNet| network.addr() == network.network())
                .ok_or_else(|| malformed(Problem::Address(text.to_owned())))?;
            blocks.push(Block { network, name: single_spaced(name), source: citation(source) });
        }
    }
    Ok(blocks)
}

const HEADING: [&str; 10] = [
    "Address Block",
    "Name",
    "RFC",
    "Allocation Date",
    "Termination Date",
    "Source",
    "Destination",
    "Forwardable",
    "Globally Reachable",
    "Reserved-by-Protocol",
];

/// The records of a CSV file (RFC 4180 §2): fields may be quoted, and a quoted field may contain commas, line
/// ends and doubled quotation marks.
fn records(csv: &str) -> Result<Vec<Vec<String>>, Malformed> {
    let mut records = vec![vec![String::new()]];
    let mut quoted = false;
    let mut characters = csv.chars().peekable();
    while let Some(character) = characters.next() {
        let record = records.len();
        let row = records.last_mut().expect("begins with one and only grows");
        let field = row.last_mut().expect("begins with one and only grows");
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if quoted => {
                quoted = false;
                if characters.peek().is_some_and(|next| !matches!(next, ',' | '\r' | '\n')) {
                    return Err(Malformed { record, problem: Problem::Quote });
                }
            }
            _ if quoted => field.push(character),
            '"' if field.is_empty() => quoted = true,
            '"' => return Err(Malformed { record, problem: Problem::Quote }),
            ',' => row.push(String::new()),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' if characters.peek().is_some() => records.push(vec![String::new()]),
            '\n' => {}
            _ => field.push(character),
        }
    }
    if quoted {
        return Err(Malformed { record: records.len(), problem: Problem::Quote });
    }
    Ok(records)
}

/// `[RFC8190] [RFC919], Section 7` as it is cited here: `RFC 8190, RFC 919 §7`.
fn citation(cell: &str) -> String {
    let cell = single_spaced(cell);
    let references: Vec<String> = cell
        .split('[')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (reference, rest) = part.split_once(']').unwrap_or((part, ""));
            let rest = rest.trim_end().replace(", Section ", " §");
            match reference.strip_prefix("RFC") {
                Some(number) => format!("RFC {}{rest}", number.trim_start()),
                None => format!("{reference}{rest}"),
            }
        })
        .collect();
    references.join(", ")
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
