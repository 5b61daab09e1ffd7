//! The languages, and which of them a visitor wants.

/// A language in which everything is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// `en`
    #[default]
    English,
    /// `de`
    German,
    /// `fr`
    French,
    /// `es`
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::English, Self::German, Self::French, Self::Spanish];

    /// The code of ISO 639-1, as in `lang="de"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
        }
    }

    /// What those who speak it call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
        }
    }

    /// The language of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language of a tag such as `de`, `de-AT` or `DE`, or `de_CH.UTF-8` as systems have it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_', '.']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|language| code.eq_ignore_ascii_case(language.code()))
    }

    /// The language that the header `Accept-Language` likes best (RFC 9110 §12.5.4); English where it likes none.
    pub fn accepted(header: &str) -> Self {
        let mut best = (0, Self::English);
        for entry in header.split(',') {
            let (tag, parameter) = entry.split_once(';').unwrap_or((entry, ""));
            let weight = match parameter.trim() {
                "" => 1000,
                parameter => thousandths(parameter).unwrap_or(0),
            };
            // Of two that are liked the same, the first one counts.
            if let Some(language) = Self::of_tag(tag).filter(|_| weight > best.0) {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// `q=0.5` as 500.
fn thousandths(parameter: &str) -> Option<u16> {
    let weight: f32 =
        parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?.trim().parse().ok()?;
    (0.0..=1.0).contains(&weight).then_some((weight * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_say() {
        use Language as L;
        for (header, expected) in [
            ("", L::English),
            ("de", L::German),
            ("de-AT,de;q=0.9,en;q=0.8", L::German),
            ("it-IT, it;q=0.9, fr;q=0.8, en;q=0.7", L::French),
            ("en;q=0.3, es;q=0.8", L::Spanish),
            ("ja", L::English),
            ("de;q=0, fr;q=0.1", L::French),
            ("*", L::English),
            ("fr;q=x, de;q=2, es;q=0.2", L::Spanish),
            ("DE-ch", L::German),
            ("den", L::English),
            ("en, de", L::English),
        ] {
            assert_eq!(L::accepted(header), expected, "{header}");
        }
        assert_eq!(L::of_tag("de_DE.UTF-8"), Some(L::German));
        assert_eq!(L::of_tag("C.UTF-8"), None);
    }
}
