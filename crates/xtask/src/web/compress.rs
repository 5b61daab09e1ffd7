//! Compressed variants, so that the server spends no time on compressing and visitors get the best there is.

use std::{io::Write, thread};

use brotli::enc::{BrotliEncoderParams, backward_references::BrotliEncoderMode};
use flate2::{Compression, write::GzEncoder};

use super::assets::Asset;
use crate::failure::Failure;

const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "xml"];

/// Adds a `.br` and a `.gz` to each file of text or code.
///
/// # Errors
/// When an encoder fails.
pub(super) fn add_variants(files: &mut Vec<Asset>) -> Result<(), Failure> {
    let variants = thread::scope(|scope| {
        let jobs: Vec<_> = files
            .iter()
            .filter(|file| is_compressible(&file.name))
            .map(|file| scope.spawn(|| variants(file)))
            .collect();
        jobs.into_iter()
            .map(|job| job.join().unwrap_or_else(|_| Err(Failure::new("an encoder panicked"))))
            .collect::<Result<Vec<_>, _>>()
    })?;
    // Before the files themselves, so that `index.html` stays the last to be published.
    files.splice(0..0, variants.into_iter().flatten());
    Ok(())
}

fn is_compressible(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| COMPRESSIBLE.contains(&extension))
}

fn variants(file: &Asset) -> Result<[Asset; 2], Failure> {
    let failed = |error| Failure::new(format!("{} cannot be compressed: {error}", file.name));
    Ok([
        Asset { name: format!("{}.br", file.name), content: brotli(&file.content).map_err(failed)? },
        Asset { name: format!("{}.gz", file.name), content: gzip(&file.content).map_err(failed)? },
    ])
}

/// The smallest of what a few settings give: which of them suits a file is not known before.
fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let settings = [(BrotliEncoderMode::BROTLI_MODE_GENERIC, 0), (BrotliEncoderMode::BROTLI_MODE_FONT, 16)];
    let mut smallest: Option<Vec<u8>> = None;
    for (mode, lgblock) in settings {
        let size_hint = content.len();
        let params = BrotliEncoderParams { quality: 11, mode, lgblock, size_hint, ..Default::default() };
        let mut compressed = Vec::new();
        brotli::BrotliCompress(&mut &*content, &mut compressed, &params)?;
        if smallest.as_ref().is_none_or(|smallest| compressed.len() < smallest.len()) {
            smallest = Some(compressed);
        }
    }
    Ok(smallest.unwrap_or_default())
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn variants_hold_the_same_content_and_index_stays_last() {
        let content = b"no such user ".repeat(100);
        let asset = |name: &str| Asset { name: name.to_owned(), content: content.clone() };
        let mut files = vec![asset("icon.png"), asset("index.html")];
        add_variants(&mut files).expect("compressed");

        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["index.html.br", "index.html.gz", "icon.png", "index.html"]);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut files[0].content.as_slice(), &mut plain).expect("Brotli");
        assert_eq!(plain, content);
        plain.clear();
        flate2::read::GzDecoder::new(files[1].content.as_slice()).read_to_end(&mut plain).expect("gzip");
        assert_eq!(plain, content);
    }
}
