//! The files of the page under their final names.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};
use words::{Language, Words};

use super::first_paint;
use super::html::{self, Names};
use crate::failure::Failure;

/// A file of `dist/`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// The path below `dist/`, with slashes.
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// What the page is made of.
pub(super) struct Parts {
    pub(super) html: String,
    pub(super) css: String,
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
    /// Copied under the names they have.
    pub(super) fixed: Vec<Asset>,
}

impl Parts {
    /// Adds what `web/` contributes without being compiled.
    ///
    /// # Errors
    /// When `index.html` or a style sheet cannot be read.
    pub(super) fn read(web: &Path, js: String, wasm: Vec<u8>) -> Result<Self, Failure> {
        let index = web.join("index.html");
        let mut css = String::new();
        for sheet in read_tree(&web.join("styles"))?.into_iter().filter(|sheet| sheet.name.ends_with(".css"))
        {
            css.push_str(&String::from_utf8_lossy(&sheet.content));
            css.push('\n');
        }
        Ok(Self {
            html: fs::read_to_string(&index).map_err(|error| Failure::file(&index, error))?,
            css,
            js,
            wasm,
            fixed: read_tree(&web.join("static"))?,
        })
    }
}

/// Names every file after its content and links it where it is used; `index.html` comes last.
///
/// # Errors
/// When `index.html` does not have the links of [`html::rewrite`].
pub(super) fn assemble(parts: Parts) -> Result<Vec<Asset>, Failure> {
    let wasm = hashed("web", "wasm", parts.wasm);
    let js = hashed("web", "js", (parts.js + &start(&wasm.name)).into_bytes());
    let css = hashed("app", "css", parts.css.into_bytes());
    let words: Vec<Asset> = Language::ALL
        .into_iter()
        .map(|language| {
            hashed(&format!("words-{}", language.code()), "txt", Words::of(language).file().into_bytes())
        })
        .collect();
    let names = Names {
        css: &css.name,
        js: &js.name,
        wasm: &wasm.name,
        words: &words.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
    };
    let page = html::rewrite(&parts.html, names)?;
    let mut files = parts.fixed;
    files.extend(words);
    files.extend([wasm, js, css]);
    // English last, as it was; each of them is linked by nobody.
    for language in Language::ALL.into_iter().rev() {
        let content = match language {
            Language::English => page.clone(),
            other => first_paint::translated(&page, other)?,
        };
        files.push(Asset { name: first_paint::file_name(language), content: content.into_bytes() });
    }
    Ok(files)
}

/// Loads the module while it comes or, where something in between calls it by another type, when it is there.
fn start(wasm: &str) -> String {
    format!(
        "
const load = () => fetch(\"/{wasm}\");
const imports = __wbg_get_imports();
WebAssembly.instantiateStreaming(load(), imports)
.catch(async () => WebAssembly.instantiate(await (await load()).arrayBuffer(), imports))
.then(({{ instance, module }}) => __wbg_finalize_init(instance, module));
"
    )
}

/// 64 bits of SHA-256 in the name: enough for a browser to keep the file for ever.
fn hashed(stem: &str, extension: &str, content: Vec<u8>) -> Asset {
    let digest = Sha256::digest(&content);
    let hash: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Asset { name: format!("{stem}-{hash}.{extension}"), content }
}

/// All files below `folder` in the order of their names; none when it does not exist.
///
/// # Errors
/// When something in it cannot be read.
pub(super) fn read_tree(folder: &Path) -> Result<Vec<Asset>, Failure> {
    let mut files = Vec::new();
    if folder.exists() {
        collect(folder, "", &mut files)?;
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<Asset>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(|error| Failure::file(folder, error))? {
        let path = entry.map_err(|error| Failure::file(folder, error))?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            let content = fs::read(&path).map_err(|error| Failure::file(&path, error))?;
            files.push(Asset { name, content });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(js: &str) -> Parts {
        Parts {
            html: include_str!("../../../../web/index.html").to_owned(),
            css: "a {}".to_owned(),
            js: js.to_owned(),
            wasm: b"\0asm".to_vec(),
            fixed: vec![Asset { name: "robots.txt".to_owned(), content: Vec::new() }],
        }
    }

    #[test]
    fn every_file_is_linked_by_the_name_of_its_content() {
        let files = assemble(parts("glue();")).expect("complete");
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let [fixed, en, de, fr, es, wasm, js, css, .., index] = names.as_slice() else { panic!("{names:?}") };
        assert_eq!((*fixed, *index), ("robots.txt", "index.html"));
        let text = |index: usize| String::from_utf8(files[index].content.clone()).expect("text");
        assert!(text(6).starts_with(&format!("glue();\nconst load = () => fetch(\"/{wasm}\");\n")));
        for name in [en, de, fr, es, wasm, js, css] {
            for (page, of) in names.iter().enumerate().skip(8) {
                assert!(text(page).contains(&format!("\"/{name}\"")), "{name} in {of}");
            }
        }
    }

    #[test]
    fn another_content_has_another_name() {
        let name = |js| assemble(parts(js)).expect("complete").swap_remove(6).name;
        assert_eq!(name("a"), name("a"));
        assert_ne!(name("a"), name("b"));
        assert_eq!(name("a").len(), "web-0123456789abcdef.js".len());
    }
}
