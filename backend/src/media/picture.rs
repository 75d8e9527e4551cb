//! Pictures: what came in is decoded within limits and written anew, so that nothing but pixels (and
//! their colour profile) gets out again: no place, no camera, no hidden payload.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    metadata::Orientation,
};

use super::{FileType, gif, raster::Raster};

/// Pixels of a picture as it is kept.
const ORIGINAL_PIXELS: u64 = 3840 * 2160;
/// Pixels of a preview.
const PREVIEW_PIXELS: u64 = 640 * 360;
/// Pixels that a blurhash is made from.
const BLURHASH_PIXELS: u64 = 48 * 48;
/// An avatar's width and height.
const AVATAR: (u32, u32) = (400, 400);
/// A header's width and height.
const HEADER: (u32, u32) = (1500, 500);
/// A custom emoji's longer side.
const EMOJI: u32 = 128;
/// The longest side accepted: beyond it, a picture of few pixels still breaks viewers.
const LONGEST_SIDE: u32 = 16_384;
/// Quality of pictures and of previews.
const QUALITY: u8 = 88;
const PREVIEW_QUALITY: u8 = 80;
/// Larger animations become a still picture.
const ANIMATION_PIXELS: u64 = 1024 * 1024;
const ANIMATION_FRAMES: usize = 500;
/// Moving pictures of other servers beyond so many bytes are shown as stills.
pub const MOVING_BYTES: u64 = 2 * 1024 * 1024;
/// Pictures of other servers with no more pixels are drawings more often than photographs.
const DRAWING_PIXELS: u64 = 128 * 128;
/// Larger colour profiles are dropped.
const PROFILE_BYTES: usize = 64 * 1024;
/// What a decoder may use beside the pixels.
const SLACK: u64 = 32 * 1024 * 1024;

/// Why a picture is refused. The texts follow "File".
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Not one of the formats.
    #[error("is not in a format that is accepted")]
    Unknown,
    /// Too wide, too high, or both.
    #[error("has too many pixels: {width}x{height}")]
    TooLarge {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Cut off, or made wrongly.
    #[error("is damaged and cannot be read")]
    Damaged,
    /// Of a kind that only ffmpeg reads, and it is not there.
    #[error("cannot be processed: this server has no ffmpeg and takes pictures only (JPEG, PNG, GIF, WebP)")]
    NoProgram,
    /// More bytes than may be.
    #[error("is too large")]
    Long,
    /// It took too long.
    #[error("takes too long to process")]
    Slow,
    /// A film that has more frames in a second than may be.
    #[error("has too many frames per second")]
    Fast,
    /// The file could not be read: our fault.
    #[error("cannot be read")]
    Io(#[from] std::io::Error),
}

/// A picture ready to be kept.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The format.
    pub file_type: FileType,
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// A picture for a post.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The picture.
    pub original: Encoded,
    /// The same, small.
    pub preview: Encoded,
    /// A few characters that stand for it while it is loaded (blurha.sh).
    pub blurhash: String,
}

/// Makes a picture for a post out of a file.
///
/// # Errors
/// When the file is no picture, is damaged, or has more than `max_pixels`.
pub fn attachment(file: &[u8], max_pixels: u64) -> Result<Attachment, PictureError> {
    let decoded = decode(file, max_pixels)?;
    let animation = animation(file, &decoded)?;
    let (width, height) = (decoded.raster.width, decoded.raster.height);
    let Decoded { raster, file_type, orientation, profile } = decoded;
    let raster = upright(raster.within(ORIGINAL_PIXELS), orientation)?;
    let original = match animation {
        Some(bytes) => Encoded { file_type, bytes, width, height },
        None => encode(&raster, kept_as(file_type, &raster), QUALITY, profile.clone())?,
    };
    let small = raster.within(PREVIEW_PIXELS);
    let preview = encode(&small, preview_type(&small), PREVIEW_QUALITY, profile)?;
    Ok(Attachment { original, preview, blurhash: blurhash(small)? })
}

/// Makes the small picture that stands for a file, and its blurhash.
///
/// # Errors
/// As [`attachment`].
pub fn preview(file: &[u8], max_pixels: u64) -> Result<(Encoded, String), PictureError> {
    let Decoded { raster, orientation, profile, .. } = decode(file, max_pixels)?;
    let small = upright(raster.within(ORIGINAL_PIXELS), orientation)?.within(PREVIEW_PIXELS);
    let preview = encode(&small, preview_type(&small), PREVIEW_QUALITY, profile)?;
    Ok((preview, blurhash(small)?))
}

/// Whether a GIF has several frames.
pub fn is_animated(file: &[u8]) -> bool {
    gif::strip(file).is_ok_and(|gif| gif.frames > 1)
}

/// Makes an avatar: the middle of the picture, square.
///
/// # Errors
/// As [`attachment`].
pub fn avatar(file: &[u8], max_pixels: u64) -> Result<Encoded, PictureError> {
    cover(file, max_pixels, AVATAR)
}

