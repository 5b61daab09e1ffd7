//! Texts that are not whole, and lines of tools, in a few lines each.

use super::{Kind, abridged, parse};

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
        ("one by one", &["MAIL FROM:<>", "250 m", A, "550 a"][..], &["Mail Test: 250 m", "Rcpt Test: 550 a"][..]),
        ("all at once", &["MAIL FROM:<>", A, "250 m", "550 a"], &["Mail Test: 250 m", "Rcpt Test: 550 a"]),
        (
            "at once, with replies in between",
            &["MAIL FROM:<>", A, "250 m", "DATA", "250 a", "354 d", "QUIT"],
            &["Mail Test: 250 m", "Rcpt Test: 250 a", "Data Test: 354 d"],
        ),
        ("one reply for two commands", &["MAIL FROM:<>", A, "550 no"], &[]),
        ("one reply that names its recipient", &["MAIL FROM:<>", A, "550 <A@my.com>: no"], &["Rcpt Test: 550 <A@my.com>: no"]),
        ("one reply that names its sender", &["MAIL FROM:<me@my.com>", A, "550 me@my.com: no"], &["Mail Test: 550 me@my.com: no"]),
        ("one reply that only one command can have", &[A, "DATA", "354 go"], &["Data Test: 354 go"]),
        ("the last reply is missing", &["MAIL FROM:<>", A, "QUIT", "250 m", "550 a"], &["Mail Test: 250 m", "Rcpt Test: 550 a"]),
        ("a reply in the middle is missing", &[A, "550 a", B, "QUIT", "221 bye"], &["Rcpt Test: 550 a", "Quit: 221 bye"]),
        ("the command was cut out", &[A, "550 a", "250 what", "QUIT", "221 bye"], &["Rcpt Test: 550 a", "Quit: 221 bye"]),
        ("the command was mistyped", &["RCTP TO:<a@my.com>", "500 what", A, "550 a"], &["Rcpt Test: 550 a"]),
        ("nothing was asked yet", &["250 hello", A, "550 a"], &["Rcpt Test: 550 a"]),
        ("typed before the greeting", &["HELO x", "220 hi", "250 hello", A, "550 a"], &["Banner: 220 hi", "Helo: 250 hello", "Rcpt Test: 550 a"]),
        ("a refusal as greeting", &["554 no", "HELO x", "503 no", A, "503 a"], &["Banner: 554 no", "Helo: 503 no", "Rcpt Test: 503 a"]),
        ("other commands", &["NOOP", "250 n", "AUTH PLAIN eA==", "535 no", A, "550 a"], &["Rcpt Test: 550 a"]),
        ("a login that nothing marks", &["AUTH LOGIN", "334 VXNlcm5hbWU6", "YWRh", "334 UGFzc3dvcmQ6", "eA==", "235 ok", A, "550 a"], &["Rcpt Test: 550 a"]),
        ("marked words that are no command", &["C: hello", "S: 500 what", "C: RCPT TO:<a@my.com>", "S: 550 a"], &["Rcpt Test: 550 a"]),
        ("a code that SMTP does not use", &[A, "999 beyond", B, "550 b"], &["Rcpt Test: 999 beyond", "Rcpt Second: 550 b"]),
        ("no separator", &[A, "550User unknown"], &["Rcpt Test: 550User unknown"]),
        ("a code alone", &[A, "550"], &["Rcpt Test: 550"]),
        ("lines of different codes", &[A, "250-fine", "550 not fine"], &["Rcpt Test: 250-fine¶550 not fine"]),
        ("lines cut out of a reply", &["EHLO x", "250-a.test", "[…]", "250 Z", A, "550 a"], &["Ehlo: 250-a.test¶250 Z", "Rcpt Test: 550 a"]),
        ("the end of a reply cut out", &["EHLO x", "250-a.test", "...", A, "550 a"], &["Ehlo: 250-a.test", "Rcpt Test: 550 a"]),
        ("a greeting of several lines", &["220-wait", "220 hi", A, "550 a"], &["Banner: 220-wait¶220 hi", "Rcpt Test: 550 a"]),
        ("the wait told by nobody", &[A, "(ten seconds later)", "550 a"], &["Rcpt Test: 550 a"]),
        ("no dot behind the message", &[A, "250 a", "DATA", "354 go", "Subject: x", "QUIT", "221 bye"], &["Rcpt Test: 250 a", "Data Test: 354 go", "Quit: 221 bye"]),
        ("a message that looks like a session", &[A, "250 a", "DATA", "354 go", "RCPT TO:<c@my.com>", "550 x", ".", "250 kept", B, "550 b"],
            &["Rcpt Test: 250 a", "Data Test: 354 go", "Message Test: 250 kept", "Rcpt Second: 550 b"]),
        ("a marked message without its dot", &["C: RCPT TO:<a@my.com>", "S: 250 a", "C: DATA", "S: 354 go", "C: x", "S: 550 late"],
            &["Rcpt Test: 250 a", "Data Test: 354 go", "Message Test: 550 late"]),
    ] {
        assert_eq!(answered(&lines.join("\n")), expected, "{name}");
    }
}

