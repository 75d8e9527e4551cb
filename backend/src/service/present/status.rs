//! Statuses.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use kinds::{AccountId, ConversationId, MediaId, StatusId, TagId, Visibility};
use shared::entities::{
    MediaAttachment, MediaAttachmentMeta, Status, StatusApplication, StatusMention, StatusTag, WrittenStatus,
};
use store::{
    entity::media_attachment,
    query::{
        poll::PollRow,
        status::{self as query, LinkRow, StatusRow},
    },
};

use super::{
    Acts, Relations, accounts, acct,
    card::{self, CardParts},
    emoji, filter_words, filters, media_url,
    poll::{self, OwnVotes, PollParts},
    profile_url,
    quote::{self, QuoteParts, Quotes},
    reaction::{self, OwnReactions},
    relations, timestamp,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation,
    service::{
        policy::{self, Reach, Standing},
        remote_media::{self, Shape},
    },
};

/// Quotes that lead from a status to another of which anything is told.
const MAX_QUOTES: u8 = 2;

/// A status as everybody sees it, and what is needed to decide who may.
#[derive(Clone, Debug)]
pub struct StatusParts {
    /// The entity. Author, boosted status, poll and the viewer's own flags are put in later.
    pub status: Status,
    /// The author.
    pub account: AccountId,
    /// The status this one boosts.
    pub reblog_of: Option<StatusId>,
    /// The thread.
    pub conversation: Option<ConversationId>,
    /// Everyone who may see it for being addressed, silently or not.
    pub audience: Vec<AccountId>,
    /// Hashtags.
    pub tags: Vec<TagId>,
    /// The poll.
    pub poll: Option<PollParts>,
    /// The preview of its link.
    pub card: Option<CardParts>,
    /// The quote.
    pub quote: Option<QuoteParts>,
    /// Whether it belongs into public timelines.
    pub listed: bool,
    /// Whether it was written here.
    pub local: bool,
    /// Whether it stays here.
    pub local_only: bool,
    /// What filters read, once one has asked.
    readable: OnceLock<Box<str>>,
    /// The entity as JSON, once it was shown.
    written: Arc<WrittenStatus>,
}

impl StatusParts {
    /// All that is to be read in it, folded for filters.
    pub(super) fn text(&self) -> &str {
        self.readable.get_or_init(|| {
            let poll = self.poll.as_ref().map(PollParts::whole);
            filter_words::readable(&self.status, poll).into_boxed_str()
        })
    }
}