/// Makes a header: the middle of the picture, three times as wide as high.
///
/// # Errors
/// As [`attachment`].
pub fn header(file: &[u8], max_pixels: u64) -> Result<Encoded, PictureError> {
    cover(file, max_pixels, HEADER)
}

/// Makes a custom emoji and the same without animation.
///
/// # Errors
/// As [`attachment`].
pub fn emoji(file: &[u8], max_pixels: u64) -> Result<(Encoded, Encoded), PictureError> {
    let decoded = decode(file, max_pixels)?;
    let animation = animation(file, &decoded)?;
    let (width, height) = (decoded.raster.width, decoded.raster.height);
    let raster = upright(decoded.raster, decoded.orientation)?;
    let longer = f64::from(raster.width.max(raster.height));
    let side = |length: u32| (f64::from(length) * f64::from(EMOJI) / longer).round() as u32;
    let (new_width, new_height) = (side(raster.width), side(raster.height));
    let still = encode(&raster.shrink(new_width, new_height), FileType::Png, QUALITY, None)?;
    let moving = animation.map(|bytes| Encoded { file_type: FileType::Gif, bytes, width, height });
    Ok((moving.unwrap_or_else(|| still.clone()), still))
}

/// A picture of another server, in the size that it is shown in.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The picture.
    pub picture: Encoded,
    /// The same without movement, if it moves.
    pub still: Option<Encoded>,
}

/// Makes what is shown of a picture of another server: no more than `pixels`, written anew. A small one that
/// moves stays as it is when it `moves` may.
///
/// # Errors
/// As [`attachment`].
pub fn shown(file: &[u8], max_pixels: u64, pixels: u64, moves: bool) -> Result<Shown, PictureError> {
    let Decoded { raster, file_type, orientation, profile } = decode(file, max_pixels)?;
    let (width, height) = (raster.width, raster.height);
    let moving = moves.then(|| moving(file, file_type, &raster)).flatten();
    let raster = upright(raster.within(ORIGINAL_PIXELS), orientation)?.within(pixels);
    let is_drawing = u64::from(raster.width) * u64::from(raster.height) <= DRAWING_PIXELS;
    let kind = if is_drawing { FileType::Png } else { preview_type(&raster) };
    let still = encode(&raster, kind, QUALITY, profile)?;
    Ok(match moving {
        Some(bytes) => Shown { picture: Encoded { file_type, bytes, width, height }, still: Some(still) },
        None => Shown { picture: still, still: None },
    })
}

/// The file, without metadata where that is easy, if it is a small one that moves.
fn moving(file: &[u8], file_type: FileType, raster: &Raster) -> Option<Vec<u8>> {
    let pixels = u64::from(raster.width) * u64::from(raster.height);
    if pixels > ANIMATION_PIXELS || u64::try_from(file.len()).unwrap_or(u64::MAX) > MOVING_BYTES {
        return None;
    }
    match file_type {
        FileType::Gif => {
            let gif = gif::strip(file).ok()?;
            (2..=ANIMATION_FRAMES).contains(&gif.frames).then_some(gif.bytes)
        }
        // The chunk that announces frames stands before the picture (PNG, third edition, 11.3.6.1).
        FileType::Png => {
            let data = file.windows(4).position(|word| word == b"IDAT").unwrap_or_default();
            file.get(..data)?.windows(4).any(|word| word == b"acTL").then(|| file.to_vec())
        }
        // A flag of the extended header (RFC 9649, section 2.7.1).
        FileType::WebP => {
            let extended = file.get(12..16) == Some(b"VP8X");
            (extended && file.get(20).is_some_and(|flags| flags & 0x02 != 0)).then(|| file.to_vec())
        }
        FileType::Jpeg => None,
    }
}

fn cover(file: &[u8], max_pixels: u64, (width, height): (u32, u32)) -> Result<Encoded, PictureError> {
    let Decoded { raster, file_type, orientation, profile } = decode(file, max_pixels)?;
    let raster = upright(raster.within(ORIGINAL_PIXELS), orientation)?.crop_to(width, height);
    // What is smaller than the frame is kept at its size: the proportions are right already.
    let raster = if raster.width > width { raster.shrink(width, height) } else { raster };
    encode(&raster, kept_as(file_type, &raster), QUALITY, profile)
}

struct Decoded {
    raster: Raster,
    file_type: FileType,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
}

/// Reads a picture. Its size stands at its beginning and is checked before memory is taken for it.
fn decode(file: &[u8], max_pixels: u64) -> Result<Decoded, PictureError> {
    let file_type = FileType::sniff(file).ok_or(PictureError::Unknown)?;
    if file_type == FileType::Jpeg && !is_whole_jpeg(file) {
        return Err(PictureError::Damaged);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(max_pixels.saturating_mul(4).saturating_add(SLACK));
    let mut reader = ImageReader::with_format(Cursor::new(file), file_type.format());
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels || width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Err(PictureError::TooLarge { width, height });
    }
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    limits.reserve(decoder.total_bytes()).map_err(|_| PictureError::TooLarge { width, height })?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let raster = Raster::new(DynamicImage::from_decoder(decoder).map_err(damaged)?);
    let profile = profile.filter(|profile| fits(profile, &raster));
    Ok(Decoded { raster, file_type, orientation, profile })
}

