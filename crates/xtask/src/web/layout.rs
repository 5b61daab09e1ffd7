//! How a module lies in its file: the same code, in the form that compresses best.
//!
//! Brotli writes what stood before as a length and a distance, and a short distance takes fewer bits. So functions
//! that resemble each other stand together, and those that are the same are one. What can be said in several ways is
//! always said in the same one: the locals that are used most have the lowest numbers, and alignments, which are hints
//! that no engine of a browser follows, are all 1. Together that is 4 % of the page.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    iter,
};

use wasm_encoder::{
    CodeSection, Function, FunctionSection, Instruction, MemArg, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser, Payload, TypeRef, ValType,
};

use crate::failure::Failure;

/// How much of the resemblance with a function counts one function later: there Brotli still finds it near.
const FADING: f32 = 0.6;

/// The same module, to be compressed.
///
/// # Errors
/// When it is no module, or one with something that comes after WebAssembly 2.
pub(super) fn compact(wasm: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::new(format!("the module cannot be laid out: {error}"));
    // The order goes by the code as it will be.
    let uniform = Layout::of(wasm).and_then(|layout| layout.written(wasm)).map_err(failed)?;
    let mut layout = Layout::of(&uniform).map_err(failed)?;
    let bodies: Vec<&[u8]> = layout.order.iter().map(|index| layout.bodies[*index].as_bytes()).collect();
    layout.order = similar_together(&bodies).into_iter().map(|place| layout.order[place]).collect();
    layout.written(&uniform).map_err(failed)
}

/// The functions of a module, and the order in which they are to be written.
struct Layout<'a> {
    /// Functions that are imported; they have the first numbers.
    imported: u32,
    /// The number of parameters of each function.
    parameters: Vec<usize>,
    bodies: Vec<FunctionBody<'a>>,
    /// For each function the first one that does the same; only that one is written.
    same: Vec<usize>,
    /// Places in `bodies`.
    order: Vec<usize>,
    /// The new numbers of the functions.
    numbers: Vec<u32>,
}

impl<'a> Layout<'a> {
    fn of(wasm: &'a [u8]) -> Result<Self, Error> {
        let (mut imported, mut types, mut of_type, mut bodies) = (0, Vec::new(), Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for of_function in section.into_iter_err_on_gc_types() {
                        types.push(of_function?.params().len());
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    for number in section {
                        of_type.push(number? as usize);
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let parameters = of_type.iter().map(|number| types[*number]).collect();
        let mut first = BTreeMap::new();
        let same: Vec<usize> = bodies
            .iter()
            .zip(&of_type)
            .enumerate()
            .map(|(index, (body, of_type))| *first.entry((body.as_bytes(), of_type)).or_insert(index))
            .collect();
        let order = (0..bodies.len()).filter(|index| same[*index] == *index).collect();
        Ok(Self { imported, parameters, bodies, same, order, numbers: Vec::new() })
    }

    fn written(mut self, wasm: &[u8]) -> Result<Vec<u8>, Error> {
        let mut numbers = vec![0; self.bodies.len()];
        for (number, function) in (self.imported..).zip(&self.order) {
            numbers[*function] = number;
        }
        self.numbers = self.same.iter().map(|function| numbers[*function]).collect();
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    }

    /// A function with its locals in another order, and without alignments.
    fn function(&mut self, index: usize) -> Result<Function, Error> {
        let body = self.bodies[index].clone();
        let mut types = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, of_type) = declared?;
            types.extend(iter::repeat_n(of_type, count as usize));
        }
        let parameters = self.parameters[index];
        let order = by_use(&body, parameters, &types)?;
        let mut numbers: Vec<u32> = (0..).take(parameters + types.len()).collect();
        for (number, local) in (parameters as u32..).zip(&order) {
            numbers[*local] = number;
        }
        let number = |local: u32| numbers[local as usize];

        let types: Vec<_> =
            order.iter().map(|local| self.val_type(types[*local - parameters])).collect::<Result<_, _>>()?;
        let mut function = Function::new_with_locals_types(types);
        for operator in body.get_operators_reader()? {
            function.instruction(&match operator? {
                Operator::LocalGet { local_index } => Instruction::LocalGet(number(local_index)),
                Operator::LocalSet { local_index } => Instruction::LocalSet(number(local_index)),
                Operator::LocalTee { local_index } => Instruction::LocalTee(number(local_index)),
                other => self.instruction(other)?,
            });
        }
        Ok(function)
    }
}

impl Reencode for Layout<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.numbers[own as usize]))
    }

    fn mem_arg(&mut self, place: wasmparser::MemArg) -> Result<MemArg, Error> {
        Ok(MemArg { align: 0, offset: place.offset, memory_index: self.memory_index(place.memory)? })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        self.order.iter().for_each(|function| {
            functions.function(types[*function]);
        });
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        for index in self.order.clone() {
            code.function(&self.function(index)?);
        }
        Ok(())
    }
}

