//! Apache James 3.x. From its documentation of SMTP hooks.

use super::recipe::{REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[Recipe {
    verdicts: &[Verdict::AcceptsUnknown, Verdict::AcceptsSome],
    title: "Switch on ValidRcptHandler",
    steps: &[
        step("Add the handler to the chain of the SMTP server on port 25; it refuses recipients that no user and no \
              mapping has.")
        .file("conf/smtpserver.xml")
        .setting("\
<handlerchain>
  <handler class=\"org.apache.james.smtpserver.fastfail.ValidRcptHandler\"/>
  <handler class=\"org.apache.james.smtpserver.CoreCmdHandlerLoader\"/>
</handlerchain>"),
        step("Look for a mapping of the whole domain, which makes every name valid. Restart James."),
        REFUSED,
    ],
    link: (
        "James: SMTP hooks",
        "https://james.apache.org/james-distributed-app/3.8.1/configure/smtp-hooks.html",
    ),
    note: "",
    depends_on_software: false,
}];
