//! Made-up addresses. Two shapes: one that looks made up, one that looks like a person, so that a rule about
//! patterns or a filter against gibberish gives itself away.

use smtp::address::{Domain, Mailbox};

const GIVEN: &[&str] =
    &["alwin", "berit", "corvin", "delfina", "eskil", "fenja", "gerolf", "hedda", "ilmar", "jorun"];
const FAMILY: &[&str] = &[
    "ashdown",
    "brackwell",
    "cawthorne",
    "dunmarsh",
    "elverson",
    "farnholt",
    "grimsdale",
    "hollings",
    "ketterby",
];

/// T, where the visitor gave none: `nosuchaddress-` and eight random digits in base 16.
pub(crate) fn made_up(domain: &Domain) -> Mailbox {
    mailbox(&format!("nosuchaddress-{:08x}", random()), domain)
}

/// R: of the other shape than `test`.
pub(crate) fn second(test: &Mailbox) -> Mailbox {
    let looks_made_up = test.local_part().contains(|c: char| c == '-' || c.is_ascii_digit());
    if looks_made_up { like_a_person(test.domain()) } else { made_up(test.domain()) }
}

/// `given.family` and four digits, of names that are rare enough not to meet.
fn like_a_person(domain: &Domain) -> Mailbox {
    let dice = random();
    let pick = |names: &[&'static str], shift: u32| names[(dice >> shift) as usize % names.len()];
    mailbox(&format!("{}.{}{:04}", pick(GIVEN, 0), pick(FAMILY, 8), (dice >> 16) % 10_000), domain)
}

fn mailbox(local: &str, domain: &Domain) -> Mailbox {
    Mailbox::new(local, domain.clone()).expect("letters, digits, one dot or hyphen")
}

pub(crate) fn random() -> u32 {
    getrandom::u32().expect("the system has randomness")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shapes() {
        let domain = Domain::parse("my.com").expect("a domain");
        for (test, like_a_person) in
            [("nosuchaddress-7f3a", true), ("x1", true), ("nosuchaddress", false), ("jane.doe", false)]
        {
            let second = second(&mailbox(test, &domain));
            assert_eq!(second.local_part().contains('.'), like_a_person, "{test} then {second}");
            assert_eq!(second.domain(), &domain);
        }
        assert_ne!(made_up(&domain), made_up(&domain));
    }
}
