//! Compiles `words/*.toml` into lists of keys and tables of sentences.

#[path = "src/table.rs"]
mod table;

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=words");
    let read = |code: &str| {
        let file = format!("words/{code}.toml");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        (code.to_owned(), text)
    };
    let files: Vec<(String, String)> = table::CODES.iter().map(|code| read(code)).collect();
    let out = env::var("OUT_DIR").expect("Cargo names the folder");
    let generated = match table::compile(&files) {
        Ok(generated) => generated,
        Err(complaints) => panic!("\n\n{}\n\n", complaints.join("\n")),
    };
    fs::write(Path::new(&out).join("sentences.rs"), generated).expect("the folder can be written");
}
