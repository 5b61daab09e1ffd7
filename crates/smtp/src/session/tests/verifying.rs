//! VRFY and EXPN among transactions.

use super::*;

/// VRFY and EXPN end a group of pipelined commands (RFC 2920 §3.1) and need no RSET.
#[test]
fn verifying_ends_a_group() {
    let now = Duration::ZERO;
    let mut session = Session::new(settings(), now);
    session.received(b"220 mx\r\n", now);
    let mut writes = Vec::new();
    let mut drain = |session: &mut Session| {
        while let Some(output) = session.poll() {
            if let Output::Send(bytes) = output {
                writes.push(bytes.to_string());
            }
        }
    };
    drain(&mut session);
    session.received(EHLO_PIPELINING.as_bytes(), now);
    let user = Mailbox::parse("jane@my.com").expect("a mailbox");
    let questions = [
        envelope("jane@my.com"),
        Question::Verify(user.clone()),
        Question::Expand(user),
        envelope("joe@my.com"),
    ];
    session.ask(&questions, now).expect("ready");
    drain(&mut session);
    session.received("250 Ok\r\n550 no\r\n252 maybe\r\n".as_bytes(), now);
    drain(&mut session);
    session.received("502 no\r\n".as_bytes(), now);
    drain(&mut session);
    assert_eq!(
        writes[1..],
        [
            r"MAIL FROM:<probe@sender.test>\r\nRCPT TO:<jane@my.com>\r\nVRFY jane@my.com\r\n",
            r"EXPN jane@my.com\r\n",
            r"RSET\r\nMAIL FROM:<probe@sender.test>\r\nRCPT TO:<joe@my.com>\r\n",
        ]
    );
}
