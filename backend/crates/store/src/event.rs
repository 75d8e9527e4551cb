//! What has happened, for streaming, caches and feeds of every process.
//!
//! Durable events are rows in `events`, written in the transaction of the change, so that a client
//! can resume where it left off. The others only tell caches to forget something; they are
//! published after the commit and not kept.

use kinds::{
    AccountConversationId, AccountId, AnnouncementId, Millis, NotificationId, SessionId, StatusId, TagId,
    TokenId, UserId,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Statement, sea_query::Order,
};
use serde::{Deserialize, Serialize};

use crate::{Result, entity::event, job_queue::INSERT_CHUNK};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A status (or boost) was stored. Streams of public, hashtag and account timelines follow it.
    StatusCreated { status: StatusId, account: AccountId },
    /// A status was edited.
    StatusEdited { status: StatusId, account: AccountId },
    /// A status is gone; `recipients` saw it in their home or notifications.
    StatusDeleted { status: StatusId, account: AccountId, tags: Vec<TagId>, listed: bool, local: bool },
    /// A status was put into the home feeds of `accounts`.
    FeedInserted { status: StatusId, accounts: Vec<AccountId> },
    /// A notification was stored for `account`.
    NotificationCreated { notification: NotificationId, account: AccountId },
    /// A direct conversation of `account` has another last status, or was read.
    ConversationChanged { conversation: AccountConversationId, account: AccountId },
    /// Filtered notifications of `account` are among the others now.
    NotificationsMerged { account: AccountId },
    /// Filters of `account` changed: its apps read them anew, what is cached of them is forgotten.
    FiltersChanged { account: AccountId },
    /// An announcement is shown from now on.
    AnnouncementShown { announcement: AnnouncementId },
    /// An announcement is shown no longer.
    AnnouncementEnded { announcement: AnnouncementId },
    /// An emoji was put under an announcement, or taken back.
    AnnouncementReacted { announcement: AnnouncementId, name: String },

    /// Counters, media, poll or card of a status changed: forget the cached copy.
    StatusTouched { status: StatusId },
    /// `account` favourited, bookmarked or boosted a status, or took that back.
    ActsChanged { account: AccountId, status: StatusId },
    /// Bookmarks of `account` lie in no folder any more: forget what it did with statuses.
    BookmarksMoved { account: AccountId },
    /// An account's profile or relations changed: forget the cached copies.
    AccountTouched { account: AccountId },
    /// An account's posts were counted: forget the cached copy that shows the number.
    PostsCounted { account: AccountId },
    /// Notifications of `account` are gone: forget the newest ones.
    NotificationsChanged { account: AccountId },
    /// A follow, block, mute or domain block of `account` changed: forget its feed and relations.
    RelationsChanged { account: AccountId },
    /// A user's settings, role or state changed: forget what is cached for the user's tokens.
    UserChanged { user: UserId },
    /// A token was revoked: streams that use it end.
    TokenRevoked { token: TokenId },
    /// A browser session ended: streams that use it end.
    SessionEnded { session: SessionId },
    /// A setting of the server changed.
    SettingsChanged,
    /// Events may have been missed: forget everything that is cached, look into the table.
    Lost,
}

impl Event {
    /// Whether the event is kept in the database.
    pub fn is_durable(&self) -> bool {
        matches!(
            self,
            Self::StatusCreated { .. }
                | Self::StatusEdited { .. }
                | Self::StatusDeleted { .. }
                | Self::FeedInserted { .. }
                | Self::NotificationCreated { .. }
                | Self::NotificationsMerged { .. }
                | Self::ConversationChanged { .. }
                | Self::FiltersChanged { .. }
                | Self::AnnouncementShown { .. }
                | Self::AnnouncementEnded { .. }
                | Self::AnnouncementReacted { .. }
        )
    }
}

/// The statements that keep those of `events` that are durable; their sequence numbers are given by the
/// database.
pub(crate) fn insertion(backend: DatabaseBackend, events: &[Event], now: Millis) -> Result<Vec<Statement>> {
    let row = |event: &Event| {
        let payload =
            serde_json::to_string(event).map_err(|error| sea_orm::DbErr::Json(error.to_string()))?;
        Ok(event::ActiveModel {
            payload: Set(payload),
            kind: Set(String::new()),
            created_at: Set(now),
            ..Default::default()
        })
    };
    let rows: Vec<_> = events.iter().filter(|event| event.is_durable()).map(row).collect::<Result<_>>()?;
    let insert = |chunk: &[event::ActiveModel]| event::Entity::insert_many(chunk.to_vec()).build(backend);
    Ok(rows.chunks(INSERT_CHUNK).map(insert).collect())
}

/// Up to `limit` events after sequence number `after`, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<(i64, Event)>> {
    some_after(db, after, Order::Asc, limit).await
}

/// The latest events after sequence number `after`, up to `limit`, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest_after(db: &impl ConnectionTrait, after: i64, limit: u64) -> Result<Vec<(i64, Event)>> {
    let mut events = some_after(db, after, Order::Desc, limit).await?;
    events.reverse();
    Ok(events)
}

async fn some_after(
    db: &impl ConnectionTrait,
    after: i64,
    order: Order,
    limit: u64,
) -> Result<Vec<(i64, Event)>> {
    let events = event::Entity::find().filter(event::Column::Seq.gt(after));
    let rows = events.order_by(event::Column::Seq, order).limit(limit).all(db).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.seq, serde_json::from_str(&row.payload).ok()?))).collect())
}

/// The sequence number of the latest event, 0 when there is none.
///
/// # Errors
/// When the database cannot be read.
pub async fn last(db: &impl ConnectionTrait) -> Result<i64> {
    let row = event::Entity::find().order_by_desc(event::Column::Seq).limit(1).one(db).await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// Forgets events older than `before`; returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn trim(db: &impl ConnectionTrait, before: Millis) -> Result<u64> {
    Ok(event::Entity::delete_many().filter(event::Column::CreatedAt.lt(before)).exec(db).await?.rows_affected)
}
