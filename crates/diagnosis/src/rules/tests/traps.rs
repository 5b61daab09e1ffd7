//! The false verdicts to be immune to: each trap with what saves us from it.
//!
//! Those that lie in asking rather than in judging are elsewhere: one recipient per transaction in `smtp::session`, the
//! null MX and the implicit one in `dns::route`, all of them on real servers in the lab.

use super::{OK, UNKNOWN, check, check_host};

const LISTED: &str = "554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org";
const GREYLISTED: &str = "450 4.2.0 Greylisted, see http://postgrey.schweikert.ch/";

fn three(postmaster: &str, test: &str, second: &str) -> String {
    format!("P {postmaster}\nT {test}\nR {second}")
}

#[test]
fn a_block_that_is_said_at_rcpt() {
    check_host(&three(LISTED, LISTED, LISTED), "blocked-us about-us high");
}

#[test]
fn access_denied_that_means_unknown() {
    let exchange_online = "550 5.4.1 Recipient address rejected: Access denied. \
         [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com 2026-11-25T10:00:00.000Z]";
    check_host(&three(OK, exchange_online, exchange_online), "rejects-at-rcpt good high");
}

#[test]
fn yes_to_everybody() {
    check_host(&format!("made-up\n{}", three(OK, OK, OK)), "accepts-unknown unsure high");
}

#[test]
fn greylisting_of_everybody() {
    check_host(&three(GREYLISTED, GREYLISTED, GREYLISTED), "greylisted pending high");
}

#[test]
fn greylisting_in_front_of_the_check() {
    let first = three(OK, GREYLISTED, GREYLISTED);
    check_host(&first, "greylisted pending high");
    let second = three(OK, UNKNOWN, UNKNOWN);
    check_host(&format!("{first}\nagain\nbanner 220 mx\nehlo 250 mx\n{second}"), "rejects-at-rcpt good high");
}

#[test]
fn a_temporary_code_for_unknown_users() {
    let unverified = "450 4.1.1 <x@my.com>: Recipient address rejected: unverified address: User unknown";
    check_host(&three(OK, unverified, unverified), "defers-unknown unsure high");
    let unexplained = three(OK, "450 4.0.0 later", "450 4.0.0 later");
    let again = format!("\nagain\nbanner 220 mx\nehlo 250 mx\n{unexplained}");
    check_host(&format!("{unexplained}{again}{again}"), "defers-unknown unsure high");
}

#[test]
fn protection_against_harvesting() {
    let enough = "550 5.7.1 Too many invalid recipients, try again later";
    check_host(
        &format!("{}\nP2 {enough}", three(OK, UNKNOWN, enough)),
        "rejects-at-rcpt-unconfirmed good medium",
    );
    check_host(&format!("{}\nP2 550 no", three(OK, "550 no", "550 no")), "blocked-us about-us high");
}

#[test]
fn a_filter_of_gibberish() {
    check_host(&format!("made-up\n{}", three(OK, UNKNOWN, OK)), "accepts-some unsure medium");
}

#[test]
fn postmaster_exempt_from_block_lists() {
    check_host(&three(OK, LISTED, LISTED), "blocked-us about-us high");
}

#[test]
fn a_refusal_of_the_sender() {
    let refused = "550 5.1.8 <probe@sender.test>: Sender address rejected: Domain not found";
    check_host(&three(refused, refused, refused), "wants-more about-us high");
    check_host(&format!("mail {refused}"), "wants-more about-us high");
}

#[test]
fn a_banner_of_many_lines_and_early_talk() {
    let banner = "banner 220-mx.my.com ESMTP \\220-please wait \\220 go ahead";
    let rest = three(OK, UNKNOWN, UNKNOWN);
    check(&format!("mx 10 192.0.2.1\n{banner}\nehlo 250 mx\n{rest}"), "rejects-at-rcpt good high");
    check("mx 10 192.0.2.1\nbanner 220 mx\nehlo early", "not-smtp bad high unsolicited-data");
}

#[test]
fn a_late_banner() {
    let rest = three(OK, UNKNOWN, UNKNOWN);
    let script = format!("mx 10 192.0.2.1\npause 30000\nbanner 220 mx\nehlo 250 mx\n{rest}");
    check(&script, "rejects-at-rcpt good high slow-greeting");
}

#[test]
fn nolisting() {
    let lives = format!("mx2 20 192.0.2.2\nbanner 220 mx\nehlo 250 mx\n{}", three(OK, UNKNOWN, UNKNOWN));
    check(
        &format!("mx1 10 192.0.2.1\nrefused\n{lives}"),
        "rejects-at-rcpt good medium untested-mx nolisting",
    );
}

#[test]
fn our_own_port_is_closed() {
    for nobody in ["refused", "timeout"] {
        check(&format!("mx 10 192.0.2.1\n{nobody}"), "unreachable inconclusive low");
    }
}

#[test]
fn a_back_end_that_is_down() {
    let down = "451 4.3.0 <x@my.com>: Temporary lookup failure";
    check_host(&three(down, down, down), "deferred inconclusive low");
    check_host(&three(OK, down, down), "deferred inconclusive low");
}