/// One status for a viewer.
///
/// # Errors
/// 404 when there is none, or the viewer may not see it: the two are not to be told apart.
pub async fn status(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<Status> {
    statuses(ctx, viewer, &[id]).await?.pop().ok_or(ServiceError::NotFound)
}

/// Statuses for a viewer, in the order of `ids`. Those the viewer may not see are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(ctx: &Ctx, viewer: Option<AccountId>, ids: &[StatusId]) -> Result<Vec<Status>> {
    let parts = parts(ctx, ids).await?;
    let of_cards = parts.values().filter_map(|parts| parts.card.as_ref().and_then(CardParts::author));
    // Where the viewer's account is matters for what stays here.
    let viewer_too = viewer.filter(|_| parts.values().any(|parts| parts.local_only));
    let authors = parts.values().map(|parts| parts.account).chain(of_cards).chain(viewer_too);
    let accounts = accounts(ctx, &authors.collect::<Vec<AccountId>>()).await?;
    let here = viewer_too.and_then(|viewer| accounts.get(&viewer)).is_some_and(|me| !me.acct.contains('@'));
    let (relations, filters) = match viewer {
        Some(viewer) => (Some(relations(ctx, viewer).await?), Some(filters(ctx, viewer).await?)),
        None => (None, None),
    };
    let visible: HashMap<StatusId, &StatusParts> = parts
        .iter()
        .filter(|(_, parts)| {
            let suspended =
                accounts.get(&parts.account).is_none_or(|account| account.suspended == Some(true));
            may_see(viewer, here, relations.as_deref(), parts, suspended)
        })
        .map(|(id, parts)| (*id, &**parts))
        .collect();
    let (flags, followers) = match viewer {
        Some(viewer) => {
            (Flags::read(ctx, viewer, &visible).await?, quote::followers(ctx, viewer, &visible).await?)
        }
        None => Default::default(),
    };
    let now = ctx.now();
    let quotes = Quotes {
        viewer,
        relations: relations.as_deref(),
        accounts: &accounts,
        all: &parts,
        visible: &visible,
        followers: &followers,
        now,
    };
    let assemble = |id: &StatusId| -> Option<Status> {
        let parts = visible.get(id)?;
        let mut status = parts.status.clone();
        status.written = Some(parts.written.clone());
        status.account = accounts.get(&parts.account)?.clone();
        status.poll = parts.poll.as_ref().map(|poll| poll.at(now));
        status.card = parts.card.as_ref().map(|card| card.seen_by(viewer, &accounts));
        if let Some(relations) = &relations {
            flags.put(&mut status, parts, relations, viewer);
        }
        if let (Some(viewer), Some(filters)) = (viewer, &filters) {
            let shown = parts.reblog_of.and_then(|id| visible.get(&id).copied()).unwrap_or(parts);
            status.filtered = Some(filters.results(viewer, parts, shown, now));
        }
        status.quote_approval.current_user = quotes.answer(parts);
        status.reply_approval.current_user = quotes.reply_answer(parts);
        Some(status)
    };
    let quoted = |id: StatusId| -> Option<Status> {
        let mut status = assemble(&id)?;
        status.quote = quotes.shallow(visible.get(&id)?);
        Some(status)
    };
    let with_quote = |id: &StatusId| -> Option<Status> {
        let mut status = assemble(id)?;
        status.quote = quotes.full(visible.get(id)?, quoted);
        Some(status)
    };
    let with_boosted = |id: &StatusId| -> Option<Status> {
        let mut status = with_quote(id)?;
        if let Some(original) = visible.get(id)?.reblog_of {
            let original = with_quote(&original)?;
            // Nobody quotes or answers a boost: what is said is about what it boosts.
            status.quote_approval = original.quote_approval.clone();
            status.reply_approval = original.reply_approval.clone();
            status.reblog = Some(Box::new(original));
        }
        Some(status)
    };
    Ok(ids.iter().filter_map(with_boosted).collect())
}

/// What the server knows of a status, whoever may see it: for deciding, never for showing.
///
/// # Errors
/// When the database cannot be read.
pub async fn status_parts(ctx: &Ctx, id: StatusId) -> Result<Option<Arc<StatusParts>>> {
    Ok(parts(ctx, &[id]).await?.remove(&id))
}

/// The rule, with what the caches know.
fn may_see(
    viewer: Option<AccountId>,
    here: bool,
    relations: Option<&Relations>,
    parts: &StatusParts,
    author_suspended: bool,
) -> bool {
    let standing = Standing {
        follows: relations.is_some_and(|relations| relations.following.contains_key(&parts.account)),
        mentioned: viewer.is_some_and(|viewer| parts.audience.contains(&viewer)),
        blocked: relations.is_some_and(|relations| relations.blocked(parts.account)),
        author_suspended,
        here,
    };
    let reach = Reach { visibility: parts.status.visibility, local_only: parts.local_only };
    policy::can_see(viewer, parts.account, reach, standing)
}

/// What the viewer did with the statuses of a page.
#[derive(Default)]
struct Flags {
    did: HashMap<StatusId, Acts>,
    votes: OwnVotes,
    reactions: OwnReactions,
}

