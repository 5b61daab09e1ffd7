//! The practice domains, in the order in which the page offers them.
//!
//! Names are under `.example` (RFC 2606), addresses from the documentation blocks (RFC 5737). To add one: a row here,
//! and a [`Policy`] if none fits; the tests of this module say which verdict a probe of it must come to.

use std::net::Ipv4Addr;

use words::Practice;

use super::server::{Pace, Policy};
use super::software::Software;

/// A practice domain.
#[derive(Debug)]
pub(super) struct Domain {
    pub(super) name: &'static str,
    /// For a button, and what the server does, in a sentence.
    pub(super) words: [Practice; 2],
    pub(super) hosts: &'static [Host],
}

/// A simulated mail server.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) name: &'static str,
    pub(super) preference: u16,
    pub(super) address: Ipv4Addr,
    pub(super) software: Software,
    pub(super) policy: Policy,
    pub(super) pace: Pace,
}

pub(super) static CATALOGUE: [Domain; 10] = [
    Domain {
        name: "rejects.example",
        words: [Practice::Rejects, Practice::RejectsText],
        hosts: &[Host {
            name: "mx.rejects.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 10),
            software: Software::Postfix,
            policy: Policy::RejectUnknown,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "accepts.example",
        words: [Practice::Accepts, Practice::AcceptsText],
        hosts: &[Host {
            name: "mx.accepts.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 20),
            software: Software::Qmail,
            policy: Policy::AcceptAll,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "two-mx.example",
        words: [Practice::TwoMx, Practice::TwoMxText],
        hosts: &[
            Host {
                name: "mx1.two-mx.example",
                preference: 10,
                address: Ipv4Addr::new(192, 0, 2, 30),
                software: Software::Postfix,
                policy: Policy::RejectUnknown,
                pace: Pace::BRISK,
            },
            Host {
                name: "mx2.two-mx.example",
                preference: 20,
                address: Ipv4Addr::new(198, 51, 100, 30),
                software: Software::Postfix,
                policy: Policy::AcceptAll,
                pace: Pace::LEISURELY,
            },
        ],
    },
    Domain {
        name: "catch-all.example",
        words: [Practice::CatchAll, Practice::CatchAllText],
        hosts: &[Host {
            name: "mx.catch-all.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 40),
            software: Software::Exim,
            policy: Policy::AcceptAll,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "greylisting.example",
        words: [Practice::Greylisting, Practice::GreylistingText],
        hosts: &[Host {
            name: "mx.greylisting.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 50),
            software: Software::Postfix,
            policy: Policy::Greylist,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "blocked.example",
        words: [Practice::Blocked, Practice::BlockedText],
        hosts: &[Host {
            name: "mx.blocked.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 60),
            software: Software::Postfix,
            policy: Policy::BlockClient,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "relay-denied.example",
        words: [Practice::RelayDenied, Practice::RelayDeniedText],
        hosts: &[Host {
            name: "mx.relay-denied.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 70),
            software: Software::Sendmail,
            policy: Policy::DenyRelay,
            pace: Pace::LEISURELY,
        }],
    },
    Domain {
        name: "slow.example",
        words: [Practice::Slow, Practice::SlowText],
        hosts: &[Host {
            name: "mx.slow.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 80),
            software: Software::OpenSmtpd,
            policy: Policy::RejectUnknown,
            pace: Pace::SLOW,
        }],
    },
    Domain {
        name: "refuses-everyone.example",
        words: [Practice::RefusesEveryone, Practice::RefusesEveryoneText],
        hosts: &[Host {
            name: "mx.refuses-everyone.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 90),
            software: Software::Exim,
            policy: Policy::RefuseAll,
            pace: Pace::BRISK,
        }],
    },
    Domain {
        name: "refuses-after-data.example",
        words: [Practice::RefusesAfterData, Practice::RefusesAfterDataText],
        hosts: &[Host {
            name: "mx.refuses-after-data.example",
            preference: 10,
            address: Ipv4Addr::new(192, 0, 2, 100),
            software: Software::Exchange,
            policy: Policy::RefuseAfterData,
            pace: Pace::LEISURELY,
        }],
    },
];
