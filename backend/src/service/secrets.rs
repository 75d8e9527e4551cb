//! Secrets of the server: made at the first start, kept in the database, shared by all processes.

use base64::{Engine, engine::general_purpose::STANDARD};
use kinds::Millis;
use sea_orm::ConnectionTrait;
use store::query::setting;

use crate::error::{Result, ServiceError};

/// Bytes of a signing key.
const KEY_BYTES: usize = 32;

/// The secrets that the whole process uses.
#[derive(Clone)]
pub struct Secrets {
    /// Signs session cookies and one-time links.
    pub signing_key: Vec<u8>,
}

impl Secrets {
    /// Reads the secrets, making those that are not there yet.
    ///
    /// # Errors
    /// When the database fails, or holds something that is no key.
    pub async fn load(db: &impl ConnectionTrait, now: Millis) -> Result<Self> {
        let mut fresh = [0; KEY_BYTES];
        crate::random::fill(&mut fresh)?;
        let stored = setting::get_or_insert(db, "secret.signing_key", STANDARD.encode(fresh), now).await?;
        let signing_key = STANDARD.decode(stored).map_err(ServiceError::internal)?;
        Ok(Self { signing_key })
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}
