//! Rows of local accounts and their posts as the documents that other servers read.

use std::{collections::HashMap, hash::Hash};

use kinds::{AccountId, ConversationId, MediaKind, QuotePolicy, ReplyPolicy, StatusId};
use protocol::{
    build::{
        self, ActorDoc, AttachmentDoc, EmojiDoc, HashtagDoc, ImageDoc, InstanceActorDoc, MentionDoc, NoteDoc,
        PolicyDoc, PollDoc, QuoteDoc,
    },
    vocab::{ActorKind, PUBLIC},
};
use serde_json::Value;
use shared::entities::{AccountField, CustomEmoji, MediaAttachmentMeta};
use store::{
    entity::{account, media_attachment, status},
    query::{
        self,
        account::AccountRow,
        poll::PollRow,
        quote::Published,
        status::{LinkRow, StatusRow},
    },
};

use super::keys;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{poll::has_ended, present, quote::quoted_page},
};

/// The actor that stands for the server.
///
/// # Errors
/// When its key cannot be read.
pub async fn instance_actor(ctx: &Ctx) -> Result<Value> {
    let id = ctx.url(keys::INSTANCE_ACTOR);
    Ok(build::instance_actor(&InstanceActorDoc {
        username: ctx.config.account_domain().to_owned(),
        url: ctx.url("/about"),
        inbox: format!("{id}/inbox"),
        shared_inbox: ctx.url("/inbox"),
        outbox: format!("{id}/outbox"),
        key_id: format!("{id}{}", keys::KEY_FRAGMENT),
        public_key_pem: keys::instance_public_pem(ctx).await?.to_owned(),
        id,
    }))
}

/// A local account.
pub fn actor(ctx: &Ctx, account: &account::Model) -> Value {
    let fields: Vec<AccountField> = serde_json::from_str(&account.fields).unwrap_or_default();
    let at = |path: &str| format!("{}{path}", account.uri);
    let or = |url: &Option<String>, path: &str| url.clone().unwrap_or_else(|| at(path));
    build::actor(&ActorDoc {
        id: account.uri.clone(),
        kind: kind(account.actor_kind),
        username: account.username.clone(),
        webfinger: format!("{}@{}", account.username, ctx.config.account_domain()),
        url: present::profile_url(ctx, &account.username),
        inbox: account.inbox_url.clone(),
        shared_inbox: ctx.url("/inbox"),
        outbox: or(&account.outbox_url, "/outbox"),
        followers: followers(account),
        following: following(account),
        featured: or(&account.featured_url, "/collections/featured"),
        featured_tags: at("/collections/tags"),
        name: account.display_name.clone(),
        summary: account.note.clone(),
        icon: picture(ctx, account.avatar_key.as_deref(), &account.avatar_description),
        image: picture(ctx, account.header_key.as_deref(), &account.header_description),
        locked: account.locked,
        discoverable: account.discoverable.unwrap_or_default(),
        indexable: account.indexable,
        memorial: account.memorial,
        suspended: account.suspended_at.is_some(),
        published: present::timestamp(account.created_at).0,
        also_known_as: serde_json::from_str(&account.also_known_as).unwrap_or_default(),
        moved_to: None,
        attribution_domains: serde_json::from_str(&account.attribution_domains).unwrap_or_default(),
        fields: fields.into_iter().map(|field| (field.name, field.value)).collect(),
        emoji: emoji(ctx, &account.emojis, account.updated_at),
        hashtags: Vec::new(),
        key_id: format!("{}{}", account.uri, keys::KEY_FRAGMENT),
        public_key_pem: account.public_key.clone(),
    })
}

/// A local post. Who may see it is the caller's business.
///
/// # Errors
/// 404 when it is not there, is a boost, is not local, or is to stay here.
pub async fn note(ctx: &Ctx, id: StatusId) -> Result<NoteDoc> {
    notes(ctx, &[id]).await?.remove(&id).ok_or(ServiceError::NotFound)
}