impl Flags {
    async fn read(ctx: &Ctx, viewer: AccountId, statuses: &HashMap<StatusId, &StatusParts>) -> Result<Self> {
        // Boosts carry no flags of their own: all of them are the original's.
        let ids = statuses.iter().filter(|(_, parts)| parts.reblog_of.is_none()).map(|(id, _)| *id);
        let cache = &ctx.caches.acts;
        let (mut did, mut tickets) = (HashMap::new(), Vec::new());
        for id in ids {
            match cache.get(&(viewer, id)) {
                Some(acts) => {
                    did.insert(id, *acts);
                }
                None => tickets.push((id, cache.ticket(&(viewer, id)))),
            }
        }
        let votes = OwnVotes::read(ctx, viewer, statuses.values().copied()).await?;
        let with_emoji = statuses.iter().filter(|(_, parts)| !parts.status.reactions.is_empty());
        let with_emoji: Vec<StatusId> = with_emoji.map(|(id, _)| *id).collect();
        let mut reactions = OwnReactions::default();
        if tickets.is_empty() && with_emoji.is_empty() {
            return Ok(Self { did, votes, reactions });
        }
        let missing: Vec<StatusId> = tickets.iter().map(|(id, _)| *id).collect();
        for row in query::flags(ctx.db.read(), viewer, &missing, &with_emoji).await? {
            if let Some(name) = row.name {
                reactions.add(row.status_id, name);
                continue;
            }
            let acts: &mut Acts = did.entry(row.status_id).or_default();
            acts.note(row.kind, row.folder);
        }
        for (id, ticket) in tickets {
            let acts = did.get(&id).copied().unwrap_or_default();
            cache.insert((viewer, id), Arc::new(acts), ticket);
        }
        Ok(Self { did, votes, reactions })
    }

    fn put(
        &self,
        status: &mut Status,
        parts: &StatusParts,
        relations: &Relations,
        viewer: Option<AccountId>,
    ) {
        let id = parts.reblog_of.unwrap_or(status.id);
        self.did.get(&id).copied().unwrap_or_default().put(status);
        status.muted = Some(
            parts.conversation.is_some_and(|conversation| relations.conversations.contains(&conversation)),
        );
        if viewer == Some(parts.account)
            && parts.reblog_of.is_none()
            && parts.status.visibility != Visibility::Direct
        {
            status.pinned = Some(relations.pinned.contains(&status.id));
        }
        self.reactions.put(status);
        if let Some(poll) = &mut status.poll {
            self.votes.put(poll, viewer == Some(parts.account));
        }
    }
}

