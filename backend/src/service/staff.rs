//! Those who run the server, and what they are told.

use kinds::{AccountId, NotificationKind};
use store::{
    Tx,
    entity::{report, user},
    query,
};

use super::role;
use crate::{ctx::Ctx, effects::notify, error::Result};

/// Tells those who manage users that somebody new may use an account.
pub(super) async fn tell_of_sign_up(ctx: &Ctx, tx: &Tx, account: AccountId) -> Result<()> {
    for staff in with_permission(tx, role::MANAGE_USERS).await? {
        notify::notify(ctx, tx, staff.account_id, account, NotificationKind::AdminSignUp, None).await?;
    }
    Ok(())
}

/// Tells those who manage reports of one. Mastodon tells of the first about an account until it is dealt
/// with; here each is told.
pub(super) async fn tell_of_report(ctx: &Ctx, tx: &Tx, report: &report::Model) -> Result<()> {
    for staff in with_permission(tx, role::MANAGE_REPORTS).await? {
        notify::about_report(ctx, tx, staff.account_id, report).await?;
    }
    Ok(())
}

/// Users who have one of these permissions.
pub(super) async fn with_permission(tx: &Tx, bits: i64) -> Result<Vec<user::Model>> {
    Ok(query::user::with_permission(tx.conn(), bits | role::ADMINISTRATOR).await?)
}
