//! What a server says it can do (RFC 5321 §4.1.1.1, extensions of the IANA mail parameters registry).

use crate::reply::Reply;

/// The answer to EHLO, read for what a client may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ehlo {
    /// The name the server calls itself: the first word of the first line.
    pub name: String,
    /// Keywords in the server's order, upper case, each with its parameters as they came.
    pub keywords: Vec<(String, String)>,
}

impl Ehlo {
    /// Reads a positive answer to EHLO. To HELO there is one line and so no keyword.
    pub fn of(reply: &Reply) -> Self {
        let mut lines = reply.lines().map(|line| String::from_utf8_lossy(line.text).trim().to_owned());
        let name = lines
            .next()
            .and_then(|line| line.split_whitespace().next().map(str::to_owned))
            .unwrap_or_default();
        let keywords = lines
            .filter(|line| !line.is_empty())
            .map(|line| {
                // `AUTH=LOGIN` is how servers older than RFC 2554 say `AUTH LOGIN`.
                let end = line.find([' ', '=']).unwrap_or(line.len());
                (line[..end].to_ascii_uppercase(), line[end..].trim_start_matches([' ', '=']).to_owned())
            })
            .collect();
        Self { name, keywords }
    }

    /// Whether a keyword was offered.
    pub fn offers(&self, keyword: &str) -> bool {
        self.parameters(keyword).is_some()
    }

    /// The parameters of a keyword, if it was offered.
    pub fn parameters(&self, keyword: &str) -> Option<&str> {
        self.keywords
            .iter()
            .find(|(offered, _)| offered.eq_ignore_ascii_case(keyword))
            .map(|(_, parameters)| parameters.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Wire;

    #[test]
    fn reads_keywords() {
        let reply = Reply::from(Wire::from(
            "250-mx.my.com Hello you\r\n250-SIZE 52428800\r\n250-starttls\r\n250-AUTH=LOGIN PLAIN\r\n250-\r\n250 PIPELINING\r\n",
        ));
        let ehlo = Ehlo::of(&reply);
        assert_eq!(ehlo.name, "mx.my.com");
        assert_eq!(ehlo.parameters("size"), Some("52428800"));
        assert_eq!(ehlo.parameters("AUTH"), Some("LOGIN PLAIN"));
        assert!(ehlo.offers("STARTTLS") && ehlo.offers("PIPELINING") && !ehlo.offers("SMTPUTF8"));
    }

    #[test]
    fn nothing_said_is_nothing_offered() {
        for raw in ["250\r\n", "250-\r\n250-\r\n250\r\n"] {
            assert_eq!(Ehlo::of(&Reply::from(Wire::from(raw))), Ehlo::default());
        }
    }
}
