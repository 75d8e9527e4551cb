//! Links inside posts: which of them lead to a page of the app instead of another site.

use super::acct::{profile_path, tag_path};

/// A mentioned account, as a post lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mentioned {
    pub(crate) url: String,
    pub(crate) username: String,
    pub(crate) acct: String,
}

/// What an `<a>` in a post says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor<'a> {
    pub(crate) href: &'a str,
    pub(crate) class: &'a str,
    pub(crate) text: &'a str,
}

/// The page of the app a link stands for, if it is a mention or a hashtag of the post.
pub(crate) fn inside(anchor: Anchor<'_>, mentions: &[Mentioned], tags: &[String]) -> Option<String> {
    if let Some(found) = mentions.iter().find(|mentioned| mentioned.url == anchor.href) {
        return Some(profile_path(&found.acct));
    }
    let classes: Vec<&str> = anchor.class.split_ascii_whitespace().collect();
    if !classes.contains(&"mention") && !classes.contains(&"hashtag") {
        return None;
    }
    let text = anchor.text.trim();
    if let Some(name) = text.strip_prefix('#') {
        let known = tags.iter().any(|tag| tag.eq_ignore_ascii_case(name)) || classes.contains(&"hashtag");
        return known.then(|| tag_path(name));
    }
    let name = text.strip_prefix('@')?;
    let found = mentions.iter().find(|mentioned| {
        mentioned.acct.eq_ignore_ascii_case(name) || mentioned.username.eq_ignore_ascii_case(name)
    })?;
    Some(profile_path(&found.acct))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Vec<Mentioned> {
        vec![Mentioned {
            url: "https://far.example/@ada".into(),
            username: "ada".into(),
            acct: "ada@far.example".into(),
        }]
    }

    fn anchor<'a>(href: &'a str, class: &'a str, text: &'a str) -> Anchor<'a> {
        Anchor { href, class, text }
    }

    #[test]
    fn mentions_lead_to_the_profile_here() {
        let here = Some("/@ada@far.example".to_owned());
        assert_eq!(inside(anchor("https://far.example/@ada", "u-url mention", "@ada"), &ada(), &[]), here);
        assert_eq!(inside(anchor("https://far.example/users/ada", "mention", "@ada"), &ada(), &[]), here);
    }

    #[test]
    fn hashtags_lead_to_their_timeline_here() {
        let tags = ["rust".to_owned()];
        let link = anchor("https://far.example/tags/Rust", "mention hashtag", "#Rust");
        assert_eq!(inside(link, &[], &tags), Some("/tags/Rust".to_owned()));
    }

    #[test]
    fn other_links_stay_outside() {
        assert_eq!(inside(anchor("https://example.org", "", "#1 site"), &ada(), &[]), None);
    }
}
