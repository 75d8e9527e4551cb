//! Finding people: suggestions whom to follow, and the directory of those who want to be found.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, SuggestionKind, SuggestionSource};
use shared::{
    entities::{Account, Suggestion},
    params::DirectoryQuery,
};
use store::query::{
    directory::{self, Listed},
    suggestion::{self as query, Candidate},
};

use super::present;
use crate::{ctx::Ctx, error::Result};

/// Items of a list, and at most.
const ITEMS: (u64, u64) = (40, 80);
/// As far as the directory can be walked.
const DEEPEST: i64 = 10_000;

/// Whom the viewer may like to follow: whom the staff recommends first, then whom those follow whom one
/// follows, then who is popular. With several reasons one comes before those with fewer of the same kind.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, viewer: AccountId, limit: Option<i64>) -> Result<Vec<Suggestion>> {
    let limit = limit.map_or(ITEMS.0, i64::unsigned_abs).clamp(1, ITEMS.1);
    let staff: Vec<String> =
        ctx.config.instance.suggested_accounts.iter().map(|name| name.to_lowercase()).collect();
    let each = i64::try_from(ITEMS.1).unwrap_or_default();
    let mut ranked = rank(query::candidates(ctx.db.read(), viewer, &staff, each).await?);
    ranked.truncate(usize::try_from(limit).unwrap_or_default());
    let ids: Vec<AccountId> = ranked.iter().map(|(id, _)| *id).collect();
    let accounts = present::accounts(ctx, &ids).await?;
    let suggestion = |(id, sources): (AccountId, Vec<SuggestionSource>)| {
        let source = kind(*sources.first()?);
        Some(Suggestion { source, sources, account: accounts.get(&id)?.clone() })
    };
    Ok(ranked.into_iter().filter_map(suggestion).collect())
}

/// The same in the old form.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_v1(ctx: &Ctx, viewer: AccountId, limit: Option<i64>) -> Result<Vec<Arc<Account>>> {
    Ok(list(ctx, viewer, limit).await?.into_iter().map(|suggestion| suggestion.account).collect())
}

/// Does not suggest an account again.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(ctx: &Ctx, viewer: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    query::dismiss(tx.conn(), viewer, target, tx.now()).await?;
    ctx.commit(tx).await
}

/// Accounts that want to be found.
///
/// # Errors
/// When the database cannot be read.
pub async fn directory(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    params: DirectoryQuery,
) -> Result<Vec<Arc<Account>>> {
    let limit = params.limit.map_or(ITEMS.0, i64::unsigned_abs).clamp(1, ITEMS.1);
    let listed = Listed {
        order: params.order.unwrap_or(kinds::DirectoryOrder::Active),
        local: params.local.unwrap_or_default(),
        viewer,
        offset: params.offset.unwrap_or_default().clamp(0, DEEPEST),
        limit: i64::try_from(limit).unwrap_or_default(),
    };
    let ids = directory::list(ctx.db.read(), listed).await?;
    let accounts = present::accounts(ctx, &ids).await?;
    Ok(ids.iter().filter_map(|id| accounts.get(id).cloned()).collect())
}

/// Each account once, with all the reasons, the best ones first.
fn rank(candidates: Vec<Candidate>) -> Vec<(AccountId, Vec<SuggestionSource>)> {
    let mut found: HashMap<AccountId, Vec<(SuggestionSource, i64)>> = HashMap::new();
    for candidate in candidates {
        let source = i16::try_from(candidate.source).ok().and_then(SuggestionSource::from_number);
        if let Some(source) = source {
            found.entry(candidate.id).or_default().push((source, candidate.score));
        }
    }
    let mut ranked: Vec<_> = found.into_iter().collect();
    for (_, reasons) in &mut ranked {
        reasons.sort_by_key(|(source, _)| place(*source));
    }
    ranked.sort_by_key(|(id, reasons)| {
        let best = reasons.first().map_or((u8::MAX, 0), |(source, score)| (place(*source), -score));
        (best.0, best.1, *id)
    });
    let sources =
        |reasons: Vec<(SuggestionSource, i64)>| reasons.into_iter().map(|(source, _)| source).collect();
    ranked.into_iter().map(|(id, reasons)| (id, sources(reasons))).collect()
}

/// What is closest to the viewer comes first.
fn place(source: SuggestionSource) -> u8 {
    match source {
        SuggestionSource::Featured => 0,
        SuggestionSource::FriendsOfFriends => 1,
        SuggestionSource::SimilarToRecentlyFollowed => 2,
        SuggestionSource::MostInteractions => 3,
        SuggestionSource::MostFollowed => 4,
    }
}

/// The name of a source before Mastodon 4.3.
fn kind(source: SuggestionSource) -> SuggestionKind {
    match source {
        SuggestionSource::Featured => SuggestionKind::Staff,
        SuggestionSource::FriendsOfFriends | SuggestionSource::SimilarToRecentlyFollowed => {
            SuggestionKind::PastInteractions
        }
        SuggestionSource::MostInteractions | SuggestionSource::MostFollowed => SuggestionKind::Global,
    }
}
