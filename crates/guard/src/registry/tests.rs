use super::*;

#[test]
fn the_embedded_registries_are_whole() {
    for (csv, first, last, count) in
        [(IPV4, "0.0.0.0/8", "255.255.255.255/32", 26), (IPV6, "::1/128", "fe80::/10", 25)]
    {
        let blocks = parse(csv).expect("an embedded registry");
        assert_eq!(blocks.len(), count);
        assert_eq!(blocks[0].network.to_string(), first);
        assert_eq!(blocks[count - 1].network.to_string(), last);
    }
}

#[test]
fn the_date_is_a_date() {
    let date = registry_date();
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    assert_eq!(shape, "9999-99-99");
    assert!(
        date > "2026-01-01" && ("01".."13").contains(&&date[5..7]) && ("01".."32").contains(&&date[8..]),
        "{date}"
    );
}

/// What IANA puts into its cells, and what must not be passed over in silence.
#[test]
fn records_of_a_registry() {
    use Problem as P;
    let ok = |blocks: &[(&str, &str, &str)]| {
        Ok(blocks
            .iter()
            .map(|(network, name, source)| Block::new(network.parse().expect("a network"), name, source))
            .collect())
    };
    let malformed = |record, problem| Err(Malformed { record, problem });
    let rest = "2010-01,N/A,True,True,True,False,False";
    for (rows, expected) in [
        (
            format!("10.0.0.0/8,Private-Use,[RFC1918],{rest}"),
            ok(&[("10.0.0.0/8", "Private-Use", "RFC 1918")]),
        ),
        // Line ends of either kind, and none at the end.
        (format!("10.0.0.0/8,A,[RFC1],{rest}\r\n"), ok(&[("10.0.0.0/8", "A", "RFC 1")])),
        (
            format!("10.0.0.0/8,A,[RFC1],{rest}\r\n11.0.0.0/8,B,[RFC2],{rest}\n"),
            ok(&[("10.0.0.0/8", "A", "RFC 1"), ("11.0.0.0/8", "B", "RFC 2")]),
        ),
        // A footnote.
        (format!("2002::/16 [3],6to4,[RFC3056],{rest}"), ok(&[("2002::/16", "6to4", "RFC 3056")])),
        // Two blocks in one cell.
        (
            format!("\"192.0.0.170/32, 192.0.0.171/32 [4]\",A,[RFC1],{rest}"),
            ok(&[("192.0.0.170/32", "A", "RFC 1"), ("192.0.0.171/32", "A", "RFC 1")]),
        ),
        // Quotation marks and a comma in a name; a section; a line end within a field.
        (
            format!("0.0.0.0/8,\"\"\"This\"\", here\",\"[RFC791], Section 3.2\",{rest}"),
            ok(&[("0.0.0.0/8", "\"This\", here", "RFC 791 §3.2")]),
        ),
        (
            format!("0.0.0.0/8,A,\"[RFC8190]\n        [RFC919], Section 7\",{rest}"),
            ok(&[("0.0.0.0/8", "A", "RFC 8190, RFC 919 §7")]),
        ),
        // References side by side, and one that is no RFC.
        (
            format!("::/8,A,[RFC5180][RFC Errata 1752],{rest}"),
            ok(&[("::/8", "A", "RFC 5180, RFC Errata 1752")]),
        ),
        (format!("::/8,A,[IANA],{rest}"), ok(&[("::/8", "A", "IANA")])),
        // Terminated, so that nothing is said about its use.
        ("::/8,A,[RFC1],2001-06,2015-03,,,,,".to_owned(), ok(&[("::/8", "A", "RFC 1")])),
        (String::new(), malformed(2, P::NoRecords)),
        (format!("\n::/8,A,[RFC1],{rest}"), malformed(2, P::Fields(1))),
        (format!("::/8,A,[RFC1],{rest},more"), malformed(2, P::Fields(11))),
        (format!("::/8,A,[RFC1],{rest}\n::/9,A"), malformed(3, P::Fields(2))),
        (format!(",A,[RFC1],{rest}"), malformed(2, P::Address(String::new()))),
        (format!("::/129,A,[RFC1],{rest}"), malformed(2, P::Address("::/129".to_owned()))),
        // Bits behind the prefix: one of the two was mistyped.
        (format!("10.1.0.0/8,A,[RFC1],{rest}"), malformed(2, P::Address("10.1.0.0/8".to_owned()))),
        (format!("::/8,\"A\"B,[RFC1],{rest}"), malformed(2, P::Quote)),
        (format!("::/8,A\"B,[RFC1],{rest}"), malformed(2, P::Quote)),
        (format!("::/8,\"A,[RFC1],{rest}\n"), malformed(2, P::Quote)),
    ] {
        let heading = HEADING.join(",");
        let line_end = if rows.is_empty() { "" } else { "\n" };
        assert_eq!(parse(&format!("{heading}{line_end}{rows}")), expected, "{rows}");
    }
}

#[test]
fn another_heading_is_another_file() {
    for csv in ["", "Address Block,Name,RFC", &HEADING.join(",").replace("Name", "Title"), "<html>"] {
        assert_eq!(parse(csv), Err(Malformed { record: 1, problem: Problem::Heading }), "{csv}");
    }
}

#[test]
fn fields_of_a_csv_file() {
    for (csv, expected) in [
        ("a,b\nc,d\n", Some(&[&["a", "b"][..], &["c", "d"]][..])),
        ("a,b\r\nc,d\r\n", Some(&[&["a", "b"], &["c", "d"]])),
        ("a,b", Some(&[&["a", "b"]])),
        ("a,\n", Some(&[&["a", ""]])),
        // A carriage return that ends no line is text.
        ("a\rb", Some(&[&["a\rb"]])),
        ("\"a,\r\n\"\"b\"\"\",\"\"", Some(&[&["a,\r\n\"b\"", ""]])),
        ("a\"b\"", None),
        ("\"a\"b", None),
        ("\"a", None),
    ] {
        let records = records(csv).ok();
        let fields: Option<Vec<Vec<&str>>> = records
            .as_ref()
            .map(|rows| rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect());
        let expected = expected.map(|rows| rows.iter().map(|row| row.to_vec()).collect());
        assert_eq!(fields, expected, "{csv:?}");
    }
}