/// Local posts; what is not there, is a boost, is not local, or is to stay here is left out. Who may see them is the
/// caller's business.
///
/// # Errors
/// When the database cannot be read.
pub async fn notes(ctx: &Ctx, ids: &[StatusId]) -> Result<HashMap<StatusId, NoteDoc>> {
    let db = ctx.db.read();
    let mut rows = query::status::rows(db, ids).await?;
    // No document is made of what stays here, whoever asks for it: this is the one place for that.
    let is_told = |status: &status::Model| status.local && !status.local_only;
    rows.retain(|row| is_told(&row.status) && row.status.reblog_of_id.is_none());
    let ids: Vec<StatusId> = rows.iter().map(|row| row.status.id).collect();
    let authors: Vec<AccountId> = rows.iter().map(|row| row.status.account_id).collect();
    let conversations: Vec<_> = rows.iter().filter_map(|row| row.status.conversation_id).collect();
    let parents: Vec<_> = rows.iter().filter_map(|row| row.status.in_reply_to_id).collect();
    let polls: Vec<StatusId> =
        rows.iter().filter(|row| row.poll_id.is_some()).map(|row| row.status.id).collect();
    let mut around = Around {
        polls: by_key(query::poll::of_statuses(db, &polls).await?, |row| row.poll.status_id),
        authors: by_key(query::account::rows(db, &authors).await?, |row| row.account.id),
        links: by_key(query::status::links(db, &ids).await?, |link| link.status_id),
        media: by_key(query::status::media(db, &ids).await?, |media| media.status_id.unwrap_or_default()),
        quotes: by_key(query::quote::published(db, &ids).await?, |quote| quote.status_id),
        conversations: query::federation::conversation_uris(db, &conversations).await?,
        parents: query::federation::status_uris(db, &parents).await?,
    };
    Ok(rows.into_iter().filter_map(|row| Some((row.status.id, around.note(ctx, row)?))).collect())
}

fn by_key<K: Eq + Hash, V>(values: Vec<V>, key: impl Fn(&V) -> K) -> HashMap<K, Vec<V>> {
    let mut map: HashMap<K, Vec<V>> = HashMap::new();
    for value in values {
        map.entry(key(&value)).or_default().push(value);
    }
    map
}

/// What hangs on posts, read for all of them together.
struct Around {
    authors: HashMap<AccountId, Vec<AccountRow>>,
    links: HashMap<StatusId, Vec<LinkRow>>,
    media: HashMap<StatusId, Vec<media_attachment::Model>>,
    polls: HashMap<StatusId, Vec<PollRow>>,
    quotes: HashMap<StatusId, Vec<Published>>,
    conversations: HashMap<ConversationId, String>,
    parents: HashMap<StatusId, (String, AccountId)>,
}

impl Around {
    /// The document of a post; its links and media are taken out.
    fn note(&mut self, ctx: &Ctx, row: StatusRow) -> Option<NoteDoc> {
        let status = row.status;
        let author = &self.authors.get(&status.account_id)?.first()?.account;
        let links = self.links.remove(&status.id).unwrap_or_default();
        let media = self.media.remove(&status.id).unwrap_or_default();
        let conversation = status.conversation_id.and_then(|id| self.conversations.get(&id).cloned());
        let in_reply_to = match status.in_reply_to_id {
            Some(parent) => self.parents.get(&parent).map(|(uri, _)| uri.clone()),
            None => status.in_reply_to_uri.clone(),
        };
        let count =
            |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default();
        Some(NoteDoc {
            url: ctx.url(&format!("/@{}/{}", author.username, status.id)),
            author: author.uri.clone(),
            followers: followers(author),
            summary: Some(status.spoiler_text.clone()).filter(|text| !text.is_empty()),
            sensitive: status.sensitive,
            visibility: status.visibility,
            published: present::timestamp(status.created_at).0,
            updated: status.edited_at.map(|time| present::timestamp(time).0),
            in_reply_to,
            conversation,
            context: None,
            reply_policy: Some(reply_policy(&status, author, &links)),
            mentions: links.iter().filter_map(|link| mention(ctx, link)).collect(),
            hashtags: links.iter().filter_map(|link| hashtag(ctx, link)).collect(),
            emoji: emoji(ctx, &status.emojis, status.created_at),
            attachments: media.iter().filter_map(|media| attachment(ctx, media)).collect(),
            poll: self.polls.remove(&status.id).and_then(|mut polls| polls.pop()).map(|row| poll(ctx, row)),
            quote: self
                .quotes
                .remove(&status.id)
                .and_then(|mut quotes| quotes.pop())
                .map(|row| quote(ctx, row)),
            quote_policy: Some(quote_policy(&status, author)),
            likes: count(row.favourites_count),
            shares: count(row.reblogs_count),
            language: status.language,
            content: status.content,
            id: status.uri,
        })
    }
}

fn quote(ctx: &Ctx, row: Published) -> QuoteDoc {
    QuoteDoc { url: quoted_page(ctx, &row), id: row.quoted_uri, authorization: row.authorization_uri }
}

fn poll(ctx: &Ctx, row: PollRow) -> PollDoc {
    let end = row.poll.expires_at;
    let ended = has_ended(end, ctx.now());
    let time = |end| present::timestamp(end).0;
    // While the counts are hidden here they are hidden everywhere; the form has no word for that.
    let votes = |votes: i64| if ended || !row.poll.hide_totals { votes } else { 0 };
    let count = |count: i64| u64::try_from(count).unwrap_or_default();
    PollDoc {
        options: row.options.into_iter().map(|(title, given)| (title, count(votes(given)))).collect(),
        multiple: row.poll.multiple,
        ends_at: end.map(time),
        closed: end.filter(|_| ended).map(time),
        voters: count(row.poll.voters_count.unwrap_or_default()),
    }
}

