//! Randomness that secrets are made of.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::{Result, ServiceError};

/// Bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// A new secret for tokens, codes and links: 43 letters that are safe in addresses.
///
/// # Errors
/// When the system has no randomness to give.
pub fn token() -> Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Fills `bytes` with randomness.
///
/// # Errors
/// When the system has no randomness to give.
pub fn fill(bytes: &mut [u8]) -> Result<()> {
    SystemRandom::new().fill(bytes).map_err(|_| ServiceError::internal("no randomness"))
}

/// How a secret is kept: the SHA-256 of it, in hexadecimal. Only for secrets with enough randomness
/// of their own; passwords go through Argon2.
pub fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
