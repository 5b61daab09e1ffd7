//! Texts that cannot be judged, and what is said about them.

use expect_test::{Expect, expect};

use super::{MAX_TEXT, PasteError, parse};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&parse(text).expect_err("cannot be judged").to_string());
}

#[test]
fn each_refusal_says_what_is_missing() {
    for (text, expected) in [
        ("", expect!["There is no text yet. Paste the lines of a session with a mail server."]),
        (
            " \n\u{a0}\r\n\u{200b}",
            expect!["There is no text yet. Paste the lines of a session with a mail server."],
        ),
        (
            "Dear Ada,\nthe mail came back.",
            expect![
                "Nothing in this text looks like a session with a mail server. Lines such as “RCPT TO:<nosuchaddress@my.com>” and “550 User unknown” are looked for."
            ],
        ),
        (
            "SSH-2.0-OpenSSH_9.2",
            expect![
                "Nothing in this text looks like a session with a mail server. Lines such as “RCPT TO:<nosuchaddress@my.com>” and “550 User unknown” are looked for."
            ],
        ),
        (
            "220 smtp.my.com ESMTP\nHELO icarus\n250 smtp.my.com\nQUIT\n221 Bye",
            expect![
                "There is no RCPT command in this text, so the server was never asked about a recipient and there is nothing to judge. Paste the session up to the answer to RCPT TO."
            ],
        ),
        (
            "250 2.1.0 Ok\n550 5.1.1 User unknown",
            expect![
                "There are replies in this text, but not the commands that they answer. Paste the typed lines as well, at least the one with RCPT TO."
            ],
        ),
        (
            "Trying 192.0.2.1...\ntelnet: Unable to connect to remote host: Connection refused",
            expect![
                "This session ended before a recipient was asked for, and the text does not name the server. Add the command with which it was started, such as “telnet smtp.my.com 25”."
            ],
        ),
        (
            "EHLO x\nRCPT TO:<a@my.com>\nRENEGOTIATING",
            expect![
                "openssl s_client takes a line that begins with a capital R for a command of its own, so this RCPT was never sent. Type “rcpt to:” in lower case, or start it with -quiet."
            ],
        ),
        (
            "RCPT TO:<\"no such\"@my.com>\n550 no",
            expect![[
                r#"The recipient "no such"@my.com cannot be judged: quotes and backslashes before the @ are not supported."#
            ]],
        ),
        (
            "RCPT TO:<nosuchaddress>\n550 no",
            expect!["The recipient nosuchaddress cannot be judged: an address has an @."],
        ),
        (
            "RCPT TO:<nosuchaddress@localhost>\n550 no",
            expect![
                "The recipient nosuchaddress@localhost cannot be judged: this is a single word; a mail domain has at least two parts, like my.com."
            ],
        ),
        (
            "RCPT TO:<@relay.test:a@my.com>\n550 no",
            expect![
                "The recipient @relay.test:a@my.com cannot be judged: routes (a second @, %, ! or :) before the @ are not supported."
            ],
        ),
        (
            "RCPT TO:<jürgen@my.com>\n550 no",
            expect![
                "The recipient jürgen@my.com cannot be judged: letters outside ASCII before the @ are not supported."
            ],
        ),
        (
            "RCPT TO:<a@bücher.test>\n550 no",
            expect![
                "The recipient a@bücher.test cannot be judged: this name has to be converted to A-labels (xn--…) first."
            ],
        ),
        (
            "RCPT TO:<a@[192.0.2.1]>\n550 no",
            expect![
                "The recipient a@[192.0.2.1] cannot be judged: this is an IP address; mail is addressed to a domain."
            ],
        ),
        (
            "RCPT TO:<a\u{202e}b@my.com>\n550 no",
            expect![[
                r#"The recipient a\u{202e}b@my.com cannot be judged: the part before the @ contains the control or invisible character U+202E."#
            ]],
        ),
        ("RCPT TO:\n501 no", expect!["No address stands behind RCPT TO."]),
        (
            "RCPT TO:<postmaster>\n250 ok",
            expect!["The recipient postmaster cannot be judged: an address has an @."],
        ),
    ] {
        check(text, &expected);
    }
    check(
        &"x".repeat(MAX_TEXT + 1),
        &expect![
            "This text has 257 KiB; up to 256 KiB are read. Paste only the session with the mail server."
        ],
    );
    check(
        &format!("RCPT TO:<{}@my.com>", "a".repeat(300)),
        &expect![
            "The recipient aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… cannot be judged: 300 octets stand before the @; 64 are allowed."
        ],
    );
}

#[test]
fn the_limit_is_exact() {
    let text = format!("RCPT TO:<a@my.com>\n550 {}", "x".repeat(MAX_TEXT - 23));
    assert_eq!(text.len(), MAX_TEXT);
    assert!(parse(&text).is_ok());
    assert_eq!(parse(&(text + "x")), Err(PasteError::TooLong(MAX_TEXT + 1)));
}
