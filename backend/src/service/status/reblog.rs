//! Boosts. A boost is a status of its own, the wrapper; boosting a boost boosts the original.

use kinds::{AccountId, Millis, NotificationKind, QuotePolicy, ReplyPolicy, StatusId, Visibility};
use shared::entities::Status;
use store::{
    Event, Tx,
    entity::status,
    query::{
        account,
        status_change::{self as change, Counter},
        token,
    },
};

use super::insert::is_open;
use crate::{
    ctx::Ctx,
    effects::{
        federate,
        notify::{notify, withdraw},
    },
    error::{Result, ServiceError},
    job::{FanOut, JobKind, Outgoing},
    service::{auth::Viewer, present},
};

/// A boost to be stored.
#[derive(Clone, Debug)]
pub struct Boost {
    /// Its id.
    pub id: StatusId,
    /// The id of the Announce activity.
    pub uri: String,
    /// Who boosts.
    pub account: AccountId,
    /// Whether it was made here.
    pub local: bool,
    /// Who may see the boost.
    pub visibility: Visibility,
    /// When.
    pub published: Millis,
}

/// Boosts a status; the same boost again is the one there is.
///
/// # Errors
/// 404 when it cannot be seen, 403 when it may not be boosted.
pub async fn reblog(
    ctx: &Ctx,
    viewer: &Viewer,
    id: StatusId,
    visibility: Option<Visibility>,
) -> Result<Status> {
    let original = super::target(ctx, viewer.account, id).await?;
    may_boost(viewer.account, &original)?;
    if let Some(there) = change::boost(ctx.db.read(), viewer.account, original.id).await? {
        return present::status(ctx, Some(viewer.account), there.id).await;
    }
    let author = account::by_id(ctx.db.read(), viewer.account).await?.ok_or(ServiceError::NotFound)?;
    let visibility = match visibility {
        _ if !is_open(original.visibility) => original.visibility,
        Some(Visibility::Direct) => {
            return Err(ServiceError::invalid("Validation failed: Visibility is not included in the list"));
        }
        Some(chosen) => chosen,
        None => default_visibility(ctx, viewer).await?,
    };
    let wrapper: StatusId = ctx.next_id();
    let uri = format!("{}/statuses/{wrapper}/activity", author.uri);
    let new =
        Boost { id: wrapper, uri, account: viewer.account, local: true, visibility, published: ctx.now() };
    let tx = ctx.begin().await?;
    let stored = boost(ctx, &tx, new, &original).await?;
    if stored == wrapper && !original.local_only {
        federate::tell(ctx, &tx, Outgoing::Announce { status: wrapper })?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer.account), stored).await
}

/// A boost is never wider than its author's posts are by default, and never direct.
async fn default_visibility(ctx: &Ctx, viewer: &Viewer) -> Result<Visibility> {
    let Some(user) = viewer.user else { return Ok(Visibility::Public) };
    let default = token::user(ctx.db.read(), user).await?.map(|(user, ..)| user.default_visibility);
    Ok(default.filter(|default| *default != Visibility::Direct).unwrap_or(Visibility::Public))
}

/// Public and unlisted statuses may be boosted by all, those for followers by their author.
///
/// # Errors
/// 403 when it may not be.
pub fn may_boost(account: AccountId, original: &status::Model) -> Result<()> {
    let own = original.visibility == Visibility::Private && original.account_id == account;
    if is_open(original.visibility) || own {
        Ok(())
    } else {
        Err(ServiceError::forbidden("This action is not allowed"))
    }
}

/// Stores a boost, made here or elsewhere, with counters, events, the fan-out and a notification.
/// Returns the id of the wrapper, which is another one when there was a boost already. Whether the
/// account may see and boost the status is the caller's business ([`may_boost`]).
///
/// # Errors
/// When the database fails.
pub async fn boost(ctx: &Ctx, tx: &Tx, new: Boost, original: &status::Model) -> Result<StatusId> {
    let db = tx.conn();
    if !change::insert(db, row(&new, original)).await? {
        let there = change::boost(db, new.account, original.id).await?;
        return there.map(|there| there.id).ok_or_else(|| ServiceError::internal("a boost came and went"));
    }
    tx.defer(change::counting(original.id, Counter::Reblogs, 1));
    tx.defer(change::counting_post(new.account, new.published));
    tx.emit(Event::StatusTouched { status: original.id });
    tx.emit(Event::ActsChanged { account: new.account, status: original.id });
    tx.emit(Event::PostsCounted { account: new.account });
    tx.emit(Event::StatusCreated { status: new.id, account: new.account });
    tx.enqueue([FanOut { status: new.id, account: new.account }.to_job()?]);
    notify(ctx, tx, original.account_id, new.account, NotificationKind::Reblog, Some(original.id)).await?;
    Ok(new.id)
}

fn row(new: &Boost, original: &status::Model) -> status::Model {
    status::Model {
        id: new.id,
        uri: new.uri.clone(),
        url: None,
        account_id: new.account,
        local: new.local,
        visibility: new.visibility,
        listed: false,
        text: String::new(),
        content: String::new(),
        spoiler_text: String::new(),
        sensitive: false,
        language: None,
        conversation_id: None,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        in_reply_to_uri: None,
        reblog_of_id: Some(original.id),
        app_id: None,
        has_media: false,
        emojis: "[]".to_owned(),
        quote_policy: QuotePolicy::Nobody.as_str().to_owned(),
        reply_policy: ReplyPolicy::Public.as_str().to_owned(),
        created_at: new.published,
        edited_at: None,
        fetched_at: None,
        local_only: original.local_only,
    }
}

/// Takes a boost back. The answer is the original.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn unreblog(ctx: &Ctx, viewer: &Viewer, id: StatusId) -> Result<Status> {
    // A boost of what cannot be seen any more can still be taken back.
    let named = change::by_id(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)?;
    let original = named.reblog_of_id.unwrap_or(named.id);
    if let Some(wrapper) = change::boost(ctx.db.read(), viewer.account, original).await? {
        let tx = ctx.begin().await?;
        unboost(ctx, &tx, &wrapper).await?;
        let outgoing = Outgoing::UndoAnnounce {
            account: viewer.account,
            uri: wrapper.uri.clone(),
            original,
            visibility: wrapper.visibility,
        };
        if !wrapper.local_only {
            federate::tell(ctx, &tx, outgoing)?;
        }
        ctx.commit(tx).await?;
    }
    present::status(ctx, Some(viewer.account), original).await
}

/// Removes a boost and the notification of it.
///
/// # Errors
/// When the database fails.
pub async fn unboost(ctx: &Ctx, tx: &Tx, wrapper: &status::Model) -> Result<()> {
    super::remove(ctx, tx, wrapper.id).await?;
    let Some(original) = wrapper.reblog_of_id else { return Ok(()) };
    if let Some(row) = change::by_id(tx.conn(), original).await? {
        withdraw(tx, row.account_id, wrapper.account_id, NotificationKind::Reblog, Some(original)).await?;
    }
    Ok(())
}