/// The parts of these statuses, of those they boost and of those that are quoted, two quotes deep. What is
/// not cached is read together with what it boosts and quotes.
pub(super) async fn parts(ctx: &Ctx, ids: &[StatusId]) -> Result<HashMap<StatusId, Arc<StatusParts>>> {
    let cache = &ctx.caches.statuses;
    let mut found = HashMap::with_capacity(ids.len());
    let mut missing = Vec::new();
    // How many quotes lead to each.
    let mut wanted: Vec<(StatusId, u8)> = ids.iter().map(|id| (*id, 0)).collect();
    let mut seen = HashMap::new();
    while let Some((id, depth)) = wanted.pop() {
        // Reached again by fewer quotes, what lies behind it is wanted after all.
        if seen.get(&id).is_some_and(|before| *before <= depth) {
            continue;
        }
        seen.insert(id, depth);
        match cache.get(&id) {
            Some(parts) => {
                wanted.extend(parts.reblog_of.map(|id| (id, depth)));
                let quoted = parts.quote.and_then(|quote| quote.quoted).filter(|_| depth < MAX_QUOTES);
                wanted.extend(quoted.map(|id| (id, depth + 1)));
                found.insert(id, parts);
            }
            None if !missing.contains(&id) => missing.push(id),
            None => {}
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    missing.sort_unstable();
    // Boosted and quoted statuses come along although their ids are not known yet: one ticket for each slot.
    let tickets = cache.tickets();
    for parts in read(ctx, &missing).await? {
        let id = parts.status.id;
        let parts = Arc::new(parts);
        cache.insert(id, parts.clone(), tickets.of(cache, &id));
        found.insert(id, parts);
    }
    Ok(found)
}

async fn read(ctx: &Ctx, ids: &[StatusId]) -> Result<Vec<StatusParts>> {
    let db = ctx.db.read();
    let rows = query::rows_with_shown(db, ids).await?;
    let ids: Vec<StatusId> = rows.iter().map(|row| row.status.id).collect();
    let ids = ids.as_slice();
    let mut links: HashMap<StatusId, Vec<LinkRow>> = HashMap::new();
    for link in query::links(db, ids).await? {
        links.entry(link.status_id).or_default().push(link);
    }
    let with_media: Vec<StatusId> =
        rows.iter().filter(|row| row.status.has_media).map(|row| row.status.id).collect();
    let mut media: HashMap<StatusId, Vec<media_attachment::Model>> = HashMap::new();
    if !with_media.is_empty() {
        for row in query::media(db, &with_media).await? {
            if let Some(id) = row.status_id {
                media.entry(id).or_default().push(row);
            }
        }
    }
    let mut polls = poll::rows(db, &rows).await?;
    let cards = card::of_statuses(ctx, &rows).await?;
    // Who wrote what the cards show is shown with them: one statement for all.
    let of_cards = cards.values().filter_map(CardParts::author);
    let authors: Vec<AccountId> = rows.iter().map(|row| row.status.account_id).chain(of_cards).collect();
    let accounts = accounts(ctx, &authors).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let id = row.status.id;
            let account = accounts.get(&row.status.account_id)?.clone();
            let card = row.card_id.and_then(|card| cards.get(&card).cloned());
            let (links, media) =
                (links.remove(&id).unwrap_or_default(), media.remove(&id).unwrap_or_default());
            Some(StatusParts { card, ..render(ctx, row, account, links, media, polls.remove(&id)) })
        })
        .collect())
}

fn render(
    ctx: &Ctx,
    row: StatusRow,
    account: Arc<shared::entities::Account>,
    links: Vec<LinkRow>,
    media: Vec<media_attachment::Model>,
    poll: Option<PollRow>,
) -> StatusParts {
    let (quote, quote_approval) = (QuoteParts::new(&row), quote::approval(&row));
    let reply_approval = quote::reply_approval(&row);
    let StatusRow { status, .. } = row;
    let reactions = reaction::under(&links);
    let named = links.into_iter().filter(|link| link.kind != 3);
    let (tags, accounts): (Vec<_>, Vec<_>) = named.partition(|link| link.kind == 2);
    let page = |username: &str| format!("{}/{}", profile_url(ctx, username), status.id);
    let url = if status.local && status.reblog_of_id.is_none() {
        Some(page(&account.username))
    } else {
        status.url.or_else(|| Some(status.uri.clone()))
    };
    let entity = Status {
        id: status.id,
        uri: status.uri,
        created_at: timestamp(status.created_at),
        content: status.content,
        visibility: status.visibility,
        sensitive: status.sensitive,
        spoiler_text: status.spoiler_text,
        media_attachments: media.into_iter().map(|media| attachment(ctx, media)).collect(),
        application: row.app_name.map(|name| StatusApplication { name, website: row.app_website }),
        mentions: accounts.iter().filter(|link| link.kind == 0).map(|link| mention(ctx, link)).collect(),
        tags: tags.iter().map(|link| tag(ctx, link)).collect(),
        emojis: emoji::emojis(ctx, &status.emojis),
        reblogs_count: row.reblogs_count.unwrap_or_default().max(0),
        favourites_count: row.favourites_count.unwrap_or_default().max(0),
        quotes_count: row.quotes_count.unwrap_or_default().max(0),
        replies_count: row.replies_count.unwrap_or_default().max(0),
        url,
        in_reply_to_id: status.in_reply_to_id,
        in_reply_to_account_id: status.in_reply_to_account_id,
        reblog: None,
        poll: None,
        card: None,
        language: status.language,
        text: None,
        edited_at: status.edited_at.map(timestamp),
        quote: None,
        quote_approval,
        favourited: None,
        reblogged: None,
        muted: None,
        bookmarked: None,
        pinned: None,
        filtered: None,
        tagged_collections: Vec::new(),
        local_only: status.local_only,
        reply_approval,
        reactions,
        pleroma: None,
        account,
        written: None,
    };
    StatusParts {
        account: status.account_id,
        reblog_of: status.reblog_of_id,
        conversation: status.conversation_id,
        audience: accounts.iter().map(|link| AccountId(link.id)).collect(),
        tags: tags.iter().map(|link| TagId(link.id)).collect(),
        poll: poll.map(|row| PollParts::new(row, &entity.emojis)),
        card: None,
        quote,
        listed: status.listed,
        local: status.local,
        local_only: status.local_only,
        readable: OnceLock::new(),
        written: Arc::default(),
        status: entity,
    }
}

