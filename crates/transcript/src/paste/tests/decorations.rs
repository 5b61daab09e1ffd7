//! What the way of a text puts around it changes nothing.

use super::{abridged, parse};

const GOLDEN: &str = include_str!("../samples/golden.txt");

fn each_line(decorate: impl Fn(usize, &str) -> String) -> String {
    GOLDEN.lines().enumerate().map(|(index, line)| decorate(index, line)).collect::<Vec<_>>().join("\n")
}

/// Puts the mark of the client or of the server in front.
fn marked(client: &str, server: &str) -> String {
    each_line(|_, line| {
        let mark = if line.starts_with(|c: char| c.is_ascii_digit()) { server } else { client };
        format!("{mark}{line}")
    })
}

#[test]
fn decorations_change_nothing() {
    let expected = abridged(&parse(GOLDEN).expect("a session"));
    let prefixed = |prefix: &str| each_line(|_, line| format!("{prefix}{line}"));
    for (name, text) in [
        ("indented", prefixed("    ")),
        ("indented by a tab", prefixed("\t")),
        ("indented by odd blanks", prefixed("\u{a0}\u{202f} ")),
        ("quoted", prefixed("> ")),
        ("quoted without blanks", prefixed(">")),
        ("quoted three times", prefixed("> > > ")),
        ("quoted and indented", prefixed(" >   ")),
        ("fenced", format!("```text\n{GOLDEN}```\n")),
        (
            "fenced and quoted",
            each_line(|_, line| format!("> {line}")).replacen("> ", "> ```\n> ", 1) + "\n> ```",
        ),
        ("with Windows line ends", GOLDEN.replace('\n', "\r\n")),
        ("with line ends of a terminal", GOLDEN.replace('\n', "\r\r\n")),
        ("with old line ends", GOLDEN.replace('\n', "\r")),
        ("with separators", GOLDEN.replace('\n', "\u{2028}")),
        ("with odd blanks", GOLDEN.replace(' ', "\u{a0}")),
        ("with invisible characters", format!("\u{feff}{}", GOLDEN.replace("550", "\u{200b}550"))),
        ("without an end", GOLDEN.trim_end().to_owned()),
        ("with blanks behind", each_line(|_, line| format!("{line}  \t"))),
        ("with blank lines", GOLDEN.replace('\n', "\n\n")),
        ("with words around it", format!("Hello,\n\nwe see this:\n\n{GOLDEN}\nWhat does it mean?\n")),
        ("corrected by backspaces", GOLDEN.replace("RCPT TO", "RCPX\u{8}T TP\u{8}O")),
        ("corrected by rubouts", GOLDEN.replace("RCPT TO", "RCPT TPP\u{7f}\u{7f}O")),
        ("corrected as a terminal logs it", GOLDEN.replace("RCPT TO", "RCPT TP\u{8} \u{8}O")),
        ("corrected behind a quote mark", prefixed("> ").replace("RCPT TO", "RCPT TP\u{8}O")),
        ("with colours", GOLDEN.replace("HELO", "\u{1b}[1mHELO\u{1b}[0m")),
        ("with a window title", GOLDEN.replace("HELO", "\u{1b}]0;telnet\u{7}HELO")),
        ("timed", each_line(|index, line| format!("12:34:5{index} {line}"))),
        ("timed in brackets", each_line(|index, line| format!("[12:34:5{index}.123] {line}"))),
        ("dated", each_line(|index, line| format!("2026-11-23 12:34:5{index},123 {line}"))),
        ("dated in one word", each_line(|index, line| format!("2026-11-23T12:34:5{index}.123+01:00 {line}"))),
        ("dated by month", each_line(|index, line| format!("Mon, Nov 23 12:34:5{index} {line}"))),
        ("dated in English", each_line(|index, line| format!("11/23/2026 1:34:5{index} PM {line}"))),
        ("with seconds", each_line(|index, line| format!("{index}.042 {line}"))),
        ("with seconds and their unit", each_line(|index, line| format!("+{index}.042s | {line}"))),
        ("with milliseconds and arrows", marked("   17 ⇢ ", "  231 ⇠ ")),
        ("in arrows", marked("→ ", "← ")),
        ("in arrows of text", marked("--> ", "<-- ")),
        ("in brackets and arrows", marked("[000.123]   ~~> ", "[000.456] <~~ ")),
        ("as in an RFC", marked("C: ", "S: ")),
        ("as in an old RFC", marked("S: ", "R: ")),
        ("as in swaks", marked(" -> ", "<-  ")),
        ("as in swaks, quoted", marked(">  -> ", "> <-  ")),
        ("as in curl", marked("> ", "< ")),
        ("as in curl, quoted", marked("> > ", "> < ")),
        ("as in Exim", marked("  SMTP>> ", "  SMTP<< ")),
        ("as in sendmail", marked(">>> ", "")),
        ("as in Perl", marked("Net::SMTP=GLOB(0x5571)>>> ", "Net::SMTP=GLOB(0x5571)<<< ")),
        (
            "as in a log",
            marked("2026-11-23 12:34:56 DEBUG [x1y2] C: ", "2026-11-23 12:34:56 DEBUG [x1y2] S: "),
        ),
        (
            "as in the log of a server",
            marked(
                "Nov 23 12:34:56 mx postfix/smtpd[7]: < icarus[192.0.2.7]: ",
                "Nov 23 12:34:56 mx postfix/smtpd[7]: > icarus[192.0.2.7]: ",
            ),
        ),
    ] {
        let outcome = parse(&text).map(|transcript| abridged(&transcript));
        assert_eq!(outcome.as_ref(), Ok(&expected), "{name}:\n{text}");
    }
}

/// Telnet adds its own lines, which add to the events but change none of the dialogue.
#[test]
fn the_lines_of_telnet_tell_the_server() {
    let before = "$ telnet smtp.my.com smtp\nTrying 192.0.2.1...\nConnected to smtp.my.com.\nEscape character is '^]'.\n";
    let text = format!("{before}{GOLDEN}Connection closed by foreign host.\n$ ");
    let expected = abridged(&parse(GOLDEN).expect("a session"))
        .replace("planned 0: smtp.my.com", "planned 0: smtp.my.com [192.0.2.1]")
        .replace("done with", "0 ended, Closed: Quit\ndone with");
    assert_eq!(abridged(&parse(&text).expect("a session")), expected);
}
