//! What tools say about connections.

use super::{PasteError, abridged, parse};

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
        (
            "Connected to mx.my.com (192.0.2.1).",
            &["planned 0: mx.my.com [192.0.2.1]", "0 connecting to 0", "0 connected"][..],
        ),
        (
            "=== Trying MX.my.com:25...\n=== Connected to MX.my.com.",
            &["planned 0: mx.my.com", "0 connecting to 0", "0 connected"],
        ),
        (
            "=== Trying 2001:db8::1:25...\n=== Connected to 2001:db8::1.",
            &["planned 0: my.com [2001:db8::1]", "0 connecting to 0", "0 connected"],
        ),
        (
            "Trying 2001:db8::1...\nConnected to mx.my.com.",
            &["planned 0: mx.my.com [2001:db8::1]", "0 connecting to 0", "0 connected"],
        ),
        (
            "*   Trying [2001:db8::1]:25...\n* Connected to mx.my.com (2001:db8::1) port 25",
            &["planned 0: mx.my.com [2001:db8::1]", "0 connecting to 0", "0 connected"],
        ),
        (
            "mx.my.com [192.0.2.1] 25 (smtp) open",
            &["planned 0: mx.my.com [192.0.2.1]", "0 connecting to 0", "0 connected"],
        ),
        (
            "Ncat: Connected to 192.0.2.1:25.",
            &["planned 0: my.com [192.0.2.1]", "0 connecting to 0", "0 connected"],
        ),
        ("ada@icarus:~$ nc -v mx.my.com 25", &["planned 0: mx.my.com", "0 connecting to 0", "0 connected"]),
        (
            "I am trying to send mail\nConnected to the server",
            &["planned 0: my.com", "0 connecting to 0", "0 connected"],
        ),
        (
            "Trying 2001:db8::1...\ntelnet: connect to address 2001:db8::1: Network is unreachable\n\
             Trying 192.0.2.1...\nConnected to mx.my.com.",
            &[
                "planned 0: mx.my.com [2001:db8::1]",
                "planned 1: mx.my.com [192.0.2.1]",
                "0 connecting to 0",
                "0 failed: NoRoute",
                "1 connecting to 1",
                "1 connected",
            ],
        ),
        (
            "=== Trying mx1.my.com:25...\n*** Error connecting to mx1.my.com:25: Connection refused\n\
             === Trying mx2.my.com:25...\n=== Connected to mx2.my.com.",
            &[
                "planned 0: mx1.my.com",
                "planned 1: mx2.my.com",
                "0 connecting to 0",
                "0 failed: Refused",
                "1 connecting to 1",
                "1 connected",
            ],
        ),
        (
            "=== Trying mx1.my.com:25...\n*** Error connecting to mx1.my.com:25:\n*** \tIO::Socket::INET: connect: timeout",
            &[
                "planned 0: mx1.my.com",
                "0 connecting to 0",
                "0 failed: TimedOut",
                "1 connecting to 0",
                "1 connected",
            ],
        ),
        (
            "Connected to mx.my.com.\n<-  220 mx.my.com\n -> EHLO x\n<** Timeout (30 secs) waiting for server response\n\
             *** Remote host closed connection unexpectedly.",
            &[
                "planned 0: mx.my.com",
                "0 connecting to 0",
                "0 connected",
                "0 silence for 30000 ms: Ehlo",
                "0 ended, Closed: Quit",
                "1 connecting to 0",
                "1 connected",
            ],
        ),
        (
            "220 mx.my.com\nHELO x\nConnection reset by peer",
            &[
                "planned 0: mx.my.com",
                "0 connecting to 0",
                "0 connected",
                "0 ended, Reset: Helo",
                "1 connecting to 0",
                "1 connected",
            ],
        ),
        (
            "220 mx1.my.com\nQUIT\n221 bye\n220 mx2.my.com\nHELO x\n250 mx2.my.com",
            &[
                "planned 0: mx1.my.com",
                "planned 1: mx2.my.com",
                "0 connecting to 0",
                "0 connected",
                "1 connecting to 1",
                "1 connected",
            ],
        ),
        (
            "=== Connected to mx.my.com.\n=== TLS started w/ cipher ECDHE-RSA-AES256-GCM-SHA384",
            &[
                "planned 0: mx.my.com",
                "0 connecting to 0",
                "0 connected",
                "0 secured by TLS, ECDHE-RSA-AES256-GCM-SHA384",
            ],
        ),
        (
            "=== Connected to mx.my.com.\n*** TLS startup failed (connect(): error:1408F10B)",
            &[
                "planned 0: mx.my.com",
                "0 connecting to 0",
                "0 connected",
                "0 not secured: connect(): error:1408F10B",
            ],
        ),
    ] {
        assert_eq!(connections(text), expected, "{text}");
    }
}

