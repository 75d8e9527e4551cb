//! What somebody typed, made ready: parsed once, mentions looked up, rendered, checked.

use std::{collections::HashMap, time::Duration};

use futures_util::future::join_all;
use kinds::{AccountId, MediaId, MediaKind, StatusId};
use protocol::{
    html::{clean_line, clean_text},
    text::{self, Mention, MentionLink, Style, Token, Tokens},
};
use shared::{entities::CustomEmoji, params::PollParams};
use store::{
    entity::{account, media_attachment},
    query::{act, status_change as change},
};

use super::language;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::resolve,
    service::{
        emoji, media,
        poll::{self, NewPoll},
        present,
    },
};

/// Why an upload cannot be attached yet, in Mastodon's words.
const UNPROCESSED: &str = "Cannot attach files that have not finished processing. Try again in a moment!";

/// Unknown accounts of other servers that are looked up for one post.
const MAX_STRANGERS: usize = 10;
/// How long an author waits for them, all together.
const LOOKUP_DEADLINE: Duration = Duration::from_secs(4);

/// A text made ready to be stored.
#[derive(Clone, Debug)]
pub(in crate::service) struct Content {
    /// As typed.
    pub(in crate::service) text: String,
    /// Sanitised HTML.
    pub(in crate::service) html: String,
    /// Content warning.
    pub(in crate::service) spoiler_text: String,
    /// Who is named, in order.
    pub(in crate::service) mentions: Vec<AccountId>,
    /// Hashtags: folded name, and as written.
    pub(in crate::service) tags: Vec<(String, String)>,
    /// Custom emoji used.
    pub(in crate::service) emojis: Vec<CustomEmoji>,
    /// The language it seems to be written in.
    pub(in crate::service) detected: Option<String>,
}

/// The poll of a status with these media, checked.
///
/// # Errors
/// 422 when it is not acceptable.
pub(super) fn poll(ctx: &Ctx, params: Option<PollParams>, edited: bool) -> Result<Option<NewPoll>> {
    let Some(params) = params else { return Ok(None) };
    poll::prepare(params, edited, ctx.now()).map(Some)
}

/// What a status has beside its text: with any of it, it needs none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attached<'a> {
    pub(super) media: bool,
    pub(super) poll: Option<&'a NewPoll>,
    pub(super) quote: bool,
}

/// Makes a text and its content warning ready.
///
/// # Errors
/// 422 when it is blank or too long.
pub(super) async fn prepare(
    ctx: &Ctx,
    text: Option<String>,
    spoiler_text: Option<String>,
    attached: Attached<'_>,
) -> Result<Content> {
    let (text, spoiler_text) = (clean_text(&text.unwrap_or_default()), spoiler_text.unwrap_or_default());
    // A warning without a text is a text.
    let (text, spoiler_text) =
        if text.trim().is_empty() { (spoiler_text, String::new()) } else { (text, spoiler_text) };
    let spoiler_text = clean_line(&spoiler_text, usize::MAX).trim().to_owned();
    let Attached { media, poll, quote } = attached;
    if text.trim().is_empty() && !media && poll.is_none() && !quote {
        return Err(ServiceError::field("text", "ERR_BLANK", "can't be blank"));
    }
    let tokens = text::parse(&text);
    check_length(ctx, &tokens, &text, &spoiler_text)?;
    render(ctx, &tokens, text, spoiler_text, poll).await
}

/// Makes a text ready that is no post but is written like one, of whatever length.
///
/// # Errors
/// When the database cannot be read.
pub(in crate::service) async fn rendered(ctx: &Ctx, text: &str) -> Result<Content> {
    let text = clean_text(text);
    render(ctx, &text::parse(&text), text.clone(), String::new(), None).await
}

async fn render(
    ctx: &Ctx,
    tokens: &Tokens,
    text: String,
    spoiler_text: String,
    poll: Option<&NewPoll>,
) -> Result<Content> {
    let accounts = mentioned(ctx, tokens).await?;
    let link = |mention: &Mention| {
        let account = accounts.get(&key(ctx, mention))?;
        Some(MentionLink { username: account.username.clone(), url: address(ctx, account) })
    };
    let html = text::render(tokens, Style::Post, &link, &|key| ctx.url(&format!("/tags/{key}")));
    let mut mentions = Vec::new();
    for mention in tokens.mentions() {
        if let Some(account) = accounts.get(&key(ctx, mention))
            && !mentions.contains(&account.id)
        {
            mentions.push(account.id);
        }
    }
    Ok(Content {
        emojis: emojis(ctx, tokens, &spoiler_text, poll).await?,
        tags: tokens.hashtags().into_iter().map(|(name, key)| (key.to_owned(), name.to_owned())).collect(),
        detected: language::detect(&plain(tokens)),
        text,
        html,
        spoiler_text,
        mentions,
    })
}

