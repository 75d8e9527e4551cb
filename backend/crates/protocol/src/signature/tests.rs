//! Every vector of the fixture file, and that what we sign we also accept.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::*;

const OWN_HOSTS: &[&str] = &["home.example"];

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../tests/fixtures/signature-vectors.json")).unwrap()
}

fn keys(vectors: &Value) -> HashMap<String, PublicKey> {
    let keys = vectors["keys"].as_object().unwrap();
    keys.iter()
        .map(|(name, key)| (name.clone(), PublicKey::from_pem(key["public_pem"].as_str().unwrap()).unwrap()))
        .collect()
}

/// A vector's request, with the draft's published vectors given the header they lack.
struct Case<'a> {
    vector: &'a Value,
    headers: Vec<(String, String)>,
}

impl<'a> Case<'a> {
    fn new(vector: &'a Value) -> Self {
        let mut headers: Vec<(String, String)> = vector["request_headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        if let Some(signed) = vector["signed"].as_str() {
            let signature = vector["signature"].as_str().unwrap();
            let value = format!(
                "keyId=\"Test\",algorithm=\"rsa-sha256\",headers=\"{signed}\",signature=\"{signature}\""
            );
            headers.push(("Signature".into(), value));
        }
        Self { vector, headers }
    }

    fn with<T>(&self, check: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        check(&Request {
            method: self.vector["method"].as_str().unwrap(),
            uri: self.vector["url"].as_str().unwrap(),
            headers: &headers,
            body: self.vector["body"].as_str().unwrap_or_default().as_bytes(),
        })
    }

    fn outcome(&self, key: &PublicKey, now: DateTime<Utc>) -> Result<(), SignatureError> {
        self.with(|request| {
            let parsed = parse(request)?;
            assert_eq!(parsed.base(), self.vector["base"].as_str().unwrap_or(parsed.base()));
            parsed.check(request, &Policy { now, own_hosts: OWN_HOSTS })?;
            parsed.verify(key)
        })
    }
}

fn clock(vector: &Value) -> DateTime<Utc> {
    vector["clock"].as_str().unwrap_or("2026-03-10T12:00:00Z").parse().unwrap()
}

/// Vectors whose printed base is on purpose not the one their request leads to.
const OTHER_BASE: &[&str] = &["c-get-query-without", "c-get-query-wrong"];

#[test]
fn every_vector_ends_as_it_says() {
    let all = vectors();
    let keys = keys(&all);
    for vector in all["vectors"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let Some(expect) = vector["expect"].as_str() else { continue };
        let mut vector = vector.clone();
        if OTHER_BASE.contains(&id) {
            vector["base"] = Value::Null;
        }
        let mut case = Case::new(&vector);
        if id == "c-two-signature-headers" {
            let other = case.headers.iter().find(|(name, _)| name == "Signature").unwrap().clone();
            case.headers.push((other.0, other.1.replace("erin", "frank")));
        }
        let outcome = case.outcome(&keys[vector["key"].as_str().unwrap()], clock(&vector));
        let accepted = expect.starts_with("accept") || expect.starts_with("optional");
        assert_eq!(outcome.is_ok(), accepted, "{id}: {outcome:?}, expected {expect}");
    }
}

#[test]
fn published_vectors_verify_but_do_not_satisfy_the_policy() {
    let all = vectors();
    let keys = keys(&all);
    for vector in all["vectors"].as_array().unwrap().iter().filter(|vector| vector["crypto_valid"] == true) {
        Case::new(vector).with(|request| {
            let parsed = parse(request).unwrap();
            assert_eq!(parsed.base(), vector["base"].as_str().unwrap());
            assert_eq!(parsed.verify(&keys[vector["key"].as_str().unwrap()]), Ok(()), "{}", vector["id"]);
            assert!(
                parsed.check(request, &Policy { now: clock(vector), own_hosts: &["example.com"] }).is_err()
            );
        });
    }
}

#[test]
fn refusals_name_their_reason() {
    let all = vectors();
    let keys = keys(&all);
    let reason = |id: &str| {
        let vector = all["vectors"].as_array().unwrap().iter().find(|vector| vector["id"] == id).unwrap();
        Case::new(vector).outcome(&keys[vector["key"].as_str().unwrap()], clock(vector)).unwrap_err()
    };
    assert_eq!(reason("c-get-nohost"), SignatureError::NotCovered("host"));
    assert_eq!(reason("c-post-nodigest"), SignatureError::NotCovered("digest"));
    assert_eq!(reason("c-post-tampered"), SignatureError::WrongDigest);
    assert_eq!(reason("c-post-old"), SignatureError::Expired);
    assert_eq!(reason("c-post-future"), SignatureError::Expired);
    assert_eq!(reason("c-post-otherhost"), SignatureError::WrongHost);
    assert_eq!(reason("r-post-expired"), SignatureError::Expired);
    assert_eq!(reason("r-post-nocreated"), SignatureError::NotCovered("created"));
    assert_eq!(reason("r-post-tampered"), SignatureError::WrongDigest);
    assert!(matches!(reason("r-post-baddigest-label"), SignatureError::Malformed(_)));
    let unsigned = Request { method: "GET", uri: "https://home.example/", headers: &[], body: b"" };
    assert_eq!(parse(&unsigned).unwrap_err(), SignatureError::Missing);
}