#[test]
fn failures_alone_can_be_judged_where_the_server_is_named() {
    for (text, expected) in [
        (
            "$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: Connection timed out",
            "TimedOut",
        ),
        (
            "$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: No route to host",
            "Unreachable",
        ),
        (
            "$ telnet mx.my.com 25\nTrying 192.0.2.1...\ntelnet: connect to address 192.0.2.1: Operation timed out\n\
          telnet: Unable to connect to remote host",
            "TimedOut",
        ),
        (
            "telnet: could not resolve mx.my.com/25: Name or service not known",
            "Other(\"Name or service not known\")",
        ),
        (
            "Server lookup failure:  mx.my.com:25, Name or service not known",
            "Other(\"Name or service not known\")",
        ),
        ("nc: connect to mx.my.com port 25 (tcp) failed: Connection refused", "Refused"),
        (
            "nc: getaddrinfo for host \"mx.my.com\" port 25: Name or service not known",
            "Other(\"Name or service not known\")",
        ),
        ("mx.my.com [192.0.2.1] 25 (smtp) : Connection refused", "Refused"),
        ("$ ncat mx.my.com 25\nNcat: Connection refused.", "Refused"),
        ("*** Error connecting to mx.my.com:25: Connection refused", "Refused"),
        (
            "*** Error connecting to mx.my.com:25:\n*** \tIO::Socket::INET: connect: Connection refused",
            "Refused",
        ),
        ("$ openssl s_client -starttls smtp -connect mx.my.com:25\nconnect:errno=111", "Refused"),
        ("curl: (7) Failed to connect to mx.my.com port 25 after 3 ms: Connection refused", "Refused"),
        (
            "Connecting To mx.my.com...Could not open connection to the host, on port 25: Connect failed",
            "Other(\"Connect failed\")",
        ),
    ] {
        let transcript = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let shown = abridged(&transcript);
        let failure = shown.lines().find_map(|line| line.strip_prefix("0 failed: "));
        assert_eq!(failure, Some(expected), "{text}");
        assert!(shown.starts_with("started mx.my.com, test postmaster@mx.my.com (not given)"), "{shown}");
    }
}

#[test]
fn a_session_that_was_broken_off_before_rcpt_can_be_judged() {
    for (text, last) in [
        (
            "Connected to mx.my.com.\nEscape character is '^]'.\nConnection closed by foreign host.",
            "ended, Closed: Banner",
        ),
        ("220 mx.my.com\nEHLO x\nConnection closed by foreign host.", "ended, Closed: Ehlo"),
        (
            "Connected to mx.my.com.\n550 5.7.1 we do not talk to you",
            "< Banner: 550 5.7.1 we do not talk to you\\r\\n",
        ),
        ("554 mx.my.com: no service here\nQUIT", "> Quit: QUIT\\r\\n"),
        ("220 mx.my.com\nMAIL FROM:<a@b.test>\n550 5.7.1 blocked", "< Mail Test: 550 5.7.1 blocked\\r\\n"),
        (
            "<-  220 mx.my.com\n -> EHLO x\n<** Timeout (30 secs) waiting for server response",
            "silence for 30000 ms: Ehlo",
        ),
    ] {
        let shown = abridged(&parse(text).unwrap_or_else(|error| panic!("{error}\n{text}")));
        assert!(shown.starts_with("started mx.my.com, test postmaster@mx.my.com (not given)"), "{shown}");
        assert!(shown.contains(&format!("0 {last}\ndone with 0")), "{shown}");
    }
    for text in [
        "220 mx.my.com\nEHLO x\n502 what\nHELO x\n250 mx.my.com\nQUIT\n221 bye",
        "220 mx.my.com\nDATA\n503 no",
    ] {
        assert_eq!(parse(text), Err(PasteError::NoRecipient), "{text}");
    }
}
