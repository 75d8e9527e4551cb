//! The proof of who pushes (VAPID, RFC 8292): a token signed with the server's key.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::WebPushError;

/// The key that this server signs with towards push services.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    public: String,
}

impl VapidKey {
    /// A new key, PKCS #8.
    ///
    /// # Errors
    /// When none can be made.
    pub fn generate() -> Result<Vec<u8>, WebPushError> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(key.map_err(|_| WebPushError::Crypto)?.as_ref().to_vec())
    }

    /// Reads a key.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_pkcs8(bytes: &[u8]) -> Result<Self, WebPushError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes)
            .map_err(|_| WebPushError::Keys)?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Ok(Self { pair, public })
    }

    /// The public half, base64url: what apps subscribe with.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// A token for the push service at `audience` (an origin), good until `expires` (seconds since
    /// 1970, at most a day ahead); `contact` is a `mailto:` or `https:` address.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, audience: &str, contact: &str, expires: i64) -> Result<String, WebPushError> {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = part(json!({ "aud": audience, "exp": expires, "sub": contact }));
        let signed = format!("{head}.{claims}");
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map_err(|_| WebPushError::Crypto)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VapidKey").field("public", &self.public).finish_non_exhaustive()
    }
}
