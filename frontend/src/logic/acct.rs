//! Handles (`user`, `user@host`) and the addresses made of them.

/// The page of an account inside the app.
pub(crate) fn profile_path(acct: &str) -> String {
    format!("/@{acct}")
}

/// The page of a post inside the app.
pub(crate) fn status_path(acct: &str, id: &str) -> String {
    format!("/@{acct}/{id}")
}

/// The page of a hashtag inside the app.
pub(crate) fn tag_path(name: &str) -> String {
    format!("/tags/{}", name.trim_start_matches('#'))
}

/// The handle in a path segment such as `@user@host`; `None` when the segment is no profile.
pub(crate) fn from_segment(segment: &str) -> Option<String> {
    let acct = segment.strip_prefix('@')?;
    (!acct.is_empty() && !acct.contains('/')).then(|| acct.to_owned())
}

/// The handle with its server, also for people of this one.
pub(crate) fn full(acct: &str, local_host: &str) -> String {
    if acct.contains('@') { format!("@{acct}") } else { format!("@{acct}@{local_host}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segments_with_an_at_sign_are_profiles() {
        assert_eq!(from_segment("@ada@example.org"), Some("ada@example.org".to_owned()));
        assert_eq!(from_segment("about"), None);
        assert_eq!(from_segment("@"), None);
    }

    #[test]
    fn local_people_get_this_servers_name() {
        assert_eq!(full("ada", "home.example"), "@ada@home.example");
        assert_eq!(full("bob@far.example", "home.example"), "@bob@far.example");
    }
}
