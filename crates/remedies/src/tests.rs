//! What every recipe must keep, whoever writes it.

use std::collections::BTreeSet;

use super::*;
use diagnosis::software::{Signs, recognise};
use diagnosis::verdict::Tone;

/// Software for which the essential verdicts have recipes of their own.
const THOROUGH: [Software; 9] = [
    Software::Postfix,
    Software::Exim,
    Software::Sendmail,
    Software::OpenSmtpd,
    Software::Qmail,
    Software::Courier,
    Software::Exchange,
    Software::ExchangeOnline,
    Software::Haraka,
];

const RESERVED: [Verdict; 4] = [
    Verdict::Backscatters,
    Verdict::BouncesAuthenticatedOnly,
    Verdict::NotifiesForgedSender,
    Verdict::AcceptsSilently,
];

fn verdicts() -> impl Iterator<Item = Verdict> {
    Verdict::ALL.into_iter().chain(RESERVED)
}

fn servers() -> impl Iterator<Item = Option<Software>> {
    Software::ALL.iter().copied().map(Some).chain([None])
}

fn remedy(verdict: Verdict, software: Option<Software>) -> Option<Remedy> {
    super::remedy(Case::new(verdict, software)?, Language::English)
}

/// Every text of a remedy, with its name.
fn texts(remedy: &Remedy) -> Vec<(&'static str, &str)> {
    let mut texts = vec![("title", remedy.title.as_str())];
    texts.extend(remedy.note.as_deref().map(|note| ("note", note)));
    texts.extend(remedy.link.as_ref().map(|link| ("label", link.label.as_str())));
    for step in &remedy.steps {
        texts.push(("text", &step.text));
        texts.extend(step.file.as_deref().map(|file| ("file", file)));
        texts.extend(step.setting.as_deref().map(|setting| ("setting", setting)));
        texts.extend(step.test.as_deref().map(|test| ("test", test)));
    }
    texts
}

#[test]
fn every_verdict_that_asks_for_something_has_a_remedy() {
    for verdict in verdicts() {
        for software in servers() {
            let remedy = remedy(verdict, software);
            assert_eq!(remedy.is_some(), verdict.has_remedy(), "{verdict} {software:?}");
            let Some(remedy) = remedy else { continue };
            assert!(!remedy.steps.is_empty(), "{verdict} {software:?}");
            let link = remedy.link.expect("there is one");
            assert!(link.url.starts_with("https://") && !link.url.contains(' '), "{}", link.url);
            assert!(remedy.software.is_none() || remedy.software == software, "{verdict} {software:?}");
        }
    }
}

#[test]
fn nothing_is_to_be_done_about_what_is_good() {
    for verdict in verdicts().filter(|verdict| verdict.tone() == Tone::Good) {
        assert!(!verdict.has_remedy(), "{verdict}");
    }
}

#[test]
fn the_common_servers_have_recipes_of_their_own() {
    for software in THOROUGH {
        for verdict in [Verdict::AcceptsUnknown, Verdict::AcceptsSome, Verdict::RelayDenied] {
            let remedy = remedy(verdict, Some(software)).expect("there is one");
            assert_eq!(remedy.software, Some(software), "{verdict} {}", software.name());
        }
        let remedy = remedy(Verdict::AcceptsUnknown, Some(software)).expect("there is one");
        assert!(remedy.steps.len() >= 3, "{}", software.name());
        assert!(remedy.note.is_some(), "{}: what opens the door again?", software.name());
        assert!(remedy.steps.iter().any(|step| step.setting.is_some()), "{}", software.name());
        let last = remedy.steps.last().expect("not empty");
        assert!(
            last.test.as_deref().is_some_and(|test| test.contains("--quit-after RCPT")),
            "{}",
            software.name()
        );
    }
}

/// Servers that a visitor is likely to meet: each has a recipe for the verdict that this is about, with a page of its
/// own vendor.
const KNOWN: [Software; 21] = [
    Software::Postfix,
    Software::Exim,
    Software::Sendmail,
    Software::OpenSmtpd,
    Software::Qmail,
    Software::Courier,
    Software::Haraka,
    Software::Exchange,
    Software::ExchangeOnline,
    Software::GoogleWorkspace,
    Software::CiscoSecureEmail,
    Software::Proofpoint,
    Software::ProofpointEssentials,
    Software::Mimecast,
    Software::Barracuda,
    Software::Amavis,
    Software::HMailServer,
    Software::MailEnable,
    Software::Zimbra,
    Software::Mailcow,
    Software::Mailu,
];

