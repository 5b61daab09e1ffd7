//! From the knowledge files to the matcher's tables. Runs in build.rs, and in the tests of the rejections.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::knowledge::{File, RawEntry, Vocabulary};
use super::letters::{Letters, MAX_WORD, folded};
use super::matcher::{
    ANY, ANY_GAP, AT_END, AT_START, EnhancedRange, LABEL, MAX_ATOMS, MAX_PATTERNS, OBJECTS, PREFIX, Rule,
    Sight, Slot, Span, Tables, first_slot,
};
use super::pattern::{Alternatives, Pattern};

/// The tables with what they own.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) entries: Vec<(RawEntry, &'static str)>,
    pub(crate) letters: Vec<u8>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) prefix_lengths: Vec<u32>,
    pub(crate) sets: Vec<u16>,
    pub(crate) objects: [u16; OBJECTS.len()],
    pub(crate) posting_starts: Vec<u16>,
    pub(crate) postings: Vec<u16>,
    pub(crate) patterns: Vec<(u16, u16)>,
    pub(crate) program: Vec<u16>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) codes: Vec<(u16, u16)>,
    pub(crate) enhanced: Vec<EnhancedRange>,
    pub(crate) conditions: Vec<u16>,
    /// Rules without a pattern: what enhanced and basic codes mean.
    pub(crate) bare: Vec<u16>,
    atoms: Atoms,
}

/// Atoms by what they stand for.
#[derive(Debug, Default)]
struct Atoms {
    numbers: BTreeMap<Alternatives, u16>,
}

/// A word form with what it brings.
#[derive(Clone, Debug, Default)]
struct Form {
    flags: u8,
    atoms: BTreeSet<u16>,
}

