//! Notifications in groups: many favourites of one status are one line.
//!
//! A page walks over notifications, as Mastodon's does: a group that goes on beyond the page appears
//! again on the next one, and clients join the two by the group's key.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use kinds::{AccountId, NotificationId, NotificationKind, ReportId, StatusId};
use shared::entities::{
    Account, GroupedNotificationsResults, NotificationGroup, PartialAccountWithAvatar, Status,
};
use store::{
    Event,
    entity::notification,
    query::notification::{self as query, Filter, GroupRow},
};

use super::{NOTIFICATIONS, SupportedTypes, fallback, last_read, unread_limit};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        auth::Viewer,
        listing::{Listing, Page, Span, window},
        present::{self, timestamp},
    },
};

/// The kinds that have groups unless the client says otherwise.
const GROUPED: [NotificationKind; 4] = [
    NotificationKind::Favourite,
    NotificationKind::Reblog,
    NotificationKind::Follow,
    NotificationKind::AdminSignUp,
];
/// Accounts shown of a group.
const SAMPLE: i64 = 8;
/// Notifications read for a page at most. A page over a larger group is shorter, and goes on there.
const MAX_SCAN: u64 = 2000;

/// Which groups are wanted, and how.
#[derive(Clone, Debug, Default)]
pub struct GroupQuery {
    /// Of which notifications.
    pub filter: Filter,
    /// The kinds to be grouped; by default all that can be.
    pub grouped: Option<Vec<NotificationKind>>,
    /// Whether accounts beyond the newest of a group are only sketched.
    pub partial: bool,
    /// What the client can show.
    pub supported: SupportedTypes,
}

impl GroupQuery {
    fn grouped(&self) -> Vec<NotificationKind> {
        let wanted = |kind: &NotificationKind| self.grouped.as_ref().is_none_or(|kinds| kinds.contains(kind));
        GROUPED.into_iter().filter(wanted).collect()
    }

    /// The key of a notification's group.
    fn key(grouped: &[NotificationKind], row: &notification::Model) -> String {
        if grouped.contains(&row.kind) { row.group_key.clone() } else { format!("ungrouped-{}", row.id) }
    }
}

/// A group on a page, before it is rendered.
struct Draft {
    key: String,
    newest: notification::Model,
    oldest: NotificationId,
}

/// A page of groups, the one with the newest notification first.
///
/// # Errors
/// When the database cannot be read.
pub async fn grouped(
    ctx: &Ctx,
    viewer: &Viewer,
    asked: &GroupQuery,
    page: Page,
) -> Result<(GroupedNotificationsResults, Option<Span>)> {
    let limit = page.limit(NOTIFICATIONS.0, NOTIFICATIONS.1);
    let kinds = asked.grouped();
    let rows = scan(ctx, viewer.account, asked, &kinds, page, limit).await?;
    let span = rows.0.first().zip(rows.0.last()).map(|(newest, oldest)| Span {
        newest: newest.id.0,
        oldest: oldest.id.0,
        full: rows.1,
    });
    let drafts = drafts(&kinds, rows.0);
    Ok((results(ctx, viewer, drafts, asked).await?, span))
}

/// One group.
///
/// # Errors
/// 404 when the viewer has none with this key.
pub async fn group(
    ctx: &Ctx,
    viewer: &Viewer,
    key: &str,
    supported: SupportedTypes,
) -> Result<GroupedNotificationsResults> {
    let rows = match ungrouped(key) {
        Some(id) => query::find(ctx.db.read(), viewer.account, id?).await?.into_iter().collect(),
        None => {
            let first = window(&Page { limit: Some(1), ..Page::default() }, 1, 1);
            query::group(ctx.db.read(), viewer.account, key, &first).await?
        }
    };
    let draft = rows.into_iter().map(|row| Draft { key: key.to_owned(), oldest: row.id, newest: row });
    let asked = GroupQuery { supported, ..GroupQuery::default() };
    let results = results(ctx, viewer, draft.collect(), &asked).await?;
    if results.notification_groups.is_empty() {
        return Err(ServiceError::NotFound);
    }
    Ok(results)
}

