//! Compresses the built files beforehand, brotli and gzip, so that the server only has to send them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{STAMP, files_under};

/// Other formats in use (images, fonts) are compressed in themselves.
const TEXTUAL: &[&str] = &["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];
/// The highest level, and the largest window that browsers accept.
const BROTLI_LEVEL: u32 = 11;
const BROTLI_WINDOW: u32 = 24;
const BROTLI_BUFFER: usize = 64 * 1024;

/// The server writes into it before sending it, and compresses the result.
const PAGE: &str = "index.html";

/// Writes `x.br` and `x.gz` beside every `x` that gets smaller.
pub(super) fn all(dist: &Path) -> Result<()> {
    for file in files_under(dist)?.iter().filter(|file| is_textual(file)) {
        let content = fs::read(file)?;
        for (suffix, small) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
            if small.len() < content.len() {
                fs::write(with_suffix(file, suffix), small)?;
            }
        }
    }
    Ok(())
}

/// What a browser downloads per file: the brotli form where there is one.
pub(super) fn sizes(dist: &Path) -> Result<BTreeMap<String, u64>> {
    let is_original = |file: &&PathBuf| !has_extension(file, &["br", "gz"]) && !file.ends_with(STAMP);
    let mut sizes = BTreeMap::new();
    for file in files_under(dist)?.iter().filter(is_original) {
        let sent = fs::metadata(with_suffix(file, "br")).or_else(|_| fs::metadata(file))?;
        let name = file.strip_prefix(dist).unwrap_or(file).display().to_string();
        sizes.insert(name, sent.len());
    }
    Ok(sizes)
}

/// `12.3 KiB`.
pub(super) fn kib(size: u64) -> String {
    format!("{}.{} KiB", size / 1024, size % 1024 * 10 / 1024)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER, BROTLI_LEVEL, BROTLI_WINDOW);
    writer.write_all(content)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

fn is_textual(file: &Path) -> bool {
    has_extension(file, TEXTUAL) && !file.ends_with(STAMP) && !file.ends_with(PAGE)
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension().and_then(OsStr::to_str).is_some_and(|extension| extensions.contains(&extension))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_forms_decompress_to_the_original() {
        let dist = tempfile::tempdir().unwrap();
        let text = "let answer = 42;\n".repeat(500);
        fs::write(dist.path().join("app.js"), &text).unwrap();
        all(dist.path()).unwrap();

        let mut plain = String::new();
        let file = fs::File::open(dist.path().join("app.js.gz")).unwrap();
        flate2::read::GzDecoder::new(file).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text);
        plain.clear();
        let file = fs::File::open(dist.path().join("app.js.br")).unwrap();
        brotli::Decompressor::new(file, BROTLI_BUFFER).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text);
    }

    #[test]
    fn images_tiny_files_and_the_page_stay_alone() {
        let dist = tempfile::tempdir().unwrap();
        fs::write(dist.path().join("index.html"), "<p>hello</p>".repeat(500)).unwrap();
        fs::write(dist.path().join("icon.png"), [0; 4000]).unwrap();
        fs::write(dist.path().join("tiny.js"), "1").unwrap();
        all(dist.path()).unwrap();
        assert_eq!(files_under(dist.path()).unwrap().len(), 3);
    }

    #[test]
    fn the_weight_is_what_is_sent() {
        let dist = tempfile::tempdir().unwrap();
        fs::create_dir(dist.path().join("locales")).unwrap();
        fs::write(dist.path().join("locales/de.json"), "Guten Tag. ".repeat(1000)).unwrap();
        fs::write(dist.path().join("icon.png"), [0; 4000]).unwrap();
        all(dist.path()).unwrap();
        let sizes = sizes(dist.path()).unwrap();
        assert_eq!(sizes.keys().collect::<Vec<_>>(), ["icon.png", "locales/de.json"]);
        assert!(sizes["locales/de.json"] < 200 && sizes["icon.png"] == 4000);
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(kib(900 * 1024), "900.0 KiB");
        assert_eq!(kib(1536), "1.5 KiB");
    }
}