#[test]
fn only_the_rest_of_a_long_line_is_joined() {
    let long = "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User";
    let short = "550 5.1.1 <nosuchaddress@my.com>: rejected";
    for (name, lines, expected) in [
        ("rest of a long line", &[long, "unknown"][..], "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User unknown"),
        ("indented rest", &[long, "    unknown"], "550 5.1.1 <nosuchaddress@my.com>: Recipient address rejected: User unknown"),
        ("a remark behind a short line", &[short, "as expected"], short),
        ("a short word that had room", &["550 5.1.1 <nosuchaddress@my.com>: Recipient addr", "no"], "550 5.1.1 <nosuchaddress@my.com>: Recipient addr"),
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

#[test]
fn recipients_get_their_roles() {
    for (recipients, expected) in [
        (&["a@my.com"][..], "a@my.com, none: Test"),
        (&["postmaster@my.com"], "postmaster@my.com, none: Postmaster"),
        (&["Postmaster", "a@my.com"], "a@my.com, none: Postmaster, Test"),
        (&["PostMaster@my.com", "a@my.com"], "a@my.com, none: Postmaster, Test"),
        (&["a@my.com", "b@my.com", "c@my.com", "A@MY.COM", "b@my.com"], "a@my.com, b@my.com: Test, Second, None, Test, Second"),
        (&["a@my.com", "b@other.test", "postmaster@other.test", "c@my.com"], "a@my.com, c@my.com: Test, None, None, Second"),
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
                Kind::Sent { asked, .. } => Some(asked.probe.map_or("None".to_owned(), |probe| format!("{probe:?}"))),
                _ => None,
            })
            .collect();
        let second = started.second_address.as_ref().map_or("none".to_owned(), ToString::to_string);
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
    assert_eq!(asked, [
        "Helo", "Mail Postmaster", "Mail Postmaster", "Rcpt Postmaster", "Rset NullSender", "Mail NullSender",
        "Rcpt NullSender", "Rset Test", "Mail Test", "Rcpt Test", "Rcpt Second", "Data Second", "Quit",
    ]);
}

/// The events that lead to a connection, or that end it.
fn connections(text: &str) -> Vec<String> {
    let text = format!("{text}\nMAIL FROM:<>\nRCPT TO:<a@my.com>\n");
    let transcript = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    abridged(&transcript)
        .lines()
        .filter(|line| {
            let parts = ["planned", "connect", "failed", "ended", "hung up", "secured", "silence"];
            parts.iter().any(|part| line.contains(part))
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn tools_tell_the_server_and_what_became_of_the_connection() {
    for (text, expected) in [
        ("Connected to mx.my.com (192.0.2.1).", &["planned 0: mx.my.com [192.0.2.1]", "0 connecting to 0", "0 connected"][..]),
        ("=== Trying MX.my.com:25...\n=== Connected to MX.my.com.", &["planned 0: mx.my.com", "0 connecting to 0", "0 connected"]),
        ("=== Trying 2001:db8::1:25...\n=== Connected to 2001:db8::1.", &["planned 0: my.com [2001:db8::1]", "0 connecting to 0", "0 connected"]),
        ("Trying 2001:db8::1...\nConnected to mx.my.com.", &["planned 0: mx.my.com [2001:db8::1]", "0 connecting to 0", "0 connected"]),
        ("*   Trying [2001:db8::1]:25...\n* Connected to mx.my.com (2001:db8::1) port 25", &["planned 0: mx.my.com [2001:db8::1]", "0 connecting to 0", "0 connected"]),
        ("mx.my.com [192.0.2.1] 25 (smtp) open", &["planned 0: mx.my.com [192.0.2.1]", "0 connecting to 0", "0 connected"]),
        ("Ncat: Connected to 192.0.2.1:25.", &["planned 0: my.com [192.0.2.1]", "0 connecting to 0", "0 connected"]),
        ("ada@icarus:~$ nc -v mx.my.com 25", &["planned 0: mx.my.com", "0 connecting to 0", "0 connected"]),
        ("I am trying to send mail\nConnected to the server", &["planned 0: my.com", "0 connecting to 0", "0 connected"]),
        (
            "Trying 2001:db8::1...\ntelnet: connect to address 2001:db8::1: Network is unreachable\n\
             Trying 192.0.2.1...\nConnected to mx.my.com.",
            &["planned 0: mx.my.com [2001:db8::1]", "planned 1: mx.my.com [192.0.2.1]", "0 connecting to 0",
              "0 failed: NoRoute", "1 connecting to 1", "1 connected"],
        ),
        (
            "=== Trying mx1.my.com:25...\n*** Error connecting to mx1.my.com:25: Connection refused\n\
             === Trying mx2.my.com:25...\n=== Connected to mx2.my.com.",
            &["planned 0: mx1.my.com", "planned 1: mx2.my.com", "0 connecting to 0", "0 failed: Refused",
              "1 connecting to 1", "1 connected"],
        ),
        (
            "=== Trying mx1.my.com:25...\n*** Error connecting to mx1.my.com:25:\n*** \tIO::Socket::INET: connect: timeout",
            &["planned 0: mx1.my.com", "0 connecting to 0", "0 failed: TimedOut", "1 connecting to 0", "1 connected"],
        ),
        (
            "Connected to mx.my.com.\n<-  220 mx.my.com\n -> EHLO x\n<** Timeout (30 secs) waiting for server response\n\
             *** Remote host closed connection unexpectedly.",
            &["planned 0: mx.my.com", "0 connecting to 0", "0 connected", "0 silence for 30000 ms: Ehlo",
              "0 ended, Closed: Quit", "1 connecting to 0", "1 connected"],
        ),
        (
            "220 mx.my.com\nHELO x\nConnection reset by peer",
            &["planned 0: mx.my.com", "0 connecting to 0", "0 connected", "0 ended, Reset: Helo", "1 connecting to 0", "1 connected"],
        ),
        (
            "220 mx1.my.com\nQUIT\n221 bye\n220 mx2.my.com\nHELO x\n250 mx2.my.com",
            &["planned 0: mx1.my.com", "planned 1: mx2.my.com", "0 connecting to 0", "0 connected", "1 connecting to 1", "1 connected"],
        ),
        (
            "=== Connected to mx.my.com.\n=== TLS started w/ cipher ECDHE-RSA-AES256-GCM-SHA384",
            &["planned 0: mx.my.com", "0 connecting to 0", "0 connected", "0 secured by TLS, ECDHE-RSA-AES256-GCM-SHA384"],
        ),
        (
            "=== Connected to mx.my.com.\n*** TLS startup failed (connect(): error:1408F10B)",
            &["planned 0: mx.my.com", "0 connecting to 0", "0 connected", "0 not secured: connect(): error:1408F10B"],
        ),
    ] {
        assert_eq!(connections(text), expected, "{text}");
    }
}

#[test]
fn failures_alone_can_be_judged_where_the_server_is_named() {
    for (text, expected) in [
        ("$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: Connection timed out", "TimedOut"),
        ("$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: No route to host", "Unreachable"),
        ("$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: connect to address 192.0.2.1: Operation timed out\n\
          telnet: Unable to connect to remote host", "TimedOut"),
        ("telnet: could not resolve mx.my.com/25: Name or service not known", "Other(\"Name or service not known\")"),
        ("Server lookup failure:  mx.my.com:25, Name or service not known", "Other(\"Name or service not known\")"),
        ("nc: connect to mx.my.com port 25 (tcp) failed: Connection refused", "Refused"),
        ("nc: getaddrinfo for host \"mx.my.com\" port 25: Name or service not known", "Other(\"Name or service not known\")"),
        ("mx.my.com [192.0.2.1] 25 (smtp) : Connection refused", "Refused"),
        ("$ ncat mx.my.com 25\nNcat: Connection refused.", "Refused"),
        ("*** Error connecting to mx.my.com:25: Connection refused", "Refused"),
        ("*** Error connecting to mx.my.com:25:\n*** \tIO::Socket::INET: connect: Connection refused", "Refused"),
        ("$ openssl s_client -starttls smtp -connect mx.my.com:25\nconnect:errno=111", "Refused"),
        ("curl: (7) Failed to connect to mx.my.com port 25 after 3 ms: Connection refused", "Refused"),
        ("Connecting To mx.my.com...Could not open connection to the host, on port 25: Connect failed", "Other(\"Connect failed\")"),
    ] {
        let transcript = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let shown = abridged(&transcript);
        let failure = shown.lines().find_map(|line| line.strip_prefix("0 failed: "));
        assert_eq!(failure, Some(expected), "{text}");
        assert!(shown.starts_with("started mx.my.com, test postmaster@mx.my.com (not given)"), "{shown}");
    }
}
