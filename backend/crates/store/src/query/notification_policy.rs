//! What decides whether a notification is told: what stands between two accounts, and the policy.

use kinds::{AccountId, Millis, NotificationKind, NotificationVerdict, StatusId, Visibility};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, sea_query::OnConflict};

use super::mail_preference;
use crate::{Result, Sql, entity::notification_policy};

/// Who was here within this time needs no mails. The time of the last activity may be six hours behind.
const LATELY: i64 = 7 * Millis::HOUR;

/// How a sender stands with a receiver who wants to hear of it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Standing {
    /// When the sender's account was made.
    pub created_at: Millis,
    /// Whether the sender is limited.
    pub limited: bool,
    /// Whether the receiver follows the sender.
    pub following: bool,
    /// Since when the sender follows the receiver, if so.
    pub follower_since: Option<Millis>,
    /// Whether the receiver let the sender in.
    pub permitted: bool,
    /// Who the status is for, if it is about one.
    pub visibility: Option<Visibility>,
    /// Whether the status answers in a conversation in which the receiver wrote to the sender.
    pub invited: bool,
    /// Whether the receiver has devices that are pushed to.
    pub pushes: bool,
    /// Whether the receiver wants a mail of this kind now.
    pub mails: bool,
    /// The receiver's policy; none when it was never changed.
    pub not_following: Option<NotificationVerdict>,
    /// The same for those who do not follow.
    pub not_followers: Option<NotificationVerdict>,
    /// The same for new accounts.
    pub new_accounts: Option<NotificationVerdict>,
    /// The same for direct mentions that nobody asked for.
    pub private_mentions: Option<NotificationVerdict>,
    /// The same for limited accounts.
    pub limited_accounts: Option<NotificationVerdict>,
}

/// How `from` stands with `to`, who wants to hear of it: `to` has a user here, `from` is not suspended,
/// no block stands between them (the staff is told, too, by whom it is blocked), `to` does not mute the
/// notifications of `from`, nor the conversation of `status`, nor block the server of `from` without following
/// them. Otherwise nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn standing(
    db: &impl ConnectionTrait,
    to: AccountId,
    from: AccountId,
    (kind, status): (NotificationKind, Option<StatusId>),
    now: Millis,
) -> Result<Option<Standing>> {
    let rows = columns(to)
        .append(mails(to, kind, now))
        .append(wanted((to, from), (kind, status), now))
        .all(db)
        .await?;
    Ok(rows.into_iter().next())
}

fn columns(to: AccountId) -> Sql {
    Sql::new("SELECT f.created_at, f.limited_at IS NOT NULL AS limited, EXISTS (SELECT 1 FROM follows w WHERE w.target_id = f.id AND w.account_id = ")
        .bind(to)
        .push(") AS following, (SELECT w.created_at FROM follows w WHERE w.account_id = f.id AND w.target_id = ")
        .bind(to)
        .push(") AS follower_since, EXISTS (SELECT 1 FROM notification_permissions g WHERE g.from_account_id = f.id AND g.account_id = ")
        .bind(to)
        .push(") AS permitted, s.visibility, s.in_reply_to_id IS NOT NULL AND EXISTS (SELECT 1 FROM statuses o JOIN mentions m ON m.status_id = o.id WHERE o.conversation_id = s.conversation_id AND m.account_id = f.id AND NOT m.silent AND o.account_id = ")
        .bind(to)
        .push(") AS invited, EXISTS (SELECT 1 FROM push_subscriptions d WHERE d.account_id = ")
        .bind(to)
        .push(") AS pushes, p.not_following, p.not_followers, p.new_accounts, p.private_mentions, p.limited_accounts")
}

fn mails(to: AccountId, kind: NotificationKind, now: Millis) -> Sql {
    Sql::new(", EXISTS (SELECT 1 FROM users u LEFT JOIN mail_preferences mp ON mp.account_id = u.account_id WHERE u.account_id = ")
        .bind(to)
        .push(" AND (u.last_active_at IS NULL OR COALESCE(mp.always, FALSE) OR u.last_active_at < ")
        .bind(now.plus(-LATELY))
        .push(") AND ")
        .push(mail_preference::is_on(kind))
        .push(") AS mails")
}

fn wanted(
    (to, from): (AccountId, AccountId),
    (kind, status): (NotificationKind, Option<StatusId>),
    now: Millis,
) -> Sql {
    let to_staff = matches!(kind, NotificationKind::AdminSignUp | NotificationKind::AdminReport);
    let of_sender = if to_staff { "FALSE" } else { "b.account_id = f.id" };
    Sql::new(" FROM accounts f LEFT JOIN notification_policies p ON p.account_id = ")
        .bind(to)
        .push(" LEFT JOIN statuses s ON s.id = ")
        .bind(status.unwrap_or_default())
        .push(" WHERE f.id = ")
        .bind(from)
        .push(" AND f.suspended_at IS NULL AND EXISTS (SELECT 1 FROM users u WHERE u.account_id = ")
        .bind(to)
        .push(") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
        .bind(to)
        .push(" AND b.target_id = f.id) AND NOT EXISTS (SELECT 1 FROM blocks b WHERE ")
        .push(of_sender)
        .push(" AND b.target_id = ")
        .bind(to)
        .push(") AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.target_id = f.id AND m.hide_notifications AND m.account_id = ")
        .bind(to)
        .push(" AND (m.expires_at IS NULL OR m.expires_at > ")
        .bind(now)
        .push(")) AND NOT EXISTS (SELECT 1 FROM conversation_mutes cm WHERE cm.conversation_id = s.conversation_id AND cm.account_id = ")
        .bind(to)
        .push(") AND (f.domain = '' OR NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.domain = f.domain AND d.account_id = ")
        .bind(to)
        .push(") OR EXISTS (SELECT 1 FROM follows w WHERE w.target_id = f.id AND w.account_id = ")
        .bind(to)
        .push("))")
}

/// The policy of an account, if it was ever changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Option<notification_policy::Model>> {
    notification_policy::Entity::find_by_id(account).one(db).await
}

/// Sets the policy of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(db: &impl ConnectionTrait, row: notification_policy::Model) -> Result<()> {
    use notification_policy::Column;
    notification_policy::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(Column::AccountId)
                .update_columns([
                    Column::NotFollowing,
                    Column::NotFollowers,
                    Column::NewAccounts,
                    Column::PrivateMentions,
                    Column::LimitedAccounts,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
