//! HEIC and other HEIF stills, the pictures of phones, by `heif-convert` of libheif: most ffmpegs see one
//! tile of them only.

use std::{
    fs::{File, Permissions},
    io::{Cursor, Write},
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use image::ImageFormat;
use tempfile::TempDir;

use super::{
    PictureError,
    sandbox::{Limits, Sandbox, find_program, read},
};
use crate::config::MediaConfig;

/// Media types of what is read.
pub const HEIF_TYPES: [&str; 2] = ["image/heic", "image/heif"];
/// The program, and what newer versions call it.
const NAME: &str = "heif-convert";
const NEWER_NAME: &str = "heif-dec";
/// Bytes of a picture as it is written.
const WRITTEN_BYTES: u64 = 32 * 1024 * 1024;
/// The two files that it is given open.
const INPUT: &str = "/dev/stdin";
const OUTPUT: &str = "/dev/stdout";
/// Quality of a picture as it is written, which is not yet how it is kept.
const QUALITY: &str = "95";
/// What can be written: the picture, or of several the first.
const WRITTEN: [&str; 2] = ["picture.jpg", "picture-1.jpg"];
/// A picture of 120×100 pixels in four tiles, each of one colour, with a quarter turn to the right in the
/// container and one in Exif, where it does not count.
const PROBE: &[u8] = include_bytes!("heif/turned.heic");
/// How large it is upright, what is seen near its corners, and how far a colour may be off.
const PROBE_SIZE: (u32, u32) = (100, 120);
const CORNERS: [(u32, u32, [u8; 3]); 4] =
    [(5, 5, [32, 32, 224]), (94, 5, [224, 32, 32]), (5, 114, [240, 240, 240]), (94, 114, [32, 192, 32])];
const TOLERANCE: u8 = 16;

/// The program that reads HEIF.
#[derive(Clone, Debug)]
pub(super) struct Heif {
    program: PathBuf,
    sandbox: Sandbox,
    pixels: u64,
}

/// Whether files with this brand (ISO 23008-12, annex B) are such pictures.
pub(super) fn is_brand(brand: &[u8]) -> bool {
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1")
}

/// Whether a file that begins like this is such a picture.
pub(super) fn is_heif(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(is_brand)
}

impl Heif {
    /// Looks for the program; `None` when it is not there, or what holds it within its limits.
    pub(super) fn find(config: &MediaConfig) -> Option<Self> {
        let program = match config.heif_convert.as_str() {
            NAME => find_program(NAME).or_else(|_| find_program(NEWER_NAME)),
            name => find_program(name),
        };
        Some(Self { program: program.ok()?, sandbox: Sandbox::find().ok()?, pixels: config.image_pixels })
    }

    /// Whether the program reads all of a picture and turns it once: some read a tile, some turn it twice.
    pub(super) async fn is_possible(&self) -> Result<bool, PictureError> {
        let jpeg = self.written(PROBE.to_vec()).await?;
        let read = image::load(Cursor::new(jpeg), ImageFormat::Jpeg).map_err(|_| PictureError::Damaged)?;
        let read = read.into_rgb8();
        let is_right = |(x, y, wanted): &(u32, u32, [u8; 3])| {
            let found = read.get_pixel_checked(*x, *y).map(|pixel| pixel.0).unwrap_or_default();
            found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(*wanted) <= TOLERANCE)
        };
        Ok(read.dimensions() == PROBE_SIZE && CORNERS.iter().all(is_right))
    }

    /// A picture as JPEG, upright and without Exif.
    ///
    /// # Errors
    /// When it is damaged or beyond the limits.
    pub(super) async fn jpeg(&self, file: Vec<u8>) -> Result<Vec<u8>, PictureError> {
        self.check(&file)?;
        self.written(file).await
    }

    async fn written(&self, file: Vec<u8>) -> Result<Vec<u8>, PictureError> {
        let prepare = move || {
            let mut input = tempfile::tempfile()?;
            input.write_all(&file)?;
            Ok::<_, std::io::Error>((input, Outlet::open()?))
        };
        let prepared = tokio::task::spawn_blocking(prepare).await.map_err(std::io::Error::other)?;
        let (input, outlet): (File, Outlet) = prepared?;
        let output = outlet.0.path().join(WRITTEN[0]);
        let arguments = ["--quiet", "-q", QUALITY, INPUT].map(AsRef::as_ref).into_iter();
        let arguments = arguments.chain([output.as_os_str()]);
        let limits = Limits::short(WRITTEN_BYTES);
        let written = read(self.sandbox.run(&self.program, arguments, &input, limits).await?).await?;
        without_exif(&written).ok_or(PictureError::Damaged)
    }

    /// Refuses a file with a picture in it that says it is too large: memory is not yet taken for it.
    fn check(&self, file: &[u8]) -> Result<(), PictureError> {
        let sizes = sizes(file).filter(|sizes| !sizes.is_empty()).ok_or(PictureError::Damaged)?;
        let too_large = |(width, height): &(u32, u32)| u64::from(*width) * u64::from(*height) > self.pixels;
        match sizes.into_iter().find(too_large) {
            Some((width, height)) => Err(PictureError::TooLarge { width, height }),
            None => Ok(()),
        }
    }
}

