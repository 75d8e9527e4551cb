//! Secrets of the server: made at the first start, kept in the database, shared by all processes.

use std::sync::Arc;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use kinds::Millis;
use protocol::web_push::VapidKey;
use sea_orm::ConnectionTrait;
use store::query::setting;
use subtle::ConstantTimeEq;

use crate::error::{Result, ServiceError};

/// Bytes of a signing key.
const KEY_BYTES: usize = 32;
/// Bytes of a short signature.
const SHORT: usize = 16;
/// The setting with the key for push services.
const VAPID_KEY: &str = "secret.vapid_key";

/// The secrets that the whole process uses.
#[derive(Clone)]
pub struct Secrets {
    /// Signs session cookies and one-time links.
    pub signing_key: Vec<u8>,
    /// Signs what is sent to push services.
    pub vapid: Arc<VapidKey>,
    /// Signs addresses of other servers' files: so many that its key is made once.
    remote_media: hmac::Key,
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
        let remote_media = purpose_key(&signing_key, "remote media");
        Ok(Self { signing_key, vapid: Arc::new(vapid(db, now).await?), remote_media })
    }

    /// Encrypts something that is kept in the database but has to be read again (decision 015).
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn seal(&self, text: &str) -> Result<String> {
        let mut nonce = [0; NONCE_LEN];
        crate::random::fill(&mut nonce)?;
        let mut sealed = text.as_bytes().to_vec();
        self.sealing_key()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed)
            .map_err(|_| ServiceError::internal("not sealed"))?;
        Ok(STANDARD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Reads what was sealed.
    ///
    /// # Errors
    /// When it was not sealed by this server.
    pub fn open(&self, sealed: &str) -> Result<String> {
        let broken = || ServiceError::internal("what was sealed cannot be read");
        let mut bytes = STANDARD.decode(sealed).map_err(|_| broken())?;
        let (nonce, text) = bytes.split_at_mut_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let text = self.sealing_key()?.open_in_place(nonce, Aad::empty(), text).map_err(|_| broken())?;
        String::from_utf8(text.to_vec()).map_err(|_| broken())
    }

    /// Signs a text for a purpose: with it somebody shows that it came from this server.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        hex::encode(hmac::sign(&self.purpose_key(purpose), text.as_bytes()))
    }

    /// Whether a text was signed for this purpose.
    pub fn is_signed(&self, purpose: &str, text: &str, signature: &str) -> bool {
        hex::decode(signature)
            .is_ok_and(|tag| hmac::verify(&self.purpose_key(purpose), text.as_bytes(), &tag).is_ok())
    }

    /// Signs the address of another server's file: 22 letters that are safe in addresses, 128 bits.
    pub fn sign_remote_media(&self, text: &str) -> String {
        let tag = hmac::sign(&self.remote_media, text.as_bytes());
        URL_SAFE_NO_PAD.encode(tag.as_ref().get(..SHORT).unwrap_or_default())
    }

    /// Whether it was signed so.
    pub fn is_remote_media(&self, text: &str, signature: &str) -> bool {
        self.sign_remote_media(text).as_bytes().ct_eq(signature.as_bytes()).into()
    }

    fn purpose_key(&self, purpose: &str) -> hmac::Key {
        purpose_key(&self.signing_key, purpose)
    }

    /// A key of its own for this purpose.
    fn sealing_key(&self) -> Result<LessSafeKey> {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.signing_key), b"seal");
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref());
        Ok(LessSafeKey::new(key.map_err(|_| ServiceError::internal("no key"))?))
    }
}

/// A key of its own for each purpose.
fn purpose_key(signing_key: &[u8], purpose: &str) -> hmac::Key {
    let key = hmac::Key::new(hmac::HMAC_SHA256, signing_key);
    hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, format!("sign:{purpose}").as_bytes()).as_ref())
}

/// The key for push services. Another one would make every subscription useless.
async fn vapid(db: &impl ConnectionTrait, now: Millis) -> Result<VapidKey> {
    let stored = match setting::get(db, VAPID_KEY).await? {
        Some(stored) => stored,
        None => {
            let fresh = STANDARD.encode(VapidKey::generate().map_err(ServiceError::internal)?);
            setting::get_or_insert(db, VAPID_KEY, fresh, now).await?
        }
    };
    let bytes = STANDARD.decode(stored).map_err(ServiceError::internal)?;
    VapidKey::from_pkcs8(&bytes).map_err(ServiceError::internal)
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}
