//! Signing requests. A request is signed anew for every try and every redirect: host, path and
//! time are part of it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use url::Url;

use super::{InvalidKey, PrivateKey, digest};

/// Who signs.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The key's id, as published in the actor document.
    pub key_id: &'a str,
    /// The key.
    pub key: &'a PrivateKey,
}

/// A request about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The address.
    pub url: &'a Url,
    /// The exact body and its media type, when there is one.
    pub body: Option<(&'a [u8], &'a str)>,
}

impl Outgoing<'_> {
    fn target(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    /// The `Host` header: with the port when it is not the default.
    fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

/// Signs by draft-cavage-12 with `rsa-sha256`, which every server understands. Returns the headers
/// to add; `Host` is left to the HTTP client, which derives the same value.
pub fn sign_draft(
    signer: &Signer<'_>,
    request: &Outgoing<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<(&'static str, String)>, InvalidKey> {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut lines = vec![
        ("(request-target)", format!("{} {}", request.method.to_ascii_lowercase(), request.target())),
        ("host", request.host()),
        ("date", date.clone()),
    ];
    let mut headers = vec![("Date", date)];
    if let Some((body, content_type)) = request.body {
        let digest = digest::digest(body);
        lines.push(("digest", digest.clone()));
        lines.push(("content-type", content_type.to_owned()));
        headers.push(("Digest", digest));
        headers.push(("Content-Type", content_type.to_owned()));
    }
    let base: Vec<String> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    let signature = STANDARD.encode(signer.key.sign(base.join("\n").as_bytes())?);
    let value = format!(
        "keyId=\"{}\",algorithm=\"rsa-sha256\",headers=\"{}\",signature=\"{signature}\"",
        signer.key_id,
        names.join(" ")
    );
    headers.push(("Signature", value));
    Ok(headers)
}

/// Signs by RFC 9421 with `rsa-v1_5-sha256`: the second try where the first form is refused.
pub fn sign_rfc9421(
    signer: &Signer<'_>,
    request: &Outgoing<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<(&'static str, String)>, InvalidKey> {
    let mut url = request.url.clone();
    url.set_fragment(None);
    let mut lines = vec![("@method", request.method.to_owned()), ("@target-uri", url.to_string())];
    let mut headers = Vec::new();
    if let Some((body, content_type)) = request.body {
        let digest = digest::content_digest(body);
        lines.push(("content-digest", digest.clone()));
        lines.push(("content-type", content_type.to_owned()));
        headers.push(("Content-Digest", digest));
        headers.push(("Content-Type", content_type.to_owned()));
    }
    let names: Vec<String> = lines.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let params = format!("({});created={};keyid=\"{}\"", names.join(" "), now.timestamp(), signer.key_id);
    let mut base: String = lines.iter().map(|(name, value)| format!("\"{name}\": {value}\n")).collect();
    base.push_str(&format!("\"@signature-params\": {params}"));
    let signature = STANDARD.encode(signer.key.sign(base.as_bytes())?);
    headers.push(("Signature-Input", format!("sig1={params}")));
    headers.push(("Signature", format!("sig1=:{signature}:")));
    Ok(headers)
}