#[test]
fn likely_servers_have_a_recipe_and_a_page_of_their_vendor() {
    for software in KNOWN {
        let remedy = remedy(Verdict::AcceptsUnknown, Some(software)).expect("there is one");
        assert_eq!(remedy.software, Some(software));
        let link = remedy.link.expect("there is one");
        assert!(!link.url.contains("rfc-editor"), "{}: {}", software.name(), link.url);
    }
}

#[test]
fn a_front_end_is_called_one() {
    for software in Software::ALL.iter().copied() {
        let note = remedy(Verdict::AcceptsUnknown, Some(software)).and_then(|remedy| remedy.note);
        let is_called_one = note.is_some_and(|note| note.contains("is a front end"));
        assert_eq!(is_called_one, software.is_front_end(), "{}", software.name());
    }
}

/// What a server shows of itself decides which remedy it gets, and where it shows nothing, that is said.
#[test]
fn evidence_chooses_the_remedy() {
    for (banner, host, expected) in [
        ("220 mx.example.com ESMTP Postfix (Debian/GNU)", "mx.example.com", Some(Software::Postfix)),
        (
            "220 mx.example.com ESMTP Exim 4.96 Mon, 23 Nov 2026 09:31:28 +0000",
            "mx.example.com",
            Some(Software::Exim),
        ),
        ("220 mx.example.com ESMTP OpenSMTPD", "mx.example.com", Some(Software::OpenSmtpd)),
        (
            "220 mx.example.com ESMTP",
            "example-com.mail.protection.outlook.com",
            Some(Software::ExchangeOnline),
        ),
        ("220 mx.example.com ESMTP", "aspmx.l.google.com", Some(Software::GoogleWorkspace)),
        ("220 mx.example.com ESMTP", "mx1-us1.ppe-hosted.com", Some(Software::ProofpointEssentials)),
        ("220 mx.example.com ESMTP", "eu-smtp-inbound-1.mimecast.com", Some(Software::Mimecast)),
        ("220 mx.example.com ESMTP", "d1.ess.barracudanetworks.com", Some(Software::Barracuda)),
        ("220 mx.example.com ESMTP", "mx1.example.iphmx.com", Some(Software::CiscoSecureEmail)),
        ("220 mx.example.com ESMTP", "mx.example.com", None),
    ] {
        let signs = Signs { banner, ehlo: &Default::default(), replies: &[], host };
        let software = recognise(&signs).map(|recognised| recognised.software);
        let remedy = remedy(Verdict::AcceptsUnknown, software).expect("there is one");
        assert_eq!(remedy.software, expected, "{banner} {host}");
        let says_so = remedy.note.is_some_and(|note| note.starts_with("We do not recognise this server"));
        assert_eq!(says_so, expected.is_none(), "{banner} {host}");
    }
}

/// A step with two files, or a setting that says what to run afterwards, can only be carried out by guessing.
#[test]
fn a_step_is_one_thing() {
    for software in servers() {
        for verdict in verdicts() {
            for step in remedy(verdict, software).into_iter().flat_map(|remedy| remedy.steps) {
                let Some(setting) = &step.setting else { continue };
                assert!(
                    !setting.lines().any(|line| line.starts_with('#') && line.ends_with(':')),
                    "{setting}"
                );
                let file = step.file.unwrap_or_default();
                assert!(!file.contains(" and "), "{file}");
            }
        }
    }
}

#[test]
fn each_recipe_is_for_verdicts_that_no_other_of_its_table_is_for() {
    for table in Software::ALL.iter().map(|&software| recipes(software)).chain([general::RECIPES]) {
        let verdicts: Vec<Verdict> = table.iter().flat_map(|recipe| recipe.verdicts).copied().collect();
        for (index, verdict) in verdicts.iter().enumerate() {
            assert!(!verdicts[..index].contains(verdict), "{verdict} twice");
            assert!(verdict.has_remedy(), "{verdict} needs none");
        }
        assert!(table.iter().all(|recipe| !recipe.verdicts.is_empty()));
    }
}

