//! What a file of another server is, by its first bytes. Only what browsers show as a picture, film or sound
//! is passed on: no pages, no drawings with scripts in them (SVG), no documents.

use super::{FileType, heif};

/// As many bytes as are looked at.
pub const HEAD: usize = 64;
/// A format of pictures that is not read here.
pub const AVIF: &str = "avif";

/// What it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To be looked at.
    Picture,
    /// To be watched.
    Film,
    /// To be listened to.
    Sound,
}

/// A kind of file that is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is for.
    pub kind: Kind,
    /// The ending of names of such files.
    pub extension: &'static str,
}

/// What a file is that begins like this; `None` for everything that is not passed on.
pub fn sniff(head: &[u8]) -> Option<Known> {
    if let Some(picture) = FileType::sniff(head) {
        return Some(Known { kind: Kind::Picture, extension: picture.extension() });
    }
    let (kind, extension) = match head {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => boxed(brand.get(..4)?)?,
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] if rest.windows(4).any(|word| word == b"webm") => {
            (Kind::Film, "webm")
        }
        [b'O', b'g', b'g', b'S', ..] => (Kind::Sound, "ogg"),
        [b'f', b'L', b'a', b'C', ..] => (Kind::Sound, "flac"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => (Kind::Sound, "wav"),
        [b'I', b'D', b'3', ..] => (Kind::Sound, "mp3"),
        // ADTS has no layer (ISO 13818-7), MP3 is layer 3 (ISO 11172-3).
        [0xff, second, ..] if second & 0xf6 == 0xf0 => (Kind::Sound, "aac"),
        [0xff, second, ..] if second & 0xe6 == 0xe2 => (Kind::Sound, "mp3"),
        _ => return None,
    };
    Some(Known { kind, extension })
}

/// Files of boxes by their brand (ISO 14496-12). Those of still pictures that browsers do not show are none.
fn boxed(brand: &[u8]) -> Option<(Kind, &'static str)> {
    match brand {
        b"avif" | b"avis" => Some((Kind::Picture, AVIF)),
        brand if heif::is_brand(brand) || brand == b"crx " => None,
        b"M4A " | b"M4B " => Some((Kind::Sound, "m4a")),
        b"qt  " => Some((Kind::Film, "mov")),
        _ => Some((Kind::Film, "mp4")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(head: &[u8]) -> Option<&'static str> {
        sniff(head).map(|known| known.extension)
    }

    #[test]
    fn pictures_films_and_sounds_are_told_by_their_first_bytes() {
        for (head, known) in [
            (&b"\xff\xd8\xff\xe0...."[..], "jpg"),
            (b"\0\0\0\x20ftypavif\0\0\0\0", "avif"),
            (b"\0\0\0\x20ftypisom\0\0\0\0", "mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", "mov"),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", "m4a"),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
            (b"OggS\0\x02", "ogg"),
            (b"fLaC\0\0", "flac"),
            (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
            (b"ID3\x04", "mp3"),
            (b"\xff\xfb\x90\x00", "mp3"),
            (b"\xff\xf1\x50\x80", "aac"),
        ] {
            assert_eq!(extension(head), Some(known), "{head:?}");
        }
    }

    #[test]
    fn nothing_else_is_passed_on() {
        for head in [
            &b""[..],
            b"<!doctype html><script>",
            b"<?xml version='1.0'?><svg onload='x'>",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"MZ\x90\x00",
            b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska",
            b"\0\0\0\x20ftypheic\0\0\0\0",
        ] {
            assert_eq!(extension(head), None, "{head:?}");
        }
    }
}