/// A folder for the program to write into. It knows what is wanted by the ending of a name, so the folder
/// has links with such names to the nameless file that it may write; no other file can be made there.
struct Outlet(TempDir);

impl Outlet {
    fn open() -> std::io::Result<Self> {
        let outlet = Self(tempfile::tempdir()?);
        for name in WRITTEN {
            symlink(OUTPUT, outlet.0.path().join(name))?;
        }
        outlet.set_mode(0o500)?;
        Ok(outlet)
    }

    fn set_mode(&self, mode: u32) -> std::io::Result<()> {
        std::fs::set_permissions(self.0.path(), Permissions::from_mode(mode))
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        // Else it could not be emptied.
        if let Err(error) = self.set_mode(0o700) {
            tracing::warn!(%error, "a temporary folder stays behind");
        }
    }
}

/// The sizes of the pictures in a file, those of single tiles too (ISO 23008-12, section 6.5.3).
fn sizes(file: &[u8]) -> Option<Vec<(u32, u32)>> {
    // After version and flags.
    let meta = find(file, b"meta")?.get(4..)?;
    let properties = find(find(meta, b"iprp")?, b"ipco")?;
    let number = |bytes: &[u8], at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let sizes = boxes(properties).filter(|(kind, _)| kind == b"ispe");
    sizes.map(|(_, size)| Some((number(size, 4)?, number(size, 8)?))).collect()
}

/// The content of the first box of a kind.
fn find<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find(|(found, _)| found == kind).map(|(_, content)| content)
}

/// Boxes with their kinds (ISO 14496-12, section 4.2), as far as they are whole.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let (length, rest) = match u32::from_be_bytes(*length) {
            // To the end.
            0 => (rest.len(), rest),
            1 => {
                let (length, rest) = rest.split_first_chunk::<8>()?;
                (usize::try_from(u64::from_be_bytes(*length)).ok()?.checked_sub(16)?, rest)
            }
            length => (usize::try_from(length).ok()?.checked_sub(8)?, rest),
        };
        let (content, rest) = rest.split_at_checked(length)?;
        bytes = rest;
        Some((*kind, content))
    })
}

/// A JPEG without its segments APP1, which are Exif and XMP: the picture stands upright, whatever they say.
fn without_exif(jpeg: &[u8]) -> Option<Vec<u8>> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    let mut kept = vec![0xff, 0xd8];
    loop {
        let [0xff, kind, high, low, ..] = rest else { return None };
        // The coded picture.
        if *kind == 0xda {
            kept.extend_from_slice(rest);
            return Some(kept);
        }
        let length = 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let (segment, tail) = rest.split_at_checked(length)?;
        if *kind != 0xe1 {
            kept.extend_from_slice(segment);
        }
        rest = tail;
    }
}

#[cfg(test)]
mod tests;
