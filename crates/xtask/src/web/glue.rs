//! The JavaScript that loads the module, written by wasm-bindgen's library.

use std::{fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

use super::Profile;
use crate::failure::Failure;

/// What wasm-bindgen makes of a compiled page.
pub(crate) struct Glue {
    pub(crate) js: String,
    pub(crate) wasm: Vec<u8>,
}

/// Runs wasm-bindgen on `wasm`; `folder` is emptied and holds its output.
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
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| Failure::new(format!("wasm-bindgen: {error:#}")))?;

    if folder.join("snippets").exists() {
        return Err(Failure::new(format!(
            "a dependency of the page brings its own scripts ({}); the page serves none but its own",
            folder.join("snippets").display()
        )));
    }
    let (js, module) = (folder.join("web.js"), folder.join("web_bg.wasm"));
    Ok(Glue {
        js: fs::read_to_string(&js).map_err(|error| Failure::file(&js, error))?,
        wasm: fs::read(&module).map_err(|error| Failure::file(&module, error))?,
    })
}
