//! Texts as they were copied from real tools (telnet, netcat, swaks, openssl, curl, Python, on the mail servers of a
//! lab), and as they stand in mails, logs and RFCs.

use expect_test::{ExpectFile, expect_file};

use super::outcome;

fn check(sample: &str, expected: &ExpectFile) {
    expected.assert_eq(&outcome(sample));
}

macro_rules! samples {
    ($($test:ident: $name:literal,)*) => {$(
        #[test]
        fn $test() {
            check(
                include_str!(concat!("../samples/", $name, ".txt")),
                &expect_file![concat!("../samples/", $name, ".events")],
            );
        }
    )*};
}

samples! {
    curl: "curl",
    golden: "golden",
    middle: "middle",
    nosuch: "nosuch",
    netcat: "netcat",
    netcat_refused: "netcat-refused",
    openssl: "openssl",
    openssl_brief: "openssl-brief",
    openssl_capital_r: "openssl-capital-r",
    openssl_connect_refused: "openssl-connect-refused",
    openssl_no_tls: "openssl-no-tls",
    openssl_piped: "openssl-piped",
    openssl_quiet: "openssl-quiet",
    phpmailer: "phpmailer",
    postfix_log: "postfix-log",
    quoted: "quoted",
    rfc: "rfc",
    rfc821: "rfc821",
    smtplib: "smtplib",
    swaks_421: "swaks-421",
    swaks_closed: "swaks-closed",
    swaks_connect_refused: "swaks-connect-refused",
    swaks_http: "swaks-http",
    swaks_message: "swaks-message",
    swaks_no_hints: "swaks-no-hints",
    swaks_null_sender: "swaks-null-sender",
    swaks_pipelined: "swaks-pipelined",
    swaks_raw: "swaks-raw",
    swaks_refused: "swaks-refused",
    swaks_refused_message: "swaks-refused-message",
    swaks_silent: "swaks-silent",
    swaks_starttls_refused: "swaks-starttls-refused",
    swaks_tls: "swaks-tls",
    swaks_two_recipients: "swaks-two-recipients",
    telnet: "telnet",
    telnet_closed: "telnet-closed",
    telnet_corrected: "telnet-corrected",
    telnet_mistyped: "telnet-mistyped",
    telnet_multiline: "telnet-multiline",
    telnet_refused: "telnet-refused",
    telnet_two_servers: "telnet-two-servers",
    terminal: "terminal",
    thunderbird: "thunderbird",
    trimmed: "trimmed",
    windows_telnet: "windows-telnet",
    wrapped: "wrapped",
}
