//! mox 0.0.x, which tells about unknown recipients after the message, by design. From its source (smtpserver/server.go).

use super::recipe::{Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[
        Verdict::AcceptsUnknown,
        Verdict::AcceptsSome,
        Verdict::RejectsAtData,
        Verdict::RejectsAfterData,
    ],
    title: "Nothing to do, unless there is a catch-all",
    steps: &[
        step(
            "mox accepts every name of its domains at RCPT TO and refuses unknown ones at the end of the message, so \
             that names cannot be guessed cheaply. Senders learn it while still on the line; no bounce follows.",
        ),
        step("Only a catch-all, a destination @example.com of an account, takes the mail for good.")
            .file("config/domains.conf, Accounts, Destinations"),
    ],
    link: ("mox", "https://www.xmox.nl/"),
    note: "A test without a message cannot see the later refusal; that is why the answer here stays open.",
    depends_on_software: false,
}];
