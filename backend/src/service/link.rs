//! Links in statuses.

use protocol::html;

/// Links of a status that are looked at.
const MAX_LINKS: usize = 50;

/// The first link in the HTML of a status that leads to a page: no mention, no hashtag.
pub fn first(content: &str) -> Option<String> {
    let mut links = html::links(content).into_iter().take(MAX_LINKS);
    links.find(|link| !link.is_mention()).map(|link| link.href)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_and_hashtags_are_passed_over() {
        let content = "<p><a href=\"https://a.example/@x\" class=\"u-url mention\">@<span>x</span></a> \
                       <a href=\"https://a.example/tags/y\" rel=\"tag\">#y</a> <a href=\"mailto:a@b\">z</a> \
                       <a href=\"https://news.example/1?a=1&amp;b=2\">1</a></p>";
        assert_eq!(first(content).as_deref(), Some("https://news.example/1?a=1&b=2"));
        assert_eq!(first("<p>https://no.example</p>"), None);
    }
}
