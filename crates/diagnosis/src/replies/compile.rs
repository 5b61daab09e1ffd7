//! From the knowledge files to the matcher's tables. Runs in build.rs, and in the tests of the rejections.

use std::collections::{BTreeMap, BTreeSet};

use super::knowledge::{File, RawEntry, Vocabulary};
use super::letters::MAX_WORD;
use super::lexicon::{self, BEGINNING, LABEL};
use super::matcher::{MAX_ATOMS, MAX_PATTERNS, Sight};
use super::pattern::Pattern;
use super::tables::{
    ALTERNATIVE, ANY, Counts, END, EnhancedRange, NEW, NEXT, NONE, Packed, START, Tables, WIDEST_GAP,
};
use super::vocabulary::Groups;

/// The tables with what they own.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) entries: Vec<(RawEntry, &'static str)>,
    /// What each atom stands for.
    pub(crate) forms: String,
    pub(crate) patterns: String,
    pub(crate) counts: Vec<Counts>,
    pub(crate) codes: Vec<(u16, u16)>,
    pub(crate) enhanced: Vec<EnhancedRange>,
    /// Rules that are also asked of each line by itself.
    pub(crate) alone: Vec<u16>,
    /// Atoms by what they stand for.
    atoms: BTreeMap<String, u16>,
}