/// A page of the accounts of a group, the latest act first.
///
/// # Errors
/// 404 when the viewer has no such group.
pub async fn accounts(ctx: &Ctx, viewer: &Viewer, key: &str, page: Page) -> Result<Listing<Arc<Account>>> {
    let window = window(&page, NOTIFICATIONS.0, NOTIFICATIONS.1);
    let rows = match ungrouped(key) {
        Some(id) => query::find(ctx.db.read(), viewer.account, id?).await?.into_iter().collect(),
        None => query::group(ctx.db.read(), viewer.account, key, &window).await?,
    };
    if rows.is_empty() && page.max_id.or(page.min_id).or(page.since_id).is_none() {
        return Err(ServiceError::NotFound);
    }
    let ids: Vec<AccountId> = rows.iter().map(|row| row.from_account_id).collect();
    let found = present::accounts(ctx, &ids).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    Ok(Listing::new(ids.iter().filter_map(|id| found.get(id).cloned()).collect(), &cursors, window.limit))
}

/// Removes all notifications of a group.
///
/// # Errors
/// 404 for what cannot be the key of a group.
pub async fn dismiss_group(ctx: &Ctx, viewer: &Viewer, key: &str) -> Result<()> {
    let tx = ctx.begin().await?;
    match ungrouped(key) {
        Some(id) => {
            query::delete(tx.conn(), viewer.account, id?).await?;
        }
        None => {
            query::delete_group(tx.conn(), viewer.account, key).await?;
        }
    }
    tx.emit(Event::NotificationsChanged { account: viewer.account });
    ctx.commit(tx).await
}

/// How many groups have something newer than the user's marker, up to a limit.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread_groups(
    ctx: &Ctx,
    viewer: &Viewer,
    asked: &GroupQuery,
    limit: Option<i64>,
) -> Result<i64> {
    let read = last_read(ctx, viewer).await?;
    let (db, kinds, limit) = (ctx.db.read(), asked.grouped(), unread_limit(limit));
    Ok(query::count_unread_groups(db, viewer.account, &asked.filter, &kinds, read, limit).await?)
}

/// The notification behind the key of something that is not grouped.
fn ungrouped(key: &str) -> Option<Result<NotificationId>> {
    Some(key.strip_prefix("ungrouped-")?.parse().map_err(|_| ServiceError::NotFound))
}

/// The notifications that make up a page of `limit` groups, newest first, and whether there may be
/// older ones. Most pages need one statement, those over large groups a second.
async fn scan(
    ctx: &Ctx,
    account: AccountId,
    asked: &GroupQuery,
    kinds: &[NotificationKind],
    page: Page,
    limit: u64,
) -> Result<(Vec<notification::Model>, bool)> {
    let mut window = window(&page, limit, limit);
    for size in [limit * 4, MAX_SCAN] {
        window.limit = size;
        let rows = query::list(ctx.db.read(), account, &asked.filter, &window).await?;
        let all = u64::try_from(rows.len()).unwrap_or(u64::MAX) < size;
        let (cut, enough) = first_groups(kinds, rows, limit, window.ascending());
        if enough || all || size == MAX_SCAN {
            return Ok((cut, enough || !all));
        }
    }
    Ok((Vec::new(), false))
}

/// Cuts the rows off where the group after the `limit`th would begin; tells whether they reach so far.
fn first_groups(
    kinds: &[NotificationKind],
    mut rows: Vec<notification::Model>,
    limit: u64,
    ascending: bool,
) -> (Vec<notification::Model>, bool) {
    if ascending {
        rows.reverse();
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut keys = HashSet::new();
    let end = rows.iter().position(|row| {
        let key = GroupQuery::key(kinds, row);
        !keys.contains(&key) && (keys.len() == limit || !keys.insert(key))
    });
    if let Some(end) = end {
        rows.truncate(end);
    }
    if ascending {
        rows.reverse();
    }
    (rows, end.is_some() || keys.len() == limit)
}

/// The groups of these notifications, which are sorted newest first.
fn drafts(kinds: &[NotificationKind], rows: Vec<notification::Model>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let key = GroupQuery::key(kinds, &row);
        match places.get(&key).and_then(|place| drafts.get_mut(*place)) {
            Some(draft) => draft.oldest = row.id,
            None => {
                places.insert(key.clone(), drafts.len());
                drafts.push(Draft { key, oldest: row.id, newest: row });
            }
        }
    }
    drafts
}

