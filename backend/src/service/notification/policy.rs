//! Which notifications are filtered: what a user has set, in the new form and the old one.

use kinds::{
    AccountId,
    NotificationVerdict::{self, Accept, Filter},
};
use shared::{
    entities::{NotificationPolicy, NotificationPolicySummary, V1NotificationPolicy},
    params::{UpdateNotificationPolicy, UpdateV1NotificationPolicy},
};
use store::{
    entity::notification_policy::Model,
    query::{notification_policy as query, notification_request},
};

use crate::{ctx::Ctx, error::Result};

/// The policy, with how much it has filtered.
///
/// # Errors
/// When the database cannot be read.
pub async fn show(ctx: &Ctx, account: AccountId) -> Result<NotificationPolicy> {
    let row = query::find(ctx.db.read(), account).await?.unwrap_or_else(|| default(account));
    Ok(NotificationPolicy {
        for_not_following: row.not_following,
        for_not_followers: row.not_followers,
        for_new_accounts: row.new_accounts,
        for_private_mentions: row.private_mentions,
        for_limited_accounts: row.limited_accounts,
        summary: summary(ctx, account).await?,
    })
}

/// Changes the policy; what is absent stays. It counts for what comes from now on.
///
/// # Errors
/// When the database fails.
pub async fn update(
    ctx: &Ctx,
    account: AccountId,
    change: UpdateNotificationPolicy,
) -> Result<NotificationPolicy> {
    let tx = ctx.begin().await?;
    let old = query::find(tx.conn(), account).await?.unwrap_or_else(|| default(account));
    let row = Model {
        account_id: account,
        not_following: change.for_not_following.unwrap_or(old.not_following),
        not_followers: change.for_not_followers.unwrap_or(old.not_followers),
        new_accounts: change.for_new_accounts.unwrap_or(old.new_accounts),
        private_mentions: change.for_private_mentions.unwrap_or(old.private_mentions),
        limited_accounts: change.for_limited_accounts.unwrap_or(old.limited_accounts),
    };
    query::set(tx.conn(), row).await?;
    ctx.commit(tx).await?;
    show(ctx, account).await
}

/// The policy in its old form, which knows only filtered and not.
///
/// # Errors
/// When the database cannot be read.
pub async fn show_v1(ctx: &Ctx, account: AccountId) -> Result<V1NotificationPolicy> {
    Ok(old_form(show(ctx, account).await?))
}

/// Changes the policy in its old form; what is absent stays.
///
/// # Errors
/// When the database fails.
pub async fn update_v1(
    ctx: &Ctx,
    account: AccountId,
    change: UpdateV1NotificationPolicy,
) -> Result<V1NotificationPolicy> {
    let verdict = |filter: Option<bool>| filter.map(|filter| if filter { Filter } else { Accept });
    let change = UpdateNotificationPolicy {
        for_not_following: verdict(change.filter_not_following),
        for_not_followers: verdict(change.filter_not_followers),
        for_new_accounts: verdict(change.filter_new_accounts),
        for_private_mentions: verdict(change.filter_private_mentions),
        for_limited_accounts: None,
    };
    Ok(old_form(update(ctx, account, change).await?))
}

fn old_form(policy: NotificationPolicy) -> V1NotificationPolicy {
    let filters = |verdict: NotificationVerdict| verdict != Accept;
    V1NotificationPolicy {
        filter_not_following: filters(policy.for_not_following),
        filter_not_followers: filters(policy.for_not_followers),
        filter_new_accounts: filters(policy.for_new_accounts),
        filter_private_mentions: filters(policy.for_private_mentions),
        summary: policy.summary,
    }
}

async fn summary(ctx: &Ctx, account: AccountId) -> Result<NotificationPolicySummary> {
    let counted = notification_request::summary(ctx.db.read(), account).await?;
    Ok(NotificationPolicySummary {
        pending_requests_count: counted.requests,
        pending_notifications_count: counted.notifications,
    })
}

/// The policy of those who have not changed it, as in Mastodon (`effects::judge` knows it too).
fn default(account: AccountId) -> Model {
    Model {
        account_id: account,
        not_following: Accept,
        not_followers: Accept,
        new_accounts: Accept,
        private_mentions: Filter,
        limited_accounts: Filter,
    }
}
