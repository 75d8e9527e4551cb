//! Web Push: payloads that only a device can read (RFC 8291 and the draft before it), and the proof of
//! who sends them (RFC 8292).
//!
//! The draft (`aesgcm`, draft-ietf-webpush-encryption-04 with draft-ietf-httpbis-encryption-encoding-03)
//! is what Mastodon pushes to clients that do not ask for the standard.

mod cipher;
#[cfg(test)]
mod tests;
mod vapid;

use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use base64::{
    Engine,
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD},
    },
};

pub use vapid::VapidKey;

/// Bytes of a record: payloads are one.
const RECORD: u32 = 4096;
/// Bytes that fit into a record with what belongs to it (RFC 8291 section 4).
pub const MAX_PAYLOAD: usize = 3993;
/// Bytes of a public key: an uncompressed point.
const POINT: usize = 65;
const SALT: usize = 16;
const AUTH: usize = 16;

/// What cannot be used or made. It says nothing else, since it is about keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebPushError {
    /// The device's keys are none.
    #[error("the keys are not valid")]
    Keys,
    /// The payload is longer than [`MAX_PAYLOAD`].
    #[error("the payload is too long")]
    TooLong,
    /// The library refused.
    #[error("the cryptography failed")]
    Crypto,
}

/// What a device gave for encrypting to it.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKeys {
    public: [u8; POINT],
    auth: [u8; AUTH],
}

/// A payload, and the headers that it goes with.
#[derive(Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// The body.
    pub body: Vec<u8>,
    /// `Content-Encoding`.
    pub encoding: &'static str,
    /// `Encryption` and the first part of `Crypto-Key`, which only the draft has.
    pub draft: Option<(String, String)>,
}

/// A key for one message, and its salt.
pub struct Ephemeral {
    key: PrivateKey,
    salt: [u8; SALT],
}

impl Ephemeral {
    /// A fresh key. The salt has to be fresh too.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn new(salt: [u8; SALT]) -> Result<Self, WebPushError> {
        Ok(Self { key: PrivateKey::generate(&ECDH_P256).map_err(|_| WebPushError::Crypto)?, salt })
    }

    fn public(&self) -> Result<Vec<u8>, WebPushError> {
        Ok(self.key.compute_public_key().map_err(|_| WebPushError::Crypto)?.as_ref().to_vec())
    }
}

impl DeviceKeys {
    /// Reads keys in base64, with or without padding, in either alphabet, as clients send them.
    ///
    /// # Errors
    /// When they are not a point on P-256 and 16 bytes.
    pub fn parse(p256dh: &str, auth: &str) -> Result<Self, WebPushError> {
        let public = decode(p256dh)?.try_into().map_err(|_| WebPushError::Keys)?;
        let auth = decode(auth)?.try_into().map_err(|_| WebPushError::Keys)?;
        let keys = Self { public, auth };
        // A point that is not on the curve is found by using it.
        keys.agree(&Ephemeral::new([0; SALT])?)?;
        Ok(keys)
    }

    /// The keys in base64url, to be kept.
    pub fn encode(&self) -> (String, String) {
        (URL_SAFE_NO_PAD.encode(self.public), URL_SAFE_NO_PAD.encode(self.auth))
    }

    /// Encrypts a payload by RFC 8291.
    ///
    /// # Errors
    /// When it is too long, or the library refuses.
    pub fn encrypt(&self, payload: &[u8], with: &Ephemeral) -> Result<Encrypted, WebPushError> {
        check_length(payload)?;
        let own = with.public()?;
        let info = [b"WebPush: info\0".as_slice(), &self.public, &own].concat();
        let secret = cipher::derive::<32>(&self.auth, &self.agree(with)?, &info)?;
        let key = cipher::derive::<16>(&with.salt, &secret, b"Content-Encoding: aes128gcm\0")?;
        let nonce = cipher::derive::<12>(&with.salt, &secret, b"Content-Encoding: nonce\0")?;
        // The delimiter of the last record, without padding.
        let sealed = cipher::seal(key, nonce, [payload, &[2]].concat())?;
        let length = u8::try_from(own.len()).map_err(|_| WebPushError::Crypto)?;
        let body = [with.salt.as_slice(), &RECORD.to_be_bytes(), &[length], &own, &sealed].concat();
        Ok(Encrypted { body, encoding: "aes128gcm", draft: None })
    }

    /// Encrypts a payload by the draft.
    ///
    /// # Errors
    /// When it is too long, or the library refuses.
    pub fn encrypt_draft(&self, payload: &[u8], with: &Ephemeral) -> Result<Encrypted, WebPushError> {
        check_length(payload)?;
        let own = with.public()?;
        let secret = cipher::derive::<32>(&self.auth, &self.agree(with)?, b"Content-Encoding: auth\0")?;
        // Both keys with their lengths.
        let context = [b"P-256\0\0\x41".as_slice(), &self.public, b"\0\x41", &own].concat();
        let info = |name: &[u8]| [b"Content-Encoding: ".as_slice(), name, b"\0", &context].concat();
        let key = cipher::derive::<16>(&with.salt, &secret, &info(b"aesgcm"))?;
        let nonce = cipher::derive::<12>(&with.salt, &secret, &info(b"nonce"))?;
        // Two bytes tell the length of the padding: none.
        let body = cipher::seal(key, nonce, [&[0, 0], payload].concat())?;
        let encryption = format!("salt={};rs={RECORD}", URL_SAFE_NO_PAD.encode(with.salt));
        let crypto_key = format!("dh={}", URL_SAFE_NO_PAD.encode(own));
        Ok(Encrypted { body, encoding: "aesgcm", draft: Some((encryption, crypto_key)) })
    }

    fn agree(&self, with: &Ephemeral) -> Result<Vec<u8>, WebPushError> {
        let device = UnparsedPublicKey::new(&ECDH_P256, self.public);
        agreement::agree(&with.key, device, WebPushError::Keys, |secret| Ok(secret.to_vec()))
    }
}

fn check_length(payload: &[u8]) -> Result<(), WebPushError> {
    if payload.len() > MAX_PAYLOAD { Err(WebPushError::TooLong) } else { Ok(()) }
}

fn decode(text: &str) -> Result<Vec<u8>, WebPushError> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let lenient = GeneralPurpose::new(&base64::alphabet::URL_SAFE, config);
    let text = text.trim().replace('+', "-").replace('/', "_");
    lenient.decode(text).map_err(|_| WebPushError::Keys)
}
