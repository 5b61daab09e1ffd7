use super::*;

/// Words that promise or blame too much, in the language of the sentence.
const TOO_MUCH: [(Language, &[&str]); 4] = [
    (Language::English, &["secure", "passed", "score", "backscatter"]),
    (Language::German, &["sicherheit", "bestanden", "punktzahl", "backscatter"]),
    (Language::French, &["sécurisé", "réussi", "score", "backscatter"]),
    (Language::Spanish, &["seguridad", "aprobado", "puntuación", "backscatter"]),
];

#[test]
fn words_stay_calm() {
    for (language, too_much) in TOO_MUCH {
        for sentence in Words::of(language).0.sentences {
            assert!(!sentence.contains(['!', '¡']), "no exclamation marks: {sentence}");
            for word in too_much {
                assert!(
                    !sentence.to_lowercase().contains(word),
                    "{word} promises or blames too much: {sentence}"
                );
            }
        }
    }
}

#[test]
fn nothing_is_left_in_english_by_mistake() {
    let english = Words::ENGLISH.0.sentences;
    // A name and a word that both languages have may be the same; three words are a phrase.
    let is_phrase =
        |sentence: &str| sentence.split(' ').filter(|word| word.chars().all(char::is_alphabetic)).count() > 2;
    for language in [Language::German, Language::French, Language::Spanish] {
        let mut sentences = english.iter().zip(Words::of(language).0.sentences);
        let left = sentences.find(|(english, sentence)| english == sentence && is_phrase(english));
        assert_eq!(left, None, "{}", language.code());
    }
}

#[test]
fn a_page_reads_what_was_written_for_it() {
    for language in Language::ALL {
        let words = Words::of(language);
        let read = Words::read(language, words.file()).expect("of this version");
        assert_eq!((read.language(), read.0.sentences), (language, &words.0.sentences[..OF_THE_PAGE]));
    }
    assert!(Words::read(Language::English, "of another version".to_owned()).is_none());
}

#[test]
fn sentences_are_filled_in_by_name() {
    let words = Words::of(Language::English);
    let (name, domain) = ("mx1.my.com", "my.com");
    let key = Headline::RelayDenied;
    assert_eq!(say!(words, key: Headline, name, domain), "mx1.my.com does not take mail for my.com.");
    assert_eq!(say!(words, Page::Waited, elapsed = "3", limit = "45".to_owned()), "3 of 45 s");
    assert_eq!(Words::NONE.get(Page::Start), "");
}
