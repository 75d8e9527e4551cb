//! Animated GIFs are kept as they are, but for what is no picture: comments, plain text, and data of
//! applications (XMP may hold a name and a place).

use super::PictureError;

/// An animation without its metadata.
pub(super) struct Gif {
    pub(super) bytes: Vec<u8>,
    pub(super) frames: usize,
}

const TRAILER: u8 = 0x3b;
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// Applications' data that tells how often to repeat.
const LOOPS: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];

/// Copies a GIF block by block (GIF89a, appendix A), leaving out metadata. A file that ends within a
/// block is refused.
pub(super) fn strip(file: &[u8]) -> Result<Gif, PictureError> {
    let mut reader = Reader { rest: file };
    let mut out = Vec::with_capacity(file.len());
    out.extend_from_slice(reader.take(6)?);
    let screen = reader.take(7)?;
    out.extend_from_slice(screen);
    out.extend_from_slice(reader.take(table_length(screen.get(4)))?);
    let mut frames = 0;
    // Many writers forget the trailer.
    while let Some(kind) = reader.next() {
        match kind {
            TRAILER => break,
            IMAGE => {
                let descriptor = reader.take(9)?;
                out.push(IMAGE);
                out.extend_from_slice(descriptor);
                out.extend_from_slice(reader.take(table_length(descriptor.get(8)))?);
                out.extend_from_slice(reader.take(1)?);
                out.extend_from_slice(reader.blocks()?);
                frames += 1;
            }
            EXTENSION => {
                let label = reader.next().ok_or(PictureError::Damaged)?;
                let data = reader.blocks()?;
                let loops = || LOOPS.iter().any(|name| data.get(1..12) == Some(*name));
                if label == GRAPHIC_CONTROL || (label == APPLICATION && loops()) {
                    out.extend_from_slice(&[EXTENSION, label]);
                    out.extend_from_slice(data);
                }
            }
            _ => return Err(PictureError::Damaged),
        }
    }
    out.push(TRAILER);
    if frames == 0 { Err(PictureError::Damaged) } else { Ok(Gif { bytes: out, frames }) }
}

/// Bytes of the colour table that the flags announce.
fn table_length(flags: Option<&u8>) -> usize {
    match flags {
        Some(flags) if flags & 0x80 != 0 => 3 << ((flags & 0x07) + 1),
        _ => 0,
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], PictureError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(PictureError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Sub-blocks with their lengths, up to and with the empty one that ends them.
    fn blocks(&mut self) -> Result<&'a [u8], PictureError> {
        let all = self.rest;
        let mut length = 0;
        loop {
            let size = usize::from(self.next().ok_or(PictureError::Damaged)?);
            self.take(size)?;
            length += 1 + size;
            if size == 0 {
                return all.get(..length).ok_or(PictureError::Damaged);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two frames of one pixel with a comment between them.
    fn with_comment() -> Vec<u8> {
        let mut file = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff".to_vec();
        let frame = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00";
        file.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00");
        file.extend(frame);
        file.extend(b"\x21\xfe\x0551.5N\x00");
        file.extend(b"\x21\xff\x0bXMP DataXMP\x04home\x00");
        file.extend(frame);
        file.push(TRAILER);
        file
    }

    #[test]
    fn frames_stay_and_metadata_goes() {
        let gif = strip(&with_comment()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(gif.frames, 2);
        let text = String::from_utf8_lossy(&gif.bytes);
        assert!(text.contains("NETSCAPE2.0"));
        assert!(!text.contains("51.5N") && !text.contains("home"), "{text}");
    }

    #[test]
    fn a_file_cut_within_a_block_is_refused() {
        let file = with_comment();
        for end in [3, 10, 20, 40] {
            assert!(strip(file.get(..end).unwrap()).is_err(), "{end}");
        }
    }
}
