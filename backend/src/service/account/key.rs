//! The key pair that signs what a local account sends to other servers.

use protocol::signature::PrivateKey;

use crate::error::{Result, ServiceError};

/// A key pair as PEM texts.
#[derive(Clone)]
pub struct KeyPair {
    /// PKCS#8.
    pub private: String,
    /// What other servers are given.
    pub public: String,
}

/// Makes a key pair, off the async threads: it takes tens of milliseconds.
///
/// # Errors
/// When the system has no randomness to give.
pub async fn generate() -> Result<KeyPair> {
    tokio::task::spawn_blocking(make).await.map_err(ServiceError::internal)?
}

#[cfg(not(test))]
fn make() -> Result<KeyPair> {
    make_new()
}

/// Tests make hundreds of accounts: they share one key.
#[cfg(test)]
fn make() -> Result<KeyPair> {
    static SHARED: std::sync::OnceLock<KeyPair> = std::sync::OnceLock::new();
    Ok(SHARED.get_or_init(|| make_new().unwrap()).clone())
}

fn make_new() -> Result<KeyPair> {
    let key = PrivateKey::generate().map_err(ServiceError::internal)?;
    Ok(KeyPair {
        private: key.to_pem().map_err(ServiceError::internal)?,
        public: key.public_pem().map_err(ServiceError::internal)?,
    })
}
