//! Which recipient is which, and which question a command belongs to.

use super::{Kind, abridged, parse};

#[test]
fn recipients_get_their_roles() {
    for (recipients, expected) in [
        (&["a@my.com"][..], "a@my.com, none: Test"),
        (&["postmaster@my.com"], "postmaster@my.com, none: Postmaster"),
        (&["Postmaster", "a@my.com"], "a@my.com, none: Postmaster, Test"),
        (&["PostMaster@my.com", "a@my.com"], "a@my.com, none: Postmaster, Test"),
        (
            &["a@my.com", "b@my.com", "c@my.com", "A@MY.COM", "b@my.com"],
            "a@my.com, b@my.com: Test, Second, None, Test, Second",
        ),
        (
            &["a@my.com", "b@other.test", "postmaster@other.test", "c@my.com"],
            "a@my.com, c@my.com: Test, None, None, Second",
        ),
        (&["\"a b\"@my.com", "a@my.com"], "a@my.com, none: None, Test"),
        (&["", "a@my.com"], "a@my.com, none: None, Test"),
    ] {
        let text: String = recipients.iter().map(|to| format!("RCPT TO:<{to}>\n250 ok\n")).collect();
        let transcript = parse(&text).unwrap_or_else(|error| panic!("{error}"));
        let started = transcript.started().expect("begins");
        let probes: Vec<String> = transcript
            .events()
            .iter()
            .filter_map(|event| match &event.kind {
                Kind::Sent { asked, .. } => {
                    Some(asked.probe.map_or_else(|| "None".to_owned(), |probe| format!("{probe:?}")))
                }
                _ => None,
            })
            .collect();
        let second = started.second_address.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
        assert_eq!(format!("{}, {second}: {}", started.test_address, probes.join(", ")), expected);
    }
}

#[test]
fn commands_belong_to_the_question_that_follows() {
    let text = "HELO x\nMAIL FROM me\nMAIL FROM:<me@my.com>\nRCPT TO:<postmaster@my.com>\nRSET\nMAIL FROM:<>\n\
                RCPT TO:<postmaster@my.com>\nRSET\nMAIL FROM:<me@my.com>\nRCPT TO:<a@my.com>\nRCPT TO:<b@my.com>\nDATA\n\
                QUIT\n";
    let asked: Vec<String> = abridged(&parse(text).expect("a session"))
        .lines()
        .filter_map(|line| line.split_once(" > ")?.1.split_once(':').map(|(asked, _)| asked.to_owned()))
        .collect();
    assert_eq!(
        asked,
        [
            "Helo",
            "Mail Postmaster",
            "Mail Postmaster",
            "Rcpt Postmaster",
            "Rset NullSender",
            "Mail NullSender",
            "Rcpt NullSender",
            "Rset Test",
            "Mail Test",
            "Rcpt Test",
            "Rcpt Second",
            "Data Second",
            "Quit",
        ]
    );
}
