//! What a page says about itself, with its picture: asked of the page, and of the site by oEmbed.

use kinds::{AccountId, Millis, PreviewCardKind};
use protocol::{
    origin,
    page::{self, Content, Embed, Frame, Page},
};
use store::query;
use url::Url;

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::{
        fetch::{self, FetchError, Web},
        may_link, may_show, resolve,
    },
    media::picture,
    service::media,
};

/// What is shown of a page.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: PreviewCardKind,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) language: Option<String>,
    pub(super) author_name: String,
    pub(super) author_url: String,
    pub(super) author: Option<Author>,
    pub(super) provider_name: String,
    pub(super) provider_url: String,
    pub(super) html: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) embed_url: String,
    pub(super) image: Option<Image>,
    pub(super) published_at: Option<Millis>,
    /// The author's handle, as the page writes it.
    creator: Option<String>,
}

/// An account that a page names as its author.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    pub(super) account: AccountId,
    /// Whether it lets this site name it.
    pub(super) agrees: bool,
}

/// A picture that is kept here.
#[derive(Clone, Debug)]
pub(super) struct Image {
    pub(super) key: String,
    pub(super) blurhash: String,
    width: u32,
    height: u32,
}

/// Asks the page. `None` when it cannot be had or has nothing to show.
///
/// # Errors
/// When the database or the storage fails.
pub(super) async fn find(ctx: &Ctx, url: &Url) -> Result<Option<Found>> {
    let Some((page, base)) = read(ctx, url).await? else { return Ok(None) };
    let embed = match &page.oembed {
        Some(address) => embed(ctx, address).await?,
        None => None,
    };
    let picture = picture_of(&page, embed.as_ref());
    let mut found = described(ctx, page, embed);
    if found.title.is_empty() && found.html.is_empty() {
        return Ok(None);
    }
    if let Some(address) = picture {
        found.image = image(ctx, &address).await?;
    }
    if let (Some(image), PreviewCardKind::Link) = (&found.image, found.kind) {
        (found.width, found.height) = (image.width.into(), image.height.into());
    }
    let creator = std::mem::take(&mut found.creator);
    found.author = author(ctx, creator.as_deref(), &base).await?;
    Ok(Some(found))
}

/// The page behind an address, and the address it was found at.
async fn read(ctx: &Ctx, url: &Url) -> Result<Option<(Page, Url)>> {
    let Some(fetched) = had(fetch::web(ctx, url, Web::Page).await)? else { return Ok(None) };
    let read = move || {
        let html = page::decode(&fetched.body, &fetched.content_type);
        (page::read(&html, &fetched.url), fetched.url)
    };
    Ok(Some(tokio::task::spawn_blocking(read).await.map_err(ServiceError::internal)?))
}

async fn embed(ctx: &Ctx, address: &Url) -> Result<Option<Embed>> {
    let fetched = had(fetch::web(ctx, address, Web::Json).await)?;
    Ok(fetched.and_then(|fetched| page::oembed(&fetched.body, &fetched.url)))
}

/// What others do wrong is no failure of ours: there is no preview then.
fn had<T>(fetched: std::result::Result<T, FetchError>) -> Result<Option<T>> {
    match fetched {
        Ok(fetched) => Ok(Some(fetched)),
        Err(FetchError::Service(error @ ServiceError::Internal { .. })) => Err(error),
        Err(error) => {
            tracing::debug!(%error, "no preview");
            Ok(None)
        }
    }
}

fn picture_of(page: &Page, embed: Option<&Embed>) -> Option<Url> {
    let embedded = embed.and_then(|embed| match &embed.content {
        Content::Photo { url, .. } => Some(url.clone()),
        Content::Video(_) => embed.thumbnail.clone(),
    });
    embedded.or_else(|| page.image.clone())
}

/// The words. oEmbed goes before where it has something to show.
fn described(ctx: &Ctx, page: Page, embed: Option<Embed>) -> Found {
    let text = |url: Option<Url>| url.map(String::from).filter(|url| may_link(ctx, url)).unwrap_or_default();
    let mut found = Found {
        title: page.title,
        description: page.description,
        language: page.language,
        author_name: page.author_name,
        author_url: text(page.author_url),
        provider_name: page.provider_name,
        published_at: page.published.map(|time| Millis(time.timestamp_millis())),
        creator: page.creator,
        kind: PreviewCardKind::Link,
        author: None,
        provider_url: String::new(),
        html: String::new(),
        width: 0,
        height: 0,
        embed_url: String::new(),
        image: None,
    };
    let Some(embed) = embed else {
        if let Some(frame) = page.player {
            play(ctx, &mut found, &frame);
        }
        return found;
    };
    let prefer = |own: &mut String, other: String| {
        if !other.is_empty() {
            *own = other;
        }
    };
    prefer(&mut found.title, embed.title);
    prefer(&mut found.author_name, embed.author_name);
    prefer(&mut found.author_url, text(embed.author_url));
    prefer(&mut found.provider_name, embed.provider_name);
    prefer(&mut found.provider_url, text(embed.provider_url));
    match embed.content {
        Content::Video(frame) => play(ctx, &mut found, &frame),
        Content::Photo { url, width, height } if may_show(ctx, url.as_str()) => {
            found.kind = PreviewCardKind::Photo;
            found.embed_url = url.into();
            (found.width, found.height) = (width, height);
        }
        Content::Photo { .. } => {}
    }
    found
}

/// Shows a player. Pages of this server are not put into frames of itself.
fn play(ctx: &Ctx, found: &mut Found, frame: &Frame) {
    if may_show(ctx, frame.src.as_str()) {
        found.kind = PreviewCardKind::Video;
        found.html = frame.html();
        (found.width, found.height) = (frame.width, frame.height);
    }
}

/// A small copy of the picture.
async fn image(ctx: &Ctx, address: &Url) -> Result<Option<Image>> {
    let Some(fetched) = had(fetch::web(ctx, address, Web::Picture).await)? else { return Ok(None) };
    let pixels = ctx.config.media.image_pixels;
    let made = match ctx.media.work(move || picture::attachment(&fetched.body, pixels)).await {
        Ok(made) => made,
        Err(error @ ServiceError::Internal { .. }) => return Err(error),
        Err(_) => return Ok(None),
    };
    let (width, height) = (made.preview.width, made.preview.height);
    let key = media::keep(ctx, made.preview).await?;
    Ok(Some(Image { key, blurhash: made.blurhash, width, height }))
}

/// The account behind `fediverse:creator`, and whether it agrees to be named by this site: anybody can
/// write anybody's handle into a page.
async fn author(ctx: &Ctx, handle: Option<&str>, page: &Url) -> Result<Option<Author>> {
    let Some(handle) = handle else { return Ok(None) };
    let account = match resolve::account_by_handle(ctx, handle).await {
        Ok(account) => account,
        Err(error @ ServiceError::Internal { .. }) => return Err(error),
        Err(_) => return Ok(None),
    };
    let row = query::account::by_id(ctx.db.read(), account).await?;
    let domains: Vec<String> =
        row.and_then(|row| serde_json::from_str(&row.attribution_domains).ok()).unwrap_or_default();
    let host = origin::host_of_url(page).unwrap_or_default();
    let agrees = domains.iter().any(|domain| {
        host == *domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
    });
    Ok(Some(Author { account, agrees }))
}
