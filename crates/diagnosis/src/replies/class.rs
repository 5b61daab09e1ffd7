//! The closed list of what one reply can say.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What one reply says. The names are part of the public contract: never renamed, never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ReplyClass {
            $($(#[$doc])* $variant,)*
        }

        impl ReplyClass {
            /// Every class, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

classes! {
    /// The command succeeded.
    Accepted = "accepted",
    /// Taken without a promise: 252, or 250 and 251 with "will forward" or "will verify later".
    AcceptedUnverified = "accepted_unverified",
    /// The recipient does not exist.
    UserUnknown = "user_unknown",
    /// The same said with 4yz.
    UserUnknownDeferred = "user_unknown_deferred",
    /// The recipient exists and has no room.
    MailboxFull = "mailbox_full",
    /// The recipient exists, or existed, and takes no mail: closed, suspended, inactive.
    MailboxDisabled = "mailbox_disabled",
    /// Our address is refused: block list, missing PTR record, bad reputation.
    BlockedReputation = "blocked_reputation",
    /// Another policy refused us: SPF, DKIM or DMARC of our domain, local rules.
    BlockedPolicy = "blocked_policy",
    /// The envelope sender is refused.
    SenderRefused = "sender_refused",
    /// The server does not serve the recipient's domain, or not for us.
    RelayDenied = "relay_denied",
    /// Come back in a few minutes, the server remembers.
    Greylisted = "greylisted",
    /// Too much in too short a time.
    RateLimited = "rate_limited",
    /// Any other 4yz.
    Deferred = "deferred",
    /// STARTTLS comes first.
    TlsRequired = "tls_required",
    /// Authentication comes first.
    AuthRequired = "auth_required",
    /// Our HELO or EHLO name is refused.
    HeloRefused = "helo_refused",
    /// The message is refused for what it is: spam, virus, size, form.
    ContentRefused = "content_refused",
    /// The recipient's domain or its host cannot be found.
    HostUnknown = "host_unknown",
    /// The command was not understood, came at the wrong time, or held a malformed address.
    Syntax = "syntax",
    /// Nothing that we can name.
    Other = "other",
}

impl ReplyClass {
    /// The class of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.as_str() == name)
    }
}

impl fmt::Display for ReplyClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
