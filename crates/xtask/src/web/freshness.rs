//! Whether `dist/` is already what a build would give.

use std::{
    collections::hash_map::DefaultHasher,
    fmt::Write,
    fs,
    hash::Hasher,
    path::{Path, PathBuf},
};

use words::{Language, Words};

use super::{Profile, assets::read_tree};
use crate::failure::Failure;

/// The steps after the compiler; another version of them makes another page.
const PACKER: [&str; 8] = [
    include_str!("../web.rs"),
    include_str!("assets.rs"),
    include_str!("compress.rs"),
    include_str!("first_paint.rs"),
    include_str!("glue.rs"),
    include_str!("html.rs"),
    include_str!("layout.rs"),
    include_str!("lean.rs"),
];

/// A digest of everything that goes in, compared with the one recorded at the last build, together with a digest of
/// what came out: `dist/` may have been changed by hand, by trunk, or from another target folder.
pub(super) struct Freshness {
    record: PathBuf,
    inputs: u64,
}

impl Freshness {
    /// # Errors
    /// When an input cannot be read.
    pub(super) fn new(
        target: &Path,
        wasm: &Path,
        web: &Path,
        profile: Profile,
        optimiser: Option<&Path>,
    ) -> Result<Self, Failure> {
        let mut digest = Digest::default();
        digest.add(profile.name().as_bytes());
        for language in Language::ALL {
            digest.add(Words::of(language).file().as_bytes());
        }
        digest.add(optimiser.map(Path::as_os_str).unwrap_or_default().as_encoded_bytes());
        PACKER.iter().for_each(|source| digest.add(source.as_bytes()));
        for file in [wasm.to_owned(), web.join("index.html")] {
            digest.add(&fs::read(&file).map_err(|error| Failure::file(&file, error))?);
        }
        for folder in ["styles", "static"] {
            digest.add_tree(&web.join(folder))?;
        }
        Ok(Self { record: target.join("xtask").join("page"), inputs: digest.finish() })
    }

    /// Whether a build would change nothing.
    ///
    /// # Errors
    /// When `dist` cannot be read.
    pub(super) fn holds(&self, dist: &Path) -> Result<bool, Failure> {
        match fs::read_to_string(&self.record) {
            Ok(recorded) => Ok(recorded == self.line(dist)?),
            Err(_) => Ok(false),
        }
    }

    /// Remembers that `dist` was built from these inputs.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub(super) fn record(&self, dist: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::file(&self.record, error);
        if let Some(folder) = self.record.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&self.record, self.line(dist)?).map_err(failed)
    }

    fn line(&self, dist: &Path) -> Result<String, Failure> {
        let mut digest = Digest::default();
        digest.add_tree(dist)?;
        let mut line = String::new();
        let _ = writeln!(line, "{:016x} {:016x}", self.inputs, digest.finish());
        Ok(line)
    }
}

/// The hasher of the standard library: quick without optimisation too, and equal within one compiler version, which
/// is all that a record below `target/` needs.
#[derive(Default)]
struct Digest(DefaultHasher);

impl Digest {
    fn add(&mut self, bytes: &[u8]) {
        self.0.write_usize(bytes.len());
        self.0.write(bytes);
    }

    fn add_tree(&mut self, folder: &Path) -> Result<(), Failure> {
        for file in read_tree(folder)? {
            self.add(file.name.as_bytes());
            self.add(&file.content);
        }
        Ok(())
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_an_input_or_of_the_result_is_seen() {
        let root = std::env::temp_dir().join(format!("xtask-freshness-{}", std::process::id()));
        let (wasm, dist) = (root.join("web.wasm"), root.join("dist"));
        for folder in ["styles", "static", "dist"] {
            fs::create_dir_all(root.join(folder)).expect("created");
        }
        for file in ["web.wasm", "index.html", "styles/a.css", "static/a.txt", "dist/index.html"] {
            fs::write(root.join(file), "1").expect("written");
        }
        let fresh = |profile, optimiser| {
            Freshness::new(&root, &wasm, &root, profile, optimiser)
                .expect("readable")
                .holds(&dist)
                .expect("readable")
        };
        assert!(!fresh(Profile::Web, None), "never built");
        let record = || {
            Freshness::new(&root, &wasm, &root, Profile::Web, None)
                .and_then(|now| now.record(&dist))
                .expect("written");
        };
        record();
        assert!(fresh(Profile::Web, None));
        assert!(!fresh(Profile::Dev, None), "another profile");
        assert!(!fresh(Profile::Web, Some(Path::new("wasm-opt"))), "wasm-opt appeared");
        for file in ["web.wasm", "index.html", "styles/a.css", "static/a.txt", "dist/index.html"] {
            fs::write(root.join(file), "2").expect("written");
            assert!(!fresh(Profile::Web, None), "{file} changed");
            record();
            assert!(fresh(Profile::Web, None));
        }
        fs::remove_dir_all(&root).expect("removable");
    }
}