#[test]
fn words_are_calm_and_claim_nothing() {
    for verdict in verdicts() {
        for software in servers() {
            let Some(remedy) = remedy(verdict, software) else { continue };
            for (part, text) in texts(&remedy) {
                assert!(part == "setting" || !text.contains('!'), "{part}: {text}");
                assert!(text.trim() == text || part == "setting", "{part}: {text}");
                assert!(
                    !text.is_empty() && !text.contains("  ") || matches!(part, "setting" | "test"),
                    "{text}"
                );
                let prose = matches!(part, "title" | "text" | "note");
                assert!(!prose || !text.contains("ackscatter"), "not proved: {text}");
                assert!(part != "text" || text.ends_with(['.', '?']), "a sentence: {text}");
                assert!(part != "title" || !text.ends_with('.'), "a title: {text}");
            }
        }
    }
}

/// Settings are constants; this keeps them to names and addresses that are reserved for examples (RFC 2606, RFC 5737).
#[test]
fn names_and_addresses_are_examples() {
    for software in servers() {
        for verdict in verdicts() {
            let Some(remedy) = remedy(verdict, software) else { continue };
            for (part, text) in texts(&remedy) {
                let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || ".@-".contains(c)));
                for word in words.filter(|word| !word.starts_with('@') && word.contains('@')) {
                    let domain = word.rsplit('@').next().unwrap_or_default().trim_end_matches('.');
                    let example = ["example.com", "example.net"].iter().any(|name| {
                        domain == *name || domain.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
                    });
                    assert!(example || domain.is_empty(), "{word} in {text}");
                }
                // A section number in a sentence looks like an address.
                let numbers =
                    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter(|_| part != "note");
                for address in
                    numbers.filter(|part| part.split('.').filter(|part| !part.is_empty()).count() == 4)
                {
                    assert!(
                        address.starts_with("192.0.2.") || address.starts_with("127."),
                        "{address} in {text}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_unknown_server_is_called_unknown() {
    let note =
        |software| remedy(Verdict::AcceptsUnknown, software).and_then(|remedy| remedy.note).expect("a note");
    assert!(note(None).starts_with("We do not recognise this server"));
    assert!(note(Some(Software::GroupWise)).starts_with("We have no steps written for GroupWise"));
    let reached = remedy(Verdict::Unreachable, None).expect("there is one");
    assert!(!reached.note.expect("a note").contains("recognise"), "it does not matter which server it is");
}

#[test]
fn a_delivery_that_proves_it_is_mended_in_the_same_way() {
    for software in servers() {
        let expected = remedy(Verdict::AcceptsUnknown, software);
        assert_eq!(remedy(Verdict::Backscatters, software), expected);
        assert_eq!(remedy(Verdict::AcceptsSilently, software), expected);
    }
}

#[test]
fn remedies_survive_the_wire() {
    let remedy = remedy(Verdict::AcceptsUnknown, Some(Software::Postfix)).expect("there is one");
    let json = serde_json::to_string(&remedy).expect("serializes");
    assert_eq!(serde_json::from_str::<Remedy>(&json).expect("reads back"), remedy);
    assert!(json.contains("\"software\":\"postfix\""));
}

/// Every English sentence that anybody may be told.
fn sentences() -> BTreeSet<&'static str> {
    let all = Software::ALL.iter().flat_map(|software| recipes(*software)).chain(general::RECIPES);
    let fixed = [NOT_ALONE, NOT_RECOGNISED, NO_STEPS];
    all.flat_map(Recipe::sentences).chain(fixed).collect()
}

#[test]
fn no_language_lacks_a_sentence() {
    for language in [Language::German, Language::French, Language::Spanish] {
        let table = translation::table(language).expect("is translated");
        let code = language.code();
        for sentence in sentences() {
            let translated = table.get(sentence).unwrap_or_else(|| panic!("{code} lacks: {sentence}"));
            assert_ne!(translated, sentence, "{code}");
            assert_eq!(sentence.contains(NAME), translated.contains(NAME), "{code}: {translated}");
            assert!(!translated.trim().is_empty() && !translated.contains('\n'), "{code}: {translated:?}");
        }
        let sentences = sentences();
        let spare: Vec<&String> = table.keys().filter(|key| !sentences.contains(key.as_str())).collect();
        assert!(spare.is_empty(), "{code}: nobody says {spare:?}");
    }
}
