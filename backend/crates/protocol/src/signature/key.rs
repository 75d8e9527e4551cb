//! Keys: parsed once and cached by callers, because parsing costs more than verifying.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        ED25519, KeyPair as _, ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        RSA_PKCS1_SHA256,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Longest PEM text read (an RSA key of 8192 bits needs about 1,500 bytes).
const MAX_PEM: usize = 8192;

/// A key that cannot be used: not PEM, damaged, or of a kind this server does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a usable key")]
pub struct InvalidKey;

/// Someone's public key: RSA of 1024 to 8192 bits, or Ed25519.
#[derive(Clone)]
pub struct PublicKey {
    key: ParsedPublicKey,
    rsa: bool,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.rsa { "PublicKey(RSA)" } else { "PublicKey(Ed25519)" })
    }
}

impl PublicKey {
    /// Reads a PEM text: `PUBLIC KEY` (any kind) or `RSA PUBLIC KEY` (PKCS#1). Line ends and a
    /// missing last newline do not matter.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let (label, der) = decode_pem(pem)?;
        if !matches!(label.as_str(), "PUBLIC KEY" | "RSA PUBLIC KEY") {
            return Err(InvalidKey);
        }
        if let Ok(key) = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, &der) {
            return Ok(Self { key, rsa: true });
        }
        let key = ParsedPublicKey::new(&ED25519, &der).map_err(|_| InvalidKey)?;
        Ok(Self { key, rsa: false })
    }

    /// Reads a `Multikey`'s `publicKeyMultibase` (FEP-521a): base58 of an Ed25519 key.
    pub fn from_multibase(text: &str) -> Result<Self, InvalidKey> {
        let bytes = decode_base58(text.strip_prefix('z').ok_or(InvalidKey)?).ok_or(InvalidKey)?;
        let raw = bytes.strip_prefix(&[0xed, 0x01]).filter(|raw| raw.len() == 32).ok_or(InvalidKey)?;
        let key = ParsedPublicKey::new(&ED25519, raw).map_err(|_| InvalidKey)?;
        Ok(Self { key, rsa: false })
    }

    /// Whether this is an RSA key.
    pub fn is_rsa(&self) -> bool {
        self.rsa
    }

    /// Whether this key's owner signed `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// A local account's RSA key.
pub struct PrivateKey(KeyPair);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey")
    }
}

impl PrivateKey {
    /// Makes a new key of 2048 bits, the size every server takes. Takes tens of milliseconds.
    pub fn generate() -> Result<Self, InvalidKey> {
        KeyPair::generate(KeySize::Rsa2048).map(Self).map_err(|_| InvalidKey)
    }

    /// Reads a PKCS#8 PEM text.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let (label, der) = decode_pem(pem)?;
        let key = match label.as_str() {
            "PRIVATE KEY" => KeyPair::from_pkcs8(&der),
            "RSA PRIVATE KEY" => KeyPair::from_der(&der),
            _ => return Err(InvalidKey),
        };
        key.map(Self).map_err(|_| InvalidKey)
    }

    /// The key as PKCS#8 PEM, to be stored.
    pub fn to_pem(&self) -> Result<String, InvalidKey> {
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&self.0).map_err(|_| InvalidKey)?;
        Ok(encode_pem("PRIVATE KEY", der.as_ref()))
    }

    /// The public half as PEM, to be published.
    pub fn public_pem(&self) -> Result<String, InvalidKey> {
        let der = AsDer::<PublicKeyX509Der<'_>>::as_der(self.0.public_key()).map_err(|_| InvalidKey)?;
        Ok(encode_pem("PUBLIC KEY", der.as_ref()))
    }

    /// Signs with PKCS#1 v1.5 and SHA-256. About 0.25 ms; belongs on worker threads.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, InvalidKey> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| InvalidKey)?;
        Ok(signature)
    }
}

fn decode_pem(pem: &str) -> Result<(String, Vec<u8>), InvalidKey> {
    if pem.len() > MAX_PEM {
        return Err(InvalidKey);
    }
    let (_, rest) = pem.split_once("-----BEGIN ").ok_or(InvalidKey)?;
    let (label, rest) = rest.split_once("-----").ok_or(InvalidKey)?;
    let (body, end) = rest.split_once("-----END ").ok_or(InvalidKey)?;
    if !end.starts_with(label) {
        return Err(InvalidKey);
    }
    let base64: String = body.split_whitespace().collect();
    Ok((label.to_owned(), STANDARD.decode(base64).map_err(|_| InvalidKey)?))
}

fn encode_pem(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    for (index, c) in STANDARD.encode(der).chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push_str(&format!("\n-----END {label}-----\n"));
    pem
}

/// Base58 as Bitcoin has it; short input only (it is quadratic).
fn decode_base58(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    if text.len() > 128 {
        return None;
    }
    // Little-endian while digits come in.
    let mut bytes: Vec<u8> = Vec::new();
    for c in text.chars() {
        let mut carry = u32::try_from(ALPHABET.find(c)?).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry.to_le_bytes().first().copied()?;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(u8::try_from(carry).ok()?);
        }
    }
    let zeros = text.chars().take_while(|c| *c == '1').count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}
