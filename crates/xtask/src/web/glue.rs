//! The JavaScript that loads the module, written by wasm-bindgen's library.

use std::{collections::BTreeMap, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

use super::{Profile, lean};
use crate::failure::Failure;

/// Where the part of the script begins that loads a module, whatever it is given. Ours is in `assets`.
const LOADER: &str = "async function __wbg_load(";

/// What the module calls the script, once for each function; as wasm-bindgen names it, and as visitors get it.
const MODULE: &str = "./web_bg.js";
const HERE: &str = "$";

/// What wasm-bindgen makes of a compiled page.
pub(crate) struct Glue {
    pub(crate) js: String,
    pub(crate) wasm: Vec<u8>,
}

/// Runs wasm-bindgen on `wasm`; `folder` is emptied and holds its output. As visitors get it, the names that both sides
/// share are short: with their hashes they are 4 KB of it.
///
/// # Errors
/// When the module is not one of wasm-bindgen, or a dependency of the page brings scripts of its own.
pub(crate) fn generate(wasm: &Path, folder: &Path, profile: Profile) -> Result<Glue, Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
    }
    let release = profile == Profile::Web;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("web")
        .typescript(false)
        .debug(!release)
        .remove_name_section(release)
        .remove_producers_section(release)
        .omit_default_module_path(true);
    let failed = |error| Failure::new(format!("wasm-bindgen: {error:#}"));
    let mut output = bindgen.web(true).and_then(Bindgen::generate_output).map_err(failed)?;
    let module = output.wasm_mut();
    let mut made: Vec<String> = module.imports.iter().map(|import| import.name.clone()).collect();
    made.extend(module.exports.iter().map(|export| export.name.clone()));
    let names = if release { lean::short_names(made.iter().map(String::as_str)) } else { BTreeMap::new() };
    for import in module.imports.iter_mut() {
        import.name = names.get(&import.name).unwrap_or(&import.name).clone();
        if release {
            import.module = HERE.to_owned();
        }
    }
    for export in module.exports.iter_mut() {
        export.name = names.get(&export.name).unwrap_or(&export.name).clone();
    }
    output.emit(folder).map_err(failed)?;

    if folder.join("snippets").exists() {
        return Err(Failure::new(format!(
            "a dependency of the page brings its own scripts ({}); the page serves none but its own",
            folder.join("snippets").display()
        )));
    }
    let (js, module) = (folder.join("web.js"), folder.join("web_bg.wasm"));
    let script = fs::read_to_string(&js).map_err(|error| Failure::file(&js, error))?;
    let (script, _) = script.split_once(LOADER).ok_or_else(|| {
        Failure::new(format!("the script of wasm-bindgen is another one than it was: no {LOADER}"))
    })?;
    Ok(Glue {
        js: match release {
            true => {
                let script = lean::renamed(script, &names).replace(MODULE, HERE);
                lean::without_blanks(
                    &lean::on_fewer_lines(&lean::terse(&lean::without_comments(&script)), &[';', '{', ',']),
                    &[',', '{', ';', '='],
                    &['{', '='],
                )
            }
            false => script.to_owned(),
        },
        wasm: fs::read(&module).map_err(|error| Failure::file(&module, error))?,
    })
}
