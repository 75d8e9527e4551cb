//! Digests of a body: `Digest` (draft era, RFC 3230) and `Content-Digest` (RFC 9530).

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{Algorithm, SHA256, SHA512, digest as hash},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sfv::{Dictionary, ListEntry, Parser};

use super::SignatureError;

/// The value of a `Digest` header for a body.
pub fn digest(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(hash(&SHA256, body)))
}

/// The value of a `Content-Digest` header for a body.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(hash(&SHA256, body)))
}

/// Compares a `Digest` header with the body. A list is allowed, labels in any case; only SHA-256
/// counts and must be there.
pub(super) fn check_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let mut checked = false;
    for part in header.split(',') {
        let (label, value) = part.trim().split_once('=').ok_or(SignatureError::Malformed("digest header"))?;
        if label.eq_ignore_ascii_case("sha-256") {
            let sum =
                STANDARD.decode(value.trim()).map_err(|_| SignatureError::Malformed("digest header"))?;
            matches(&SHA256, &sum, body)?;
            checked = true;
        }
    }
    if checked { Ok(()) } else { Err(SignatureError::Malformed("no SHA-256 digest")) }
}

/// Compares a `Content-Digest` header with the body: every known algorithm must match and at
/// least one must be known. Keys are lower case, as in every structured field.
pub(super) fn check_content_digest(header: &str, body: &[u8]) -> Result<(), SignatureError> {
    let malformed = SignatureError::Malformed("content-digest header");
    let sums: Dictionary = Parser::new(header).parse().map_err(|_| malformed)?;
    let mut checked = false;
    for (label, entry) in &sums {
        let algorithm = match label.as_str() {
            "sha-256" => &SHA256,
            "sha-512" => &SHA512,
            _ => continue,
        };
        let ListEntry::Item(item) = entry else { return Err(malformed) };
        matches(algorithm, item.bare_item.as_byte_sequence().ok_or(malformed)?, body)?;
        checked = true;
    }
    if checked { Ok(()) } else { Err(malformed) }
}

fn matches(algorithm: &'static Algorithm, sum: &[u8], body: &[u8]) -> Result<(), SignatureError> {
    verify_slices_are_equal(hash(algorithm, body).as_ref(), sum).map_err(|_| SignatureError::WrongDigest)
}
