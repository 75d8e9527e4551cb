//! Accounts of other servers as rows: what an actor document says, stored under a handle that
//! WebFinger has confirmed.

use kinds::{AccountId, Millis};
use protocol::{
    Uri, html,
    vocab::{Actor, ActorKind, Emoji, Key},
    webfinger::Handle,
};
use shared::entities::{AccountField, CustomEmoji};
use store::{Event, entity::account, query};

use super::{
    fetch::{self, FetchError},
    is_own, may_link, may_show, showcase,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::search,
};

/// Stores what an actor document says. The document must come from its own origin.
///
/// # Errors
/// When the handle belongs to somebody else, or the database fails.
pub async fn save(ctx: &Ctx, actor: &Actor) -> Result<AccountId, FetchError> {
    if is_own(ctx, &actor.id) {
        return Err(FetchError::Refused("a local account"));
    }
    let known = query::account::by_uri(ctx.db.read(), actor.id.as_str()).await?;
    if known.is_none() && !ctx.federation.admits(&actor.id.host()) {
        return Err(FetchError::Refused("too many hosts of one domain bring new accounts"));
    }
    let handle = match &known {
        // Asked for again only when the name is another: the confirmed handle stays good.
        Some(row) if row.username_key == actor.username.to_lowercase() => {
            Handle { username: actor.username.clone(), host: row.domain.clone() }
        }
        _ => confirmed_handle(ctx, actor).await?,
    };
    Ok(store(ctx, actor, handle, known).await?)
}

/// The handle that the actor's own host, and the host it names, agree on (protocol §12).
async fn confirmed_handle(ctx: &Ctx, actor: &Actor) -> Result<Handle, FetchError> {
    let own = Handle { username: actor.username.clone(), host: actor.id.host() };
    let asked = match &actor.webfinger {
        // The claim of FEP-2c59 is only where the question begins.
        Some(claim) if claim.host != own.host => claim.clone(),
        _ => own.clone(),
    };
    match fetch::webfinger(ctx, &asked).await {
        Ok((handle, uri)) if uri == actor.id && !super::is_own_host(ctx, &handle.host) => Ok(handle),
        Ok(_) => Err(FetchError::Unconfirmed),
        // A host without WebFinger still speaks for names on itself.
        Err(error) if error.is_gone() && asked == own => Ok(own),
        Err(error) => Err(error),
    }
}

async fn store(ctx: &Ctx, actor: &Actor, handle: Handle, known: Option<account::Model>) -> Result<AccountId> {
    let tx = ctx.begin().await?;
    let username_key = handle.username.to_lowercase();
    query::federation::release_handle(tx.conn(), &username_key, &handle.host, actor.id.as_str()).await?;
    // Somebody else may have stored it since.
    let known = match known {
        Some(row) => Some(row),
        None => query::account::by_uri(tx.conn(), actor.id.as_str()).await?,
    };
    let is_new = known.is_none();
    let base = known.unwrap_or_else(|| blank(ctx, actor));
    let id = base.id;
    let was_indexable = base.indexable;
    let row = account::Model { username_key, domain: handle.host, ..described(ctx, actor, base) };
    if !is_new && row.indexable && !was_indexable {
        tx.enqueue([search::index_account_statuses(id)?]);
    }
    let display_name = row.display_name.clone();
    showcase::look_up(&tx, actor, &row)?;
    if is_new {
        query::federation::insert_account(tx.conn(), row).await?;
    } else {
        query::federation::update_account(tx.conn(), row).await?;
    }
    search::index_account(&tx, id, &display_name).await?;
    tx.emit(Event::AccountTouched { account: id });
    ctx.commit(tx).await?;
    Ok(id)
}

/// A row without any content.
fn blank(ctx: &Ctx, actor: &Actor) -> account::Model {
    let now = ctx.now();
    account::Model {
        id: ctx.next_id(),
        username: String::new(),
        username_key: String::new(),
        domain: String::new(),
        uri: actor.id.to_string(),
        url: None,
        actor_kind: 0,
        display_name: String::new(),
        note: String::new(),
        fields: "[]".to_owned(),
        emojis: "[]".to_owned(),
        avatar_key: None,
        avatar_remote_url: None,
        avatar_description: String::new(),
        header_key: None,
        header_remote_url: None,
        header_description: String::new(),
        locked: false,
        discoverable: None,
        indexable: false,
        hide_collections: None,
        show_media: true,
        show_media_replies: true,
        show_featured: true,
        memorial: false,
        moved_to_id: None,
        also_known_as: "[]".to_owned(),
        attribution_domains: "[]".to_owned(),
        inbox_url: String::new(),
        shared_inbox_url: None,
        outbox_url: None,
        followers_url: None,
        following_url: None,
        featured_url: None,
        public_key: String::new(),
        public_key_id: String::new(),
        suspended_at: None,
        limited_at: None,
        fetched_at: None,
        created_at: published(ctx, actor),
        updated_at: now,
    }
}

