//! Files that are no picture of our own formats, by their first bytes. What is in them is ffmpeg's business;
//! which of its demuxers looks at them is decided here, so that none that follows addresses (playlists,
//! lists of files) is ever used.

use super::heif;

/// A kind of file that ffmpeg reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// AVIF: one picture.
    Avif,
    /// MP4, QuickTime, 3GPP, M4A.
    Mp4,
    /// WebM, Matroska.
    WebM,
    /// Ogg.
    Ogg,
    /// WAVE.
    Wav,
    /// MP3.
    Mp3,
    /// FLAC.
    Flac,
    /// AAC without a container.
    Aac,
    /// ASF (WMA, WMV).
    Asf,
    /// GIF, as a film.
    Gif,
}

/// Bytes that [`Container::sniff`] wants to see.
pub const HEAD: usize = 32;
/// ASF begins with this GUID (Advanced Systems Format, section 3.1).
const ASF: &[u8] = &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11];

impl Container {
    /// The kind of file that begins with `head`.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Self::by_brand(brand.get(..4)?),
            // QuickTime before there were brands.
            [_, _, _, _, b'm', b'o', b'o', b'v', ..]
            | [_, _, _, _, b'm', b'd', b'a', b't', ..]
            | [_, _, _, _, b'w', b'i', b'd', b'e', ..] => Some(Self::Mp4),
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Self::WebM),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Self::Wav),
            [b'f', b'L', b'a', b'C', ..] => Some(Self::Flac),
            [b'I', b'D', b'3', ..] => Some(Self::Mp3),
            // Twelve bits of synchronisation; the layer is zero in AAC (ADTS) only.
            [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(Self::Aac),
            [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some(Self::Mp3),
            _ if head.starts_with(ASF) => Some(Self::Asf),
            _ => None,
        }
    }

    fn by_brand(brand: &[u8]) -> Option<Self> {
        match brand {
            b"avif" | b"avis" => Some(Self::Avif),
            // Pictures of phones, put together from tiles: ffmpeg sees one tile only.
            brand if heif::is_brand(brand) => None,
            _ => Some(Self::Mp4),
        }
    }

    /// ffmpeg's name for what reads it.
    pub(super) fn demuxer(self) -> &'static str {
        match self {
            Self::Avif | Self::Mp4 => "mov",
            Self::WebM => "matroska",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Flac => "flac",
            Self::Aac => "aac",
            Self::Asf => "asf",
            Self::Gif => "gif",
        }
    }
}

/// Media types of videos and sounds that are accepted where ffmpeg is there, as Mastodon lists them.
pub const PLAYED_TYPES: [&str; 22] = [
    "video/webm",
    "video/mp4",
    "video/quicktime",
    "video/ogg",
    "audio/wave",
    "audio/wav",
    "audio/x-wav",
    "audio/x-pn-wave",
    "audio/vnd.wave",
    "audio/ogg",
    "audio/vorbis",
    "audio/mpeg",
    "audio/mp3",
    "audio/webm",
    "audio/flac",
    "audio/aac",
    "audio/m4a",
    "audio/x-m4a",
    "audio/mp4",
    "audio/3gpp",
    "video/x-ms-asf",
    "audio/x-flac",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_first_bytes() {
        for (head, found) in [
            (&b"\0\0\0\x1cftypavif"[..], Some(Container::Avif)),
            (b"\0\0\0\x1cftypisom", Some(Container::Mp4)),
            (b"\0\0\0\x08wide\0\0", Some(Container::Mp4)),
            (b"\0\0\0\x1cftypheic", None),
            (b"\x1a\x45\xdf\xa3\x01", Some(Container::WebM)),
            (b"OggS\0\x02", Some(Container::Ogg)),
            (b"RIFF\0\0\0\0WAVEfmt ", Some(Container::Wav)),
            (b"\xff\xfb\x90\x64", Some(Container::Mp3)),
            (b"\xff\xf1\x50\x80", Some(Container::Aac)),
            (b"GIF89a\x01\0", Some(Container::Gif)),
            (b"\xff\xd8\xff\xe0", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"#EXTM3U\nfile:///etc/passwd", None),
            (b"ffconcat version 1.0\nfile /etc/passwd", None),
            (b"", None),
        ] {
            assert_eq!(Container::sniff(head), found, "{}", String::from_utf8_lossy(head));
        }
    }
}
