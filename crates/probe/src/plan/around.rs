//! The questions around the verdict, as an operator names them.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use transcript::Probe;

/// What is asked around the verdict, of the servers and of DNS. Each can be switched off, by the name that it has
/// here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Around {
    /// `abuse`: is the address for complaints accepted?
    Abuse,
    /// `dane`: which certificate do TLSA records name?
    Dane,
    /// `lists`: which lists of addresses have the servers?
    Lists,
    /// `mta-sts`: does the domain have a policy, and does it fit?
    MtaSts,
    /// `names`: do the names of the addresses lead back to them?
    Names,
    /// `null-sender`: does the domain take bounces itself?
    NullSender,
    /// `our-side`: what does the world see of us?
    OurSide,
    /// `postmaster-again`: is postmaster still accepted, where the made-up names got odd answers?
    PostmasterAgain,
    /// `relay`: would the server take mail for a domain that is not its own? RCPT only.
    Relay,
    /// `verify`: do VRFY and EXPN tell names apart?
    Verify,
}

impl Around {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Abuse,
        Self::Dane,
        Self::Lists,
        Self::MtaSts,
        Self::Names,
        Self::NullSender,
        Self::OurSide,
        Self::PostmasterAgain,
        Self::Relay,
        Self::Verify,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abuse => "abuse",
            Self::Dane => "dane",
            Self::Lists => "lists",
            Self::MtaSts => "mta-sts",
            Self::Names => "names",
            Self::NullSender => "null-sender",
            Self::OurSide => "our-side",
            Self::PostmasterAgain => "postmaster-again",
            Self::Relay => "relay",
            Self::Verify => "verify",
        }
    }

    /// What a probe belongs to; none for those that the verdict rests on.
    pub(crate) const fn of(probe: Probe) -> Option<Self> {
        match probe {
            Probe::Postmaster | Probe::Test | Probe::Second => None,
            Probe::NullSender => Some(Self::NullSender),
            Probe::PostmasterAgain => Some(Self::PostmasterAgain),
            Probe::Abuse => Some(Self::Abuse),
            Probe::Relay => Some(Self::Relay),
            Probe::Verify | Probe::VerifyPostmaster | Probe::Expand | Probe::ExpandPostmaster => {
                Some(Self::Verify)
            }
        }
    }
}

impl fmt::Display for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Around {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|around| around.name() == name)
            .ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}
