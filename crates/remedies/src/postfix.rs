//! Postfix, 2.10 to 3.11.
//!
//! From postconf(5), ADDRESS_CLASS_README, ADDRESS_VERIFICATION_README and STANDARD_CONFIGURATION_README. What can
//! be carried out is, on 3.7 in `tests/lab`. `$default_database_type` is `hash` on most systems and `lmdb` on those that
//! dropped Berkeley DB; it is written out so that the line works on both.

use super::recipe::{ACCEPTED, Line, REFUSED, Recipe, step};
use diagnosis::verdict::Verdict;

/// Compiles whatever there is of the lists that the recipes name; a list is only read in its compiled form.
const COMPILE: &str = "\
cd /etc/postfix
for list in virtual vmailbox relay_recipients transport; do
    test ! -e $list || postmap $list
done
newaliases
postfix check && postfix reload";

const TAKE_EFFECT: Line =
    step("Compile the lists that you changed, and make it take effect.").setting(COMPILE);

const RELOAD: Line = step("Make it take effect.").setting("postfix check && postfix reload");

pub(super) const RECIPES: &[Recipe] = &[
    Recipe {
        verdicts: &[Verdict::AcceptsUnknown],
        title: "Let Postfix refuse unknown recipients at RCPT TO",
        steps: &[
            step("Find out which address class your domain belongs to. It should stand in exactly one of these.")
                .test("postconf mydestination virtual_alias_domains virtual_mailbox_domains relay_domains"),
            step(
                "Local domain (mydestination): the list of local users must not be empty, nobody may be given the mail \
                 of unknown users, and the check must not be switched off. These are the defaults.",
            )
            .file("/etc/postfix/main.cf")
            .setting("\
local_recipient_maps = proxy:unix:passwd.byname $alias_maps
luser_relay =
smtpd_reject_unlisted_recipient = yes")
            .test("postconf local_recipient_maps luser_relay smtpd_reject_unlisted_recipient"),
            step(
                "Virtual alias domain (virtual_alias_domains): take the catch-all out of virtual_alias_maps. It is the \
                 line that begins with @example.com. It works for the other address classes too.",
            )
            .setting("sed -i.bak '/^@example.com[[:space:]]/d' /etc/postfix/virtual"),
            step("Virtual alias domain (virtual_alias_domains): list the addresses that exist.")
                .file("/etc/postfix/virtual")
                .setting("\
postmaster@example.com  admin
user@example.com        user"),
            step(
                "Virtual mailbox domain (virtual_mailbox_domains): the same in virtual_mailbox_maps; first the \
                 catch-all.",
            )
            .setting("sed -i.bak '/^@example.com[[:space:]]/d' /etc/postfix/vmailbox"),
            step("Virtual mailbox domain (virtual_mailbox_domains): then the mailboxes that exist.")
                .file("/etc/postfix/vmailbox")
                .setting("\
postmaster@example.com  example.com/admin/
user@example.com        example.com/user/"),
            step("Backup MX or gateway (relay_domains), with a list: write down the addresses that exist.")
                .file("/etc/postfix/relay_recipients")
                .setting("\
postmaster@example.com  OK
user@example.com        OK"),
            step(
                "Backup MX or gateway (relay_domains), with a list: name the list. From then on all others are \
                 refused.",
            )
            .file("/etc/postfix/main.cf")
            .setting("relay_recipient_maps = $default_database_type:/etc/postfix/relay_recipients"),
            step(
                "Backup MX or gateway (relay_domains), without a list: let Postfix ask the next server before it \
                 accepts (address verification). Put it at the end of the restrictions that you have. The next server \
                 must refuse unknown names at RCPT TO itself.",
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
            TAKE_EFFECT,
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
            .test("\
postconf virtual_alias_maps virtual_mailbox_maps relay_recipient_maps recipient_delimiter
postmap -q nosuchaddress@example.com $(postconf -hx virtual_alias_maps)"),
            step("A regular expression in virtual_alias_maps: list the addresses one by one instead.")
                .file("/etc/postfix/virtual")
                .setting("\
postmaster@example.com  admin
user@example.com        user"),
            step("A regular expression in virtual_alias_maps: name the list in its place.")
                .file("/etc/postfix/main.cf")
                .setting("virtual_alias_maps = $default_database_type:/etc/postfix/virtual"),
            TAKE_EFFECT,
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
                "This is fine, the sender is told while still on the line. It could come before the message is sent: \
                 look whether recipients are checked only at the end, by a before-queue filter or a policy service.",
            )
            .test("postconf smtpd_data_restrictions smtpd_end_of_data_restrictions smtpd_proxy_filter"),
            step(
                "Give Postfix the list of recipients itself (see the address classes), or put the check into \
                 smtpd_recipient_restrictions.",
            )
            .file("/etc/postfix/main.cf")
            .setting("smtpd_reject_unlisted_recipient = yes"),
            RELOAD,
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
            RELOAD,
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
            step("Mailboxes of system users: add the domain to mydestination.")
                .file("/etc/postfix/main.cf")
                .setting("mydestination = $myhostname, localhost.$mydomain, localhost, example.com"),
            step("Aliases only: make it a virtual alias domain.").file("/etc/postfix/main.cf").setting("\
virtual_alias_domains = example.com
virtual_alias_maps = $default_database_type:/etc/postfix/virtual"),
            step("Aliases only: list the addresses.").file("/etc/postfix/virtual").setting("\
postmaster@example.com  admin
user@example.com        user"),
            step("Mailboxes without system users: make it a virtual mailbox domain, with the list of mailboxes.")
                .file("/etc/postfix/main.cf")
                .setting("\
virtual_mailbox_domains = example.com
virtual_mailbox_maps = $default_database_type:/etc/postfix/vmailbox"),
            step("Mailboxes without system users: list them.").file("/etc/postfix/vmailbox").setting("\
postmaster@example.com  example.com/admin/
user@example.com        example.com/user/"),
            step("Mail is passed on: make it a relay domain, with the list of addresses; without one every name is \
                  accepted.")
            .file("/etc/postfix/main.cf")
            .setting("\
relay_domains = example.com
relay_recipient_maps = $default_database_type:/etc/postfix/relay_recipients
transport_maps = $default_database_type:/etc/postfix/transport"),
            step("Mail is passed on: list the addresses.").file("/etc/postfix/relay_recipients").setting("\
postmaster@example.com  OK
user@example.com        OK"),
            step("Mail is passed on: say where to.")
                .file("/etc/postfix/transport")
                .setting("example.com  smtp:[mail.example.net]"),
            TAKE_EFFECT,
            step("If this server is not meant to take mail for the domain, correct the MX record instead.")
                .test("dig +short MX example.com"),
            ACCEPTED,
        ],
        link: ("Postfix Address Classes", "https://www.postfix.org/ADDRESS_CLASS_README.html"),
        note: "A domain must stand in one of these classes only. Settings that have more entries than here keep them.",
        depends_on_software: false,
    },
    Recipe {
        verdicts: &[Verdict::RefusesEveryone],
        title: "Let Postfix find the recipients again",
        steps: &[
            step("Ask the list that the reply names (local, virtual alias, virtual mailbox or relay recipient table).")
                .test("postmap -q postmaster@example.com /etc/postfix/virtual"),
            step(
                "Virtual domain: postmaster must exist in each of them (RFC 5321 section 4.5.1); in local domains Postfix \
                 sees to it.",
            )
            .file("/etc/postfix/virtual")
            .setting("postmaster@example.com  admin"),
            step(
                "A text file may have an address that its compiled list does not have. Compile all, and make it take \
                 effect.",
            )
            .setting(COMPILE),
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
                "Offer TLS on port 25, but do not require it. RFC 3207 section 4 does not allow that for a public \
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
            RELOAD,
            ACCEPTED,
        ],
        link: ("Postfix TLS Support", "https://www.postfix.org/TLS_README.html"),
        note: "If the reply is about our sender address or the name of our host instead, it is our part, and nothing \
               need be done here.",
        depends_on_software: false,
    },
];
