//! What a file is, from its first bytes: names and types sent along with a file are not believed.

/// A picture format that is read and written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    /// JPEG
    Jpeg,
    /// PNG
    Png,
    /// GIF
    Gif,
    /// WebP
    WebP,
}

impl FileType {
    /// The format whose signature the file begins with.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else {
            None
        }
    }

    /// The ending of names of such files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        content_type(self.extension())
    }

    pub(super) fn format(self) -> image::ImageFormat {
        match self {
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::Png => image::ImageFormat::Png,
            Self::Gif => image::ImageFormat::Gif,
            Self::WebP => image::ImageFormat::WebP,
        }
    }
}

/// What is said to be to those who download anything else: browsers then save it.
pub const UNKNOWN: &str = "application/octet-stream";

/// The media type of stored files with this ending.
pub fn content_type(extension: &str) -> &'static str {
    match extension {
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "mp4" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "m4a" => "audio/mp4",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        assert_eq!(FileType::sniff(b"\xff\xd8\xff\xe0..."), Some(FileType::Jpeg));
        assert_eq!(FileType::sniff(b"RIFF....WEBPVP8 "), Some(FileType::WebP));
        for other in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF....WAVE", b"%PDF-1.7"] {
            assert_eq!(FileType::sniff(other), None);
        }
    }
}
