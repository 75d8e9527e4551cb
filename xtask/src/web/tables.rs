//! Repairs what an old wasm-opt does to exported tables.
//!
//! Version 108, which Debian 12 and Ubuntu 24.04 ship, writes the index of every exported table as 0.
//! The app then finds the table of functions where wasm-bindgen keeps its JavaScript values, and stops
//! at its first line. The right table is the only one of that type, so its index can be restored.
//! With a newer wasm-opt there is nothing to repair.
//!
//! Format: WebAssembly core specification, binary format, sections 5.5.7 (tables) and 5.5.10 (exports).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::files_under;

const EXPORT: &[u8] = b"__wbindgen_externrefs";
const EXTERNREF: u8 = 0x6f;
const HEADER: usize = 8;
const TABLE_SECTION: u8 = 4;
const EXPORT_SECTION: u8 = 7;
const TABLE_KIND: u8 = 1;

/// Repairs every wasm file under `dist`.
pub(super) fn repair(dist: &Path) -> Result<()> {
    for file in files_under(dist)? {
        if file.extension().is_some_and(|extension| extension == "wasm") {
            let mut code = fs::read(&file)?;
            if repair_code(&mut code).with_context(|| format!("cannot understand {}", file.display()))? {
                fs::write(&file, code)?;
            }
        }
    }
    Ok(())
}

/// Points the export to the table of the right type; true if it pointed elsewhere.
fn repair_code(code: &mut [u8]) -> Result<bool> {
    let mut reader = Reader { code, at: HEADER };
    let mut tables = Vec::new();
    let mut exported = None;
    while reader.at < reader.code.len() {
        let section = reader.byte()?;
        let end = reader.number()?.checked_add(reader.at).context("a section without end")?;
        match section {
            TABLE_SECTION => tables = reader.tables()?,
            EXPORT_SECTION => exported = reader.export()?,
            _ => {}
        }
        reader.at = end;
    }
    let Some(place) = exported else { return Ok(false) };
    let index = code.get_mut(place).context("an export without an index")?;
    if tables.get(usize::from(*index)) == Some(&EXTERNREF) {
        return Ok(false);
    }
    let mut right = tables.iter().enumerate().filter(|(_, kind)| **kind == EXTERNREF);
    let (Some((table, _)), None) = (right.next(), right.next()) else {
        bail!("not exactly one table of external references")
    };
    *index = u8::try_from(table).ok().filter(|index| *index < 0x80).context("too many tables")?;
    Ok(true)
}

struct Reader<'a> {
    code: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8> {
        let byte = self.code.get(self.at).copied().ok_or_else(|| anyhow!("the file ends too soon"))?;
        self.at += 1;
        Ok(byte)
    }

    /// Unsigned LEB128, of at most 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number that is too long")
    }

    /// The types of all tables.
    fn tables(&mut self) -> Result<Vec<u8>> {
        let count = self.number()?;
        let mut types = Vec::new();
        for _ in 0..count {
            types.push(self.byte()?);
            let has_maximum = self.byte()? & 1 == 1;
            self.number()?;
            if has_maximum {
                self.number()?;
            }
        }
        Ok(types)
    }

    /// Where the index of wasm-bindgen's table stands.
    fn export(&mut self) -> Result<Option<usize>> {
        for _ in 0..self.number()? {
            let length = self.number()?;
            let name = self.code.get(self.at..self.at.saturating_add(length));
            self.at = self.at.saturating_add(length);
            let kind = self.byte()?;
            if kind == TABLE_KIND && name == Some(EXPORT) {
                return Ok(Some(self.at));
            }
            self.number()?;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCREF: u8 = 0x70;

    /// A module with these tables, the one at `index` exported.
    fn module(tables: &[u8], index: u8) -> Vec<u8> {
        let mut code = b"\0asm\x01\0\0\0".to_vec();
        let tables: Vec<_> = tables.iter().flat_map(|kind| [*kind, 1, 144, 1, 144, 1]).collect();
        code.extend([TABLE_SECTION, u8::try_from(tables.len()).unwrap() + 1]);
        code.push(u8::try_from(tables.len() / 6).unwrap());
        code.extend(tables);
        code.extend([EXPORT_SECTION, u8::try_from(EXPORT.len()).unwrap() + 8, 2, 1, b'f', 0, 0]);
        code.push(u8::try_from(EXPORT.len()).unwrap());
        code.extend(EXPORT);
        code.extend([TABLE_KIND, index]);
        code
    }

    #[test]
    fn the_export_is_pointed_to_the_right_table() {
        let mut code = module(&[FUNCREF, EXTERNREF], 0);
        assert!(repair_code(&mut code).unwrap());
        assert_eq!(code, module(&[FUNCREF, EXTERNREF], 1));
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for mut code in [module(&[FUNCREF, EXTERNREF], 1), b"\0asm\x01\0\0\0".to_vec()] {
            let before = code.clone();
            assert!(!repair_code(&mut code).unwrap());
            assert_eq!(code, before);
        }
    }

    #[test]
    fn what_cannot_be_decided_is_an_error() {
        assert!(repair_code(&mut module(&[FUNCREF, EXTERNREF, EXTERNREF], 0)).is_err());
        assert!(repair_code(&mut module(&[FUNCREF], 0)).is_err());
        let whole = module(&[FUNCREF, EXTERNREF], 0);
        assert!(repair_code(&mut whole[..whole.len() - 10].to_vec()).is_err());
    }
}