#[test]
fn a_wrong_key_does_not_verify() {
    let all = vectors();
    let keys = keys(&all);
    let vector =
        all["vectors"].as_array().unwrap().iter().find(|vector| vector["id"] == "c-get-noalg").unwrap();
    assert_eq!(
        Case::new(vector).outcome(&keys["test-key-ed25519"], clock(vector)),
        Err(SignatureError::BadSignature)
    );
    let vector = all["vectors"].as_array().unwrap().iter().find(|vector| vector["id"] == "c-get-ok").unwrap();
    assert_eq!(
        Case::new(vector).outcome(&keys["test-key-ed25519"], clock(vector)),
        Err(SignatureError::UnknownAlgorithm)
    );
}

#[test]
fn what_we_sign_we_accept() {
    let key = PrivateKey::from_pem(&PrivateKey::generate().unwrap().to_pem().unwrap()).unwrap();
    let public = PublicKey::from_pem(&key.public_pem().unwrap()).unwrap();
    let signer = Signer { key_id: "http://127.0.0.1:3001/users/a#main-key", key: &key };
    let url = Url::parse("http://127.0.0.1:3002/inbox?x=1").unwrap();
    let now = "2026-03-10T12:00:00Z".parse().unwrap();
    let body = b"{}".as_slice();
    for (method, body) in [("GET", None), ("POST", Some((body, crate::origin::ACTIVITY_JSON)))] {
        let request = Outgoing { method, url: &url, body };
        for signed in
            [sign_draft(&signer, &request, now).unwrap(), sign_rfc9421(&signer, &request, now).unwrap()]
        {
            let mut headers: Vec<(&str, &str)> =
                signed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            headers.push(("host", "127.0.0.1:3002"));
            let received = Request {
                method,
                uri: url.as_str(),
                headers: &headers,
                body: body.map(|(body, _)| body).unwrap_or_default(),
            };
            let parsed = parse(&received).unwrap();
            assert_eq!(parsed.key_id(), signer.key_id);
            parsed.check(&received, &Policy { now, own_hosts: &["127.0.0.1:3002"] }).unwrap();
            parsed.verify(&public).unwrap();
        }
    }
}

#[test]
fn keys_come_in_several_wrappings() {
    let all = vectors();
    let pem = all["keys"]["test-key-rsa"]["public_pem"].as_str().unwrap();
    assert!(PublicKey::from_pem(&pem.replace('\n', "\r\n")).unwrap().is_rsa());
    assert!(PublicKey::from_pem(pem.trim_end()).is_ok());
    let ed =
        PublicKey::from_multibase(all["keys"]["test-key-ed25519"]["multibase"].as_str().unwrap()).unwrap();
    let vector =
        all["vectors"].as_array().unwrap().iter().find(|vector| vector["id"] == "r-post-ed25519").unwrap();
    assert_eq!(Case::new(vector).outcome(&ed, clock(vector)), Ok(()));
    for bad in
        ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----"]
    {
        assert!(PublicKey::from_pem(bad).is_err());
    }
    assert!(PublicKey::from_multibase("z111").is_err() && PublicKey::from_multibase("x").is_err());
}

#[test]
fn a_pkcs1_key_is_read() {
    // The RSA body of an SPKI key is its PKCS#1 form: 24 bytes of wrapping come first.
    let all = vectors();
    let pem = all["keys"]["test-key-rsa"]["public_pem"].as_str().unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).unwrap();
    let inner = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &der[24..]);
    let key = PublicKey::from_pem(&format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{inner}\n-----END RSA PUBLIC KEY-----"
    ));
    assert!(key.unwrap().is_rsa());
}

proptest::proptest! {
    #[test]
    fn odd_headers_are_refused_without_a_panic(
        signature in "([a-zA-Z]{0,8}=?\"?[(a-z) :=,;\"\\\\]{0,12}){0,4}",
        input in "sig1=[(\"@a-z-)=;0-9 ]{0,40}",
    ) {
        let headers = [("Host", "home.example"), ("Signature", signature.as_str()), ("Signature-Input", input.as_str())];
        for headers in [&headers[..2], &headers[..]] {
            let request = Request { method: "GET", uri: "https://home.example/x?y", headers, body: b"" };
            if let Ok(parsed) = parse(&request) {
                let _ = parsed.check(&request, &Policy { now: clock(&Value::Null), own_hosts: OWN_HOSTS });
            }
        }
    }
}
