//! Findings around the verdict that rest on DNS, on EHLO, and on questions that decide nothing.

use super::{OK, UNKNOWN, check};

/// What is found at one host that rejects unknown users, beside what `lines` tell.
fn check_around(ehlo: &str, lines: &str, findings: &str) {
    let script = format!(
        "mx 10 192.0.2.1\nbanner 220 greets.other.test ESMTP\nehlo {ehlo}\nP {OK}\nT {UNKNOWN}\nR {UNKNOWN}\n{lines}"
    );
    check(&script, format!("rejects-at-rcpt good high {findings}").trim_end());
}

const PTR: &str = "dns 1.2.0.192.in-addr.arpa PTR";

#[test]
fn names_of_the_address() {
    for (lines, findings) in [
        ("", ""),
        (&*format!("{PTR} nothing"), "ptr-missing"),
        (&format!("{PTR} failed"), ""),
        (&format!("{PTR} greets.other.test\ndns greets.other.test A 192.0.2.1"), ""),
        (&format!("{PTR} greets.other.test\ndns greets.other.test A 192.0.2.2"), "ptr-unconfirmed"),
        (&format!("{PTR} greets.other.test\ndns greets.other.test A nothing"), "ptr-unconfirmed"),
        (&format!("{PTR} greets.other.test\ndns greets.other.test A failed"), ""),
        (&format!("{PTR} other.my.com\ndns other.my.com A 192.0.2.1"), "banner-name"),
    ] {
        check_around("250 mx.my.com", lines, findings);
    }
}

#[test]
fn lists() {
    let listed = "dns 1.2.0.192.list.test A";
    for (lines, findings) in [
        (&*format!("{listed} nothing"), ""),
        (&format!("{listed} 127.0.0.2"), "dnsbl-listed"),
        (&format!("{listed} 127.0.0.2\ndns 1.2.0.192.list.test TXT because of bounces"), "dnsbl-listed"),
        (&format!("{listed} 127.255.255.254"), ""),
        (&format!("{listed} 192.0.2.7"), ""),
        ("dns 2.2.0.192.list.test A 127.0.0.2", ""),
    ] {
        check_around("250 mx.my.com", lines, findings);
    }
}

#[test]
fn what_ehlo_offers() {
    for (ehlo, findings) in [
        ("250-mx.my.com\\250-SIZE 52428800\\250 SMTPUTF8", ""),
        ("250-mx.my.com\\250-SIZE 0\\250 SMTPUTF8", ""),
        ("250-mx.my.com\\250-SIZE\\250 SMTPUTF8", ""),
        ("250-mx.my.com\\250-SIZE 1048576\\250 SMTPUTF8", "size-small"),
    ] {
        check_around(ehlo, "", findings);
    }
}

#[test]
fn abuse() {
    for (answer, findings) in [(OK, ""), (UNKNOWN, "abuse-refused"), ("450 4.2.0 later", ""), ("closed", "")]
    {
        check_around("250 mx.my.com", &format!("AB {answer}"), findings);
    }
}

#[test]
fn policies_of_mta_sts() {
    let policy =
        |mode: &str, mx: &str| format!("policy version: STSv1\\mode: {mode}\\mx: {mx}\\max_age: 86400");
    for (lines, findings) in [
        (policy("enforce", "mx.my.com"), ""),
        (policy("enforce", "*.my.com"), ""),
        (policy("enforce", "mx.other.com"), "mta-sts-mismatch"),
        (policy("testing", "mx.other.com"), "mta-sts-mismatch"),
        (policy("none", "mx.other.com"), ""),
        ("policy <html>".to_owned(), "mta-sts-broken"),
        ("policy status 404".to_owned(), "mta-sts-broken"),
    ] {
        check_around("250 mx.my.com", &lines, findings);
    }
}

#[test]
fn names_in_greetings() {
    for (greeting, findings) in [
        ("greets.other.test ESMTP", "banner-name"),
        ("greets.other.test, ESMTP", ""),
        // One machine of many of a service.
        ("greets.my.com ESMTP", ""),
        ("greets.service.test ESMTP", ""),
        ("[192.0.2.1] ESMTP", ""),
        ("4.3.2 ESMTP", ""),
        ("Welcome. ESMTP", ""),
        ("mail ESMTP", ""),
    ] {
        let script = format!(
            "mx 10 192.0.2.1\nbanner 220 {greeting}\nehlo 250 mx.my.com\nP {OK}\nT {UNKNOWN}\nR {UNKNOWN}\n\
             {PTR} a.service.test\ndns a.service.test A 192.0.2.1"
        );
        check(&script, format!("rejects-at-rcpt good high {findings}").trim_end());
    }
}

/// The certificate that is shown has the fingerprints of the letter a, the one that is sent along those of c.
#[test]
fn certificates_that_dane_promises() {
    let secured = "starttls 220 go\ntls\ncertificate mx.my.com trusted valid\n";
    for (tls, tlsa, findings) in [
        (secured, "3 1 1 ak256", ""),
        (secured, "3 1 2 ak512", ""),
        (secured, "3 0 1 a256", ""),
        (secured, "3 0 2 a512", ""),
        (secured, "2 1 1 ck256", ""),
        (secured, "3 1 1 ck256", "certificate-dane"),
        (secured, "3 1 1 bk256", "certificate-dane"),
        (secured, "2 0 1 b256", "certificate-dane"),
        // Of no use to senders of mail, so that nothing is promised.
        (secured, "1 1 1 bk256", ""),
        // One that is not kept may be the one that fits.
        (secured, "3 1 0 3082", ""),
        (secured, "3 1 1 bk256 and 3 1 0 3082", ""),
        ("starttls 454 4.7.0 TLS not available\n", "3 1 1 ak256", "starttls-broken"),
        ("", "3 1 1 ak256", "certificate-dane"),
        ("", "3 1 0 3082", "certificate-dane"),
    ] {
        let offer = if tls.is_empty() { "250 mx.my.com" } else { "250-mx.my.com\\250 STARTTLS" };
        let script = format!(
            "mx 10 192.0.2.1\nbanner 220 mx.my.com\nehlo {offer}\n{tls}dns _25._tcp.mx.my.com TLSA {tlsa}\n\
             P {OK}\nT {UNKNOWN}\nR {UNKNOWN}"
        );
        check(&script, format!("rejects-at-rcpt good high {findings}").trim_end());
    }
}

#[test]
fn greetings_in_two_steps() {
    for (banner, findings) in [
        ("pause 6000\nbanner 220-mx.my.com wait\\220 mx.my.com ESMTP", " early-talker-punished"),
        ("pause 6000\nbanner 220-mx.my.com\\220-We do not want\\220 spam", ""),
        ("pause 6000\nbanner 220 mx.my.com ESMTP", ""),
        ("banner 220-mx.my.com\\220 mx.my.com ESMTP", ""),
    ] {
        let script =
            format!("mx 10 192.0.2.1\n{banner}\nehlo 250 mx.my.com\nP {OK}\nT {UNKNOWN}\nR {UNKNOWN}");
        check(&script, &format!("rejects-at-rcpt good high{findings}"));
    }
}
