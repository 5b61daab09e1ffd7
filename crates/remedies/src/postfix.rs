//! Postfix, 2.10 to 3.11.
//!
//! From postconf(5), ADDRESS_CLASS_README, ADDRESS_VERIFICATION_README and STANDARD_CONFIGURATION_README. The relay
//! list was tried on 3.7. `$default_database_type` is `hash` on most systems and `lmdb` on those that
//! dropped Berkeley DB; it is written out so that the line works on both.

use super::recipe::{ACCEPTED, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown],
        title: "Let Postfix refuse unknown recipients at RCPT TO",
        steps: &[
            step("Find out which address class your domain belongs to. It should stand in exactly one of these.")
                .test("postconf mydestination virtual_alias_domains virtual_mailbox_domains relay_domains"),
            step(
                "Local domain (mydestination): the list of local users must not be empty, and the check must not be \
                 switched off. These are the defaults.",
            )
            .file("/etc/postfix/main.cf")
            .setting("\
local_recipient_maps = proxy:unix:passwd.byname $alias_maps
smtpd_reject_unlisted_recipient = yes")
            .test("postconf local_recipient_maps smtpd_reject_unlisted_recipient"),
            step(
                "Virtual domain: remove the catch-all, a line that begins with @example.com, and list the addresses \
                 that exist. Run postmap on the file afterwards. The test prints nothing when no catch-all is left.",
            )
            .file("/etc/postfix/virtual")
            .setting("\
postmaster@example.com  admin
user@example.com        user")
            .test("postmap -q @example.com /etc/postfix/virtual"),
            step(
                "Backup MX or gateway (relay_domains), with a list: write down the addresses that exist, and name the \
                 list. From then on all others are refused.",
            )
            .file("/etc/postfix/relay_recipients")
            .setting("\
postmaster@example.com  OK
user@example.com        OK

# in main.cf:
relay_recipient_maps = $default_database_type:/etc/postfix/relay_recipients

# then:
postmap /etc/postfix/relay_recipients")
            .test("postmap -q nosuchaddress@example.com /etc/postfix/relay_recipients"),
            step(
                "Backup MX or gateway, without a list: let Postfix ask the next server before it accepts (address \
                 verification). Put it at the end of the restrictions that you have. The next server must refuse \
                 unknown names at RCPT TO itself.",
            )
            .file("/etc/postfix/main.cf")
            .setting("\
smtpd_recipient_restrictions =
    permit_mynetworks,
    permit_sasl_authenticated,
    reject_unauth_destination,
    reject_unverified_recipient
unverified_recipient_reject_code = 550
unverified_recipient_reject_reason = Address lookup failed")
            .test("postconf smtpd_recipient_restrictions unverified_recipient_reject_code"),
            step("Make it take effect.").setting("postfix check && postfix reload"),
            REFUSED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "These open the door again: a wildcard @example.com in one of the lists, static: or regexp: lists that \
               match everything, an empty local_recipient_maps or relay_recipient_maps, \
               smtpd_reject_unlisted_recipient = no, and unverified_recipient_defer_code = 250, which accepts \
               everybody while the next server is slow.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::AcceptsSome],
        title: "Find the rule that lets some made-up addresses through",
        steps: &[
            step(
                "Ask each list about the address that was accepted. Where an answer is printed, that list is the \
                 reason; regexp: and pcre: lists and mail extensions (user+anything) are frequent ones.",
            )
            .setting("postconf virtual_alias_maps virtual_mailbox_maps relay_recipient_maps recipient_delimiter")
            .test("postmap -q nosuchaddress@example.com /etc/postfix/virtual"),
            step("Narrow the pattern or list the addresses one by one. Run postmap on the file, then reload.")
                .setting("postfix reload"),
            REFUSED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "With address verification, an answer is remembered for days: a name that was once accepted stays \
               accepted until the cache forgets it.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RejectsAtData, Verdict::RejectsAfterData],
        title: "Refuse unknown recipients at RCPT TO already",
        steps: &[
            step(
                "This is fine: the sender is told while still on the line. It could come before the message is sent: \
                 look whether recipients are checked only at the end, by a before-queue filter or a policy service.",
            )
            .setting("postconf smtpd_data_restrictions smtpd_end_of_data_restrictions smtpd_proxy_filter"),
            step(
                "Give Postfix the list of recipients itself (see the address classes), or put the check into \
                 smtpd_recipient_restrictions.",
            )
            .file("/etc/postfix/main.cf")
            .setting("smtpd_reject_unlisted_recipient = yes"),
            step("Make it take effect.").setting("postfix check && postfix reload"),
            REFUSED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::DefersUnknown],
        title: "Say no instead of later",
        steps: &[
            step(
                "See which setting turns the refusal into a 4xx. All codes should read 550 and soft_bounce should \
                 read no.",
            )
            .test(
                "postconf soft_bounce unverified_recipient_reject_code unknown_local_recipient_reject_code \
                 unknown_relay_recipient_reject_code unknown_virtual_alias_reject_code \
                 unknown_virtual_mailbox_reject_code",
            ),
            step(
                "With address verification the default is 450. Change it when the lists of the next server are \
                 right. The others are for a trial period only.",
            )
            .file("/etc/postfix/main.cf")
            .setting("\
soft_bounce = no
unverified_recipient_reject_code = 550
unknown_local_recipient_reject_code = 550"),
            step(
                "If the reply says 4.3.0 Temporary lookup failure, a list cannot be read: look for the LDAP or SQL \
                 server or the missing file in the mail log.",
            )
            .test("grep -E 'warning|error|fatal' /var/log/mail.log"),
            step("Make it take effect.").setting("postfix check && postfix reload"),
            REFUSED,
        ],
        link: (
            "unverified_recipient_reject_code",
            "https://www.postfix.org/postconf.5.html#unverified_recipient_reject_code",
        ),
        note: "As long as it is a 4xx, senders try for days before they tell anybody. Leave \
               unverified_recipient_defer_code at 450: that one is for the time when the next server cannot be asked.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RelayDenied],
        title: "Tell Postfix that it receives mail for the domain",
        steps: &[
            step("See for which domains it does. The domain should stand in exactly one of these.").test(
                "postconf mydestination virtual_alias_domains virtual_alias_maps virtual_mailbox_domains relay_domains",
            ),
            step("Add the domain to the one that fits: mailboxes of system users, aliases only, virtual mailboxes, or \
                  mail that is passed on.")
            .file("/etc/postfix/main.cf")
            .setting("\
# one of:
mydestination = $myhostname, localhost, example.com
virtual_alias_domains = example.com
virtual_mailbox_domains = example.com
relay_domains = example.com"),
            step("Make it take effect.").setting("postfix check && postfix reload"),
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "With relay_domains, add relay_recipient_maps at once; otherwise it accepts every name of the domain.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Postfix find the recipients again",
        steps: &[
            step("Ask the list that the reply names (local, virtual alias, virtual mailbox or relay recipient table).")
                .test("postmap -q postmaster@example.com /etc/postfix/virtual"),
            step(
                "If the text file has the address and the list does not, it was not compiled. Run the one that fits \
                 the list.",
            )
            .setting("\
newaliases
postmap /etc/postfix/virtual
postmap /etc/postfix/relay_recipients"),
            step("Postmaster must exist in every domain (RFC 5321 section 4.5.1).")
                .file("/etc/aliases")
                .setting("postmaster: root")
                .test("postalias -q postmaster /etc/aliases"),
            step("If the list is in LDAP or SQL, look into the mail log for what it answers.")
                .test("grep -E 'warning|error|fatal' /var/log/mail.log"),
            ACCEPTED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::WantsMore],
        title: "Ask nothing on port 25 that a sending server cannot give",
        steps: &[
            step(
                "Offer TLS on port 25, but do not require it: RFC 3207 section 4 does not allow that for a public \
                 mail server.",
            )
            .file("/etc/postfix/main.cf")
            .setting("smtpd_tls_security_level = may")
            .test("postconf smtpd_tls_security_level"),
            step("Require authentication only for submission, in master.cf, never for port 25.")
                .file("/etc/postfix/master.cf")
                .setting("\
submission inet n - y - - smtpd
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject"),
            step("Make it take effect.").setting("postfix check && postfix reload"),
            ACCEPTED,
        ],
        link: ("Postfix TLS Support", "https://www.postfix.org/TLS_README.html"),
        note: "If the reply is about our sender address or the name of our host instead, it is our part, and nothing \
               need be done here.",
        depends_on_software: false,
    },
];
