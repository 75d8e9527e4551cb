//! What a viewer's filters say of statuses. Filters are compiled once and cached; matching takes no
//! statement. The server only marks: what is hidden, warned of or blurred is up to the client, which
//! knows where the status is shown.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use kinds::{AccountId, FilterContext, FilterId, Millis, StatusId};
use shared::entities::{Filter, FilterResult};
use store::{entity::filter, query};

use super::{filter_words::Words, status::StatusParts, timestamp};
use crate::{ctx::Ctx, error::Result};

/// An account's filters, ready to be asked.
#[derive(Debug, Default)]
pub struct Filters {
    filters: Vec<Compiled>,
    /// The words of all filters, each with the position of its filter.
    words: Words<usize>,
}

#[derive(Debug)]
struct Compiled {
    /// Without its words and statuses: results name only those that match.
    filter: Filter,
    expires_at: Option<Millis>,
    statuses: BTreeSet<StatusId>,
}

impl Filters {
    /// The results for a status of somebody else, which shows `shown`: itself or what it boosts. One's
    /// own statuses are not filtered, whoever boosts them.
    pub(super) fn results(
        &self,
        viewer: AccountId,
        status: &StatusParts,
        shown: &StatusParts,
        now: Millis,
    ) -> Vec<FilterResult> {
        if self.filters.is_empty() || [status.account, shown.account].contains(&viewer) {
            return Vec::new();
        }
        let mut words: HashMap<usize, Vec<String>> = HashMap::new();
        if !self.words.is_empty() {
            for (filter, word) in self.words.found_in(shown.text()) {
                words.entry(*filter).or_default().push(word.to_owned());
            }
        }
        let ids = BTreeSet::from([status.status.id, shown.status.id]);
        let result = |(position, compiled): (usize, &Compiled)| {
            let keyword_matches = words.remove(&position);
            let statuses: Vec<StatusId> = ids.intersection(&compiled.statuses).copied().collect();
            let status_matches = Some(statuses).filter(|statuses| !statuses.is_empty());
            let matches = keyword_matches.is_some() || status_matches.is_some();
            let expired = compiled.expires_at.is_some_and(|end| end <= now);
            (matches && !expired).then(|| FilterResult {
                filter: compiled.filter.clone(),
                keyword_matches,
                status_matches,
            })
        };
        self.filters.iter().enumerate().filter_map(result).collect()
    }
}

/// The filters of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn filters(ctx: &Ctx, account: AccountId) -> Result<Arc<Filters>> {
    let cache = &ctx.caches.filters;
    if let Some(filters) = cache.get(&account) {
        return Ok(filters);
    }
    let ticket = cache.ticket(&account);
    let filters = Arc::new(read(ctx, account).await?);
    cache.insert(account, filters.clone(), ticket);
    Ok(filters)
}

async fn read(ctx: &Ctx, account: AccountId) -> Result<Filters> {
    let db = ctx.db.read();
    let rows = query::filter::all(db, account).await?;
    if rows.is_empty() {
        return Ok(Filters::default());
    }
    let position: HashMap<FilterId, usize> = rows.iter().map(|row| row.id).zip(0..).collect();
    let mut filters: Vec<Compiled> = rows.into_iter().map(compiled).collect();
    let mut words = Vec::new();
    for row in query::filter::all_keywords(db, account).await? {
        if let Some(position) = position.get(&row.filter_id) {
            words.push((*position, row.keyword, row.whole_word));
        }
    }
    for row in query::filter::all_statuses(db, account).await? {
        if let Some(filter) = position.get(&row.filter_id).and_then(|position| filters.get_mut(*position)) {
            filter.statuses.insert(row.status_id);
        }
    }
    Ok(Filters { filters, words: Words::compile(words)? })
}

fn compiled(row: filter::Model) -> Compiled {
    Compiled { expires_at: row.expires_at, filter: filter(row), statuses: BTreeSet::new() }
}

/// A filter as the API shows it, without its words and statuses.
pub fn filter(row: filter::Model) -> Filter {
    Filter {
        id: row.id,
        title: row.title,
        context: FilterContext::ALL
            .iter()
            .filter(|context| row.contexts & bit(**context) != 0)
            .copied()
            .collect(),
        expires_at: row.expires_at.map(timestamp),
        filter_action: row.action,
        keywords: None,
        statuses: None,
    }
}

/// Contexts as the database keeps them.
pub fn context_bits(contexts: &[FilterContext]) -> i16 {
    contexts.iter().fold(0, |bits, context| bits | bit(*context))
}

fn bit(context: FilterContext) -> i16 {
    1 << context.number()
}

/// About how many bytes the filters of an account take in the cache.
pub fn filters_bytes(filters: &Filters) -> usize {
    let statuses: usize = filters.filters.iter().map(|filter| filter.statuses.len() * 16).sum();
    let titles: usize = filters.filters.iter().map(|filter| filter.filter.title.len()).sum();
    size_of::<Filters>()
        + filters.filters.len() * size_of::<Compiled>()
        + titles
        + statuses
        + filters.words.bytes()
}
