//! Public posts as web feeds (RSS 2.0 with Media RSS): `/@name.rss` and `/tags/name.rss`. Feed readers are
//! visitors: they see what everybody may see.

use kinds::MediaKind;
use poem::{
    Request, Response,
    http::{StatusCode, header},
};
use protocol::html::{escape, to_plain};
use sha2::{Digest, Sha256};
use shared::entities::{Account, MediaAttachment, Status};

use super::public::{cut, display_name};
use crate::{
    ctx::Ctx,
    error::Result,
    service::{public_page, public_page::ProfilePage},
};

/// What the address of a feed ends with.
pub(super) const SUFFIX: &str = ".rss";
/// The content type.
pub(super) const TYPE: &str = "application/rss+xml";
/// How long readers need not ask again.
const FRESH: &str = "public, max-age=300";
/// Characters of an item's title.
const TITLE: usize = 70;

/// What a feed is about.
struct Channel {
    title: String,
    description: String,
    /// The page it is the feed of.
    link: String,
    /// A picture.
    image: Option<String>,
}

/// The public posts of a local account.
pub(super) async fn account(request: &Request, ctx: &Ctx, name: &str) -> Result<Response> {
    let ProfilePage { account, mut statuses } = public_page::profile(ctx, name).await?;
    statuses.retain(|status| status.visibility == kinds::Visibility::Public);
    let channel = Channel {
        title: heading(ctx, &account),
        description: to_plain(&account.note),
        link: ctx.url(&format!("/@{}", account.username)),
        image: Some(account.avatar.clone()),
    };
    Ok(answer(request, &channel.render(&ctx.url(&format!("/@{}{SUFFIX}", account.username)), &statuses)))
}

/// The latest public posts with a hashtag.
pub(super) async fn tag(request: &Request, ctx: &Ctx, name: &str) -> Result<Response> {
    let statuses = public_page::tag(ctx, name).await?;
    let channel = Channel {
        title: format!("#{name}"),
        description: format!("#{name} · {}", ctx.config.instance.title),
        link: ctx.url(&format!("/tags/{name}")),
        image: None,
    };
    Ok(answer(request, &channel.render(&ctx.url(&format!("/tags/{name}{SUFFIX}")), &statuses)))
}

fn heading(ctx: &Ctx, account: &Account) -> String {
    format!("{} (@{}@{})", display_name(account), account.username, ctx.config.account_domain())
}

/// The feed, or word that it is still the one the reader has.
fn answer(request: &Request, feed: &str) -> Response {
    let digest = hex::encode(Sha256::digest(feed.as_bytes()));
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known =
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let response = Response::builder().header(header::CACHE_CONTROL, FRESH).header(header::ETAG, tag);
    if is_known {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.content_type(format!("{TYPE}; charset=utf-8")).body(feed.to_owned())
}

impl Channel {
    fn render(&self, address: &str, statuses: &[Status]) -> String {
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
             xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>{title}</title>\n\
             <description>{description}</description>\n<link>{link}</link>\n\
             <atom:link rel=\"self\" type=\"{TYPE}\" href=\"{address}\"/>\n",
            title = text(&self.title),
            description = text(&self.description),
            link = text(&self.link),
            address = text(address),
        );
        if let Some(image) = &self.image {
            feed.push_str(&format!(
                "<image><url>{}</url><title>{}</title><link>{}</link></image>\n",
                text(image),
                text(&self.title),
                text(&self.link)
            ));
        }
        if let Some(newest) = statuses.first() {
            feed.push_str(&format!("<lastBuildDate>{}</lastBuildDate>\n", newest.created_at.0.to_rfc2822()));
        }
        for status in statuses {
            feed.push_str(&item(status));
        }
        feed.push_str("</channel>\n</rss>\n");
        feed
    }
}

fn item(status: &Status) -> String {
    let address = text(status.url.as_deref().unwrap_or(&status.uri));
    let mut item = format!(
        "<item>\n<guid isPermaLink=\"true\">{address}</guid>\n<link>{address}</link>\n<title>{}</title>\n\
         <pubDate>{}</pubDate>\n<description>{}</description>\n",
        text(&title(status)),
        status.created_at.0.to_rfc2822(),
        text(&body(status)),
    );
    for media in &status.media_attachments {
        item.push_str(&attachment(media, status.sensitive));
    }
    for tag in &status.tags {
        item.push_str(&format!("<category>{}</category>\n", text(&tag.name)));
    }
    item.push_str("</item>\n");
    item
}

/// Posts have no titles, but some readers show nothing else: the warning, or the first words.
fn title(status: &Status) -> String {
    let words =
        if status.spoiler_text.is_empty() { to_plain(&status.content) } else { status.spoiler_text.clone() };
    let words = cut(&words, TITLE);
    if words.is_empty() { display_name(&status.account).to_owned() } else { words }
}

/// The post as HTML; what stands behind a warning stays behind it.
fn body(status: &Status) -> String {
    let choices = status.poll.iter().flat_map(|poll| &poll.options);
    let choices: String = choices.map(|option| format!("<li>{}</li>", escape(&option.title))).collect();
    let choices = if choices.is_empty() { choices } else { format!("<ul>{choices}</ul>") };
    let body = format!("{}{choices}", status.content);
    if status.spoiler_text.is_empty() {
        return body;
    }
    format!("<details><summary>{}</summary>{body}</details>", escape(&status.spoiler_text))
}

fn attachment(media: &MediaAttachment, sensitive: bool) -> String {
    let Some(url) = media.url.as_deref() else { return String::new() };
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let medium = match media.kind {
        MediaKind::Video | MediaKind::Gifv => "video",
        MediaKind::Audio => "audio",
        _ => "image",
    };
    let description = media.description.as_deref().unwrap_or_default();
    let rating = if sensitive { "adult" } else { "nonadult" };
    format!(
        "<media:content url=\"{}\" type=\"{}\" medium=\"{medium}\"><media:rating scheme=\"urn:simple\">{rating}\
         </media:rating><media:description type=\"plain\">{}</media:description></media:content>\n",
        text(url),
        kind.essence_str(),
        text(description),
    )
}

/// Text for XML, which cannot hold most control characters even escaped (XML 1.0, 2.2).
fn text(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    let text: String =
        text.chars().filter(allowed).filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
    escape(&text)
}