/// Compiles the vocabulary and the files (text and basis), and lets each entry judge its own sample.
///
/// # Errors
/// When something does not hold together, with the entry's name.
pub(crate) fn compile(vocabulary: &str, files: &[(&str, &'static str)]) -> Result<Compiled, String> {
    let vocabulary: Vocabulary =
        toml::from_str(vocabulary).map_err(|error| format!("vocabulary: {error}"))?;
    let groups = Groups::of(&vocabulary)?;
    let mut compiled = Compiled::default();
    let mut seen = BTreeSet::new();
    let mut keys = Vec::new();
    for (text, basis) in files {
        let file: File = toml::from_str(text).map_err(|error| format!("{basis}: {error}"))?;
        for entry in file.entry {
            entry.check()?;
            if !seen.insert(entry.id.clone()) {
                return Err(format!("entry `{}` stands twice", entry.id));
            }
            compiled
                .add(&entry, &groups, &mut keys)
                .map_err(|error| format!("entry `{}`: {error}", entry.id))?;
            compiled.entries.push((entry, basis));
        }
    }
    compiled.index(&groups, &keys)?;
    compiled.judge_samples()?;
    Ok(compiled)
}

impl Compiled {
    /// The tables as the matcher reads them.
    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables {
            letters: &self.letters,
            slots: &self.slots,
            prefix_lengths: &self.prefix_lengths,
            sets: &self.sets,
            objects: self.objects,
            posting_starts: &self.posting_starts,
            postings: &self.postings,
            patterns: &self.patterns,
            program: &self.program,
            rules: &self.rules,
            codes: &self.codes,
            enhanced: &self.enhanced,
            conditions: &self.conditions,
        }
    }

    fn add(&mut self, entry: &RawEntry, groups: &Groups, keys: &mut Vec<Vec<u16>>) -> Result<(), String> {
        let rule = self.rules.len();
        for text in &entry.any {
            for pattern in Pattern::parse(text)? {
                let start = self.program.len();
                keys.push(self.write(&pattern, groups)?);
                self.patterns.push((short(start)?, short(rule)?));
            }
        }
        if self.patterns.len() > MAX_PATTERNS {
            return Err("there are more patterns than the set of candidates holds".to_owned());
        }
        if entry.any.is_empty() {
            self.bare.push(short(rule)?);
        }
        let codes = self.codes.len();
        for code in &entry.code {
            self.codes.push(code_range(code)?);
        }
        let enhanced = self.enhanced.len();
        for code in &entry.enhanced {
            self.enhanced.push(enhanced_range(code)?);
        }
        let with = self.conditions(&entry.with, groups)?;
        let unless = self.conditions(&entry.unless, groups)?;
        self.rules.push(Rule {
            codes: (short(codes)?, short(self.codes.len())?),
            enhanced: (short(enhanced)?, short(self.enhanced.len())?),
            with,
            unless,
        });
        Ok(())
    }

    fn conditions(&mut self, texts: &[String], groups: &Groups) -> Result<Span, String> {
        let from = short(self.conditions.len())?;
        for text in texts {
            for pattern in Pattern::parse(text)? {
                let start = short(self.program.len())?;
                self.write(&pattern, groups)?;
                self.conditions.push(start);
            }
        }
        Ok((from, short(self.conditions.len())?))
    }

    /// Writes the program of a pattern; gives its atoms.
    fn write(&mut self, pattern: &Pattern, groups: &Groups) -> Result<Vec<u16>, String> {
        let mut header = short(pattern.steps.len())?;
        if pattern.at_start {
            header |= AT_START;
        }
        if pattern.at_end {
            header |= AT_END;
        }
        self.program.push(header);
        let mut atoms = Vec::new();
        for (gap, alternatives) in &pattern.steps {
            groups.check(alternatives)?;
            let next = short(self.atoms.numbers.len())?;
            let atom = *self.atoms.numbers.entry(alternatives.clone()).or_insert(next);
            if usize::from(atom) >= MAX_ATOMS {
                return Err("there are more atoms than a program can name".to_owned());
            }
            let gap = gap.map_or(ANY_GAP, u16::from);
            self.program.push(gap << 11 | atom);
            atoms.push(atom);
        }
        Ok(atoms)
    }

    /// The vocabulary and the postings.
    fn index(&mut self, groups: &Groups, keys: &[Vec<u16>]) -> Result<(), String> {
        let mut forms: BTreeMap<(String, bool), Form> = BTreeMap::new();
        for (alternatives, atom) in &self.atoms.numbers {
            for (form, label) in groups.forms(alternatives) {
                let (text, prefix) =
                    form.strip_suffix('*').map_or((form.as_str(), false), |text| (text, true));
                let form = forms.entry((text.to_owned(), prefix)).or_default();
                form.atoms.insert(*atom);
                form.flags |= if label { LABEL } else { 0 };
            }
        }
        // A word brings what its prefixes bring.
        let prefixes: Vec<(String, BTreeSet<u16>)> = forms
            .iter()
            .filter(|((_, prefix), _)| *prefix)
            .map(|((text, _), form)| (text.clone(), form.atoms.clone()))
            .collect();
        for ((text, _), form) in &mut forms {
            for (_, atoms) in prefixes.iter().filter(|(prefix, _)| text.starts_with(prefix.as_str())) {
                form.atoms.extend(atoms);
            }
        }
        self.write_vocabulary(&forms)?;
        self.write_postings(keys)
    }

    fn write_vocabulary(&mut self, forms: &BTreeMap<(String, bool), Form>) -> Result<(), String> {
        self.slots = vec![Slot::default(); (forms.len() * 2).next_power_of_two()];
        self.prefix_lengths = vec![0; 32];
        let mut sets = BTreeMap::new();
        for (index, object) in OBJECTS.into_iter().enumerate() {
            let named =
                |(alternatives, atom): (&Alternatives, &u16)| alternatives.names(object).then_some(*atom);
            let atoms = self.atoms.numbers.iter().filter_map(named).collect();
            self.objects[index] = self.write_set(atoms, &mut sets)?;
        }
        for ((text, prefix), form) in forms {
            if text.len() > MAX_WORD || text.is_empty() {
                return Err(format!("`{text}` is empty or longer than a word may be"));
            }
            let set = self.write_set(form.atoms.clone(), &mut sets)?;
            let bytes = text.as_bytes();
            let start = match self.letters.windows(bytes.len()).position(|window| window == bytes) {
                Some(start) => start,
                None => {
                    self.letters.extend(bytes);
                    self.letters.len() - bytes.len()
                }
            };
            let kind = if *prefix { PREFIX } else { 0 };
            if *prefix {
                self.prefix_lengths[usize::from(bytes[0] & 31)] |= 1 << bytes.len();
            }
            let mut letters = Letters::default();
            letters.push(bytes);
            let mut index = first_slot(&letters, bytes.len(), kind, self.slots.len());
            while self.slots[index].length != 0 {
                index = (index + 1) & (self.slots.len() - 1);
            }
            self.slots[index] = Slot {
                start: short(start)?,
                length: u8::try_from(bytes.len()).map_err(|error| error.to_string())?,
                flags: kind | form.flags,
                set,
            };
        }
        Ok(())
    }

    /// Writes an atom list, once for all words that share it.
    fn write_set(
        &mut self,
        atoms: BTreeSet<u16>,
        written: &mut BTreeMap<BTreeSet<u16>, u16>,
    ) -> Result<u16, String> {
        if let Some(set) = written.get(&atoms) {
            return Ok(*set);
        }
        let set = short(self.sets.len())?;
        self.sets.push(short(atoms.len())?);
        self.sets.extend(&atoms);
        written.insert(atoms, set);
        Ok(set)
    }

    /// Each pattern is posted under the one of its atoms that the fewest patterns and samples contain.
    fn write_postings(&mut self, keys: &[Vec<u16>]) -> Result<(), String> {
        let mut weight = vec![0_usize; self.atoms.numbers.len()];
        for atom in keys.iter().flatten() {
            weight[usize::from(*atom)] += 1;
        }
        let tables = Tables { posting_starts: &[], ..self.tables() };
        for (entry, _) in &self.entries {
            let sight = sight(entry.sample.as_deref().unwrap_or_default(), &tables);
            for (weight, _) in weight.iter_mut().zip(0..).filter(|(_, atom)| sight.mask(*atom) != 0) {
                *weight += 4;
            }
        }
        let mut posted: Vec<Vec<u16>> = vec![Vec::new(); weight.len()];
        for (pattern, atoms) in keys.iter().enumerate() {
            let rarest =
                atoms.iter().min_by_key(|atom| weight[usize::from(**atom)]).ok_or("an empty pattern")?;
            posted[usize::from(*rarest)].push(short(pattern)?);
        }
        for patterns in posted {
            self.posting_starts.push(short(self.postings.len())?);
            self.postings.extend(patterns);
        }
        self.posting_starts.push(short(self.postings.len())?);
        Ok(())
    }

    /// Each sample must be decided by its own entry: it matches, and nothing before it does.
    fn judge_samples(&self) -> Result<(), String> {
        let tables = self.tables();
        let mut complaints = Vec::new();
        for (index, (entry, _)) in self.entries.iter().enumerate() {
            let sight = sight(entry.sample.as_deref().unwrap_or_default(), &tables);
            match sight.first_rule(&tables).or_else(|| sight.first_bare(&tables, &self.bare)) {
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
    for line in reply.lines() {
        sight.read(tables, line.text);
    }
    sight
}

/// The word groups with their members resolved; a member is a folded form, with `*` behind a prefix.
struct Groups {
    members: BTreeMap<String, (Vec<String>, bool)>,
}

impl Groups {
    fn of(vocabulary: &Vocabulary) -> Result<Self, String> {
        let mut groups = Self { members: BTreeMap::new() };
        let raw: BTreeMap<&String, (&String, bool)> = vocabulary
            .words
            .iter()
            .map(|(name, text)| (name, (text, false)))
            .chain(vocabulary.labels.iter().map(|(name, text)| (name, (text, true))))
            .collect();
        for name in raw.keys() {
            let members = resolve(name, &raw, 0)?;
            groups.members.insert((*name).clone(), members);
        }
        Ok(groups)
    }

    fn check(&self, alternatives: &Alternatives) -> Result<(), String> {
        match alternatives.groups().find(|group| !self.members.contains_key(*group)) {
            Some(group) => Err(format!("there is no group `{group}`")),
            None => Ok(()),
        }
    }

    /// The forms that stand for an atom, and whether they count in labels.
    fn forms(&self, alternatives: &Alternatives) -> Vec<(String, bool)> {
        let mut forms: Vec<(String, bool)> =
            alternatives.words().map(|word| (word.to_owned(), false)).collect();
        for group in alternatives.groups() {
            if let Some((members, label)) = self.members.get(group) {
                forms.extend(members.iter().map(|member| (member.clone(), *label)));
            }
        }
        forms
    }
}

fn resolve(
    name: &str,
    raw: &BTreeMap<&String, (&String, bool)>,
    depth: u8,
) -> Result<(Vec<String>, bool), String> {
    let (text, label) = raw.get(&name.to_owned()).ok_or_else(|| format!("there is no group `{name}`"))?;
    if depth > 4 {
        return Err(format!("group `{name}` holds itself"));
    }
    let mut members = Vec::new();
    for word in text.split_whitespace() {
        match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some(group) => members.extend(resolve(group, raw, depth + 1)?.0),
            None => members.push(one_form(word)?),
        }
    }
    Ok((members, *label))
}

/// Folds a vocabulary word, which must be one word.
pub(crate) fn one_form(word: &str) -> Result<String, String> {
    let mut forms = forms_of(word.trim_end_matches('*'));
    match (forms.pop(), forms.is_empty()) {
        (Some(form), true) => Ok(if word.ends_with('*') { form + "*" } else { form }),
        _ => Err(format!("`{word}` is not one word")),
    }
}

/// The words that `text` is split into when it stands in a reply.
pub(crate) fn forms_of(text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for part in text.split(['-', '_']) {
        let _complete = folded(part.as_bytes(), &mut |form| {
            forms.push(String::from_utf8_lossy(form.as_bytes()).into_owned());
            ControlFlow::Continue(())
        });
    }
    forms
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
