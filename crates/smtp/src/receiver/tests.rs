use super::*;

struct Friendly;

impl Conduct for Friendly {
    fn banner(&mut self) -> Answer {
        Answer::now("220 mx.my.com ESMTP")
    }

    fn ehlo(&mut self, _client: &str) -> Answer {
        Answer::now("250 mx.my.com\n250 PIPELINING\n250 SIZE 1000")
    }

    fn rcpt(&mut self, _sender: &str, recipient: &str) -> Answer {
        match recipient {
            "postmaster@my.com" => Answer::now("250 2.1.5 Ok"),
            _ => Answer::now("550 5.1.1 User unknown"),
        }
    }
}

/// What the receiver says to `input`, after its greeting.
fn answers(input: &str) -> String {
    let (mut receiver, _) = Receiver::new(Friendly);
    receiver
        .received(input.as_bytes())
        .into_iter()
        .map(|output| match output {
            Output::Send(_, bytes) => String::from_utf8(bytes).expect("ASCII").replace("\r\n", "|"),
            Output::Close => "closed".to_owned(),
        })
        .collect()
}

#[test]
fn keeps_the_order_of_commands() {
    for (input, expected) in [
        ("EHLO me\r\n", "250-mx.my.com|250-PIPELINING|250 SIZE 1000|"),
        ("helo me\r\n", "250 mx.my.com|"),
        ("MAIL FROM:<a@b.c>\r\n", "503 5.5.1 Bad sequence of commands|"),
        ("HELO me\r\nRCPT TO:<a@b.c>\r\n", "250 mx.my.com|503 5.5.1 Bad sequence of commands|"),
        (
            "HELO me\r\nMAIL FROM:<>\r\nRCPT TO: <postmaster@my.com>\r\nRSET\r\nRCPT TO:<x@my.com>\r\n",
            "250 mx.my.com|250 2.1.0 Ok|250 2.1.5 Ok|250 2.0.0 Ok|503 5.5.1 Bad sequence of commands|",
        ),
        (
            "HELO me\r\nMAIL FROM:me@x.y\r\nRCPT TO:<no@my.com>\r\nDATA\r\n",
            "250 mx.my.com|250 2.1.0 Ok|550 5.1.1 User unknown|503 5.5.1 Bad sequence of commands|",
        ),
        (
            "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster@my.com>\r\nDATA\r\nQUIT\r\n.\r\nQUIT\r\nNOOP\r\n",
            "250 mx.my.com|250 2.1.0 Ok|250 2.1.5 Ok|354 End data with <CR><LF>.<CR><LF>|250 2.0.0 Ok: queued|\
             221 2.0.0 Bye|closed",
        ),
        ("HELO me\r\nMAIL TO:<x>\r\n", "250 mx.my.com|501 5.1.7 Bad sender address syntax|"),
        ("VRFY me\r\nXYZ\r\n", "252 2.0.0 Send some mail and see|500 5.5.2 Command not recognized|"),
    ] {
        assert_eq!(answers(input), expected, "{input}");
    }
}

#[test]
fn a_line_without_end_is_refused() {
    let endless = "A".repeat(MAX_LINE + 1);
    assert_eq!(answers(&endless), "500 5.5.2 Line too long|closed");
}