/// When the account was made, if that is not in the future.
fn published(ctx: &Ctx, actor: &Actor) -> Millis {
    let now = ctx.now();
    actor.published.map_or(now, |time| Millis(time.timestamp_millis()).min(now))
}

/// `base` with everything the document says.
fn described(ctx: &Ctx, actor: &Actor, base: account::Model) -> account::Model {
    let text = |uri: &Option<Uri>| uri.as_ref().map(Uri::to_string);
    // Only addresses of the actor's own origin are believed to be its own.
    let own = |uri: &Option<Uri>| text(&uri.clone().filter(|uri| uri.same_origin(&actor.id)));
    let key = main_key(actor);
    let picture = |image: &Option<protocol::vocab::Image>| {
        let image = image.as_ref().filter(|image| may_show(ctx, image.url.as_str()))?;
        Some((image.url.to_string(), image.description.clone().unwrap_or_default()))
    };
    let (avatar, avatar_text) = picture(&actor.icon).unzip();
    let (header, header_text) = picture(&actor.image).unzip();
    account::Model {
        username: actor.username.clone(),
        url: text(&actor.url).filter(|url| may_link(ctx, url)),
        actor_kind: kind_number(actor.kind),
        display_name: actor.name.clone(),
        note: actor.summary.clone(),
        fields: json(&fields(ctx, actor)),
        emojis: emoji_json(ctx, &actor.emoji),
        avatar_remote_url: avatar,
        avatar_description: avatar_text.unwrap_or_default(),
        header_remote_url: header,
        header_description: header_text.unwrap_or_default(),
        locked: actor.locked,
        discoverable: Some(actor.discoverable),
        indexable: actor.indexable,
        memorial: actor.memorial,
        also_known_as: json(&actor.also_known_as),
        attribution_domains: json(&actor.attribution_domains),
        inbox_url: actor.inbox.to_string(),
        shared_inbox_url: own(&actor.shared_inbox),
        outbox_url: own(&actor.outbox),
        followers_url: own(&actor.followers),
        following_url: own(&actor.following),
        featured_url: own(&actor.featured),
        public_key: key.map(|key| key.material.clone()).unwrap_or_default(),
        public_key_id: key.map(|key| key.id.to_string()).unwrap_or_default(),
        fetched_at: Some(ctx.now()),
        updated_at: ctx.now(),
        ..base
    }
}

/// The key that is used: the first usable one, RSA before others.
fn main_key(actor: &Actor) -> Option<&Key> {
    let own = || actor.keys.iter().filter(|key| key.id.same_origin(&actor.id));
    let rsa = own().find(|key| key.public_key().is_ok_and(|key| key.is_rsa()));
    rsa.or_else(|| own().find(|key| key.public_key().is_ok()))
}

fn fields(ctx: &Ctx, actor: &Actor) -> Vec<AccountField> {
    let field = |field: &protocol::vocab::Field| AccountField {
        name: field.name.clone(),
        value: linked(ctx, &field.value),
        verified_at: None,
    };
    actor.fields.iter().map(field).collect()
}

/// HTML whose links lead out of the reader's own network; else the words of it.
fn linked(ctx: &Ctx, value: &str) -> String {
    if html::links(value).iter().all(|link| may_link(ctx, &link.href)) {
        value.to_owned()
    } else {
        html::escape(&html::to_plain(value))
    }
}

/// Custom emoji as they are kept beside a text.
pub(super) fn emoji_json(ctx: &Ctx, emoji: &[Emoji]) -> String {
    let entities: Vec<CustomEmoji> = emoji
        .iter()
        .filter(|emoji| may_show(ctx, emoji.url.as_str()))
        .map(|emoji| CustomEmoji {
            shortcode: emoji.shortcode.clone(),
            url: emoji.url.to_string(),
            static_url: emoji.url.to_string(),
            visible_in_picker: false,
            category: None,
        })
        .collect();
    json(&entities)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}

fn kind_number(kind: ActorKind) -> i16 {
    match kind {
        ActorKind::Person => 0,
        ActorKind::Service => 1,
        ActorKind::Application => 2,
        ActorKind::Group => 3,
        ActorKind::Organization => 4,
    }
}

/// The row of a deleted account: nothing of it but its name and id, which stay taken.
pub(super) fn emptied(gone: account::Model, now: Millis) -> account::Model {
    account::Model {
        display_name: String::new(),
        note: String::new(),
        fields: "[]".to_owned(),
        emojis: "[]".to_owned(),
        avatar_remote_url: None,
        avatar_description: String::new(),
        header_remote_url: None,
        header_description: String::new(),
        suspended_at: gone.suspended_at.or(Some(now)),
        updated_at: now,
        ..gone
    }
}

/// The row of an account that must be there.
///
/// # Errors
/// 404 when it is not.
pub(super) async fn row(ctx: &Ctx, id: AccountId) -> Result<account::Model> {
    query::account::by_id(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)
}
