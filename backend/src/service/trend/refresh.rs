//! Makes the lists anew: counts what was used lately and writes down what stands out.

use std::collections::HashMap;

use kinds::{Millis, TrendKind};
use store::{
    id::first_at,
    query::{
        trend::{self as query, Trend},
        trend_use::{self as uses, Counted, Liked, Use},
    },
};

use super::score::{Fading, LEAST, LINKS, STATUSES, TAGS, surprise};
use crate::{ctx::Ctx, error::Result, job::RefreshTrends};

/// Rows of each kind, those that are remembered only among them.
const ROWS: usize = 1000;
/// The most things of a kind that are looked at.
const CANDIDATES: i64 = 1000;
/// A favourite or boost within this time has a status looked at. What nobody has liked for three half-lives
/// and was no trend then has become none.
const LATELY: i64 = 6 * Millis::HOUR;
/// Older statuses are no news: what ten thousand like has faded by then.
const NEWS: i64 = 3 * Millis::DAY;

/// Orders the next list.
///
/// # Errors
/// When the database cannot be written.
pub async fn schedule(ctx: &Ctx) -> Result<()> {
    if !ctx.config.trends.enabled {
        return Ok(());
    }
    ctx.submit(RefreshTrends::next(ctx.now())?).await
}

/// Makes all lists anew.
///
/// # Errors
/// When the database fails.
pub async fn refresh(ctx: &Ctx) -> Result<()> {
    if !ctx.config.trends.enabled {
        return Ok(());
    }
    let tags = tags(ctx).await?;
    write(ctx, TrendKind::Tag, tags).await?;
    let links = links(ctx).await?;
    write(ctx, TrendKind::Link, links).await?;
    let statuses = statuses(ctx).await?;
    write(ctx, TrendKind::Status, statuses).await
}

/// The first ids of yesterday and of today (UTC, as the history that is told).
fn days(ctx: &Ctx) -> (i64, i64) {
    let today = ctx.now().0.div_euclid(Millis::DAY) * Millis::DAY;
    (first_at(Millis(today - Millis::DAY)), first_at(Millis(today)))
}

async fn tags(ctx: &Ctx) -> Result<Vec<Trend>> {
    let (db, (yesterday, today)) = (ctx.db.read(), days(ctx));
    let found: Vec<Use> = uses::tags(counted(today)).all(db).await?;
    let before = uses::of_tags(db, &ids(&found), (yesterday, today)).await?;
    let old = query::all(db, TrendKind::Tag).await?;
    Ok(stand(ctx, TAGS, old, found, before))
}

async fn links(ctx: &Ctx) -> Result<Vec<Trend>> {
    let (db, (yesterday, today)) = (ctx.db.read(), days(ctx));
    let found: Vec<Use> = uses::links(counted(today)).all(db).await?;
    let before = uses::of_links(db, &ids(&found), (yesterday, today)).await?;
    let old = query::all(db, TrendKind::Link).await?;
    Ok(stand(ctx, LINKS, old, found, before))
}

async fn statuses(ctx: &Ctx) -> Result<Vec<Trend>> {
    let since = |ago: i64| first_at(ctx.now().plus(-ago));
    let sql = uses::statuses(since(NEWS), counted(since(LATELY)));
    let liked: Vec<Liked> = sql.all(ctx.db.read()).await?;
    let trend = |liked: Liked| {
        let peak = surprise(liked.acts, 1);
        Trend {
            id: liked.id.0,
            account_id: Some(liked.account),
            language: liked.language,
            score: STATUSES.left(peak, ctx.now().since(liked.created_at)),
            peak,
            peak_at: liked.created_at,
        }
    };
    Ok(liked.into_iter().map(trend).filter(|trend| trend.score > 0.0).collect())
}

fn counted(from: i64) -> Counted {
    Counted { from, least: LEAST, limit: CANDIDATES }
}

fn ids(uses: &[Use]) -> Vec<i64> {
    uses.iter().map(|found| found.id).collect()
}

/// How the old trends and what was used today stand now.
fn stand(ctx: &Ctx, fading: Fading, old: Vec<Trend>, today: Vec<Use>, yesterday: Vec<Use>) -> Vec<Trend> {
    let mut old: HashMap<i64, Trend> = old.into_iter().map(|trend| (trend.id, trend)).collect();
    let before: HashMap<i64, i64> = yesterday.into_iter().map(|used| (used.id, used.accounts)).collect();
    let used = today.into_iter().map(|used| {
        let new = Trend {
            id: used.id,
            account_id: None,
            language: used.language.clone(),
            score: 0.0,
            peak: 0.0,
            peak_at: Millis(0),
        };
        let known = old.remove(&used.id).map(|known| Trend { language: used.language, ..known });
        (known.unwrap_or(new), (used.accounts, before.get(&used.id).copied().unwrap_or_default()))
    });
    let used: Vec<_> = used.collect();
    let all = used.into_iter().chain(old.into_values().map(|trend| (trend, (0, 0))));
    all.filter_map(|(trend, counts)| fading.stands(trend, counts, ctx.now())).collect()
}

async fn write(ctx: &Ctx, kind: TrendKind, mut rows: Vec<Trend>) -> Result<()> {
    rows.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.id.cmp(&a.id)));
    rows.truncate(ROWS);
    let tx = ctx.begin().await?;
    query::replace(tx.conn(), kind, &rows).await?;
    ctx.commit(tx).await
}