fn mention(ctx: &Ctx, link: &LinkRow) -> StatusMention {
    let url = if link.extra.is_empty() {
        profile_url(ctx, &link.name)
    } else {
        link.url.clone().or_else(|| link.uri.clone()).unwrap_or_default()
    };
    StatusMention {
        id: AccountId(link.id),
        username: link.name.clone(),
        url,
        acct: acct(&link.name, &link.extra),
    }
}

fn tag(ctx: &Ctx, link: &LinkRow) -> StatusTag {
    StatusTag { name: link.name.clone(), url: ctx.url(&format!("/tags/{}", link.name)) }
}

/// An attachment as the API shows it.
pub fn attachment(ctx: &Ctx, media: media_attachment::Model) -> MediaAttachment {
    let kind = kinds::MediaKind::from_number(media.kind).unwrap_or(kinds::MediaKind::Unknown);
    let ready = media.state == media_attachment::READY;
    let own = |key: &Option<String>| key.as_deref().map(|key| media_url(ctx, key));
    let remote = |shape, url: &Option<String>| {
        url.as_deref().and_then(|url| remote_media::show(ctx, shape, Some(media.account_id), url))
    };
    let url = own(&media.file_key).or_else(|| remote(Shape::Original, &media.remote_url));
    let preview = own(&media.preview_key).or_else(|| remote(Shape::Preview, &media.remote_preview_url));
    let preview = preview.or_else(|| match kind {
        kinds::MediaKind::Image if media.file_key.is_some() => url.clone(),
        // Of films and sounds there is nothing small to be had.
        kinds::MediaKind::Image => remote(Shape::Preview, &media.remote_url),
        _ => None,
    });
    MediaAttachment {
        id: MediaId(media.id.0),
        kind,
        preview_url: preview.filter(|_| ready),
        url: url.filter(|_| ready),
        remote_url: media.remote_url.filter(|url| federation::may_show(ctx, url)),
        meta: serde_json::from_str::<MediaAttachmentMeta>(&media.meta).ok(),
        description: media.description,
        blurhash: media.blurhash,
    }
}

/// Bytes of a status as JSON beside its texts: names of fields, and its author.
const JSON_BYTES: usize = 1_800;

/// About how many bytes a status takes in the cache.
pub fn status_bytes(parts: &StatusParts) -> usize {
    let status = &parts.status;
    let media: usize = status
        .media_attachments
        .iter()
        .map(|media| {
            size_of::<MediaAttachment>()
                + 4 * media.url.as_ref().map_or(0, String::len)
                + media.description.as_ref().map_or(0, String::len)
        })
        .sum();
    // Text three times: filters keep a copy of it, and it stands in the JSON.
    size_of::<StatusParts>()
        + status.content.len() * 3
        + status.spoiler_text.len() * 3
        + status.uri.len() * 4
        + status.mentions.len() * 320
        + status.tags.len() * 192
        + emoji::bytes(&status.emojis) * 2
        + status.reactions.len() * 512
        + parts.poll.as_ref().map_or(0, PollParts::bytes)
        + parts.card.as_ref().map_or(0, CardParts::bytes)
        + media * 2
        + JSON_BYTES
}