/// The locals of a function that are no parameters, those that are used most first. Those of one type stay together,
/// since they are declared together.
fn by_use(body: &FunctionBody<'_>, parameters: usize, types: &[ValType]) -> Result<Vec<usize>, Error> {
    let mut uses = vec![(0_usize, Reverse(usize::MAX)); parameters + types.len()];
    for (at, operator) in body.get_operators_reader()?.into_iter().enumerate() {
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator?
        {
            let (count, first) = &mut uses[local_index as usize];
            *count += 1;
            *first = (*first).max(Reverse(at));
        }
    }
    let of_type = |local: usize| types[local - parameters];
    let uses_of_type = |local: usize| {
        let same = (parameters..uses.len()).filter(|other| of_type(*other) == of_type(local));
        same.map(|other| uses[other].0).sum::<usize>()
    };
    let mut order: Vec<usize> = (parameters..uses.len()).collect();
    order.sort_by_cached_key(|local| {
        Reverse((uses_of_type(*local), format!("{:?}", of_type(*local)), uses[*local]))
    });
    Ok(order)
}

/// An order in which each piece of code is followed by that of the others that resembles it most, by the runs of four
/// octets that they share, in proportion to how many it has.
fn similar_together(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<BTreeSet<&[u8]>> = bodies.iter().map(|body| body.windows(4).collect()).collect();
    let mut found_in: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (index, runs) in runs.iter().enumerate() {
        runs.iter().for_each(|run| found_in.entry(run).or_default().push(index));
    }
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut resemblance = vec![0.0_f32; bodies.len()];
    let mut order = Vec::with_capacity(bodies.len());
    loop {
        let score = |index: usize| resemblance[index] / (50.0 + runs[index].len() as f32).powf(0.8);
        // Of several that resemble it as much, the first.
        let best = left
            .iter()
            .enumerate()
            .rev()
            .max_by(|(_, one), (_, other)| score(**one).total_cmp(&score(**other)));
        let Some((place, _)) = best else { return order };
        let next = left.remove(place);
        order.push(next);
        resemblance.iter_mut().for_each(|resemblance| *resemblance *= FADING);
        for other in runs[next].iter().filter_map(|run| found_in.get(run)).flatten() {
            resemblance[*other] += 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ExportKind, ExportSection, FunctionSection, ImportSection, MemorySection, MemoryType, TypeSection,
        ValType,
    };

    use super::*;

    /// One import, and exported functions with locals, each with the address that it loads from and the function that it
    /// calls.
    fn module(described: [(&str, u64, u32); 3]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        let mut imports = ImportSection::new();
        imports.import("$", "imported", wasm_encoder::EntityType::Function(0));
        let (mut functions, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for (index, (name, offset, called)) in (0..).zip(described) {
            functions.function(0);
            exports.export(name, ExportKind::Func, 1 + index);
            let mut function = Function::new([(1, ValType::I64), (2, ValType::I32)]);
            let place = MemArg { align: 2, offset, memory_index: 0 };
            for instruction in [
                Instruction::LocalGet(0),
                Instruction::I32Load(place),
                Instruction::LocalTee(3),
                Instruction::Call(called),
                Instruction::LocalGet(3),
                Instruction::LocalSet(2),
                Instruction::End,
            ] {
                function.instruction(&instruction);
            }
            code.function(&function);
        }
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&exports);
        module.section(&code);
        module.finish()
    }

    /// What each exported function does, with the functions that it calls by their names.
    fn exported(wasm: &[u8]) -> Vec<String> {
        let mut names = vec!["imported".to_owned(); 4];
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect("a module") {
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.expect("an export");
                        names[export.index as usize] = export.name.to_owned();
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let mut all = Vec::new();
        for (name, body) in names.iter().skip(1).zip(bodies) {
            let mut said = format!("{name}:");
            for operator in body.get_operators_reader().expect("operators") {
                said += &match operator.expect("an operator") {
                    Operator::Call { function_index } => format!(" call {}", names[function_index as usize]),
                    Operator::I32Load { memarg } => format!(" load {}/{}", memarg.offset, memarg.align),
                    Operator::LocalGet { local_index } => format!(" get {local_index}"),
                    Operator::LocalSet { local_index } => format!(" set {local_index}"),
                    Operator::LocalTee { local_index } => format!(" tee {local_index}"),
                    _ => String::new(),
                };
            }
            all.push(said);
        }
        all.sort();
        all
    }

    #[test]
    fn functions_do_what_they_did() {
        assert_eq!(
            exported(&compact(&module([("a", 0, 2), ("b", 100, 3), ("c", 200, 0)])).expect("laid out")),
            [
                "a: get 0 load 0/0 tee 1 call b get 1 set 2",
                "b: get 0 load 100/0 tee 1 call c get 1 set 2",
                "c: get 0 load 200/0 tee 1 call imported get 1 set 2",
            ]
        );
        assert!(compact(b"no module").is_err());
    }

    #[test]
    fn what_does_the_same_is_written_once() {
        for (described, expected) in [
            ([("a", 0, 0), ("b", 0, 1), ("c", 0, 3)], 3),
            ([("a", 0, 0), ("b", 1, 0), ("c", 0, 0)], 2),
            ([("a", 0, 0), ("b", 0, 0), ("c", 0, 0)], 1),
        ] {
            let compacted = compact(&module(described)).expect("laid out");
            let written = Layout::of(&compacted).expect("a module").bodies.len();
            assert_eq!(written, expected, "{described:?}");
        }
    }

    #[test]
    fn what_resembles_each_other_stands_together() {
        let bodies: [&[u8]; 4] = [b"no such user here", b"1234567890", b"no such user there", b"2345678901"];
        assert_eq!(similar_together(&bodies), [0, 2, 1, 3]);
    }
}
