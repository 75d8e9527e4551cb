//! A file on its way in: not yet looked at, not yet believed.

use std::io::Read;

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::NamedTempFile;

/// A file that somebody sent.
#[derive(Debug)]
pub enum Incoming {
    /// In a file that is removed when this is dropped.
    File(NamedTempFile),
    /// In memory, for small ones.
    Bytes(Vec<u8>),
}

impl Incoming {
    /// The picture in a `data:` URL (RFC 2397). What it says of its type is passed over.
    pub fn from_data_url(url: &str) -> Option<Self> {
        let (_, encoded) = url.strip_prefix("data:")?.split_once(";base64,")?;
        Some(Self::Bytes(STANDARD.decode(encoded.trim()).ok()?))
    }

    /// The whole content. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn into_bytes(self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::File(file) => {
                let mut bytes = Vec::new();
                file.reopen()?.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_urls_are_read() {
        let read = |url| Incoming::from_data_url(url).map(|file| file.into_bytes().unwrap());
        assert_eq!(read("data:image/png;base64,aGk="), Some(b"hi".to_vec()));
        assert_eq!(read("data:image/png;base64,???"), None);
        assert_eq!(read("https://example.com/a.png"), None);
    }
}
