//! Tokens to the HTML that Mastodon's clients know: paragraphs, line breaks, links cut for
//! reading, mentions as h-cards, hashtags, and nothing else. The shape is the interface: clients
//! look for these classes.

use super::{Mention, Token, Tokens};
use crate::html::escape;

/// Characters of an address shown before it is cut.
const SHOWN_URL_CHARS: usize = 30;

/// Where a mention leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionLink {
    /// The account's name as shown, without domain.
    pub username: String,
    /// The address of the profile page.
    pub url: String,
}

/// What kind of text is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A post: paragraphs.
    Post,
    /// A profile's bio: paragraphs, links marked as the person's own.
    Bio,
    /// A profile field's value: one line, links marked as the person's own.
    Field,
}

/// Renders a text. `mention` says where a mention leads (`None`: it stays text); `tag_url` gives
/// the address of a tag's page from its key.
pub fn render(
    tokens: &Tokens,
    style: Style,
    mention: &dyn Fn(&Mention) -> Option<MentionLink>,
    tag_url: &dyn Fn(&str) -> String,
) -> String {
    let own_links = style != Style::Post;
    let mut inline = String::new();
    for token in &tokens.0 {
        match token {
            Token::Text(text) => inline.push_str(&escape(text)),
            Token::Mention(named) => match mention(named) {
                Some(link) => inline.push_str(&render_mention(&link)),
                None => inline.push_str(&escape(&named.raw)),
            },
            Token::Hashtag { name, key } => inline.push_str(&render_hashtag(name, &tag_url(key))),
            Token::Link(url) => inline.push_str(&render_link(url, own_links)),
            Token::Emoji(code) => inline.push_str(&format!(":{code}:")),
        }
    }
    match style {
        Style::Field => inline.split_whitespace().collect::<Vec<_>>().join(" "),
        Style::Post | Style::Bio => paragraphs(&inline),
    }
}

/// The paragraph that stands for a quote where quotes are not known; clients that know them hide it.
pub fn quote_fallback(url: &str) -> String {
    format!("<p class=\"quote-inline\">RE: {}</p>", render_link(url, false))
}

fn render_mention(link: &MentionLink) -> String {
    format!(
        "<span class=\"h-card\" translate=\"no\"><a href=\"{}\" class=\"u-url mention\">@<span>{}</span></a></span>",
        escape(&link.url),
        escape(&link.username)
    )
}

fn render_hashtag(name: &str, url: &str) -> String {
    format!(
        "<a href=\"{}\" class=\"mention hashtag\" rel=\"tag\">#<span>{}</span></a>",
        escape(url),
        escape(name)
    )
}

/// A web address as a link: scheme and `www.` hidden, the rest cut after 30 characters but still
/// in the text, so that copying gives the whole address.
pub fn render_link(url: &str, own: bool) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (prefix, rest) = match rest.strip_prefix("www.") {
        Some(rest) => (format!("{scheme}www."), rest),
        None => (scheme, rest),
    };
    let cut = rest.char_indices().nth(SHOWN_URL_CHARS).map_or(rest.len(), |(at, _)| at);
    let (shown, hidden) = rest.split_at_checked(cut).unwrap_or((rest, ""));
    let class = if hidden.is_empty() { "" } else { "ellipsis" };
    let rel = if own { "nofollow noopener me" } else { "nofollow noopener" };
    format!(
        "<a href=\"{href}\" target=\"_blank\" rel=\"{rel}\" translate=\"no\"><span class=\"invisible\">{prefix}</span>\
         <span class=\"{class}\">{shown}</span><span class=\"invisible\">{hidden}</span></a>",
        href = escape(url),
        prefix = escape(&prefix),
        shown = escape(shown),
        hidden = escape(hidden),
    )
}

/// Blank lines part paragraphs, other line ends are breaks. Rendered tokens hold no newline, so
/// this works on the finished inline HTML.
fn paragraphs(inline: &str) -> String {
    let mut html = String::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in inline.trim().split('\n').chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line.trim_end());
        } else if !lines.is_empty() {
            html.push_str("<p>");
            html.push_str(&lines.join("<br />"));
            html.push_str("</p>");
            lines.clear();
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    fn html(text: &str, style: Style) -> String {
        let mention = |mention: &Mention| {
            (mention.handle() == "bob@remote.example")
                .then(|| MentionLink { username: "bob".into(), url: "https://remote.example/@bob".into() })
        };
        render(&parse(text), style, &mention, &|key| format!("https://home.example/tags/{key}"))
    }

    #[test]
    fn paragraphs_and_breaks_follow_the_lines() {
        assert_eq!(html("a\nb\n\n\n c & <d>\n", Style::Post), "<p>a<br />b</p><p> c &amp; &lt;d&gt;</p>");
        assert_eq!(html("", Style::Post), "");
    }

    #[test]
    fn mentions_are_cards_and_unknown_ones_text() {
        assert_eq!(
            html("@bob@remote.example @who", Style::Post),
            "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://remote.example/@bob\" \
             class=\"u-url mention\">@<span>bob</span></a></span> @who</p>"
        );
    }

    #[test]
    fn hashtags_link_to_their_page() {
        assert_eq!(
            html("#Clocks :duck:", Style::Post),
            "<p><a href=\"https://home.example/tags/clocks\" class=\"mention hashtag\" rel=\"tag\">\
             #<span>Clocks</span></a> :duck:</p>"
        );
    }

    #[test]
    fn long_addresses_are_cut_for_the_eye_only() {
        assert_eq!(
            html("https://www.example.com/abcdefghijklmnopqrstuvwxyz?a=1&b=2", Style::Post),
            "<p><a href=\"https://www.example.com/abcdefghijklmnopqrstuvwxyz?a=1&amp;b=2\" target=\"_blank\" \
             rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">https://www.</span>\
             <span class=\"ellipsis\">example.com/abcdefghijklmnopqr</span>\
             <span class=\"invisible\">stuvwxyz?a=1&amp;b=2</span></a></p>"
        );
        assert!(html("https://example.com", Style::Post).contains("<span class=\"\">example.com</span>"));
    }

    #[test]
    fn a_profiles_links_are_its_own() {
        let field = html("https://me.example\n x", Style::Field);
        assert!(
            field.contains("rel=\"nofollow noopener me\"")
                && !field.contains("<p>")
                && field.ends_with("</a> x")
        );
        assert!(html("https://me.example", Style::Bio).starts_with("<p><a "));
    }
}
