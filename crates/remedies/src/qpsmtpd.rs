//! qpsmtpd 0.84 to 0.96, usually in front of qmail. From the plugins' own documentation; the list is carried
//! out on 0.94 in `tests/lab`.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Give qpsmtpd a plugin that knows the recipients",
    steps: &[
        step(
            "rcpt_ok looks at the domain only. A plugin that knows the recipients must come before it; rcpt_ok stays the \
             last of the recipient plugins.",
        )
        .test("grep -n rcpt /etc/qpsmtpd/plugins"),
        step(
            "With a list: write down the addresses that exist, divided by single spaces; rcpt_map does not read a line \
             that ends behind OK.",
        )
        .file("/etc/qpsmtpd/rcpt_map_example")
        .setting("\
postmaster@example.com OK known
user@example.com OK known"),
        step("With a list: let rcpt_map refuse all others of the domain.").file("/etc/qpsmtpd/plugins").setting("\
rcpt_map domain example.com file /etc/qpsmtpd/rcpt_map_example
rcpt_ok"),
        step("With qmail behind: run qmail-deliverabled beside it, and ask that.").file("/etc/qpsmtpd/plugins").setting("\
qmail_deliverable server 127.0.0.1:8998
rcpt_ok"),
        step("Restart qpsmtpd.").setting("service qpsmtpd restart"),
        REFUSED,
    ],
    link: ("qpsmtpd", "https://github.com/smtpd/qpsmtpd"),
    note: "Installed from source, it has its configuration in the folder config. When qmail-deliverabled cannot be reached, the plugin takes every recipient as deliverable.",
    depends_on_software: false,
}];
