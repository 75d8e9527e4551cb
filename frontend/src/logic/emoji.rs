//! Custom emoji: `:name:` in text becomes a picture. The server's HTML is already clean; plain text
//! is escaped here, so that the result may be set as HTML in both cases.

/// A custom emoji: its name and the addresses of its picture, moving and still.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Custom<'a> {
    pub(crate) name: &'a str,
    pub(crate) url: &'a str,
    pub(crate) still: &'a str,
}

/// Escapes plain text and puts pictures in.
pub(crate) fn in_text(text: &str, emoji: &[Custom<'_>]) -> String {
    let escaped = escape(text);
    if emoji.is_empty() { escaped } else { pictures(&escaped, emoji) }
}

/// Puts pictures into the text parts of clean HTML; tags and attributes stay as they are.
pub(crate) fn in_html(html: &str, emoji: &[Custom<'_>]) -> String {
    if emoji.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(&pictures(text, emoji));
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        out.push('<');
        out.push_str(tag);
        out.push('>');
        rest = after;
    }
    out.push_str(&pictures(rest, emoji));
    out
}

/// Escapes what has a meaning in HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn pictures(text: &str, emoji: &[Custom<'_>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once(':') {
        out.push_str(before);
        let known = tail.split_once(':').and_then(|(name, after)| {
            emoji.iter().find(|custom| custom.name == name).map(|custom| (custom, after))
        });
        match known {
            Some((custom, after)) => {
                out.push_str(&picture(custom));
                rest = after;
            }
            None => {
                out.push(':');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn picture(custom: &Custom<'_>) -> String {
    let (name, url, still) = (escape(custom.name), escape(custom.url), escape(custom.still));
    format!(
        r#"<picture class="emoji"><source srcset="{still}" media="(prefers-reduced-motion: reduce)"><img src="{url}" alt=":{name}:" title=":{name}:" loading="lazy" draggable="false"></picture>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAT: Custom<'static> = Custom { name: "cat", url: "/e/cat.png", still: "/e/cat-still.png" };

    #[test]
    fn names_become_pictures_in_text_only() {
        let html = in_html(r#"<a href="https://x.example/:cat:">:cat: &amp; :dog:</a>"#, &[CAT]);
        assert!(html.starts_with(r#"<a href="https://x.example/:cat:"><picture"#), "{html}");
        assert!(html.ends_with(" &amp; :dog:</a>"), "{html}");
    }

    #[test]
    fn plain_text_is_escaped() {
        assert_eq!(in_text("<b> 5:30 :x", &[CAT]), "&lt;b&gt; 5:30 :x");
    }

    #[test]
    fn a_hostile_address_cannot_leave_its_attribute() {
        let evil = Custom { name: "e", url: "\"><script>", still: "" };
        assert!(!in_text(":e:", &[evil]).contains("<script>"));
    }
}
