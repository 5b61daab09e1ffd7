//! Longer replies in which one line says what is the matter, and the others say something else.

use super::*;

/// What the last line says plainly, the lines before it cannot unsay.
#[test]
fn a_plain_last_line_decides() {
    let advertising = "550-We reject spam. Senders on the DNSBL or without reverse DNS are blocked and their\\n\
        550-IP addresses reported. Unauthenticated mail violates our policy. Relaying denied to all.\\n";
    for line in [
        "550 5.1.1 User unknown",
        "550 User unknown",
        "550 5.1.1 <nosuch@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
        "550 5.1.1 <nosuch@example.org>... User unknown",
        "550 No such user here",
        "550 Mailbox not found",
    ] {
        let noisy = advertising.to_owned() + line;
        assert_eq!(class_of(&noisy, None), C::UserUnknown, "{noisy}");
        let much = advertising.repeat(20) + line;
        assert_eq!(class_of(&much, None), C::UserUnknown, "behind more than is looked at: {line}");
        let trailing = format!("{line}\\n").replacen("550 ", "550-", 1)
            + "550-Postmaster of Example, Inc.\\n550 See our policy on spam and blocked hosts";
        assert_eq!(class_of(&trailing, None), C::UserUnknown, "{trailing}");
        let later = noisy.replace("550", "450").replace(" 5.1.1", " 4.1.1");
        assert_eq!(class_of(&later, None), C::UserUnknownDeferred, "{later}");
    }
}

/// A line that only mentions unknown users, or quotes what another server said, decides nothing.
#[test]
fn a_mention_is_no_statement() {
    for (reply, class) in [
        ("550-Your IP was blocked for asking for too many\\n550 unknown users", C::BlockedReputation),
        (
            "550-Blocked: 192.0.2.1 is listed at dnsbl.example\\n550 too many times user unknown",
            C::BlockedReputation,
        ),
        (
            "550-Verification failed for <me@example.net>\\n550-User unknown\\n550 Sender verify failed",
            C::SenderRefused,
        ),
        (
            "550-Verification failed for <me@example.net>\\n550-Called: 192.0.2.1\\n550-Sent: RCPT TO:<me@example.net>\\n\
             550-Response: 550 5.1.1 User unknown\\n550 Sender verify failed",
            C::SenderRefused,
        ),
        ("554-Client host [192.0.2.1] refused\\n554 No user service here", C::BlockedReputation),
    ] {
        assert_eq!(class_of(reply, None), class, "{reply}");
    }
}

/// Refusals that are easily mistaken for one another.
#[test]
fn what_looks_alike() {
    for (reply, class) in [
        ("550 5.4.1 Recipient address rejected: Access denied", C::UserUnknown),
        ("550 5.4.1 Recipient address rejected: Access denied. [AM0.prod.outlook.com]", C::UserUnknown),
        ("550 5.7.1 Service unavailable; client [192.0.2.1] blocked using Spamhaus", C::BlockedReputation),
        ("550 5.7.1 <a@b.example>: rejected, see https://www.spamhaus.org/sbl/", C::BlockedReputation),
        (
            "450 4.1.1 <a@b.example>: Recipient address rejected: unverified address: User unknown",
            C::UserUnknownDeferred,
        ),
        ("550 Administrative prohibition", C::BlockedPolicy),
        (
            "550-Requested action not taken: mailbox unavailable\\n550-Reject due to policy restrictions.\\n\
             550 For explanation visit https://postmaster.example/",
            C::BlockedPolicy,
        ),
        ("550 5.7.1 This user only accepts mail from members of the list", C::BlockedPolicy),
        ("550 The recipient has blocked you", C::BlockedPolicy),
        ("554 5.7.1 <a@b.example>: Recipient address rejected: Unknown client", C::BlockedReputation),
        ("550 5.7.1 too many unknown users from your IP; blocked for 24 hours", C::BlockedReputation),
        ("450 4.3.0 User database not found, try again", C::Deferred),
        ("535 5.7.8 User unknown or wrong password", C::AuthRequired),
        ("554 5.7.1 <a@b.example>: Relay access denied", C::RelayDenied),
        ("550 I cannot deliver mail for <a@b.example>", C::RelayDenied),
        ("550 relay not permitted", C::RelayDenied),
        ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", C::RelayDenied),
        ("503 5.5.1 You must authenticate first", C::AuthRequired),
    ] {
        assert_eq!(class_of(reply, Some(Answers::Rcpt)), class, "{reply}");
    }
}
