//! Which notifications are sent by mail, and which were.

use kinds::{AccountId, Millis, NotificationId, NotificationKind};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};

use crate::{Result, Sql, entity::mail_preference as row};

/// What those get who have changed nothing, as in Mastodon: what others want of them, not how they like
/// their posts.
pub fn default(account: AccountId) -> row::Model {
    row::Model {
        account_id: account,
        follow: true,
        follow_request: true,
        mention: true,
        reblog: false,
        favourite: false,
        quote: true,
        always: false,
        subscriptions: false,
    }
}

/// The switch of a kind; none for kinds that are not sent by mail.
pub fn switch(row: &mut row::Model, kind: NotificationKind) -> Option<&mut bool> {
    match kind {
        NotificationKind::Follow => Some(&mut row.follow),
        NotificationKind::FollowRequest => Some(&mut row.follow_request),
        NotificationKind::Mention => Some(&mut row.mention),
        NotificationKind::Reblog => Some(&mut row.reblog),
        NotificationKind::Favourite => Some(&mut row.favourite),
        NotificationKind::Quote => Some(&mut row.quote),
        _ => None,
    }
}

/// SQL that tells whether `kind` is on in the row `mp`, which may be missing.
pub(super) fn is_on(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Follow => "COALESCE(mp.follow, TRUE)",
        NotificationKind::FollowRequest => "COALESCE(mp.follow_request, TRUE)",
        NotificationKind::Mention => "COALESCE(mp.mention, TRUE)",
        NotificationKind::Reblog => "COALESCE(mp.reblog, FALSE)",
        NotificationKind::Favourite => "COALESCE(mp.favourite, FALSE)",
        NotificationKind::Quote => "COALESCE(mp.quote, TRUE)",
        _ => "FALSE",
    }
}

/// The preferences of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, account: AccountId) -> Result<row::Model> {
    let found = row::Entity::find_by_id(account).one(db).await?;
    Ok(found.unwrap_or_else(|| default(account)))
}

/// Sets the preferences of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(db: &impl ConnectionTrait, preferences: row::Model) -> Result<()> {
    use row::Column;
    row::Entity::insert(preferences.into_active_model())
        .on_conflict(
            OnConflict::column(Column::AccountId)
                .update_columns([
                    Column::Follow,
                    Column::FollowRequest,
                    Column::Mention,
                    Column::Reblog,
                    Column::Favourite,
                    Column::Quote,
                    Column::Always,
                    Column::Subscriptions,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that a notification is being mailed; false when it was before, or when `most` have been since
/// `since`. The caller sees to it that an account's mails are sent one after another.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(
    db: &impl ConnectionTrait,
    notification: NotificationId,
    account: AccountId,
    now: Millis,
    (most, since): (i64, Millis),
) -> Result<bool> {
    let done = Sql::new("INSERT INTO notification_mails (notification_id, account_id, created_at) SELECT n.id, n.account_id, ")
        .bind(now)
        .push(" FROM notifications n WHERE n.id = ")
        .bind(notification)
        .push(" AND n.account_id = ")
        .bind(account)
        .push(" AND (SELECT COUNT(*) FROM notification_mails m WHERE m.account_id = n.account_id AND m.created_at > ")
        .bind(since)
        .push(") < ")
        .bind(most)
        .push(" ON CONFLICT DO NOTHING")
        .execute(db)
        .await?;
    Ok(done > 0)
}

/// Takes the note back, because the mail could not be sent.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(db: &impl ConnectionTrait, notification: NotificationId) -> Result<()> {
    Sql::new("DELETE FROM notification_mails WHERE notification_id = ")
        .bind(notification)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets mails from before `time`.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(db: &impl ConnectionTrait, time: Millis) -> Result<()> {
    Sql::new("DELETE FROM notification_mails WHERE created_at < ").bind(time).execute(db).await?;
    Ok(())
}