/// Compiles the vocabulary and the files (text and basis), and lets each entry judge its own sample.
///
/// # Errors
/// When something does not hold together, with the entry's name.
pub(crate) fn compile(vocabulary: &str, files: &[(&str, &'static str)]) -> Result<Compiled, String> {
    let (vocabulary, entries) = parse(vocabulary, files)?;
    let mut seen = BTreeSet::new();
    for (entry, _) in &entries {
        entry.check()?;
        if !seen.insert(&entry.id) {
            return Err(format!("entry `{}` stands twice", entry.id));
        }
    }
    let compiled = assemble(&vocabulary, entries)?;
    compiled.judge_samples()?;
    Ok(compiled)
}

/// The entries as written, in the order in which they are asked, each with what its answers rest on.
pub(crate) type Written = Vec<(RawEntry, &'static str)>;

/// Reads the vocabulary and the files.
///
/// # Errors
/// When a file is not of its form.
pub(crate) fn parse(
    vocabulary: &str,
    files: &[(&str, &'static str)],
) -> Result<(Vocabulary, Written), String> {
    let vocabulary = toml::from_str(vocabulary).map_err(|error| format!("vocabulary: {error}"))?;
    let mut entries = Vec::new();
    for (text, basis) in files {
        let file: File = toml::from_str(text).map_err(|error| format!("{basis}: {error}"))?;
        entries.extend(file.entry.into_iter().map(|entry| (entry, *basis)));
    }
    Ok((vocabulary, entries))
}

/// Builds the tables, and does not ask whether the entries bear their samples out: [`compile`] does.
///
/// # Errors
/// When something does not hold together, with the entry's name.
pub(crate) fn assemble(vocabulary: &Vocabulary, entries: Written) -> Result<Compiled, String> {
    let groups = Groups::of(vocabulary)?;
    let mut compiled = Compiled::default();
    for (entry, basis) in entries {
        compiled.add(&entry, &groups).map_err(|error| format!("entry `{}`: {error}", entry.id))?;
        compiled.entries.push((entry, basis));
    }
    compiled.write_vocabulary(&groups)?;
    Ok(compiled)
}

impl Compiled {
    /// The tables as the matcher reads them.
    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables::new(&Packed {
            forms: &self.forms,
            patterns: &self.patterns,
            counts: &self.counts,
            codes: &self.codes,
            enhanced: &self.enhanced,
        })
    }

    fn add(&mut self, entry: &RawEntry, groups: &Groups) -> Result<(), String> {
        let any = self.conditions(&entry.any, groups)?;
        let before: usize = self.counts.iter().map(|counts| usize::from(counts.any)).sum();
        if before + usize::from(any) > MAX_PATTERNS {
            return Err("there are more patterns than the set of candidates holds".to_owned());
        }
        if entry.alone {
            self.alone.push(short(self.counts.len())?);
        }
        for code in &entry.code {
            self.codes.push(code_range(code)?);
        }
        for code in &entry.enhanced {
            self.enhanced.push(enhanced_range(code)?);
        }
        let counts = Counts {
            any,
            with: self.conditions(&entry.with, groups)?,
            unless: self.conditions(&entry.unless, groups)?,
            codes: byte(entry.code.len())?,
            enhanced: byte(entry.enhanced.len())?,
        };
        self.counts.push(counts);
        Ok(())
    }

    /// Writes patterns, and says how many there are.
    fn conditions(&mut self, texts: &[String], groups: &Groups) -> Result<u8, String> {
        let mut count = 0;
        for text in texts {
            for pattern in Pattern::parse(text)? {
                self.write(&pattern, groups)?;
                count += 1;
            }
        }
        byte(count)
    }

    fn write(&mut self, pattern: &Pattern, groups: &Groups) -> Result<(), String> {
        if !self.patterns.is_empty() {
            self.patterns.push(NEXT);
        }
        let flags = [(pattern.at_start, START), (pattern.at_end, END)];
        self.patterns.extend(flags.into_iter().filter_map(|(is_set, token)| is_set.then_some(token)));
        for (gap, alternatives) in &pattern.steps {
            for (index, name) in alternatives.iter().enumerate() {
                groups.check(name)?;
                // Atom 0 stands for nothing.
                let next = short(self.atoms.len() + 1)?;
                let atom = *self.atoms.entry(name.clone()).or_insert(next);
                if usize::from(atom) >= MAX_ATOMS {
                    return Err("there are more atoms than a program can name".to_owned());
                }
                match gap {
                    _ if index > 0 => self.patterns.push(ALTERNATIVE),
                    Some(0) => {}
                    Some(gap) => self.patterns.push(char::from(*gap)),
                    None => self.patterns.push(WIDEST_GAP),
                }
                let number = if atom == next { 0 } else { u32::from(atom) };
                self.patterns.extend(char::from_u32(u32::from(NEW) + number));
            }
        }
        if pattern.steps.iter().map(|(_, alternatives)| alternatives.len()).sum::<usize>() > 0xff {
            return Err("a pattern is too long".to_owned());
        }
        Ok(())
    }

    fn write_vocabulary(&mut self, groups: &Groups) -> Result<(), String> {
        let mut prints = BTreeMap::new();
        let mut atoms: Vec<(&String, &u16)> = self.atoms.iter().collect();
        atoms.sort_by_key(|(_, number)| **number);
        let mut written = Vec::new();
        for (name, _) in atoms {
            let forms = groups.forms(name);
            for form in &forms {
                let text = form.trim_end_matches([BEGINNING, LABEL]);
                let (word, prefix, _) = lexicon::parts(form);
                if word.len() != text.len() || text.is_empty() {
                    return Err(format!("`{text}` is empty or longer than {MAX_WORD} bytes"));
                }
                if prefix && word.len() < 2 {
                    return Err(format!("`{text}*` is too short for a beginning"));
                }
                let print = lexicon::print(word.hash(word.len(), prefix));
                if *prints.entry(print).or_insert((word, prefix)) != (word, prefix) {
                    return Err(format!("`{text}` has the hash of another word"));
                }
            }
            written.push(forms.join(&lexicon::OR.to_string()));
        }
        self.forms = written.join(" ");
        Ok(())
    }

    /// Each sample must be decided by its own entry: it matches, and nothing before it does.
    fn judge_samples(&self) -> Result<(), String> {
        let tables = self.tables();
        let mut complaints = Vec::new();
        for (index, (entry, _)) in self.entries.iter().enumerate() {
            let sight = sight(entry.sample.as_deref().unwrap_or_default(), &tables);
            match sight.first_rule(&tables).or_else(|| sight.first_bare(&tables)) {
                Some(rule) if rule == index => {}
                Some(rule) if rule < index => complaints.push(format!(
                    "entry `{}` is shadowed by `{}` for its own sample",
                    entry.id, self.entries[rule].0.id
                )),
                _ => complaints.push(format!("entry `{}` does not match its own sample", entry.id)),
            }
        }
        if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
    }
}

/// A sample as the rules see it; its lines are parted by a line feed.
pub(crate) fn sight(sample: &str, tables: &Tables<'_>) -> Sight {
    let reply = smtp::reply::Reply::from(smtp::bytes::Wire::from(sample));
    let mut sight = Sight::new(reply.code().number());
    sight.read(tables, reply.raw().as_bytes());
    sight
}

fn code_range(text: &str) -> Result<(u16, u16), String> {
    let bound =
        |digit: &str| text.replace('x', digit).parse::<u16>().map_err(|_| format!("`{text}` is no code"));
    if text.len() != 3 {
        return Err(format!("`{text}` is no code"));
    }
    Ok((bound("0")?, bound("9")?))
}

fn enhanced_range(text: &str) -> Result<EnhancedRange, String> {
    let wrong = || format!("`{text}` is no enhanced code");
    if text == "none" {
        return Ok(NONE);
    }
    let mut parts = text.split('.');
    let (Some(class), Some(subject), Some(detail), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let number = |text: &str| text.parse::<u16>().map_err(|_| wrong());
    let (first, last) = match (detail, detail.split_once('-')) {
        ("x", _) => (0, ANY),
        (_, Some((first, last))) => (number(first)?, number(last)?),
        (detail, None) => (number(detail)?, number(detail)?),
    };
    Ok(EnhancedRange {
        class: if class == "x" { 0 } else { u8::try_from(number(class)?).map_err(|_| wrong())? },
        subject: if subject == "x" { ANY } else { number(subject)? },
        first,
        last,
    })
}

fn short(number: usize) -> Result<u16, String> {
    u16::try_from(number).map_err(|_| "the tables outgrew 16 bits".to_owned())
}

fn byte(number: usize) -> Result<u8, String> {
    u8::try_from(number).map_err(|_| "an entry outgrew 8 bits".to_owned())
}
