//! What generated clients call the operations: ids and groups, made from method and address.

use serde_json::{Value, json};

/// Where the operations are that Mastodon does not have.
const OWN: &str = "/api/phiomia/v1/";

/// Gives the operation an id such as `postStatusFavourite`, and a tag: the resource.
pub(super) fn name(verb: &str, path: &str, operation: &mut Value) {
    if let Some(operation) = operation.as_object_mut() {
        operation.insert("operationId".to_owned(), json!(id(verb, path)));
        operation.insert("tags".to_owned(), json!([tag(path)]));
    }
}

/// The method and the resource in camel case. Of `/api/v1` nothing is left; other versions are named.
pub(super) fn id(verb: &str, path: &str) -> String {
    let (version, segments) = split(path);
    let mut id = verb.to_owned();
    for (index, segment) in segments.iter().enumerate() {
        if let Some(parameter) = segment.strip_prefix('{') {
            // One of something that has no plural: by what it is found.
            let parameter = parameter.trim_end_matches('}');
            let before = index.checked_sub(1).and_then(|index| segments.get(index));
            if parameter != "id" && before.is_some_and(|before| singular(before) == **before) {
                push_capitalised(&mut id, "by");
                parameter.split('_').for_each(|part| push_capitalised(&mut id, part));
            }
            continue;
        }
        let is_one = segments.get(index + 1).is_some_and(|next| next.starts_with('{'));
        let word = if is_one { singular(segment) } else { (*segment).to_owned() };
        word.split(['_', '-', '.']).for_each(|part| push_capitalised(&mut id, part));
    }
    if version != "v1" {
        version.split('_').for_each(|part| push_capitalised(&mut id, part));
    }
    id
}

/// The resource that an operation is about, in words.
fn tag(path: &str) -> String {
    let (version, segments) = split(path);
    match (version, segments.as_slice()) {
        ("", ["health"]) => "health".to_owned(),
        ("", _) => "oauth".to_owned(),
        (_, segments) => segments.first().copied().unwrap_or_default().replace('_', " "),
    }
}

/// What a parameter of the address is, in words: `{id}` of `/api/v1/statuses/{id}` is a status's.
pub(super) fn object(path: &str, parameter: &str) -> String {
    let (_, segments) = split(path);
    let braced = format!("{{{parameter}}}");
    let before = segments.iter().take_while(|segment| **segment != braced).last();
    let object = singular(before.copied().unwrap_or_default()).replace('_', " ");
    match parameter {
        "hashtag" | "name" if object == "tag" => "The hashtag, without its sign".to_owned(),
        "id" => format!("The id of the {object}"),
        other => format!("The {object}: its {}", other.replace('_', " ")),
    }
}

/// The version and the rest of an address.
fn split(path: &str) -> (&str, Vec<&str>) {
    if let Some(rest) = path.strip_prefix(OWN) {
        return ("phiomia", rest.split('/').filter(|segment| !segment.is_empty()).collect());
    }
    let (version, rest) = match path.strip_prefix("/api/") {
        Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
        None => ("", path),
    };
    (version, rest.split('/').filter(|segment| !segment.is_empty()).collect())
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = word.strip_suffix("shes") {
        return format!("{stem}sh");
    }
    match word.strip_suffix("ses") {
        Some(stem) => format!("{stem}s"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

fn push_capitalised(text: &mut String, word: &str) {
    let mut letters = word.chars();
    text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    text.push_str(letters.as_str());
}

#[cfg(test)]
mod tests {
    use super::{id, object, tag};

    #[test]
    fn an_operation_is_named_after_method_and_resource() {
        for (verb, path, expected) in [
            ("get", "/api/v1/statuses", "getStatuses"),
            ("get", "/api/v1/statuses/{id}", "getStatus"),
            ("post", "/api/v1/follow_requests/{account_id}/authorize", "postFollowRequestAuthorize"),
            ("get", "/api/v2/filters/{id}/keywords", "getFilterKeywordsV2"),
            ("put", "/api/v1/media/{id}", "putMedia"),
            ("get", "/api/phiomia/v1/mail_preferences", "getMailPreferencesPhiomia"),
            ("get", "/api/v1_alpha/async_refreshes/{id}", "getAsyncRefreshV1Alpha"),
            ("get", "/api/v1/instance/terms_of_service/{date}", "getInstanceTermsOfServiceByDate"),
            ("post", "/oauth/token", "postOauthToken"),
            ("get", "/.well-known/oauth-authorization-server", "getWellKnownOauthAuthorizationServer"),
        ] {
            assert_eq!(id(verb, path), expected);
        }
    }

    #[test]
    fn an_operation_belongs_to_its_resource() {
        assert_eq!(tag("/api/v1/follow_requests/{account_id}/authorize"), "follow requests");
        assert_eq!(tag("/oauth/token"), "oauth");
        assert_eq!(tag("/health"), "health");
        assert_eq!(tag("/.well-known/oauth-authorization-server"), "oauth");
    }

    #[test]
    fn a_parameter_of_the_address_is_explained_by_what_stands_before_it() {
        assert_eq!(object("/api/v1/statuses/{id}/context", "id"), "The id of the status");
        assert_eq!(
            object("/api/v1/follow_requests/{account_id}/reject", "account_id"),
            "The follow request: its account id"
        );
        assert_eq!(object("/api/v1/tags/{name}", "name"), "The hashtag, without its sign");
    }
}
