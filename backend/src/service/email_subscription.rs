//! Posts by mail, for people without an account: visitors ask for them, confirm that the address is theirs,
//! and get one mail for each public post until they have had enough. Decision 023 tells why it is so.

use kinds::{AccountId, EmailSubscriptionId, Millis, StatusId, Visibility};
use lettre::Address;
use shared::params::SubscribeByEmail;
use store::{
    Tx,
    entity::{account, email_subscription::Model, status},
    query::{email_subscription as query, status_change},
};

use super::account::validate::{MAX_EMAIL, Problems};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{ConfirmSubscription, JobKind, MailPost, MailSubscribers},
    locale::Locale,
    rate_limit::{self, Bucket},
};

/// What links are signed for: to confirm, and to end.
const CONFIRM: &str = "email_subscription.confirm";
const END: &str = "email_subscription.end";
/// Mails ordered in one transaction.
const BATCH: i64 = 100;
/// What is older than this is no news.
const NEWS: i64 = 2 * Millis::DAY;

/// A visitor asks for an account's posts. Answers the same whether the address has them already: who reads what
/// is nobody's business.
///
/// # Errors
/// 404 when the account's posts are not sent by mail, 422 when that is no mail address, 429 when it was sent too
/// many mails lately.
pub async fn subscribe(
    ctx: &Ctx,
    account: AccountId,
    params: SubscribeByEmail,
    locale: Locale,
) -> Result<()> {
    author(ctx, account).await?.ok_or(ServiceError::NotFound)?;
    let email = params.email.unwrap_or_default().trim().to_lowercase();
    check(&email)?;
    rate_limit::limit(ctx, Bucket::Mails, &email).await?;
    let tx = ctx.begin().await?;
    let new = Model {
        id: ctx.next_id(),
        account_id: account,
        email,
        locale: locale.tag().to_owned(),
        confirmed_at: None,
        created_at: tx.now(),
    };
    let subscription = query::insert(tx.conn(), new).await?;
    if subscription.confirmed_at.is_none() {
        tx.enqueue([ConfirmSubscription { subscription: subscription.id }.to_job()?]);
    }
    ctx.commit(tx).await
}

fn check(email: &str) -> Result<()> {
    let mut problems = Problems::default();
    if email.is_empty() {
        problems.add("email", "ERR_BLANK", "can't be blank");
    } else if email.len() > MAX_EMAIL || email.parse::<Address>().is_err() {
        problems.add("email", "ERR_INVALID", "is invalid");
    }
    problems.check()
}

/// The account, if its posts are sent by mail.
async fn author(ctx: &Ctx, account: AccountId) -> Result<Option<account::Model>> {
    if !ctx.config.email_subscriptions.enabled {
        return Ok(None);
    }
    Ok(query::author(ctx.db.read(), account).await?)
}

/// Has a new post of this server sent to subscribers, if it is one for everybody: public, and no reply.
///
/// # Errors
/// When the payload cannot be written as JSON.
pub fn announce(ctx: &Ctx, tx: &Tx, row: &status::Model) -> Result<()> {
    if ctx.config.email_subscriptions.enabled && is_sent(row) {
        tx.enqueue([MailSubscribers { status: row.id, after: None }.to_job()?]);
    }
    Ok(())
}

fn is_sent(row: &status::Model) -> bool {
    row.local
        && row.visibility == Visibility::Public
        && row.reblog_of_id.is_none()
        && row.in_reply_to_id.is_none()
        && row.in_reply_to_uri.is_none()
}

/// Orders a mail for each of the next subscribers, and the job for those after them.
///
/// # Errors
/// When the database fails.
pub async fn fan_out(ctx: &Ctx, job: MailSubscribers) -> Result<()> {
    let Some((row, _)) = sent(ctx, job.status).await? else { return Ok(()) };
    let found = query::confirmed(ctx.db.read(), row.account_id, row.created_at, job.after, BATCH);
    let ids = found.await?;
    let mails = ids.iter().map(|&subscription| MailPost { subscription, status: row.id }.to_job());
    let mails = mails.collect::<Result<Vec<_>>>()?;
    let tx = ctx.begin().await?;
    tx.enqueue(mails);
    if i64::try_from(ids.len()).is_ok_and(|count| count >= BATCH) {
        tx.enqueue([MailSubscribers { after: ids.last().copied(), ..job }.to_job()?]);
    }
    ctx.commit(tx).await
}