fn damaged(error: image::ImageError) -> PictureError {
    tracing::debug!(%error, "picture refused");
    PictureError::Damaged
}

/// Whether a JPEG has its end. The decoder paints what is missing grey, which nobody wants posted.
/// Within coded data the byte 0xff is always followed by zero or a restart mark (ITU T.81 B.1.1.5),
/// so the first end mark after the first scan is the picture's, not that of a preview in its head.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let mut rest = file.get(2..).unwrap_or_default();
    while let [0xff, kind, tail @ ..] = rest {
        match (kind, tail) {
            (0xff, _) => rest = rest.get(1..).unwrap_or_default(),
            (0x01 | 0xd0..=0xd7, _) => rest = tail,
            (0xda, tail) => return tail.windows(2).any(|pair| pair == [0xff, 0xd9]),
            (_, [high, low, ..]) => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = tail.get(length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
    false
}

/// Whether a colour profile is small, and for the kind of colours that the pixels have now
/// (ICC.1 section 7.2.6).
fn fits(profile: &[u8], raster: &Raster) -> bool {
    let space: &[u8] = if raster.channels == 1 { b"GRAY" } else { b"RGB " };
    profile.len() <= PROFILE_BYTES && profile.get(16..20) == Some(space)
}

/// The file without metadata, when it is an animation that is kept as such.
fn animation(file: &[u8], decoded: &Decoded) -> Result<Option<Vec<u8>>, PictureError> {
    if decoded.file_type != FileType::Gif {
        return Ok(None);
    }
    let gif = gif::strip(file)?;
    let pixels = u64::from(decoded.raster.width) * u64::from(decoded.raster.height);
    let kept = (2..=ANIMATION_FRAMES).contains(&gif.frames) && pixels <= ANIMATION_PIXELS;
    Ok(kept.then_some(gif.bytes))
}

/// Turned the way the camera was held.
fn upright(raster: Raster, orientation: Orientation) -> Result<Raster, PictureError> {
    if orientation == Orientation::NoTransforms {
        return Ok(raster);
    }
    let channels = raster.channels;
    let mut image = raster.into_image().ok_or(PictureError::Damaged)?;
    image.apply_orientation(orientation);
    Ok(Raster { width: image.width(), height: image.height(), channels, data: image.into_bytes() })
}

/// Photographs stay JPEG, drawings PNG. WebP can only be written without loss here, so a photograph
/// becomes JPEG; with transparency it stays WebP. Stills of GIFs are PNG.
fn kept_as(file_type: FileType, raster: &Raster) -> FileType {
    match file_type {
        FileType::Jpeg => FileType::Jpeg,
        FileType::Png | FileType::Gif => FileType::Png,
        FileType::WebP if raster.channels == 4 => FileType::WebP,
        FileType::WebP => FileType::Jpeg,
    }
}

fn preview_type(raster: &Raster) -> FileType {
    if raster.channels == 4 { FileType::Png } else { FileType::Jpeg }
}

fn encode(
    raster: &Raster,
    file_type: FileType,
    quality: u8,
    profile: Option<Vec<u8>>,
) -> Result<Encoded, PictureError> {
    let mut bytes = Vec::new();
    match file_type {
        FileType::Jpeg => write(JpegEncoder::new_with_quality(&mut bytes, quality), raster, profile),
        FileType::WebP => write(WebPEncoder::new_lossless(&mut bytes), raster, profile),
        FileType::Png | FileType::Gif => write(PngEncoder::new(&mut bytes), raster, profile),
    }
    .map_err(damaged)?;
    Ok(Encoded { file_type, bytes, width: raster.width, height: raster.height })
}

fn write(
    mut encoder: impl ImageEncoder,
    raster: &Raster,
    profile: Option<Vec<u8>>,
) -> image::ImageResult<()> {
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(image::ImageError::Unsupported)?;
    }
    let color = match raster.channels {
        1 => ExtendedColorType::L8,
        3 => ExtendedColorType::Rgb8,
        _ => ExtendedColorType::Rgba8,
    };
    encoder.write_image(&raster.data, raster.width, raster.height, color)
}

fn blurhash(raster: Raster) -> Result<String, PictureError> {
    let (across, down) = match raster.width.cmp(&raster.height) {
        std::cmp::Ordering::Less => (3, 4),
        std::cmp::Ordering::Equal => (4, 4),
        std::cmp::Ordering::Greater => (4, 3),
    };
    let small = raster.within(BLURHASH_PIXELS);
    blurhash::encode(across, down, small.width, small.height, &small.rgba())
        .map_err(|_| PictureError::Damaged)
}

#[cfg(test)]
mod tests;
