//! Asking to follow.

use kinds::{AccountId, NotificationKind};
use store::{
    Event, Tx,
    entity::account,
    query::{self, account::AccountRow, follow::NewFollow},
};

use super::{is_local, party, touched};
use crate::{
    ctx::Ctx,
    effects::{federate::tell, notify::notify},
    error::{Result, ServiceError},
    job::Outgoing,
};

/// Everybody may follow so many accounts; who has many followers may follow more than that.
const FOLLOW_LIMIT: i64 = 7500;
/// How many follows a follower gives the right to, in tenths: Mastodon's 1.1.
const FOLLOWS_PER_TEN_FOLLOWERS: i64 = 11;
/// Longest list of languages.
const MAX_LANGUAGES: usize = 50;

/// How to follow. What is absent stays as it is, or takes its default.
#[derive(Clone, Debug, Default)]
pub struct FollowOptions {
    /// Boosts are shown; by default they are.
    pub reblogs: Option<bool>,
    /// Each post notifies; by default none does.
    pub notify: Option<bool>,
    /// Only posts in these languages are shown; an empty list means all.
    pub languages: Option<Vec<String>>,
    /// The id of the Follow activity of a remote account.
    pub uri: Option<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowOutcome {
    /// The account follows now, or did before.
    Following,
    /// The other side has to answer.
    Requested,
    /// A remote account that is blocked was told no.
    Refused,
}

/// `account` asks to follow `target`. Again: changes the settings.
///
/// # Errors
/// 404 for oneself and for accounts that are not there; 403 when a block stands between the two or
/// the target has moved; 422 when a local account follows too many.
pub async fn follow(
    ctx: &Ctx,
    account: AccountId,
    target: AccountId,
    options: FollowOptions,
) -> Result<FollowOutcome> {
    if account == target {
        return Err(ServiceError::NotFound);
    }
    let options = checked(options)?;
    let tx = ctx.begin().await?;
    let follower = party(&tx, account).await?;
    let target = party(&tx, target).await?;
    let outcome = if is_barred(&tx, &follower, &target).await? {
        refuse(ctx, &tx, &follower, &target, options)?
    } else {
        proceed(ctx, &tx, &follower, &target, options).await?
    };
    ctx.commit(tx).await?;
    Ok(outcome)
}

fn checked(mut options: FollowOptions) -> Result<FollowOptions> {
    if let Some(languages) = &mut options.languages {
        languages.retain(|language| !language.is_empty());
        languages.truncate(MAX_LANGUAGES);
        let fits = |language: &String| {
            language.len() <= 20 && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        if !languages.iter().all(fits) {
            return Err(ServiceError::field("languages", "ERR_INVALID", "contains an invalid language code"));
        }
    }
    Ok(options)
}

async fn is_barred(tx: &Tx, follower: &account::Model, target: &account::Model) -> Result<bool> {
    let db = tx.conn();
    Ok(target.moved_to_id.is_some()
        || query::block::between(db, follower.id, target.id).await?
        || query::block::blocks_domain(db, follower.id, &target.domain).await?
        || query::block::blocks_domain(db, target.id, &follower.domain).await?)
}

/// A local account gets an error; a remote one gets its answer by federation.
fn refuse(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    options: FollowOptions,
) -> Result<FollowOutcome> {
    if is_local(follower) {
        return Err(ServiceError::forbidden("This action is not allowed"));
    }
    if let Some(uri) = options.uri.filter(|_| is_local(target)) {
        tell(ctx, tx, Outgoing::RejectFollow { account: target.id, follower: follower.id, uri })?;
    }
    Ok(FollowOutcome::Refused)
}

async fn proceed(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    options: FollowOptions,
) -> Result<FollowOutcome> {
    if let Some(outcome) = repeat(ctx, tx, follower, target, &options).await? {
        return Ok(outcome);
    }
    if is_local(follower) {
        check_limit(tx, follower.id).await?;
    }
    let new = new_follow(ctx, tx, follower, target, options)?;
    // Only the other server knows whether it lets us follow. Limited accounts have to be let in.
    if target.locked || !is_local(target) || follower.limited_at.is_some() {
        ask(ctx, tx, follower, target, new).await?;
        return Ok(FollowOutcome::Requested);
    }
    let uri = new.uri.clone();
    if query::follow::insert(tx.conn(), new).await? {
        touched(tx, follower.id, target.id).await?;
        notify(ctx, tx, target.id, follower.id, NotificationKind::Follow, None).await?;
    }
    confirm(ctx, tx, follower, target, uri)?;
    Ok(FollowOutcome::Following)
}

async fn ask(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    new: NewFollow,
) -> Result<()> {
    let uri = new.uri.clone();
    if !query::follow::insert_request(tx.conn(), new).await? {
        return Ok(());
    }
    tx.emit(Event::AccountTouched { account: target.id });
    notify(ctx, tx, target.id, follower.id, NotificationKind::FollowRequest, None).await?;
    match uri {
        Some(uri) if is_local(follower) && !is_local(target) => {
            tell(ctx, tx, Outgoing::Follow { account: follower.id, target: target.id, uri })
        }
        _ => Ok(()),
    }
}

/// The follow or request is there already: only its settings may be new.
async fn repeat(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    options: &FollowOptions,
) -> Result<Option<FollowOutcome>> {
    let db = tx.conn();
    let languages = options.languages.as_deref().map(languages_json).transpose()?;
    if let Some(mut row) = query::follow::find(db, follower.id, target.id).await? {
        row.show_reblogs = options.reblogs.unwrap_or(row.show_reblogs);
        row.notify = options.notify.unwrap_or(row.notify);
        row.languages = languages.unwrap_or(row.languages);
        row.uri = options.uri.clone().or(row.uri);
        query::follow::update(db, &row).await?;
        touched(tx, follower.id, target.id).await?;
        confirm(ctx, tx, follower, target, options.uri.clone())?;
        return Ok(Some(FollowOutcome::Following));
    }
    if let Some(mut row) = query::follow::find_request(db, follower.id, target.id).await? {
        row.show_reblogs = options.reblogs.unwrap_or(row.show_reblogs);
        row.notify = options.notify.unwrap_or(row.notify);
        row.languages = languages.unwrap_or(row.languages);
        row.uri = options.uri.clone().or(row.uri);
        query::follow::update_request(db, &row).await?;
        return Ok(Some(FollowOutcome::Requested));
    }
    Ok(None)
}

/// Tells a remote follower that it follows now. Also when it asks again: the first answer may be lost.
fn confirm(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    uri: Option<String>,
) -> Result<()> {
    match uri {
        Some(uri) if is_local(target) && !is_local(follower) => {
            tell(ctx, tx, Outgoing::AcceptFollow { account: target.id, follower: follower.id, uri })
        }
        _ => Ok(()),
    }
}

async fn check_limit(tx: &Tx, account: AccountId) -> Result<()> {
    let rows = query::account::rows(tx.conn(), &[account]).await?;
    let Some(AccountRow { following_count, followers_count, .. }) = rows.first() else { return Ok(()) };
    let earned = followers_count.unwrap_or_default().saturating_mul(FOLLOWS_PER_TEN_FOLLOWERS) / 10;
    let limit = earned.max(FOLLOW_LIMIT);
    if following_count.unwrap_or_default() >= limit {
        let text = format!("You cannot follow more than {limit} accounts");
        return Err(ServiceError::field("base", "ERR_INVALID", text));
    }
    Ok(())
}

fn new_follow(
    ctx: &Ctx,
    tx: &Tx,
    follower: &account::Model,
    target: &account::Model,
    options: FollowOptions,
) -> Result<NewFollow> {
    let id: i64 = ctx.next_id();
    let own = || is_local(follower).then(|| format!("{}#follows/{id}", follower.uri));
    Ok(NewFollow {
        id,
        account: follower.id,
        target: target.id,
        uri: options.uri.or_else(own),
        show_reblogs: options.reblogs.unwrap_or(true),
        notify: options.notify.unwrap_or(false),
        languages: options.languages.as_deref().map(languages_json).transpose()?.flatten(),
        created_at: tx.now(),
    })
}

/// As stored: nothing means all.
fn languages_json(languages: &[String]) -> Result<Option<String>> {
    if languages.is_empty() { Ok(None) } else { Ok(Some(serde_json::to_string(languages)?)) }
}