fn check_length(ctx: &Ctx, tokens: &Tokens, text: &str, spoiler_text: &str) -> Result<()> {
    let limit = usize::try_from(ctx.config.limits.status_characters).unwrap_or(usize::MAX);
    // An address counts 23 characters however long it is, but not without end.
    let bytes = limit.saturating_mul(64).max(64 * 1024);
    let length = tokens.length() + text::post_length(spoiler_text, "");
    if length > limit || text.len() + spoiler_text.len() > bytes {
        let description = format!("character limit of {limit} exceeded");
        return Err(ServiceError::field("text", "ERR_TOO_LONG", description));
    }
    Ok(())
}

/// Accounts by (name in lower case, domain; `""` here).
async fn mentioned(ctx: &Ctx, tokens: &Tokens) -> Result<HashMap<(String, String), account::Model>> {
    let handles: Vec<_> = tokens.mentions().into_iter().map(|mention| key(ctx, mention)).collect();
    let mut found = known(ctx, &handles).await?;
    let strangers: Vec<_> = handles
        .iter()
        .filter(|handle| !handle.1.is_empty() && !found.contains_key(*handle))
        .take(MAX_STRANGERS)
        .cloned()
        .collect();
    if strangers.is_empty() {
        return Ok(found);
    }
    let lookups = strangers.iter().map(|(name, domain)| async move {
        let handle = format!("{name}@{domain}");
        if let Err(error) = resolve::account_by_handle(ctx, &handle).await {
            tracing::debug!(handle, %error, "a mentioned account is not found and stays plain text");
        }
    });
    // Who cannot be found in time stays plain text: the author does not wait for a slow server.
    let _ = tokio::time::timeout(LOOKUP_DEADLINE, join_all(lookups)).await;
    found.extend(known(ctx, &strangers).await?);
    Ok(found)
}

/// Those of the handles that are known here.
async fn known(ctx: &Ctx, handles: &[(String, String)]) -> Result<HashMap<(String, String), account::Model>> {
    let mut found = HashMap::new();
    for chunk in handles.chunks(100) {
        for account in act::mentioned(ctx.db.read(), chunk).await? {
            found.insert((account.username_key.clone(), account.domain.clone()), account);
        }
    }
    Ok(found)
}

fn key(ctx: &Ctx, mention: &Mention) -> (String, String) {
    let domain = mention.domain.as_deref().unwrap_or_default();
    let here = domain == ctx.config.account_domain() || domain == ctx.config.web_domain();
    (mention.username.to_lowercase(), if here { String::new() } else { domain.to_owned() })
}

fn address(ctx: &Ctx, account: &account::Model) -> String {
    if account.domain.is_empty() {
        present::profile_url(ctx, &account.username)
    } else {
        account.url.clone().unwrap_or_else(|| account.uri.clone())
    }
}

async fn emojis(
    ctx: &Ctx,
    tokens: &Tokens,
    spoiler_text: &str,
    poll: Option<&NewPoll>,
) -> Result<Vec<CustomEmoji>> {
    let mut codes: Vec<String> = tokens.emoji().into_iter().map(str::to_owned).collect();
    codes.extend(text::shortcodes(spoiler_text));
    let choices = poll.into_iter().flat_map(|poll| &poll.options);
    codes.extend(choices.flat_map(|(title, _)| text::shortcodes(title)));
    emoji::used(ctx, codes).await
}

/// The words, for guessing the language.
fn plain(tokens: &Tokens) -> String {
    let words = tokens.0.iter().filter_map(|token| match token {
        Token::Text(text) => Some(text.as_str()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Uploads of `account` in the order of `ids`, fit to be put into one status.
///
/// # Errors
/// 422 when there are too many, or one is not there, used elsewhere or not ready.
pub(super) async fn media(
    ctx: &Ctx,
    account: AccountId,
    status: Option<StatusId>,
    ids: &[MediaId],
) -> Result<Vec<media_attachment::Model>> {
    let limit = usize::try_from(ctx.config.limits.media_per_status).unwrap_or(usize::MAX);
    if ids.len() > limit {
        return Err(failed(format!("Cannot attach more than {limit} files")));
    }
    let rows = change::own_media(ctx.db.read(), account, status, ids).await?;
    let by_id: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut ordered: Vec<media_attachment::Model> = Vec::with_capacity(ids.len());
    for id in ids {
        let row = by_id
            .get(id)
            .ok_or_else(|| failed(format!("Media {id} not found or already attached to another post")))?;
        match row.state {
            media_attachment::READY => {}
            media_attachment::FAILED => return Err(media::refused(row)),
            _ => return Err(failed(UNPROCESSED.to_owned())),
        }
        if !ordered.iter().any(|other| other.id == row.id) {
            ordered.push(row.clone());
        }
    }
    let plays = |row: &media_attachment::Model| {
        matches!(MediaKind::from_number(row.kind), Some(MediaKind::Video | MediaKind::Audio))
    };
    if ordered.len() > 1 && ordered.iter().any(plays) {
        return Err(failed("Cannot attach a video to a post that already contains images".to_owned()));
    }
    Ok(ordered)
}

/// 422 when not all uploads were to be had: another post got one first.
pub(super) fn attached(all: bool) -> Result<()> {
    let taken = || failed("Media not found or already attached to another post".to_owned());
    all.then_some(()).ok_or_else(taken)
}

fn failed(text: String) -> ServiceError {
    ServiceError::invalid(format!("Validation failed: {text}"))
}
