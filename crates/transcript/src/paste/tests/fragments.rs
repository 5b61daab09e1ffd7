//! Texts that are not whole, in a few lines each.

use super::{abridged, parse};

/// What was answered, as `phase probe: reply`, and nothing else.
fn answered(text: &str) -> Vec<String> {
    let transcript = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    abridged(&transcript)
        .lines()
        .filter_map(|line| line.split_once(" < ").map(|(_, answer)| answer.replace("\\r\\n", "¶")))
        .map(|answer| answer.trim_end_matches('¶').to_owned())
        .collect()
}

#[test]
fn replies_answer_what_they_can_only_answer() {
    const A: &str = "RCPT TO:<a@my.com>";
    const B: &str = "RCPT TO:<b@my.com>";
    for (name, lines, expected) in [
        (
            "one by one",
            &["MAIL FROM:<>", "250 m", A, "550 a"][..],
            &["Mail Test: 250 m", "Rcpt Test: 550 a"][..],
        ),
        ("all at once", &["MAIL FROM:<>", A, "250 m", "550 a"], &["Mail Test: 250 m", "Rcpt Test: 550 a"]),
        (
            "at once, with replies in between",
            &["MAIL FROM:<>", A, "250 m", "DATA", "250 a", "354 d", "QUIT"],
            &["Mail Test: 250 m", "Rcpt Test: 250 a", "Data Test: 354 d"],
        ),
        ("one reply for two commands", &["MAIL FROM:<>", A, "550 no"], &[]),
        (
            "one reply that names its recipient",
            &["MAIL FROM:<>", A, "550 <A@my.com>: no"],
            &["Rcpt Test: 550 <A@my.com>: no"],
        ),
        (
            "one reply that names its sender",
            &["MAIL FROM:<me@my.com>", A, "550 me@my.com: no"],
            &["Mail Test: 550 me@my.com: no"],
        ),
        ("one reply that only one command can have", &[A, "DATA", "354 go"], &["Data Test: 354 go"]),
        (
            "the last reply is missing",
            &["MAIL FROM:<>", A, "QUIT", "250 m", "550 a"],
            &["Mail Test: 250 m", "Rcpt Test: 550 a"],
        ),
        (
            "a reply in the middle is missing",
            &[A, "550 a", B, "QUIT", "221 bye"],
            &["Rcpt Test: 550 a", "Quit: 221 bye"],
        ),
        (
            "the command was cut out",
            &[A, "550 a", "250 what", "QUIT", "221 bye"],
            &["Rcpt Test: 550 a", "Quit: 221 bye"],
        ),
        ("the command was mistyped", &["RCTP TO:<a@my.com>", "500 what", A, "550 a"], &["Rcpt Test: 550 a"]),
        ("nothing was asked yet", &["250 hello", A, "550 a"], &["Rcpt Test: 550 a"]),
        (
            "typed before the greeting",
            &["HELO x", "220 hi", "250 hello", A, "550 a"],
            &["Banner: 220 hi", "Helo: 250 hello", "Rcpt Test: 550 a"],
        ),
        (
            "a refusal as greeting",
            &["554 no", "HELO x", "503 no", A, "503 a"],
            &["Banner: 554 no", "Helo: 503 no", "Rcpt Test: 503 a"],
        ),
        (
            "other commands",
            &["NOOP", "250 n", "AUTH PLAIN eA==", "535 no", A, "550 a"],
            &["Rcpt Test: 550 a"],
        ),
        (
            "a login that nothing marks",
            &["AUTH LOGIN", "334 VXNlcm5hbWU6", "YWRh", "334 UGFzc3dvcmQ6", "eA==", "235 ok", A, "550 a"],
            &["Rcpt Test: 550 a"],
        ),
        (
            "marked words that are no command",
            &["C: hello", "S: 500 what", "C: RCPT TO:<a@my.com>", "S: 550 a"],
            &["Rcpt Test: 550 a"],
        ),
        (
            "a code that SMTP does not use",
            &[A, "999 beyond", B, "550 b"],
            &["Rcpt Test: 999 beyond", "Rcpt Second: 550 b"],
        ),
        (
            "what a server sent to deceive a terminal",
            &["S: 220 \u{1b}[1mhi", A, "550 no\u{8}\u{8}250", B, "12:34:56 < 550 \u{1b}[2K\u{1b}[1A250 ok"],
            &[
                "Banner: 220 \\x1b[1mhi",
                "Rcpt Test: 550 no\\x08\\x08250",
                "Rcpt Second: 550 \\x1b[2K\\x1b[1A250 ok",
            ],
        ),
        ("no separator", &[A, "550User unknown"], &["Rcpt Test: 550User unknown"]),
        ("a code alone", &[A, "550"], &["Rcpt Test: 550"]),
        ("lines of different codes", &[A, "250-fine", "550 not fine"], &["Rcpt Test: 250-fine¶550 not fine"]),
        (
            "lines cut out of a reply",
            &["EHLO x", "250-a.test", "[…]", "250 Z", A, "550 a"],
            &["Ehlo: 250-a.test¶250 Z", "Rcpt Test: 550 a"],
        ),
        (
            "the end of a reply cut out",
            &["EHLO x", "250-a.test", "...", A, "550 a"],
            &["Ehlo: 250-a.test", "Rcpt Test: 550 a"],
        ),
        (
            "a greeting of several lines",
            &["220-wait", "220 hi", A, "550 a"],
            &["Banner: 220-wait¶220 hi", "Rcpt Test: 550 a"],
        ),
        ("the wait told by nobody", &[A, "(ten seconds later)", "550 a"], &["Rcpt Test: 550 a"]),
        (
            "no dot behind the message",
            &[A, "250 a", "DATA", "354 go", "Subject: x", "QUIT", "221 bye"],
            &["Rcpt Test: 250 a", "Data Test: 354 go", "Quit: 221 bye"],
        ),
        (
            "a message that looks like a session",
            &[A, "250 a", "DATA", "354 go", "RCPT TO:<c@my.com>", "550 x", ".", "250 kept", B, "550 b"],
            &["Rcpt Test: 250 a", "Data Test: 354 go", "Message Test: 250 kept", "Rcpt Second: 550 b"],
        ),
        (
            "a marked message without its dot",
            &["C: RCPT TO:<a@my.com>", "S: 250 a", "C: DATA", "S: 354 go", "C: x", "S: 550 late"],
            &["Rcpt Test: 250 a", "Data Test: 354 go", "Message Test: 550 late"],
        ),
    ] {
        assert_eq!(answered(&lines.join("\n")), expected, "{name}");
    }
}

