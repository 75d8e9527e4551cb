//! Posts of other servers as rows: a parsed document becomes a status of the services.
//!
//! The caller has made sure that the document is its author's ([`protocol::origin`]).

use kinds::{AccountId, MediaKind, Millis, StatusId, Visibility};
use protocol::{
    Uri, html, text,
    vocab::{self, Attachment, Object},
};
use serde_json::{Value, json};
use shared::entities::CustomEmoji;
use store::{
    entity::{account, media_attachment, status},
    query::{self, inbox::Known},
};

use super::{actor, fetch::FetchError, interaction, is_own, may_link, may_show, question, quote, resolve};
use crate::{
    ctx::Ctx,
    job::{FetchStatus, JobKind},
    service::status::{self as service, Media, NewStatus, Parent, Revision},
};

/// Media kept of a post.
const MAX_MEDIA: usize = 16;
/// Unknown accounts that are fetched because a post mentions them.
const MAX_UNKNOWN: usize = 10;
/// Parents fetched one after another.
const MAX_ANCESTORS: u32 = 100;
/// Posts that say to be older than the network are dated by their arrival.
const OLDEST: Millis = Millis(1_104_537_600_000);

/// Stores a post. One that is here already is left as it is.
///
/// # Errors
/// When it was deleted, is another's, is addressed to nobody, or the database fails.
pub async fn store(
    ctx: &Ctx,
    object: &Object,
    author: &account::Model,
    recipient: Option<AccountId>,
    depth: u32,
) -> Result<StatusId, FetchError> {
    let uri = object.id.as_ref().ok_or(FetchError::Refused("the post has no id"))?;
    if object.is_vote() {
        return Err(FetchError::Refused("a vote is no post"));
    }
    if is_own(ctx, uri) {
        return Err(FetchError::Refused("the post's id is this server's own"));
    }
    match query::inbox::known(ctx.db.read(), uri.as_str()).await? {
        Known::Here { id, author: known } if known == author.id => return Ok(id),
        Known::Here { .. } => return Err(FetchError::Refused("the post is somebody else's")),
        Known::Buried => return Err(FetchError::Refused("the post was deleted")),
        Known::Nothing => {}
    }
    // Who is named far up in a thread is not looked for: one activity makes only so much known.
    let strangers = if depth == 0 { MAX_UNKNOWN } else { 0 };
    let new = prepare(ctx, object, uri, author, recipient, strangers).await?;
    let parent = unknown_parent(ctx, object, depth).await?;
    let quoted = new.quote.clone();
    let tx = ctx.begin().await?;
    let id = service::insert(ctx, &tx, new).await?;
    if let Some(uri) = parent {
        tx.enqueue([FetchStatus { uri, depth: depth + 1 }.to_job()?]);
    }
    if let (Some(new), Some(quote)) = (quoted, &object.quote) {
        quote::check(&tx, id, quote, &new, depth)?;
    }
    ctx.commit(tx).await?;
    Ok(id)
}

/// Stores a new version of a post; false when it is no newer than what is here.
///
/// # Errors
/// When the database fails.
pub async fn revise(
    ctx: &Ctx,
    object: &Object,
    known: &status::Model,
    author: &account::Model,
) -> Result<bool, FetchError> {
    let version = known.edited_at.unwrap_or(known.created_at);
    let updated = object.updated.map(|time| Millis(time.timestamp_millis()).min(ctx.now()));
    let Some(updated) = updated.filter(|updated| *updated > version) else {
        if updated.is_some_and(|updated| updated < version) {
            return Ok(false);
        }
        let heard = quote::heard(ctx, object, known, author).await?;
        return Ok(question::counted(ctx, object, known).await? || heard);
    };
    let audience = audience(ctx, object, author, None, MAX_UNKNOWN).await?;
    let revision = Revision {
        content: content(object),
        text: String::new(),
        spoiler_text: object.summary.clone(),
        sensitive: object.sensitive,
        language: object.language.clone(),
        mentions: audience.accounts,
        tags: tags(object),
        media: Some(Media::Remote(media(ctx, object))),
        emojis: emojis(ctx, object),
        poll: question::poll(ctx, object),
        edited_at: updated,
    };
    let tx = ctx.begin().await?;
    let changed = service::revise(ctx, &tx, known, revision, false).await?;
    ctx.commit(tx).await?;
    Ok(quote::heard(ctx, object, known, author).await? || changed)
}

