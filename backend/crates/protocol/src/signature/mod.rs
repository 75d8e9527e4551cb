//! HTTP signatures, both kinds in use: draft-cavage-http-signatures-12 and RFC 9421.
//!
//! Verifying is three steps a caller must all take: [`parse`] reads the headers and rebuilds what
//! was signed; [`ParsedSignature::check`] is policy (what must be covered, time, digest, host); and
//! [`ParsedSignature::verify`] is the mathematics with the key the caller looked up by
//! [`ParsedSignature::key_id`]. Signing is in [`sign_draft`] and [`sign_rfc9421`].

mod cavage;
mod digest;
mod key;
mod policy;
mod request;
mod rfc9421;
mod sign;

pub use digest::{content_digest, digest};
pub use key::{InvalidKey, PrivateKey, PublicKey};
pub use policy::Policy;
pub use request::Request;
pub use sign::{Outgoing, Signer, sign_draft, sign_rfc9421};

/// Why a request's signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error("the request is not signed")]
    Missing,
    /// The headers do not say what they should.
    #[error("malformed signature: {0}")]
    Malformed(&'static str),
    /// The signature does not cover a part it must.
    #[error("the signature does not cover {0}")]
    NotCovered(&'static str),
    /// Signed too long ago, or in the future.
    #[error("the signature's time is outside the accepted window")]
    Expired,
    /// The digest header does not fit the body.
    #[error("the digest does not match the body")]
    WrongDigest,
    /// The request was signed for another server.
    #[error("the request was signed for another host")]
    WrongHost,
    /// The key did not make this signature.
    #[error("the signature does not verify")]
    BadSignature,
    /// An algorithm this server does not use, or one that does not fit the key.
    #[error("unknown signature algorithm")]
    UnknownAlgorithm,
}

/// Which of the two specifications a signature follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12: `Signature: keyId="…",…`.
    Draft,
    /// RFC 9421: `Signature-Input` and `Signature`.
    Rfc9421,
}

/// What a signature says about how it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Not said, or `hs2019`: the key decides.
    ByKey,
    /// RSA with PKCS#1 v1.5 padding and SHA-256.
    RsaSha256,
    /// Ed25519.
    Ed25519,
}

/// A signature as read from a request, with the text it signs. Nothing about it is proven yet.
#[derive(Clone, Debug)]
pub struct ParsedSignature {
    pub(crate) scheme: Scheme,
    pub(crate) key_id: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) components: Vec<String>,
    pub(crate) created: Option<i64>,
    pub(crate) expires: Option<i64>,
    pub(crate) signature: Vec<u8>,
    /// The signed text; a second form exists where peers leave out the query (draft only).
    pub(crate) bases: Vec<String>,
}

impl ParsedSignature {
    /// The key that is said to have signed: usually a URL, to be looked up by the caller.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Which specification the signature follows.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The text that was signed.
    pub fn base(&self) -> &str {
        self.bases.first().map_or("", String::as_str)
    }

    /// Whether a component (a header's name, `@method`, `(request-target)`) is signed.
    pub fn covers(&self, component: &str) -> bool {
        self.components.iter().any(|covered| covered == component)
    }

    /// Whether `key` made this signature. Only this and [`check`](Self::check) together mean that
    /// the request is the key owner's.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureError> {
        let fits = match self.algorithm {
            Algorithm::ByKey => true,
            Algorithm::RsaSha256 => key.is_rsa(),
            Algorithm::Ed25519 => !key.is_rsa(),
        };
        if !fits {
            return Err(SignatureError::UnknownAlgorithm);
        }
        let made = self.bases.iter().any(|base| key.verify(base.as_bytes(), &self.signature));
        if made { Ok(()) } else { Err(SignatureError::BadSignature) }
    }
}

/// Reads a request's signature: RFC 9421 when there is a `Signature-Input` header, else the draft.
pub fn parse(request: &Request<'_>) -> Result<ParsedSignature, SignatureError> {
    let Some(signature) = request.header("signature")? else { return Err(SignatureError::Missing) };
    match request.header("signature-input")? {
        Some(input) => rfc9421::parse(request, input, signature),
        None => cavage::parse(request, signature),
    }
}

#[cfg(test)]
mod tests;
