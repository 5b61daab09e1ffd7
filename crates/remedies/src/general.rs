//! What holds for any mail server, and what is not about the server at all.
//!
//! From RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 3834 (automatic responses), RFC 6647 (greylisting) and RFC 7505
//! (null MX).

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

const SMTP: (&str, &str) = ("RFC 5321: SMTP", "https://www.rfc-editor.org/rfc/rfc5321.html");
const REPLY_CODES: (&str, &str) =
    ("RFC 5321: reply codes", "https://www.rfc-editor.org/rfc/rfc5321.html#section-4.2.1");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown],
        title: "Let the server refuse unknown recipients at RCPT TO",
        steps: &[
            step(
                "Find out where the list of recipients is: on this server, in a directory, or on a server behind it. \
                 The server that answers on port 25 must know it.",
            ),
            step("Look in its documentation for recipient verification, recipient validation or recipient filtering, \
                  and choose that it happens during the SMTP session, not afterwards."),
            step("If it passes mail on: give it the list, or let it ask the next server before it accepts. That one \
                  must refuse unknown names at RCPT TO itself."),
            step("Look for a catch-all, a wildcard for the whole domain. It makes every name valid."),
            step("Do the same on every MX host. Spammers prefer the backup."),
            REFUSED,
        ],
        link: SMTP,
        note: "If the domain has a catch-all on purpose, nothing is wrong: the mail is delivered, and no bounce \
               follows.",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::AcceptsSome],
        title: "Find the rule that lets some made-up addresses through",
        steps: &[
            step("Search the log for the address that was accepted; it tells where the server wanted to deliver it."),
            step("Look for a rule with a pattern: a wildcard, mail extensions (user+anything), a filter that judges \
                  names by their form, or an alias for a whole group of names."),
            step("Narrow the pattern, or list the addresses one by one."),
            REFUSED,
        ],
        link: SMTP,
        note: "A server that asks another one may also have remembered an old answer. Test again with a new address.",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::TestAddressExists],
        title: "Test again with an address that does not exist",
        steps: &[
            step("The test address seems to be a real mailbox: it was accepted, while an address that we made up was \
                  refused. That is as it should be."),
            step("To be sure, test once more and let us make up the test address too."),
        ],
        link: REPLY_CODES,
        note: "If the address should not exist, look for an alias or a pattern that makes it valid.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Nothing must be done; it could be told earlier",
        steps: &[
            step("The sender is told while still on the line, so no bounce is needed. At RCPT TO it would spare both \
                  sides the message."),
            step("If a message has several recipients, a refusal at the end holds for all of them. That is the other \
                  reason to check each at RCPT TO."),
        ],
        link: REPLY_CODES,
        note: "",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step("A name that does not exist is put off (4xx) each time. Look for a setting that turns refusals into \
                  deferrals, often one for a trial period, and change it to 550."),
            step("If the server asks a directory or another server, see in the log whether it gets an answer."),
            REFUSED,
        ],
        link: REPLY_CODES,
        note: "As long as it is a 4xx, senders try for days before they tell anybody.",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell the server that it receives mail for the domain, or correct the MX record",
        steps: &[
            step("See whether the MX record names the right host.").test("dig +short MX example.com"),
            step("If it does, add the domain to those that the server takes mail for: local, hosted, accepted or relay \
                  domains are the usual names of that list."),
            step("If mail was moved to another provider, remove the old MX host from DNS."),
            ACCEPTED,
        ],
        link: SMTP,
        note: "Add the list of recipients together with the domain; otherwise every name may be accepted.",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let the server find its recipients again",
        steps: &[
            step("Postmaster is refused like a made-up name. If other mailboxes receive mail, only postmaster is \
                  missing: add it (RFC 5321 section 4.5.1)."),
            step("If nobody receives mail, the list of recipients is empty or cannot be read: see in the log whether \
                  the directory, the database or the server behind answers."),
            ACCEPTED,
        ],
        link: ("RFC 5321: postmaster", "https://www.rfc-editor.org/rfc/rfc5321.html#section-4.5.1"),
        note: "",
        depends_on_software: true,
    },
    Recipe {
        verdicts: &[Verdict::Greylisted],
        title: "Come back later",
        steps: &[
            step("The server puts off whom it does not know yet (greylisting). Nothing need be done on it."),
            step("Test again after the time that it names, or after ten minutes, from here, with the same address."),
        ],
        link: ("RFC 6647: greylisting", "https://www.rfc-editor.org/rfc/rfc6647.html"),
        note: "If you run the server: check recipients before greylisting. Then unknown names are refused at once, and \
               senders need not come twice to learn it.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::Deferred],
        title: "Come back later, and look into the log if it stays",
        steps: &[
            step("The server cannot or does not want to take mail right now. Test again in some minutes."),
            step("If it stays: look in its log for full disks, too many connections, or a server behind it that does \
                  not answer."),
        ],
        link: REPLY_CODES,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::BlockedUs],
        title: "This is about our test, not about the server",
        steps: &[
            step("The server refuses the address that we test from, so its answers say nothing about recipients. \
                  Nothing must be done on it."),
            step("If you run the server and want the test: allow our address, which its log shows, for the \
                  duration."),
            step("If you run this test service: see whether the address is on a block list, has a PTR record that fits \
                  its name, and is allowed by the SPF record of the sender domain."),
        ],
        link: ("RFC 5321: reply codes", "https://www.rfc-editor.org/rfc/rfc5321.html#section-4.2.1"),
        note: "A test from another network, with the command-line program, may be let in.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RateLimited],
        title: "Wait, then test again",
        steps: &[
            step("The server says that too much came from us. Nothing must be done on it; wait for a quarter of an \
                  hour or more."),
            step("If you run the server and want the test at once: exempt our address, which its log shows, from its \
                  limits for the duration."),
            step("If you run this test service: lengthen the pause between tests of the same provider."),
        ],
        link: REPLY_CODES,
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::WantsMore],
        title: "Ask nothing on port 25 that a sending server cannot give",
        steps: &[
            step("If it requires TLS: offer it, but do not require it on port 25. RFC 3207 section 4 does not allow \
                  that for a public mail server."),
            step("If it requires authentication: keep that for the submission ports 587 and 465."),
            step("If it refuses our sender address or the name of our host: that is our part, and nothing need be done \
                  on it."),
        ],
        link: ("RFC 3207: STARTTLS", "https://www.rfc-editor.org/rfc/rfc3207.html#section-4"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::Tarpitted],
        title: "This is about our test, not about the server",
        steps: &[
            step("The server keeps us waiting on purpose, as it does with senders that it takes for spammers. Its \
                  answers say nothing about recipients."),
            step("If you run the server and want the test: allow our address, which its log shows, for the \
                  duration."),
            step("If you run this test service: see whether the address is on a block list."),
        ],
        link: SMTP,
        note: "If every sender is kept waiting, some will give up: RFC 5321 section 4.5.3.2 names how long they should \
               wait.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::NotSmtp],
        title: "Let a mail server answer on port 25",
        steps: &[
            step("See what listens on port 25, and whether the address in DNS is that of the mail server.")
                .test("ss -ltnp | grep ':25 '"),
            step("If a proxy or a firewall stands between: forward port 25 without changing it, and switch off SMTP \
                  inspection, which masks greetings and commands."),
            step("Look from outside. The first line should begin with 220.").test("nc mx.example.com 25"),
        ],
        link: ("RFC 5321: session initiation", "https://www.rfc-editor.org/rfc/rfc5321.html#section-3.1"),
        note: "If the connection goes to a load balancer, its health checks may pass while the mail server behind it \
               is down.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::Unreachable],
        title: "Let the mail server be reached on port 25",
        steps: &[
            step("See whether the mail server runs and listens on all addresses that DNS names, IPv6 included.")
                .test("ss -ltn | grep ':25 '"),
            step("Open TCP port 25 in the firewall, the security group and the router. Many providers keep it closed \
                  until asked."),
            step("If the host is gone, or has no IPv6 any more, remove its MX, A or AAAA record.")
                .test("dig +short MX example.com; dig +short A mx.example.com; dig +short AAAA mx.example.com"),
            step("Look from outside. The first line should begin with 220.").test("nc mx.example.com 25"),
        ],
        link: ("RFC 5321: locating the target host", "https://www.rfc-editor.org/rfc/rfc5321.html#section-5.1"),
        note: "Some operators leave the first MX closed on purpose (nolisting). Then nothing need be done.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::NoSuchDomain],
        title: "Check the name of the domain",
        steps: &[
            step("See whether the name is spelt right and whether the domain is still registered.")
                .test("whois example.com"),
            step("A domain that was registered or renewed today may take a day to be seen everywhere."),
        ],
        link: ("RFC 5321: locating the target host", "https://www.rfc-editor.org/rfc/rfc5321.html#section-5.1"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::NoMailHost],
        title: "Name the mail server in DNS",
        steps: &[
            step("Add an MX record that names a host, and an address record for that host. An MX record must not name \
                  an alias or hold an address.")
            .file("the zone of the domain")
            .setting("\
example.com.     MX 10 mx.example.com.
mx.example.com.  A  192.0.2.25")
            .test("dig +short MX example.com"),
            step("If the domain is to take no mail, say so with a null MX (RFC 7505).")
                .file("the zone of the domain")
                .setting("example.com.  MX 0 ."),
        ],
        link: ("RFC 7505: null MX", "https://www.rfc-editor.org/rfc/rfc7505.html"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DnsFailed],
        title: "Look at the name servers of the domain",
        steps: &[
            step("Ask each name server of the domain. All should answer, with the same records.")
                .test("dig +nssearch example.com; dig MX example.com"),
            step("If the domain is signed, see whether the signatures are still valid: an answer with +cd and none \
                  without means that DNSSEC is broken.")
            .test("dig MX example.com; dig +cd MX example.com"),
            step("If the name servers answer you, test again; the fault may have been on the way or with us."),
        ],
        link: ("RFC 5321: locating the target host", "https://www.rfc-editor.org/rfc/rfc5321.html#section-5.1"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::NotifiesForgedSender],
        title: "Send automatic replies only to senders that are known to be real",
        steps: &[
            step("Find out what answered: a vacation reply, a virus or spam notice, or a list."),
            step("Switch off notices to senders about viruses and spam. Refuse such mail during the session instead."),
            step("Let vacation replies answer only mail that was addressed to the person, that is no bulk or spam, and \
                  whose sender passed SPF or DKIM, and each sender once in several days."),
        ],
        link: ("RFC 3834: automatic responses", "https://www.rfc-editor.org/rfc/rfc3834.html"),
        note: "",
        depends_on_software: false,
    },
];