async fn results(
    ctx: &Ctx,
    viewer: &Viewer,
    drafts: Vec<Draft>,
    asked: &GroupQuery,
) -> Result<GroupedNotificationsResults> {
    let partial = asked.partial;
    let rows: Vec<notification::Model> = drafts.iter().map(|draft| draft.newest.clone()).collect();
    let about = present::about(ctx, viewer.account, &rows).await?;
    let reports = present::about_reports(ctx, viewer.account, &rows).await?;
    let members = members(ctx, viewer.account, &drafts, asked.filter.with_filtered).await?;
    let mut groups: Vec<NotificationGroup> = drafts
        .iter()
        .filter(|draft| draft.newest.status_id.is_none_or(|status| about.contains_key(&status)))
        .filter(|draft| draft.newest.report_id.is_none_or(|report| reports.contains_key(&report)))
        .map(|draft| render(draft, members.get(&draft.key).map_or(&[], Vec::as_slice)))
        .collect();
    let samples: Vec<AccountId> =
        groups.iter().flat_map(|group| group.sample_account_ids.iter().copied()).collect();
    let reported = reports.values().map(|report| report.target_account_id);
    let named: Vec<AccountId> = samples.iter().copied().chain(reported).collect();
    let accounts = present::accounts(ctx, &named).await?;
    let about_report: HashMap<NotificationId, ReportId> =
        rows.iter().filter_map(|row| Some((row.id, row.report_id?))).collect();
    for group in &mut groups {
        let report = about_report.get(&group.most_recent_notification_id).and_then(|id| reports.get(id));
        group.report = report.and_then(|report| present::shown_report(report, &accounts));
    }
    let name = |group: &NotificationGroup| {
        let latest = group.sample_account_ids.first().and_then(|id| accounts.get(id));
        latest.map(|account| fallback::display_name(account)).unwrap_or_default()
    };
    fallback::add_to_groups(ctx, viewer, &asked.supported, &mut groups, name).await?;
    let newest: HashSet<AccountId> =
        groups.iter().filter_map(|group| group.sample_account_ids.first().copied()).collect();
    let in_full = |id: &AccountId| !partial || newest.contains(id);
    let mut seen = HashSet::new();
    let mut full = Vec::new();
    let mut sketched = Vec::new();
    for id in samples.into_iter().filter(|id| seen.insert(*id)) {
        match accounts.get(&id) {
            Some(account) if in_full(&id) => full.push(account.clone()),
            Some(account) => sketched.push(sketch(account)),
            None => {}
        }
    }
    let statuses = statuses(&groups, about);
    Ok(GroupedNotificationsResults {
        accounts: full,
        partial_accounts: partial.then_some(sketched),
        statuses,
        notification_groups: groups,
    })
}

/// The newest members of the groups of a page that have more than one.
async fn members(
    ctx: &Ctx,
    viewer: AccountId,
    drafts: &[Draft],
    with_filtered: bool,
) -> Result<HashMap<String, Vec<GroupRow>>> {
    let keys: Vec<String> =
        drafts.iter().map(|draft| draft.key.clone()).filter(|key| ungrouped(key).is_none()).collect();
    let mut members: HashMap<String, Vec<GroupRow>> = HashMap::new();
    let Some(newest) = drafts.iter().map(|draft| draft.newest.id).max().filter(|_| !keys.is_empty()) else {
        return Ok(members);
    };
    for row in query::groups(ctx.db.read(), viewer, &keys, newest, SAMPLE, with_filtered).await? {
        members.entry(row.group_key.clone()).or_default().push(row);
    }
    Ok(members)
}

fn render(draft: &Draft, members: &[GroupRow]) -> NotificationGroup {
    let newest = &draft.newest;
    let mut sample: Vec<AccountId> = members.iter().map(|row| row.from_account_id).collect();
    if sample.is_empty() {
        sample.push(newest.from_account_id);
    }
    NotificationGroup {
        group_key: draft.key.clone(),
        notifications_count: members.first().map_or(1, |row| row.count),
        kind: newest.kind,
        most_recent_notification_id: members.first().map_or(newest.id, |row| row.id),
        page_min_id: Some(draft.oldest),
        page_max_id: Some(newest.id),
        latest_page_notification_at: Some(timestamp(newest.created_at)),
        sample_account_ids: sample,
        status_id: newest.status_id,
        report: None,
        event: None,
        moderation_warning: None,
        fallback: None,
    }
}

/// The statuses of the groups, each once, in their order.
fn statuses(groups: &[NotificationGroup], mut about: HashMap<StatusId, Status>) -> Vec<Status> {
    groups.iter().filter_map(|group| about.remove(&group.status_id?)).collect()
}

fn sketch(account: &Account) -> PartialAccountWithAvatar {
    PartialAccountWithAvatar {
        id: account.id,
        acct: account.acct.clone(),
        url: account.url.clone().unwrap_or_default(),
        avatar: account.avatar.clone(),
        avatar_static: account.avatar_static.clone(),
        avatar_description: account.avatar_description.clone(),
        locked: account.locked,
        bot: account.bot,
    }
}