#[test]
fn only_the_rest_of_a_long_line_is_joined() {
    let long = "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User";
    let short = "550 5.1.1 <nosuchaddress@my.com>: rejected";
    for (name, lines, expected) in [
        (
            "rest of a long line",
            &[long, "unknown"][..],
            "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User unknown",
        ),
        (
            "indented rest",
            &[long, "    unknown"],
            "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User unknown",
        ),
        ("a remark behind a short line", &[short, "as expected"], short),
        (
            "a short word that had room",
            &["550 5.1.1 <nosuchaddress@my.com>: Recipient addr", "no"],
            "550 5.1.1 <nosuchaddress@my.com>: Recipient addr",
        ),
        ("a remark behind a blank line", &[long, "", "unknown"], long),
        ("a prompt", &[long, "ada@icarus:~$"], long),
        ("a rule", &[long, "---"], long),
        ("the end of the connection", &[long, "Connection closed by foreign host."], long),
        ("another line of the log", &[long, "12:34:56 unknown"], long),
        ("a mistyped command", &[long, "exit", "500 5.5.2 what"], long),
        ("a command", &[long, "quit", "221 bye"], long),
    ] {
        let text = format!("RCPT TO:<nosuchaddress@my.com>\n{}", lines.join("\n"));
        assert_eq!(answered(&text)[0], format!("Rcpt Test: {expected}"), "{name}");
    }
}
