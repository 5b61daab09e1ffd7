//! Text to pieces.

use std::ops::ControlFlow;

use super::super::words::{Piece, pieces};

fn shown(text: &str) -> String {
    let mut shown = Vec::new();
    let _complete = pieces(text.as_bytes(), &mut |piece| {
        shown.push(match piece {
            Piece::Word(word) => word.to_string(),
            Piece::Label(word) => format!("({word})"),
            Piece::Address => "<addr>".to_owned(),
            Piece::Ip => "<ip>".to_owned(),
            Piece::Host => "<host>".to_owned(),
            Piece::Url => "<url>".to_owned(),
            Piece::Enhanced(class, subject, detail) => format!("#{class}.{subject}.{detail}"),
        });
        ControlFlow::Continue(())
    });
    shown.join(" ")
}

#[test]
fn what_differs_from_reply_to_reply_is_one_piece() {
    for (text, expected) in [
        ("No such USER here!", "no such user here"),
        ("<no.such.user@relay.example>: unknown", "<addr> unknown"),
        ("nosuch+tag=a@relay.example... User unknown", "<addr> user unknown"),
        ("user@example.com...user account", "<addr> user account"),
        ("<icarus>: Helo command rejected", "<addr> helo command rejected"),
        ("<a b>", "a b"),
        ("host mx.example.org[192.0.2.1] said:", "host (mx) (example) (org) <host> <ip> said"),
        ("from x.xx.xx.xx", "from <ip>"),
        ("see http://zen.example.org/a?b=1 now", "see (zen) (example) (org) (a) (b) (1) <url> now"),
        ("www.example.org/sbl; next", "(www) (example) (org) <host> (sbl) next"),
        ("(#5.7.1 - chkuser)", "#5.7.1 chkuser"),
        ("5.1.1: x", "#5.1.1 x"),
        ("version 2.6 or 3.5.1", "version or"),
        ("not found.Please", "not found please"),
        ("RESOLVER.ADR.RecipNotFound; not found", "resolver adr recipnotfound not found"),
        ("Spf=Fail over-quota no_such_user", "spf fail over quota no such user"),
        ("doesn't isn\u{2019}t user's", "doesnt isnt user s"),
        ("l'utente n'existe", "l utente n existe"),
        ("Empfänger GELÖSCHT Straße łódź", "empfanger geloscht strasse lodz"),
        ("ПОЛЬЗОВАТЕЛЬ не найден", "пользователь не найден"),
        ("用户不存在。OK", "用 户 不 存 在 ok"),
        ("", ""),
        ("@ . - <> :// =", ""),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}
