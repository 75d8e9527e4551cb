//! A file on its way in: not yet looked at, not yet believed.

use std::{
    fs::File,
    io::{Read, Seek, Write},
};

use base64::{Engine, engine::general_purpose::STANDARD};

/// A file that somebody sent.
#[derive(Debug)]
pub enum Incoming {
    /// In a file without a name: it is gone when this is dropped, even if the process is killed.
    File(File),
    /// In memory, for small ones.
    Bytes(Vec<u8>),
}

impl Incoming {
    /// The picture in a `data:` URL (RFC 2397). What it says of its type is passed over.
    pub fn from_data_url(url: &str) -> Option<Self> {
        let (_, encoded) = url.strip_prefix("data:")?.split_once(";base64,")?;
        Some(Self::Bytes(STANDARD.decode(encoded.trim()).ok()?))
    }

    /// How many bytes it has.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn length(&self) -> std::io::Result<u64> {
        match self {
            Self::Bytes(bytes) => Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Self::File(file) => Ok(file.metadata()?.len()),
        }
    }

    /// Its first bytes, up to `count`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn head(&mut self, count: usize) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.iter().take(count).copied().collect()),
            Self::File(file) => {
                let mut head = Vec::with_capacity(count);
                file.rewind()?;
                file.take(u64::try_from(count).unwrap_or(u64::MAX)).read_to_end(&mut head)?;
                Ok(head)
            }
        }
    }

    /// The whole content. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn into_bytes(self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::File(mut file) => {
                let mut bytes = Vec::new();
                file.rewind()?;
                file.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }

    /// The content as a file without a name. Blocks.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn into_file(self) -> std::io::Result<File> {
        match self {
            Self::File(file) => Ok(file),
            Self::Bytes(bytes) => {
                let mut file = tempfile::tempfile()?;
                file.write_all(&bytes)?;
                Ok(file)
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

    #[test]
    fn a_file_is_the_same_on_disk_and_in_memory() {
        let mut file = Incoming::File(Incoming::Bytes(b"hello".to_vec()).into_file().unwrap());
        assert_eq!(file.head(2).unwrap(), b"he");
        assert_eq!(file.length().unwrap(), 5);
        assert_eq!(file.into_bytes().unwrap(), b"hello");
    }
}