async fn prepare(
    ctx: &Ctx,
    object: &Object,
    uri: &Uri,
    author: &account::Model,
    recipient: Option<AccountId>,
    strangers: usize,
) -> Result<NewStatus, FetchError> {
    let audience = audience(ctx, object, author, recipient, strangers).await?;
    if audience.visibility == Visibility::Direct && audience.accounts.is_empty() {
        return Err(FetchError::Refused("the post is addressed to nobody here"));
    }
    let policies = interaction::policies(object, author);
    let now = ctx.now();
    let published = object.published.map(|time| Millis(time.timestamp_millis()));
    let published = published.filter(|time| (OLDEST..=now).contains(time)).unwrap_or(now);
    let id = if published == now { ctx.next_id() } else { StatusId(ctx.ids.at(published)) };
    Ok(NewStatus {
        url: object.url.as_ref().map(Uri::to_string).filter(|url| may_link(ctx, url)),
        visibility: audience.visibility,
        content: content(object),
        spoiler_text: object.summary.clone(),
        sensitive: object.sensitive,
        language: object.language.clone(),
        mentions: audience.accounts,
        tags: tags(object),
        media: Media::Remote(media(ctx, object)),
        parent: object.in_reply_to.as_ref().map_or(Parent::None, |uri| Parent::Uri(uri.to_string())),
        conversation_uri: object.conversation.clone(),
        emojis: emojis(ctx, object),
        poll: question::poll(ctx, object),
        quote: quote::of(ctx, object, author).await?,
        quote_policy: policies.quote,
        reply_policy: policies.reply,
        ..NewStatus::new(id, uri.to_string(), author.id, published)
    })
}

/// Who may see a post, and who of these is named by it.
struct Audience {
    visibility: Visibility,
    accounts: Vec<(AccountId, bool)>,
}

async fn audience(
    ctx: &Ctx,
    object: &Object,
    author: &account::Model,
    recipient: Option<AccountId>,
    mut strangers: usize,
) -> Result<Audience, FetchError> {
    let followers = author.followers_url.as_deref().and_then(|uri| Uri::parse(uri).ok());
    let visibility = object.audience.visibility(followers.as_ref());
    let mut accounts: Vec<(AccountId, bool)> = Vec::new();
    let mut add = |id: AccountId, silent: bool| {
        if !accounts.iter().any(|(known, _)| *known == id) {
            accounts.push((id, silent));
        }
    };
    for mention in &object.mentions {
        // Named without being addressed is silent: nobody is to be called who may not look.
        let silent = visibility == Visibility::Direct && !object.audience.addresses(&mention.href);
        match mentioned(ctx, &mention.href, &mut strangers).await? {
            Some(id) if id != author.id => add(id, silent),
            _ => {}
        }
    }
    for uri in object.audience.recipients().filter(|uri| is_own(ctx, uri)).take(MAX_MEDIA * 4) {
        if let Some(account) = query::account::by_uri(ctx.db.read(), uri.as_str()).await? {
            // Private messages of forums name nobody in the text, but are for somebody.
            add(account.id, visibility != Visibility::Direct);
        }
    }
    if let Some(recipient) = recipient {
        add(recipient, true);
    }
    Ok(Audience { visibility, accounts })
}

