//! What build.rs refuses.

use super::super::compile::compile;

const VOCABULARY: &str = "[words]\nrcpt = \"user mailbox\"\n[labels]\nlist = \"dnsbl\"\n";

fn entry(id: &str, rest: &str) -> String {
    format!("[[entry]]\nid = \"{id}\"\n{rest}\n")
}

fn complaint(files: &[&str]) -> String {
    let files: Vec<_> = files.iter().map(|file| (*file, "Text")).collect();
    compile(VOCABULARY, &files).err().unwrap_or_else(|| "nothing".to_owned())
}

const PROVENANCE: &str = "source = \"RFC 5321\"\nlicence = \"RFC\"\n";

#[test]
fn an_entry_brings_its_evidence() {
    let class = "class = \"user_unknown\"\nany = [\"{rcpt} unknown\"]\n";
    let sample = "sample = \"550 User unknown\"\n";
    for (rest, expected) in [
        (format!("{class}{PROVENANCE}{sample}"), "nothing"),
        (format!("{class}{PROVENANCE}"), "has no sample"),
        (format!("{class}{PROVENANCE}sample = \" \""), "has no sample"),
        (format!("{class}licence = \"RFC\"\n{sample}"), "has no source"),
        (format!("{class}source = \"x\"\n{sample}"), "has no licence that we may commit"),
        (
            format!("{class}source = \"x\"\nlicence = \"GPL-2.0\"\n{sample}"),
            "has no licence that we may commit",
        ),
        (format!("{class}{PROVENANCE}sample = \"550 Hm\""), "does not match its own sample"),
        (format!("{class}{PROVENANCE}{sample}code = [\"4xx\"]"), "does not match its own sample"),
        (format!("{class}{PROVENANCE}{sample}unless = [\"user\"]"), "does not match its own sample"),
        (format!("{class}{PROVENANCE}{sample}with = [\"dear\"]"), "does not match its own sample"),
        (format!("{class}{PROVENANCE}{sample}enhanced = [\"5.1.1\"]"), "does not match its own sample"),
        (format!("{class}{PROVENANCE}{sample}enhanced = [\"5.1.1\", \"none\"]"), "nothing"),
        (
            format!("{class}{PROVENANCE}sample = \"550 5.1.1 User unknown\"\nenhanced = [\"none\"]"),
            "does not match its own sample",
        ),
        (format!("{class}{PROVENANCE}{sample}code = [\"5x\"]"), "`5x` is no code"),
        (format!("{class}{PROVENANCE}{sample}enhanced = [\"5.1\"]"), "`5.1` is no enhanced code"),
        (format!("{class}{PROVENANCE}{sample}unless = [\"{{nobody}}\"]"), "there is no group `nobody`"),
        (format!("{class}{PROVENANCE}{sample}unless = [\"\"]"), "asks for nothing"),
        (format!("{class}{PROVENANCE}{sample}unless = [\"a ..99 b\"]"), "`..99` is no gap"),
        (format!("{class}{PROVENANCE}{sample}unless = [\"<person>\"]"), "there is no piece `<person>`"),
        (format!("{class}{PROVENANCE}{sample}colour = \"red\""), "unknown field"),
        (format!("class = \"user_unknown\"\n{PROVENANCE}{sample}"), "asks nothing of a reply"),
        (
            format!("class = \"usr_unknown\"\nany = [\"user\"]\n{PROVENANCE}{sample}"),
            "`usr_unknown` is no reply class",
        ),
    ] {
        let found = complaint(&[&entry("one", &rest)]);
        assert!(found.contains(expected), "{rest}\nexpected: {expected}\nfound: {found}");
    }
}

#[test]
fn an_entry_stands_in_nobodys_shadow() {
    let one =
        entry("one", &format!("class = \"other\"\nany = [\"user\"]\n{PROVENANCE}sample = \"550 User\""));
    let two = entry(
        "two",
        &format!("class = \"other\"\nany = [\"user unknown\"]\n{PROVENANCE}sample = \"550 User unknown\""),
    );
    assert_eq!(complaint(&[&two, &one]), "nothing");
    assert_eq!(complaint(&[&one, &two]), "entry `two` is shadowed by `one` for its own sample");
    assert_eq!(complaint(&[&one, &one]), "entry `one` stands twice");
}

#[test]
fn a_pattern_means_what_it_says() {
    for (pattern, text, matches) in [
        ("user unknown", "User unknown", true),
        ("user unknown", "user is unknown", false),
        ("user .. unknown", "user is quite simply unknown", true),
        ("user .. unknown", "user is as I said unknown", false),
        ("user ..1 unknown", "user is unknown", true),
        ("user ..1 unknown", "user is quite unknown", false),
        ("user ... unknown", "user, whoever it may be that you wrote to, is unknown", true),
        ("user ... unknown", "unknown user", false),
        ("{rcpt} unknown", "Mailbox unknown", true),
        ("{rcpt} unknown", "Host unknown", false),
        ("un* user", "unheard-of user", false),
        ("un* user", "Unknown user", true),
        ("no|not such|user", "no such thing", true),
        ("no|not such|user", "nor such", false),
        ("no such? user", "no user", true),
        ("no such? user", "no such user", true),
        ("^ user unknown", "user unknown", true),
        ("^ user unknown", "no user unknown", false),
        ("user unknown $", "no user unknown", true),
        ("user unknown $", "user unknown here", false),
        ("<addr> unknown", "<a@b.example> unknown", true),
        ("<addr>|user unknown", "a@b.example unknown", true),
        ("<ip>", "[192.0.2.1]", true),
        ("<host> <url>", "mx.example.org https://example.org/?q", true),
        ("{list}", "see http://zen.dnsbl.example/", true),
        ("user", "see http://user.example/", false),
        ("non-existent", "non existent", true),
        ("doesn't", "doesn\u{2019}t", true),
        ("用户不存在", "该用户不存在。", true),
    ] {
        let rest = format!("class = \"other\"\nany = [\"{pattern}\"]\n{PROVENANCE}sample = \"550 {text}\"");
        assert_eq!(complaint(&[&entry("one", &rest)]) == "nothing", matches, "`{pattern}` in `{text}`");
    }
}
