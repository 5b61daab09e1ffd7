//! From the knowledge files to the matcher's tables. Runs in build.rs, and in the tests of the rejections.

use std::collections::{BTreeMap, BTreeSet};

use super::knowledge::{File, RawEntry, Vocabulary};
use super::matcher::{
    ANY, ANY_GAP, AT_END, AT_START, EnhancedRange, GAP_SHIFT, LABEL, MAX_ATOMS, MAX_PATTERNS, MOST_ATOMS,
    NONE, OBJECTS, OR, Rule, Set, Sight, Slot, Span, Tables, USED, beginning,
};
use super::pattern::Pattern;
use super::vocabulary::{Form, Groups};

/// The tables with what they own.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) entries: Vec<(RawEntry, &'static str)>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) prefix_lengths: Vec<u32>,
    pub(crate) sets: Vec<Set>,
    pub(crate) calls: Vec<u16>,
    pub(crate) objects: [u16; OBJECTS.len()],
    pub(crate) patterns: Vec<(u16, u16)>,
    pub(crate) program: Vec<u16>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) codes: Vec<(u16, u16)>,
    pub(crate) enhanced: Vec<EnhancedRange>,
    pub(crate) conditions: Vec<u16>,
    /// Rules without a pattern: what enhanced and basic codes mean.
    pub(crate) bare: Vec<u16>,
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
    let mut keys = Vec::new();
    for (entry, basis) in entries {
        compiled.add(&entry, &groups, &mut keys).map_err(|error| format!("entry `{}`: {error}", entry.id))?;
        compiled.entries.push((entry, basis));
    }
    compiled.index(&groups, &keys)?;
    Ok(compiled)
}

impl Compiled {
    /// The tables as the matcher reads them.
    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables {
            slots: &self.slots,
            prefix_lengths: &self.prefix_lengths,
            sets: &self.sets,
            calls: &self.calls,
            objects: self.objects,
            patterns: &self.patterns,
            program: &self.program,
            rules: &self.rules,
            codes: &self.codes,
            enhanced: &self.enhanced,
            conditions: &self.conditions,
        }
    }

    fn add(
        &mut self,
        entry: &RawEntry,
        groups: &Groups,
        keys: &mut Vec<Vec<Vec<u16>>>,
    ) -> Result<(), String> {
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
        if entry.alone {
            self.alone.push(short(rule)?);
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

    /// Writes the program of a pattern; gives the atoms of its steps.
    fn write(&mut self, pattern: &Pattern, groups: &Groups) -> Result<Vec<Vec<u16>>, String> {
        let mut header = 0;
        if pattern.at_start {
            header |= AT_START;
        }
        if pattern.at_end {
            header |= AT_END;
        }
        self.program.push(header);
        let at = self.program.len() - 1;
        let mut steps = Vec::new();
        for (gap, alternatives) in &pattern.steps {
            let mut step = Vec::new();
            for name in alternatives {
                groups.check(name)?;
                // Atom 0 stands for nothing.
                let next = short(self.atoms.len() + 1)?;
                let atom = *self.atoms.entry(name.clone()).or_insert(next);
                if usize::from(atom) >= MAX_ATOMS {
                    return Err("there are more atoms than a program can name".to_owned());
                }
                let or = if step.is_empty() { 0 } else { OR };
                self.program.push(or | gap.map_or(ANY_GAP, u16::from) << GAP_SHIFT | atom);
                step.push(atom);
            }
            steps.push(step);
        }
        let length = self.program.len() - 1 - at;
        if length > 0xff {
            return Err("a pattern is too long".to_owned());
        }
        self.program[at] |= short(length)?;
        Ok(steps)
    }

    /// Writes the vocabulary: once to see how often each atom stands in the samples, then with the patterns, each
    /// under the atoms of its rarest step.
    fn index(&mut self, groups: &Groups, keys: &[Vec<Vec<u16>>]) -> Result<(), String> {
        let forms = groups.vocabulary(&self.atoms);
        let mut posted = vec![Vec::new(); self.atoms.len() + 1];
        self.write_vocabulary(&forms, &posted)?;
        let mut weight = vec![0_usize; self.atoms.len() + 1];
        for atom in keys.iter().flatten().flatten() {
            weight[usize::from(*atom)] += 1;
        }
        for (entry, _) in &self.entries {
            let sight = sight(entry.sample.as_deref().unwrap_or_default(), &self.tables());
            for (weight, _) in weight.iter_mut().zip(0..).filter(|(_, atom)| sight.mask(*atom) != 0) {
                *weight += 4;
            }
        }
        for (pattern, steps) in keys.iter().enumerate() {
            let sum = |step: &&Vec<u16>| step.iter().map(|atom| weight[usize::from(*atom)]).sum::<usize>();
            for atom in steps.iter().min_by_key(sum).ok_or("a pattern without steps")? {
                posted[usize::from(*atom)].push(short(pattern)?);
            }
        }
        self.write_vocabulary(&forms, &posted)
    }

    fn write_vocabulary(&mut self, forms: &[Form], posted: &[Vec<u16>]) -> Result<(), String> {
        // At least one slot in four stays free: there the search for an unknown word ends.
        self.slots = vec![Slot::default(); (forms.len() * 4 / 3 + 1).next_power_of_two()];
        self.prefix_lengths = vec![0; 1 << 8];
        self.sets.clear();
        self.calls.clear();
        let mut written = BTreeMap::new();
        for (index, object) in OBJECTS.into_iter().enumerate() {
            let atoms = self.atoms.get(object).copied().into_iter().collect();
            self.objects[index] = self.write_set(atoms, posted, &mut written)?;
        }
        let last = self.slots.len() - 1;
        for form in forms {
            let set = self.write_set(form.atoms.clone(), posted, &mut written)?;
            let word = form.letters()?;
            if form.prefix {
                if word.len() < 2 {
                    return Err(format!("`{}*` is too short for a beginning", form.text));
                }
                self.prefix_lengths[beginning(&word)] |= 1 << word.len();
            }
            let hash = word.hash(word.len(), form.prefix);
            let print = (hash >> 32) as u32;
            let mut index = hash as usize & last;
            while self.slots[index].flags & USED != 0 {
                if self.slots[index].print == print {
                    return Err(format!("`{}` has the hash of another word", form.text));
                }
                index = (index + 1) & last;
            }
            let label = if form.label { LABEL } else { 0 };
            self.slots[index] = Slot { print, set, flags: USED | label };
        }
        Ok(())
    }

    /// Writes a set, once for all words that bring the same.
    fn write_set(
        &mut self,
        atoms: BTreeSet<u16>,
        posted: &[Vec<u16>],
        written: &mut BTreeMap<BTreeSet<u16>, u16>,
    ) -> Result<u16, String> {
        if let Some(set) = written.get(&atoms) {
            return Ok(*set);
        }
        let mut set = Set::default();
        if atoms.len() > MOST_ATOMS {
            return Err(format!("a word is in more than {MOST_ATOMS} groups: name it less often"));
        }
        for (place, atom) in set.atoms.iter_mut().zip(&atoms) {
            *place = *atom;
        }
        let patterns: BTreeSet<u16> =
            atoms.iter().flat_map(|atom| posted[usize::from(*atom)].iter().copied()).collect();
        let from = short(self.calls.len())?;
        self.calls.extend(&patterns);
        set.calls = (from, short(self.calls.len())?);
        let index = short(self.sets.len())?;
        self.sets.push(set);
        written.insert(atoms, index);
        Ok(index)
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
