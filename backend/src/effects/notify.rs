//! Notifications of local accounts, written in the transaction of the act they tell of.

use kinds::{
    AccountId, CollectionId, Millis, NotificationId, NotificationKind, NotificationVerdict, ReportId,
    StatusId,
};
use store::{
    Event, Tx,
    entity::{notification, notification_request, report},
    query,
};

use super::judge::verdict;
use crate::{
    ctx::Ctx,
    error::Result,
    job::{JobKind, MailNotification, Push},
};

/// Notifications of the same kind about the same thing are grouped when they fall into the same
/// span of this length, as in Mastodon.
const GROUP_SPAN: i64 = 12 * Millis::HOUR;

/// What a notification is about, beside its sender.
#[derive(Clone, Copy, Default)]
struct About {
    status: Option<StatusId>,
    collection: Option<CollectionId>,
    report: Option<ReportId>,
}

/// Notifies `to` of what `from` did, if `to` is a local account that wants to hear of it: nothing
/// stands between the two, and the act was not told before. What the policy of `to` filters is stored
/// for its requests and told to nobody. Remote accounts are passed over, so callers need not look.
///
/// # Errors
/// When the database fails.
pub async fn notify(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    status: Option<StatusId>,
) -> Result<()> {
    offer(ctx, tx, to, from, kind, status).await.map(drop)
}

/// The same; answers whether `to` is told: a local account that wants to hear of it, and nothing filtered.
///
/// # Errors
/// When the database fails.
pub async fn offer(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    status: Option<StatusId>,
) -> Result<bool> {
    let about_own_acts = matches!(kind, NotificationKind::Poll);
    if to == from && !about_own_acts {
        return Ok(false);
    }
    store(ctx, tx, to, from, kind, About { status, ..About::default() }).await
}

/// Notifies `to` that `from` has edited something: `kind` says what `to` has to do with it. Of edits only the last is
/// told.
///
/// # Errors
/// When the database fails.
pub async fn about_edit(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    status: StatusId,
) -> Result<()> {
    withdraw(tx, to, from, kind, Some(status)).await?;
    notify(ctx, tx, to, from, kind, Some(status)).await
}

/// Notifies `to` that `from` has put it into a collection, or changed one that it is in. Of changes only
/// the last is told.
///
/// # Errors
/// When the database fails.
pub async fn about_collection(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    collection: CollectionId,
) -> Result<()> {
    if to == from {
        return Ok(());
    }
    query::notification::delete_about_collection(tx.conn(), to, kind, collection).await?;
    tx.emit(Event::NotificationsChanged { account: to });
    let about = About { collection: Some(collection), ..About::default() };
    store(ctx, tx, to, from, kind, about).await.map(drop)
}

/// Notifies `to`, one of the staff, of a report. Who made it knows.
///
/// # Errors
/// When the database fails.
pub async fn about_report(ctx: &Ctx, tx: &Tx, to: AccountId, report: &report::Model) -> Result<()> {
    let from = report.account_id;
    if to == from {
        return Ok(());
    }
    let about = About { report: Some(report.id), ..About::default() };
    store(ctx, tx, to, from, NotificationKind::AdminReport, about).await.map(drop)
}

/// Takes back that an account was put into a collection.
///
/// # Errors
/// When the database fails.
pub async fn withdraw_added(tx: &Tx, to: AccountId, collection: CollectionId) -> Result<()> {
    for kind in [NotificationKind::AddedToCollection, NotificationKind::CollectionUpdate] {
        query::notification::delete_about_collection(tx.conn(), to, kind, collection).await?;
    }
    tx.emit(Event::NotificationsChanged { account: to });
    Ok(())
}

async fn store(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    About { status, collection, report }: About,
) -> Result<bool> {
    let standing =
        query::notification_policy::standing(tx.conn(), to, from, (kind, status), tx.now()).await?;
    let Some(standing) = standing else { return Ok(false) };
    let filtered = match verdict(kind, &standing, tx.now()) {
        NotificationVerdict::Accept => false,
        NotificationVerdict::Filter => true,
        NotificationVerdict::Drop => return Ok(false),
    };
    let id: NotificationId = ctx.next_id();
    let row = notification::Model {
        id,
        account_id: to,
        from_account_id: from,
        kind,
        status_id: status,
        collection_id: collection,
        report_id: report,
        group_key: group_key(id, kind, status, tx.now()),
        created_at: tx.now(),
        filtered,
    };
    if !query::notification::insert(tx.conn(), row).await? {
        return Ok(!filtered);
    }
    if filtered {
        request(ctx, tx, to, from, status.filter(|_| is_by_sender(kind))).await?;
        return Ok(false);
    }
    tx.emit(Event::NotificationCreated { notification: id, account: to });
    if standing.pushes {
        tx.enqueue([Push { notification: id, account: to }.to_job()?]);
    }
    if standing.mails {
        tx.enqueue([MailNotification { notification: id, account: to }.to_job()?]);
    }
    Ok(true)
}

/// Notes that something by `from` was filtered.
async fn request(
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    last_status: Option<StatusId>,
) -> Result<()> {
    let row = notification_request::Model {
        id: ctx.next_id(),
        account_id: to,
        from_account_id: from,
        last_status_id: last_status,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    Ok(query::notification_request::note(tx.conn(), row).await?)
}

/// Whether the status of such a notification was written by its sender.
fn is_by_sender(kind: NotificationKind) -> bool {
    matches!(kind, NotificationKind::Mention | NotificationKind::Status | NotificationKind::Quote)
}

/// Takes a notification back, because the act was: an unfavourite, an unfollow. Without a status it
/// takes back every notification of this kind.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(
    tx: &Tx,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    status: Option<StatusId>,
) -> Result<()> {
    if query::notification::delete_act(tx.conn(), to, from, kind, status).await? > 0 {
        tx.emit(Event::NotificationsChanged { account: to });
    }
    Ok(())
}

/// What belongs together has the same key: acts on the same status, or new followers, within a span.
fn group_key(id: NotificationId, kind: NotificationKind, status: Option<StatusId>, now: Millis) -> String {
    let span = now.0 / GROUP_SPAN;
    match (kind, status) {
        (NotificationKind::Favourite | NotificationKind::Reblog, Some(status)) => {
            format!("{}-{status}-{span}", kind.as_str())
        }
        (NotificationKind::Follow | NotificationKind::AdminSignUp, _) => {
            format!("{}-{span}", kind.as_str())
        }
        _ => format!("ungrouped-{id}"),
    }
}
