//! draft-cavage-http-signatures-12, as the fediverse speaks it (protocol §10).

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Algorithm, ParsedSignature, Request, Scheme, SignatureError};

/// More covered headers than any sender has.
const MAX_COMPONENTS: usize = 32;

const MALFORMED: SignatureError = SignatureError::Malformed("signature header");

/// Reads the `Signature` header and rebuilds the signed text, with and without the query: some
/// peers leave it out of `(request-target)`.
pub(super) fn parse(request: &Request<'_>, header: &str) -> Result<ParsedSignature, SignatureError> {
    let params = Params::parse(header)?;
    let rsa = params.text("algorithm") == Some("rsa-sha256");
    let algorithm = match params.text("algorithm") {
        None | Some("hs2019") => Algorithm::ByKey,
        Some("rsa-sha256") => Algorithm::RsaSha256,
        Some(_) => return Err(SignatureError::UnknownAlgorithm),
    };
    let default = if rsa { "date" } else { "(created)" };
    let components = components(params.text("headers").unwrap_or(default))?;
    let pseudo_time = components.iter().any(|name| matches!(name.as_str(), "(created)" | "(expires)"));
    if rsa && pseudo_time {
        return Err(SignatureError::Malformed("(created) and (expires) are not for rsa-sha256"));
    }
    let (created, expires) = (params.number("created")?, params.number("expires")?);
    let base = |target: &str| base(request, &components, target, created, expires);
    let mut bases = vec![base(request.path_and_query())?];
    if request.query().is_some() {
        bases.push(base(request.path())?);
    }
    let signature = STANDARD.decode(params.text("signature").ok_or(MALFORMED)?).map_err(|_| MALFORMED)?;
    Ok(ParsedSignature {
        scheme: Scheme::Draft,
        key_id: params.text("keyId").filter(|id| !id.is_empty()).ok_or(MALFORMED)?.to_owned(),
        algorithm,
        // An uncovered expiry is anyone's word.
        expires: expires.filter(|_| components.iter().any(|name| name == "(expires)")),
        components,
        created,
        signature,
        bases,
    })
}

fn components(list: &str) -> Result<Vec<String>, SignatureError> {
    let names: Vec<String> = list.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    let repeated =
        names.iter().enumerate().any(|(index, name)| names.iter().skip(index + 1).any(|other| other == name));
    if names.is_empty() || names.len() > MAX_COMPONENTS || repeated {
        return Err(SignatureError::Malformed("list of covered headers"));
    }
    Ok(names)
}

fn base(
    request: &Request<'_>,
    components: &[String],
    target: &str,
    created: Option<i64>,
    expires: Option<i64>,
) -> Result<String, SignatureError> {
    let mut lines = Vec::with_capacity(components.len());
    for name in components {
        let value = match name.as_str() {
            "(request-target)" => format!("{} {target}", request.method.to_ascii_lowercase()),
            "(created)" => created.ok_or(MALFORMED)?.to_string(),
            "(expires)" => expires.ok_or(MALFORMED)?.to_string(),
            "host" => request.host()?,
            _ => request
                .header(name)?
                .ok_or(SignatureError::Malformed("a covered header is missing"))?
                .to_owned(),
        };
        lines.push(format!("{name}: {value}"));
    }
    Ok(lines.join("\n"))
}

/// The parameters of the header: `name="text"` or `name=number`, with commas between.
struct Params<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Params<'a> {
    fn parse(header: &'a str) -> Result<Self, SignatureError> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let mut rest = header.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').ok_or(MALFORMED)?;
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').ok_or(MALFORMED)?,
                None => after.split_at_checked(after.find(',').unwrap_or(after.len())).ok_or(MALFORMED)?,
            };
            let name = name.trim();
            if name.is_empty() || found.iter().any(|(seen, _)| *seen == name) || found.len() >= MAX_COMPONENTS
            {
                return Err(MALFORMED);
            }
            found.push((name, value.trim()));
            let after = after.trim_start();
            rest = match after.strip_prefix(',') {
                Some(rest) => rest.trim_start(),
                None if after.is_empty() => "",
                None => return Err(MALFORMED),
            };
        }
        Ok(Self(found))
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }

    fn number(&self, name: &str) -> Result<Option<i64>, SignatureError> {
        self.text(name).map(|value| value.parse().map_err(|_| MALFORMED)).transpose()
    }
}
