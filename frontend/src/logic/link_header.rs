//! The `Link` header of list answers (RFC 8288), as far as paging needs it.

/// Addresses of the pages around a list answer, as path and query on this server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) next: Option<String>,
    pub(crate) prev: Option<String>,
}

/// Reads `<url>; rel="next", <url>; rel="prev"`.
pub(crate) fn parse(header: &str) -> Links {
    let mut links = Links::default();
    for part in header.split(",").map(str::trim) {
        let Some((url, parameters)) = part.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
            continue;
        };
        let relation = parameters.split(';').filter_map(|p| p.trim().strip_prefix("rel=")).next();
        match relation.map(|name| name.trim_matches('"')) {
            Some("next") => links.next = Some(path_of(url)),
            Some("prev") => links.prev = Some(path_of(url)),
            _ => {}
        }
    }
    links
}

/// Drops scheme and host: the app only ever talks to the server it came from.
fn path_of(url: &str) -> String {
    match url.split_once("://").and_then(|(_, rest)| rest.split_once('/')) {
        Some((_, path)) => format!("/{path}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_directions_without_the_host() {
        let links = parse(
            r#"<https://x.example/api/v1/timelines/home?max_id=5>; rel="next", <https://x.example/api/v1/timelines/home?min_id=9>; rel="prev""#,
        );
        assert_eq!(links.next.as_deref(), Some("/api/v1/timelines/home?max_id=5"));
        assert_eq!(links.prev.as_deref(), Some("/api/v1/timelines/home?min_id=9"));
    }

    #[test]
    fn an_empty_or_odd_header_gives_nothing() {
        assert_eq!(parse(""), Links::default());
        assert_eq!(parse("nonsense; rel=next"), Links::default());
    }
}
