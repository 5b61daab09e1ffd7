//! Reading events: the same names that `Serialize` writes.

use smtp::address::{Mailbox, ReversePath};
use smtp::reply::Limit;
use smtp::session::{HowEnded, Phase};

use super::{
    Answer, Asked, Certificate, Chain, ConnectFailure, End, Event, Fingerprints, Kind, Listing, MailHost,
    OnList, Origin, OurSide, PolicyFetch, Probe, Question, Record, RecordType, Route, SessionId, Spf,
    Started, Target, TargetId, Tlsa, WhyNot, Withheld,
};
use crate::tree::{FromTree, Tree, Unreadable};
use crate::{readable, readable_names};

readable_names! {
    enum Probe {
        "postmaster" => Postmaster,
        "test" => Test,
        "second" => Second,
        "null-sender" => NullSender,
        "verify" => Verify,
        "relay" => Relay,
        "postmaster-again" => PostmasterAgain,
        "verify-postmaster" => VerifyPostmaster,
        "expand" => Expand,
        "expand-postmaster" => ExpandPostmaster,
        "abuse" => Abuse,
    }
    enum Phase {
        "connect" => Connect,
        "banner" => Banner,
        "ehlo" => Ehlo,
        "helo" => Helo,
        "start-tls" => StartTls,
        "handshake" => Handshake,
        "rset" => Rset,
        "mail" => Mail,
        "rcpt" => Rcpt,
        "vrfy" => Vrfy,
        "expn" => Expn,
        "data" => Data,
        "message" => Message,
        "quit" => Quit,
    }
    enum Limit { "line" => Line, "lines" => Lines, "reply" => Reply, "session" => Session }
    enum HowEnded { "closed" => Closed, "reset" => Reset }
    enum Origin { "live" => Live, "pasted" => Pasted }
    enum RecordType { "MX" => Mx, "A" => A, "AAAA" => Aaaa, "PTR" => Ptr, "TXT" => Txt, "TLSA" => Tlsa }
    enum End { "complete" => Complete, "stopped" => Stopped, "out-of-time" => OutOfTime, "fault" => Fault }
    enum WhyNot {
        "switched-off" => SwitchedOff,
        "postmaster-not-accepted" => PostmasterNotAccepted,
        "server-gone" => ServerGone,
        "too-slow" => TooSlow,
        "our-domain" => OurDomain,
        "our-host" => OurHost,
        "stopped" => Stopped,
    }
    enum Spf {
        "none" => None,
        "neutral" => Neutral,
        "pass" => Pass,
        "fail" => Fail,
        "softfail" => SoftFail,
        "temperror" => TempError,
        "permerror" => PermError,
    }
}

readable! {
    struct Event { seq, at_ms, kind }
    struct Asked { phase, probe }
    struct Started {
        domain, test_address, test_address_given, second_address, server, sender, started_at_ms, origin,
    }
    struct Target { id, host, preference, address }
    struct Certificate { names, issuer, not_before_ms, not_after_ms, self_issued, chain, fingerprints }
    struct Fingerprints { certificate_sha256, certificate_sha512, key_sha256, key_sha512 }
    struct OurSide {
        address, is_seen, names, leads_back, greets_as, greeting_leads_here, sender_domain, spf, lists,
    }
    struct Listing { zone, on_list }
    struct Question { name, record }
    struct Tlsa { usage, selector, matching, data }
    struct MailHost { name, preference, alias_of, addresses, without_address, is_literal }
}

readable! {
    enum Kind {
        "started" => Started(..),
        "looked" => Looked { question, answer, took_ms, authenticated },
        "routed" => Routed(..),
        "planned" => Planned(..),
        "withheld" => Withheld { target, reason },
        "self-test" => SelfTest { host, reachable },
        "policy-fetched" => PolicyFetched { host, outcome },
        "our-side" => OurSide(..),
        "connecting" => Connecting { session, target, limit_ms },
        "connected" => Connected { session, local, limit_ms },
        "connect-failed" => ConnectFailed { session, failure },
        "sent" => Sent { session, asked, line, limit_ms },
        "received" => Received { session, asked, reply },
        "garbled" => Garbled { session, asked, raw },
        "unsolicited" => Unsolicited { session, before, raw },
        "limit-exceeded" => LimitExceeded { session, asked, limit, raw },
        "timed-out" => TimedOut { session, asked, limit_ms, partial },
        "ended" => Ended { session, asked, how, partial },
        "secured" => Secured { session, version, cipher },
        "certificate" => Certificate { session, certificate },
        "tls-failed" => TlsFailed { session, reason },
        "hung-up" => HungUp { session },
        "revisit" => Revisit { target, in_ms, hinted, planned },
        "held-back" => HeldBack { target, for_ms },
        "not-asked" => NotAsked { target, probe, reason },
        "done" => Done { target, end },
        "finished" => Finished { end },
    }
}

readable! {
    enum Chain {
        "trusted" => Trusted {},
        "unknown-issuer" => UnknownIssuer {},
        "broken" => Broken(..),
    }
}

readable! {
    enum OnList {
        "no" => No {},
        "yes" => Yes(..),
        "unusable" => Unusable {},
    }
}

readable! {
    enum PolicyFetch {
        "document" => Document(..),
        "no-address" => NoAddress {},
        "untrusted" => Untrusted(..),
        "status" => Status(..),
        "failed" => Failed(..),
    }
}

readable! {
    enum Withheld {
        "not-allowed" => NotAllowed { code, text },
        "no-address" => NoAddress(..),
        "literal" => Literal {},
        "too-many-hosts" => TooManyHosts {},
        "too-many-addresses" => TooManyAddresses {},
        "same-address" => SameAddress(..),
    }
}

readable! {
    enum Answer {
        "records" => Records(..),
        "no-data" => NoData {},
        "no-such-name" => NoSuchName {},
        "server-failure" => ServerFailure {},
        "refused" => Refused {},
        "timed-out" => TimedOut {},
        "failed" => Failed(..),
    }
}

readable! {
    enum Record {
        "mx" => Mx { preference, exchange },
        "address" => Address(..),
        "cname" => Cname(..),
        "ptr" => Ptr(..),
        "txt" => Txt(..),
        "tlsa" => Tlsa(..),
    }
}

readable! {
    enum Route {
        "mx" => Mx(..),
        "implicit" => Implicit(..),
        "named" => Named(..),
        "null-mx" => NullMx {},
        "no-such-domain" => NoSuchDomain {},
        "no-mail-host" => NoMailHost {},
        "failed" => Failed(..),
    }
}

readable! {
    enum ConnectFailure {
        "refused" => Refused {},
        "reset" => Reset {},
        "timed-out" => TimedOut {},
        "unreachable" => Unreachable {},
        "no-route" => NoRoute {},
        "forbidden" => Forbidden {},
        "other" => Other(..),
    }
}

impl FromTree for TargetId {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        FromTree::from_tree(tree).map(Self)
    }
}

impl FromTree for SessionId {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        FromTree::from_tree(tree).map(Self)
    }
}

impl FromTree for ReversePath {
    fn from_tree(tree: &mut Tree) -> Result<Self, Unreadable> {
        let mut nothing = Tree::Null;
        let (name, content) = tree.variant(&mut nothing)?;
        match name {
            "null" => Ok(Self::Null),
            "mailbox" => Mailbox::from_tree(content).map(Self::Mailbox),
            _ => Err(Unreadable::default()),
        }
    }
}

#[cfg(test)]
mod tests;