/// The account behind a mention. Strangers are fetched while `strangers` lasts; one that cannot be had
/// is left out.
async fn mentioned(ctx: &Ctx, href: &Uri, strangers: &mut usize) -> Result<Option<AccountId>, FetchError> {
    if let Some(known) = query::account::by_uri(ctx.db.read(), href.as_str()).await? {
        return Ok(Some(known.id));
    }
    if is_own(ctx, href) || *strangers == 0 {
        return Ok(None);
    }
    *strangers -= 1;
    match resolve::account(ctx, href).await {
        Ok(account) => Ok(Some(account.id)),
        Err(error) => {
            tracing::debug!(%error, account = href.as_str(), "a mentioned account cannot be fetched");
            Ok(None)
        }
    }
}

/// The parent that has to be fetched, if any.
async fn unknown_parent(ctx: &Ctx, object: &Object, depth: u32) -> Result<Option<String>, FetchError> {
    let Some(parent) = object.in_reply_to.as_ref().filter(|uri| depth < MAX_ANCESTORS && !is_own(ctx, uri))
    else {
        return Ok(None);
    };
    let known = query::status_change::by_uri(ctx.db.read(), parent.as_str()).await?;
    Ok(known.is_none().then(|| parent.to_string()))
}

/// The text, with a link to a quoted post for apps that show no quotes, and for quotes that are not shown.
fn content(object: &Object) -> String {
    let mut content = object.content.clone();
    if let Some(quote) = &object.quote
        && !content.contains(&html::escape(quote.uri.as_str()))
    {
        content.push_str(&text::quote_fallback(quote.uri.as_str()));
    }
    content
}

fn tags(object: &Object) -> Vec<(String, String)> {
    object.hashtags.iter().map(|tag| (tag.key.clone(), tag.name.clone())).collect()
}

fn emojis(ctx: &Ctx, object: &Object) -> Vec<CustomEmoji> {
    serde_json::from_str(&actor::emoji_json(ctx, &object.emoji)).unwrap_or_default()
}

/// What this server would not ask for is of no use to readers, and may lie in their own network.
fn media(ctx: &Ctx, object: &Object) -> Vec<media_attachment::Model> {
    let shown = |attachment: &&Attachment| may_show(ctx, attachment.url.as_str());
    let attachments = object.attachments.iter().filter(shown).take(MAX_MEDIA);
    attachments.map(|attachment| medium(ctx, attachment)).collect()
}

/// A row with where the file is; nothing is downloaded here.
fn medium(ctx: &Ctx, attachment: &Attachment) -> media_attachment::Model {
    let thumbnail = attachment.thumbnail.as_ref().filter(|url| may_show(ctx, url.as_str()));
    let kind = match attachment.kind {
        vocab::MediaKind::Image => MediaKind::Image,
        vocab::MediaKind::Video => MediaKind::Video,
        vocab::MediaKind::Audio => MediaKind::Audio,
        vocab::MediaKind::Unknown => MediaKind::Unknown,
    };
    media_attachment::Model {
        kind: kind.number(),
        content_type: attachment.media_type.clone().unwrap_or_default(),
        remote_url: Some(attachment.url.to_string()),
        remote_preview_url: thumbnail.map(Uri::to_string),
        description: attachment.description.clone(),
        blurhash: attachment.blurhash.clone(),
        focus_x: attachment.focus.map(|(x, _)| x as f32),
        focus_y: attachment.focus.map(|(_, y)| y as f32),
        meta: meta(attachment).to_string(),
        ..crate::service::media::blank(ctx, AccountId(0))
    }
}

/// Focus and size in the form of the API's `meta`.
fn meta(attachment: &Attachment) -> Value {
    let mut meta = serde_json::Map::new();
    if let Some((x, y)) = attachment.focus {
        meta.insert("focus".to_owned(), json!({"x": x, "y": y}));
    }
    if let Some((width, height)) = attachment.width.zip(attachment.height).filter(|(_, height)| *height > 0) {
        let aspect = f64::from(width) / f64::from(height);
        let size =
            json!({"width": width, "height": height, "size": format!("{width}x{height}"), "aspect": aspect});
        meta.insert("original".to_owned(), size);
    }
    if let Some(seconds) = attachment.duration {
        meta.insert("duration".to_owned(), json!(seconds));
    }
    Value::Object(meta)
}
