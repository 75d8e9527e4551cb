//! Which notifications a user gets by mail, and links in those mails that switch them off.

use kinds::{AccountId, NotificationKind};
use shared::{entities::MailPreferences, params::UpdateMailPreferences};
use store::{
    Event,
    entity::mail_preference::Model,
    query::{self, mail_preference as preference},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// What links are signed for.
const PURPOSE: &str = "unsubscribe";

/// The preferences.
///
/// # Errors
/// When the database cannot be read.
pub async fn show(ctx: &Ctx, account: AccountId) -> Result<MailPreferences> {
    Ok(entity(&preference::find(ctx.db.read(), account).await?))
}

/// Changes the preferences; what is absent stays.
///
/// # Errors
/// When the database fails.
pub async fn update(ctx: &Ctx, account: AccountId, change: UpdateMailPreferences) -> Result<MailPreferences> {
    let tx = ctx.begin().await?;
    let old = preference::find(tx.conn(), account).await?;
    let row = Model {
        account_id: account,
        follow: change.follow.unwrap_or(old.follow),
        follow_request: change.follow_request.unwrap_or(old.follow_request),
        mention: change.mention.unwrap_or(old.mention),
        reblog: change.reblog.unwrap_or(old.reblog),
        favourite: change.favourite.unwrap_or(old.favourite),
        quote: change.quote.unwrap_or(old.quote),
        always: change.always.unwrap_or(old.always),
        subscriptions: change.email_subscriptions.unwrap_or(old.subscriptions),
    };
    let shown = entity(&row);
    let subscriptions_changed = row.subscriptions != old.subscriptions;
    preference::set(tx.conn(), row).await?;
    if subscriptions_changed {
        tx.emit(Event::AccountTouched { account });
    }
    ctx.commit(tx).await?;
    Ok(shown)
}

/// A link that switches mails of a kind off, without signing in. It never ends: old mails are read too,
/// and all that somebody can do with it is what its receiver can undo.
pub fn unsubscribe_link(ctx: &Ctx, account: AccountId, kind: NotificationKind) -> String {
    let what = format!("{account}.{}", kind.as_str());
    let signature = ctx.secrets.sign(PURPOSE, &what);
    ctx.url(&format!("/auth/unsubscribe?token={what}.{signature}"))
}

/// Whose mails of which kind a link's token is about; nothing when it was not made here.
pub fn read_token(ctx: &Ctx, token: &str) -> Option<(AccountId, NotificationKind)> {
    let (what, signature) = token.rsplit_once('.')?;
    if !ctx.secrets.is_signed(PURPOSE, what, signature) {
        return None;
    }
    let (account, kind) = what.split_once('.')?;
    Some((AccountId(account.parse().ok()?), kind.parse().ok()?))
}

/// Switches off what a link's token is about, and tells what that was.
///
/// # Errors
/// 422 when the token was not made here, or its user is gone.
pub async fn unsubscribe(ctx: &Ctx, token: &str) -> Result<NotificationKind> {
    let broken = || ServiceError::invalid("This link does not work");
    let (account, kind) = read_token(ctx, token).ok_or_else(broken)?;
    let tx = ctx.begin().await?;
    query::user::by_account(tx.conn(), account).await?.ok_or_else(broken)?;
    let mut row = preference::find(tx.conn(), account).await?;
    *preference::switch(&mut row, kind).ok_or_else(broken)? = false;
    preference::set(tx.conn(), row).await?;
    ctx.commit(tx).await?;
    Ok(kind)
}

fn entity(row: &Model) -> MailPreferences {
    MailPreferences {
        follow: row.follow,
        follow_request: row.follow_request,
        mention: row.mention,
        reblog: row.reblog,
        favourite: row.favourite,
        quote: row.quote,
        always: row.always,
        email_subscriptions: row.subscriptions,
    }
}
