//! Without an SMTP server, letters land in a folder, one file each, where a page shows them.

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::Message;

use crate::error::{Result, ServiceError};

/// Letters shown.
const SHOWN: usize = 50;

/// Headers shown.
const SHOWN_HEADERS: [&str; 6] =
    ["From:", "To:", "Subject:", "Date:", "List-Unsubscribe:", "List-Unsubscribe-Post:"];

/// A letter in the folder.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its file name.
    pub name: String,
    /// The letter as it would have been sent, decoded for reading.
    pub text: String,
}

fn folder(data_dir: &str) -> PathBuf {
    Path::new(data_dir).join("mail")
}

/// Writes a letter into the folder. `name` sorts by time.
pub(super) async fn store(data_dir: &str, name: &str, message: &Message) -> Result<()> {
    let folder = folder(data_dir);
    tokio::fs::create_dir_all(&folder).await.map_err(ServiceError::internal)?;
    tokio::fs::write(folder.join(format!("{name}.eml")), message.formatted())
        .await
        .map_err(ServiceError::internal)
}

/// The latest letters, newest first.
///
/// # Errors
/// When the folder cannot be read.
pub async fn stored(data_dir: &str) -> Result<Vec<Stored>> {
    let mut names = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(folder(data_dir)).await else { return Ok(Vec::new()) };
    while let Some(entry) = entries.next_entry().await.map_err(ServiceError::internal)? {
        names.extend(entry.file_name().into_string().ok().filter(|name| name.ends_with(".eml")));
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(SHOWN);
    let mut letters = Vec::with_capacity(names.len());
    for name in names {
        let bytes = tokio::fs::read(folder(data_dir).join(&name)).await.map_err(ServiceError::internal)?;
        letters.push(Stored { name, text: readable(&String::from_utf8_lossy(&bytes)) });
    }
    Ok(letters)
}

/// The headers that matter, and the body without its transfer coding.
fn readable(raw: &str) -> String {
    let raw = raw.replace("\r\n", "\n");
    let Some((headers, body)) = raw.split_once("\n\n") else { return raw };
    let lower = headers.to_ascii_lowercase();
    let body = if lower.contains("content-transfer-encoding: base64") {
        let joined: String = body.split_whitespace().collect();
        STANDARD
            .decode(joined)
            .map_or_else(|_| body.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into())
    } else if lower.contains("content-transfer-encoding: quoted-printable") {
        unquote(body)
    } else {
        body.to_owned()
    };
    let shown: Vec<&str> =
        headers.lines().filter(|line| SHOWN_HEADERS.iter().any(|name| line.starts_with(name))).collect();
    format!("{}\n\n{}", shown.join("\n"), body.replace("\r\n", "\n"))
}

/// Quoted-printable (RFC 2045 section 6.7).
fn unquote(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'=').and_then(|pair| hex::decode(pair).ok());
        bytes.extend(code.as_deref().unwrap_or(&[*first]));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
