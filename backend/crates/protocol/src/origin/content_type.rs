//! Which media types carry ActivityPub documents (protocol §1). An upload served as plain JSON
//! must never be taken for a post (CVE-2024-25623).

/// Media type of the documents we send.
pub const ACTIVITY_JSON: &str = "application/activity+json; charset=utf-8";
/// The other name of the same format.
pub const LD_JSON: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
/// What we ask for when fetching: some servers know only one of the two names.
pub const ACCEPT: &str =
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

const PROFILE: &str = "https://www.w3.org/ns/activitystreams";

/// Whether a `Content-Type` names an ActivityStreams document: `application/activity+json`, or
/// `application/ld+json` with the ActivityStreams profile. Plain JSON does not.
pub fn is_activity_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';');
    let essence = parts.next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/activity+json") {
        return true;
    }
    essence.eq_ignore_ascii_case("application/ld+json") && parts.any(has_profile)
}

/// The `profile` parameter is a list of URIs with spaces between them.
fn has_profile(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("profile")
            && value.trim().trim_matches('"').split_ascii_whitespace().any(|uri| uri == PROFILE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_activitystreams_types_count() {
        for good in [
            ACTIVITY_JSON,
            LD_JSON,
            "Application/Activity+JSON",
            "application/ld+json;charset=utf-8; Profile=\"https://x.example https://www.w3.org/ns/activitystreams\"",
        ] {
            assert!(is_activity_json(good), "{good}");
        }
        for bad in
            ["", "application/json", "application/ld+json", "text/html", "application/ld+json; profile=\"x\""]
        {
            assert!(!is_activity_json(bad), "{bad}");
        }
    }
}