/// The followers collection of an account.
pub(super) fn followers(account: &account::Model) -> String {
    account.followers_url.clone().unwrap_or_else(|| format!("{}/followers", account.uri))
}

/// The collection of whom an account follows.
fn following(account: &account::Model) -> String {
    account.following_url.clone().unwrap_or_else(|| format!("{}/following", account.uri))
}

fn kind(number: i16) -> ActorKind {
    match number {
        1 => ActorKind::Service,
        2 => ActorKind::Application,
        3 => ActorKind::Group,
        4 => ActorKind::Organization,
        _ => ActorKind::Person,
    }
}

pub(super) fn media_type(key: &str) -> String {
    mime_guess::from_path(key).first_or_octet_stream().essence_str().to_owned()
}

fn picture(ctx: &Ctx, key: Option<&str>, description: &str) -> Option<ImageDoc> {
    let key = key?;
    let description = Some(description.to_owned()).filter(|text| !text.is_empty());
    Some(ImageDoc { url: present::media_url(ctx, key), media_type: media_type(key), description })
}

fn emoji(ctx: &Ctx, json: &str, updated: kinds::Millis) -> Vec<EmojiDoc> {
    let emojis: Vec<CustomEmoji> = serde_json::from_str(json).unwrap_or_default();
    let doc = |emoji: CustomEmoji| EmojiDoc {
        id: ctx.url(&format!("/emojis/{}", emoji.shortcode)),
        media_type: media_type(&emoji.url),
        shortcode: emoji.shortcode,
        url: emoji.url,
        updated: present::timestamp(updated).0,
    };
    emojis.into_iter().map(doc).collect()
}

fn mention(ctx: &Ctx, link: &LinkRow) -> Option<MentionDoc> {
    let href = link.uri.clone().filter(|_| link.kind == 0)?;
    let host = if link.extra.is_empty() { ctx.config.account_domain() } else { &link.extra };
    Some(MentionDoc { href, name: format!("@{}@{host}", link.name) })
}

fn hashtag(ctx: &Ctx, link: &LinkRow) -> Option<HashtagDoc> {
    let href = || ctx.url(&format!("/tags/{}", link.name));
    (link.kind == 2).then(|| HashtagDoc { name: link.extra.clone(), href: href() })
}

fn attachment(ctx: &Ctx, media: &media_attachment::Model) -> Option<AttachmentDoc> {
    let key = media.file_key.as_deref()?;
    let meta: Option<MediaAttachmentMeta> = serde_json::from_str(&media.meta).ok();
    let (duration, original) = meta.map(|meta| (meta.duration, meta.original)).unwrap_or_default();
    // A picture stands for itself.
    let thumbnail = media.preview_key.as_deref().filter(|_| media.kind != MediaKind::Image.number());
    let pixels = |length: Option<i64>| length.and_then(|length| u32::try_from(length).ok());
    Some(AttachmentDoc {
        url: present::media_url(ctx, key),
        media_type: media.content_type.clone(),
        description: media.description.clone(),
        blurhash: media.blurhash.clone(),
        focus: media.focus_x.zip(media.focus_y).map(|(x, y)| (x.into(), y.into())),
        width: original.as_ref().and_then(|size| pixels(size.width)),
        height: original.as_ref().and_then(|size| pixels(size.height)),
        duration,
        thumbnail: thumbnail.and_then(|key| picture(ctx, Some(key), "")),
    })
}

fn quote_policy(status: &status::Model, author: &account::Model) -> PolicyDoc {
    let automatic = match status.quote_policy.parse() {
        Ok(QuotePolicy::Public) => PUBLIC.to_owned(),
        Ok(QuotePolicy::Followers) => followers(author),
        _ => author.uri.clone(),
    };
    PolicyDoc { automatic: vec![automatic], manual: Vec::new() }
}

/// Whoever is mentioned may reply, and is named for those who do not take that for granted.
fn reply_policy(status: &status::Model, author: &account::Model, links: &[LinkRow]) -> PolicyDoc {
    let group = match status.reply_policy.parse() {
        Ok(ReplyPolicy::Public) => {
            return PolicyDoc { automatic: vec![PUBLIC.to_owned()], manual: Vec::new() };
        }
        Ok(ReplyPolicy::Followers) => Some(followers(author)),
        Ok(ReplyPolicy::Following) => Some(following(author)),
        _ => None,
    };
    let mentioned = links.iter().filter(|link| link.kind == 0).filter_map(|link| link.uri.clone());
    let automatic = std::iter::once(author.uri.clone()).chain(group).chain(mentioned).collect();
    PolicyDoc { automatic, manual: Vec::new() }
}

/// The id of an account.
///
/// # Errors
/// 404 when it is not there.
pub(super) async fn uri(ctx: &Ctx, id: AccountId) -> Result<String> {
    Ok(super::actor::row(ctx, id).await?.uri)
}
