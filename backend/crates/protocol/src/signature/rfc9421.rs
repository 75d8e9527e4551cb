//! RFC 9421 HTTP Message Signatures, the part that servers of the fediverse use (protocol §11).

use sfv::{Dictionary, InnerList, Item, ListEntry, ListSerializer, Parser};

use super::{Algorithm, ParsedSignature, Request, Scheme, SignatureError};

const MAX_COMPONENTS: usize = 32;

const MALFORMED: SignatureError = SignatureError::Malformed("signature-input header");

/// Reads `Signature-Input` and `Signature`, which must hold exactly one signature, and rebuilds
/// the signature base (RFC 9421 section 2.5).
pub(super) fn parse(
    request: &Request<'_>,
    input: &str,
    signature: &str,
) -> Result<ParsedSignature, SignatureError> {
    let inputs: Dictionary = Parser::new(input).parse().map_err(|_| MALFORMED)?;
    let signatures: Dictionary = Parser::new(signature).parse().map_err(|_| MALFORMED)?;
    if inputs.len() != 1 || signatures.len() != 1 {
        return Err(SignatureError::Malformed("exactly one signature is accepted"));
    }
    let (label, entry) = inputs.first().ok_or(MALFORMED)?;
    let ListEntry::InnerList(list) = entry else { return Err(MALFORMED) };
    let bytes = match signatures.get(label.as_str()) {
        Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence().ok_or(MALFORMED)?.to_vec(),
        _ => return Err(SignatureError::Malformed("the signature has another label")),
    };
    let components = components(list)?;
    let base = base(request, &components, entry)?;
    Ok(ParsedSignature {
        scheme: Scheme::Rfc9421,
        key_id: text(list, "keyid").ok_or(SignatureError::Malformed("keyid is missing"))?.to_owned(),
        algorithm: algorithm(list)?,
        components,
        created: number(list, "created")?,
        expires: number(list, "expires")?,
        signature: bytes,
        bases: vec![base],
    })
}

fn components(list: &InnerList) -> Result<Vec<String>, SignatureError> {
    let name = |item: &Item| -> Option<String> {
        // Parameters such as `sf` or `bs` change what is signed; nobody here sends them.
        let plain = item.params.is_empty();
        item.bare_item.as_string().filter(|_| plain).map(|name| name.as_str().to_owned())
    };
    let names: Option<Vec<String>> = list.items.iter().map(name).collect();
    let names = names.ok_or(MALFORMED)?;
    let repeated =
        names.iter().enumerate().any(|(index, name)| names.iter().skip(index + 1).any(|other| other == name));
    let lower = names.iter().all(|name| !name.chars().any(|c| c.is_ascii_uppercase()));
    if names.is_empty() || names.len() > MAX_COMPONENTS || repeated || !lower {
        return Err(SignatureError::Malformed("list of covered components"));
    }
    Ok(names)
}

fn algorithm(list: &InnerList) -> Result<Algorithm, SignatureError> {
    match list.params.get("alg") {
        None => Ok(Algorithm::ByKey),
        Some(_) => match text(list, "alg") {
            Some("rsa-v1_5-sha256") => Ok(Algorithm::RsaSha256),
            Some("ed25519") => Ok(Algorithm::Ed25519),
            _ => Err(SignatureError::UnknownAlgorithm),
        },
    }
}

fn text<'a>(list: &'a InnerList, name: &str) -> Option<&'a str> {
    list.params.get(name)?.as_string().map(|text| text.as_str())
}

fn number(list: &InnerList, name: &str) -> Result<Option<i64>, SignatureError> {
    let Some(value) = list.params.get(name) else { return Ok(None) };
    value.as_integer().map(|number| Some(i64::from(number))).ok_or(MALFORMED)
}

fn base(request: &Request<'_>, components: &[String], entry: &ListEntry) -> Result<String, SignatureError> {
    let mut base = String::new();
    for name in components {
        base.push_str(&format!("\"{name}\": {}\n", component(request, name)?));
    }
    let mut serializer = ListSerializer::new();
    serializer.members([entry]);
    let params = serializer.finish().ok_or(MALFORMED)?;
    base.push_str(&format!("\"@signature-params\": {params}"));
    Ok(base)
}

/// The value of a covered component (RFC 9421 sections 2.1 and 2.2).
fn component(request: &Request<'_>, name: &str) -> Result<String, SignatureError> {
    Ok(match name {
        "@method" => request.method.to_owned(),
        "@target-uri" => request.uri.split('#').next().unwrap_or_default().to_owned(),
        "@authority" => request.normalized_host()?,
        "@scheme" => request.scheme().to_ascii_lowercase(),
        "@request-target" => request.path_and_query().to_owned(),
        "@path" => request.path().to_owned(),
        "@query" => format!("?{}", request.query().unwrap_or_default()),
        _ if name.starts_with('@') => return Err(SignatureError::Malformed("unknown derived component")),
        "host" => request.host()?,
        _ => {
            request.header(name)?.ok_or(SignatureError::Malformed("a covered header is missing"))?.to_owned()
        }
    })
}
