//! The pieces both encodings are made of: HKDF-SHA-256 and AES-128-GCM.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};

use super::WebPushError;

/// How many bytes are derived.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// `N` bytes by HKDF (RFC 5869), extract and expand.
pub(super) fn derive<const N: usize>(
    salt: &[u8],
    input: &[u8],
    info: &[u8],
) -> Result<[u8; N], WebPushError> {
    let mut out = [0; N];
    Salt::new(HKDF_SHA256, salt)
        .extract(input)
        .expand(&[info], Bytes(N))
        .and_then(|okm| okm.fill(&mut out))
        .map_err(|_| WebPushError::Crypto)?;
    Ok(out)
}

/// Encrypts one record; the key is used for nothing else.
pub(super) fn seal(key: [u8; 16], nonce: [u8; 12], mut record: Vec<u8>) -> Result<Vec<u8>, WebPushError> {
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| WebPushError::Crypto)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| WebPushError::Crypto)?;
    Ok(record)
}
