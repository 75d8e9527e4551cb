//! oEmbed: what a site offers to be shown in the pages of others (oembed.com).

use serde_json::Value;
use url::Url;

use super::{MAX_NAME, MAX_TITLE, line, resolve};
use crate::html::escape;

/// Largest size believed, in pixels.
const MAX_PIXELS: i64 = 10_000;

/// What an oEmbed document describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// A picture, or a player in a frame.
    pub content: Content,
    /// Its title.
    pub title: String,
    /// Who made it.
    pub author_name: String,
    /// The author's page.
    pub author_url: Option<Url>,
    /// The site.
    pub provider_name: String,
    /// The site's page.
    pub provider_url: Option<Url>,
    /// A small picture of it.
    pub thumbnail: Option<Url>,
}

/// What can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A picture.
    Photo {
        /// Where it is.
        url: Url,
        /// Pixels in a row.
        width: i64,
        /// Rows.
        height: i64,
    },
    /// A player.
    Video(Frame),
}

/// A page to be shown in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The page; https.
    pub src: Url,
    /// Pixels; 0 when not told.
    pub width: i64,
    /// Pixels; 0 when not told.
    pub height: i64,
}

impl Frame {
    /// The HTML of the frame: an address and a size, in a sandbox, and nothing else of what the site sent.
    pub fn html(&self) -> String {
        format!(
            "<iframe src=\"{}\" width=\"{}\" height=\"{}\" allowfullscreen=\"true\" \
             sandbox=\"allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms\">\
             </iframe>",
            escape(self.src.as_str()),
            self.width,
            self.height
        )
    }
}

/// Reads an oEmbed document that `base` gave. `None` for what is shown as a link: those, and HTML of any
/// kind (`rich`), which mostly needs scripts.
pub fn oembed(body: &[u8], base: &Url) -> Option<Embed> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let address = |key: &str| resolve(base, &text(key));
    let (width, height) = (pixels(value.get("width")), pixels(value.get("height")));
    let content = match text("type").as_str() {
        "photo" => Content::Photo { url: address("url")?, width, height },
        "video" => {
            let frame = frame(&text("html"))?;
            let or = |own: i64, told: i64| if own > 0 { own } else { told };
            Content::Video(Frame { width: or(width, frame.width), height: or(height, frame.height), ..frame })
        }
        _ => return None,
    };
    Some(Embed {
        content,
        title: line(text("title"), MAX_TITLE),
        author_name: line(text("author_name"), MAX_NAME),
        author_url: address("author_url"),
        provider_name: line(text("provider_name"), MAX_NAME),
        provider_url: address("provider_url"),
        thumbnail: address("thumbnail_url"),
    })
}

/// The first frame in a piece of HTML, if it shows a page by https.
pub fn frame(html: &str) -> Option<Frame> {
    let found = crate::html::first_element(html, "iframe")?;
    let attribute =
        |name: &str| found.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let src = Url::parse(attribute("src")?.trim()).ok().filter(|url| url.scheme() == "https")?;
    let size = |name| attribute(name).and_then(|text| text.trim_end_matches("px").parse().ok()).unwrap_or(0);
    let (width, height) = (clamp(size("width")), clamp(size("height")));
    crate::origin::host_of_url(&src).is_some().then_some(Frame { src, width, height })
}

/// Sizes come as numbers and as strings.
fn pixels(value: Option<&Value>) -> i64 {
    let number = value.and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
    clamp(number.unwrap_or_default())
}

fn clamp(size: i64) -> i64 {
    size.clamp(0, MAX_PIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_becomes_a_frame_and_nothing_else() {
        let base = Url::parse("https://v.example/").unwrap();
        let body = r#"{"type":"video","title":"T","width":640,"height":"360","html":
            "<script>x</script><div><iframe onload=evil() src='https://v.example/e?a=1&amp;b=%22' width=1></iframe></div>"}"#;
        let embed = oembed(body.as_bytes(), &base).unwrap();
        let Content::Video(frame) = embed.content else { panic!("a video") };
        assert_eq!(
            frame.html(),
            "<iframe src=\"https://v.example/e?a=1&amp;b=%22\" width=\"640\" height=\"360\" \
             allowfullscreen=\"true\" sandbox=\"allow-scripts allow-same-origin allow-popups \
             allow-popups-to-escape-sandbox allow-forms\"></iframe>"
        );
    }

    #[test]
    fn frames_without_https_and_rich_html_are_not_taken() {
        let base = Url::parse("https://v.example/").unwrap();
        for html in ["<iframe src='http://v.example'>", "<iframe src='javascript:x'>", "<iframe>", "<b>"] {
            assert_eq!(frame(html), None, "{html}");
        }
        assert_eq!(oembed(br#"{"type":"rich","html":"<b>x</b>"}"#, &base), None);
        assert_eq!(oembed(b"<html>", &base), None);
    }
}