/// A post that is sent by mail, with its author, unless there is no reason for that any more.
///
/// # Errors
/// When the database cannot be read.
pub async fn sent(ctx: &Ctx, status: StatusId) -> Result<Option<(status::Model, account::Model)>> {
    let found = status_change::by_id(ctx.db.read(), status).await?;
    let Some(row) = found.filter(|row| is_sent(row) && ctx.now().since(row.created_at) < NEWS) else {
        return Ok(None);
    };
    Ok(author(ctx, row.account_id).await?.map(|author| (row, author)))
}

/// The link that says that the address wants the posts.
pub fn confirm_link(ctx: &Ctx, id: EmailSubscriptionId) -> String {
    ctx.url(&format!("/auth/subscription?token={}", token(ctx, CONFIRM, id)))
}

/// The link that ends the subscription, without signing in. It never ends itself: old mails are read too.
pub fn end_link(ctx: &Ctx, id: EmailSubscriptionId) -> String {
    ctx.url(&format!("/auth/subscription/end?token={}", token(ctx, END, id)))
}

fn token(ctx: &Ctx, purpose: &str, id: EmailSubscriptionId) -> String {
    let what = id.to_string();
    format!("{what}.{}", ctx.secrets.sign(purpose, &what))
}

fn read(ctx: &Ctx, purpose: &str, token: &str) -> Result<EmailSubscriptionId> {
    let broken = || ServiceError::invalid("This link does not work");
    let (what, signature) = token.split_once('.').ok_or_else(broken)?;
    if !ctx.secrets.is_signed(purpose, what, signature) {
        return Err(broken());
    }
    what.parse().map_err(|_| broken())
}

/// Whose posts are asked for by a link that confirms: the handle.
///
/// # Errors
/// 422 when the link was not made here, or it was not confirmed in time.
pub async fn asked(ctx: &Ctx, token: &str) -> Result<String> {
    handle(ctx, read(ctx, CONFIRM, token)?).await?.ok_or_else(|| ServiceError::invalid("This link has ended"))
}

/// Follows a link that confirms; tells whose posts come from now on.
///
/// # Errors
/// 422 when the link was not made here, or it was not confirmed in time.
pub async fn confirm(ctx: &Ctx, token: &str) -> Result<String> {
    let handle = asked(ctx, token).await?;
    let tx = ctx.begin().await?;
    query::confirm(tx.conn(), read(ctx, CONFIRM, token)?, tx.now()).await?;
    ctx.commit(tx).await?;
    Ok(handle)
}

/// Whose posts a link would end: the handle; nothing when they have ended already.
///
/// # Errors
/// 422 when the link was not made here.
pub async fn ending(ctx: &Ctx, token: &str) -> Result<Option<String>> {
    handle(ctx, read(ctx, END, token)?).await
}

/// Ends a subscription by a link from a mail. Twice is as good as once.
///
/// # Errors
/// 422 when the link was not made here.
pub async fn end(ctx: &Ctx, token: &str) -> Result<()> {
    let id = read(ctx, END, token)?;
    let tx = ctx.begin().await?;
    query::delete(tx.conn(), id).await?;
    ctx.commit(tx).await
}

async fn handle(ctx: &Ctx, id: EmailSubscriptionId) -> Result<Option<String>> {
    let db = ctx.db.read();
    let Some(subscription) = query::by_id(db, id).await? else { return Ok(None) };
    let account = store::query::account::by_id(db, subscription.account_id).await?;
    Ok(account.map(|account| full_handle(ctx, &account)))
}

/// `name@domain` of an account of this server.
pub fn full_handle(ctx: &Ctx, account: &account::Model) -> String {
    format!("{}@{}", account.username, ctx.config.account_domain())
}
