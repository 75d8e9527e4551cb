//! Announcements as entities.

use kinds::{AccountId, AnnouncementId, StatusId};
use serde_json::json;
use shared::entities::{
    Announcement, AnnouncementAccount, AnnouncementStatus, CustomEmoji, Reaction, StatusTag,
};
use store::{
    entity::announcement,
    query::announcement::{self as query, ReactionRow},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{emoji, present},
};

/// Most that are shown at once.
pub(super) const MAX_SHOWN: i64 = 100;

/// The announcements that are shown now, in the order of what they are about, with whether the viewer has
/// dismissed them.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, viewer: AccountId) -> Result<Vec<Announcement>> {
    let rows = query::shown(ctx.db.read(), ctx.now(), MAX_SHOWN).await?;
    entities(ctx, Some(viewer), rows).await
}

/// An announcement as streams tell of it, JSON: the same for everybody.
///
/// # Errors
/// When the database cannot be read.
pub async fn announcement_payload(ctx: &Ctx, id: AnnouncementId) -> Result<Option<String>> {
    let Some(row) = query::by_id(ctx.db.read(), id).await? else { return Ok(None) };
    let shown = entities(ctx, None, vec![row]).await?.pop();
    Ok(shown.map(|shown| serde_json::to_string(&shown)).transpose()?)
}

/// How often an emoji is under an announcement now, as streams tell of it, JSON.
///
/// # Errors
/// When the database cannot be read.
pub async fn reaction_payload(ctx: &Ctx, id: AnnouncementId, name: &str) -> Result<String> {
    let rows = query::reactions(ctx.db.read(), None, &[id]).await?;
    let count = rows.iter().find(|row| row.name == name).map_or(0, |row| row.count);
    let custom = emoji::used(ctx, vec![name.to_owned()]).await?.into_iter().next();
    let mut payload = json!({ "name": name, "count": count, "announcement_id": id });
    if let (Some(emoji), Some(map)) = (custom, payload.as_object_mut()) {
        map.insert("url".to_owned(), json!(emoji.url));
        map.insert("static_url".to_owned(), json!(emoji.static_url));
    }
    Ok(payload.to_string())
}

async fn entities(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    rows: Vec<announcement::Model>,
) -> Result<Vec<Announcement>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let db = ctx.db.read();
    let ids: Vec<AnnouncementId> = rows.iter().map(|row| row.id).collect();
    let read = match viewer {
        Some(viewer) => Some(query::dismissed(db, viewer, &ids).await?),
        None => None,
    };
    let reactions = query::reactions(db, viewer, &ids).await?;
    let custom = emoji::used(ctx, reactions.iter().map(|row| row.name.clone()).collect()).await?;
    let mentioned: Vec<AccountId> = lists(&rows, |row| &row.account_ids)?;
    let accounts = present::accounts(ctx, &mentioned).await?;
    let linked: Vec<StatusId> = lists(&rows, |row| &row.status_ids)?;
    let statuses = present::statuses(ctx, None, &linked).await?;
    let render = |row: announcement::Model| -> Result<Announcement, serde_json::Error> {
        let account_ids: Vec<AccountId> = serde_json::from_str(&row.account_ids)?;
        let status_ids: Vec<StatusId> = serde_json::from_str(&row.status_ids)?;
        let tags: Vec<String> = serde_json::from_str(&row.tags)?;
        let mention = |id: &AccountId| {
            let account = accounts.get(id)?;
            Some(AnnouncementAccount {
                id: *id,
                username: account.username.clone(),
                url: account.url.clone().unwrap_or_else(|| account.uri.clone()),
                acct: account.acct.clone(),
            })
        };
        let link = |id: &StatusId| {
            let status = statuses.iter().find(|status| status.id == *id)?;
            Some(AnnouncementStatus {
                id: *id,
                url: status.url.clone().unwrap_or_else(|| status.uri.clone()),
            })
        };
        let under = reactions.iter().filter(|one| one.announcement_id == row.id);
        Ok(Announcement {
            id: row.id,
            content: row.html,
            starts_at: row.starts_at.map(present::timestamp),
            ends_at: row.ends_at.map(present::timestamp),
            all_day: row.all_day,
            published_at: present::timestamp(row.published_at),
            updated_at: present::timestamp(row.updated_at),
            read: read.as_ref().map(|read| read.contains(&row.id)),
            mentions: account_ids.iter().filter_map(mention).collect(),
            statuses: status_ids.iter().filter_map(link).collect(),
            tags: tags.into_iter().map(|name| tag(ctx, name)).collect(),
            emojis: serde_json::from_str(&row.emojis)?,
            reactions: under.map(|one| reaction(viewer, one, &custom)).collect(),
        })
    };
    rows.into_iter().map(|row| render(row).map_err(ServiceError::from)).collect()
}

fn lists<T: serde::de::DeserializeOwned>(
    rows: &[announcement::Model],
    of: impl Fn(&announcement::Model) -> &String,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for row in rows {
        all.extend(serde_json::from_str::<Vec<T>>(of(row))?);
    }
    Ok(all)
}

fn tag(ctx: &Ctx, name: String) -> StatusTag {
    StatusTag { url: ctx.url(&format!("/tags/{name}")), name }
}

fn reaction(viewer: Option<AccountId>, row: &ReactionRow, custom: &[CustomEmoji]) -> Reaction {
    let emoji = custom.iter().find(|emoji| emoji.shortcode == row.name);
    Reaction {
        name: row.name.clone(),
        count: row.count,
        me: viewer.map(|_| row.me != 0),
        url: emoji.map(|emoji| emoji.url.clone()),
        static_url: emoji.map(|emoji| emoji.static_url.clone()),
    }
}
