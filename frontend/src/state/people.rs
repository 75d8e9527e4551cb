//! How one stands to other accounts, shared by all views; asked for in bulk.

use std::{cell::RefCell, collections::HashMap, collections::HashSet, sync::LazyLock};

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::{entities::Relationship, kinds::AccountId};

use crate::api::accounts;

type Relation = ArcRwSignal<Option<Relationship>>;

thread_local! {
    static RELATIONS: RefCell<HashMap<AccountId, Relation>> = RefCell::default();
    static WANTED: RefCell<Vec<AccountId>> = RefCell::default();
}

/// Accounts just muted or blocked: their posts leave every list at once.
static SILENCED: LazyLock<ArcRwSignal<HashSet<AccountId>>> = LazyLock::new(ArcRwSignal::default);

/// Whether posts of an account are out of sight.
pub(crate) fn is_silenced(id: AccountId) -> bool {
    SILENCED.with(|silenced| silenced.contains(&id))
}

/// Takes the posts of an account out of sight, or brings them back.
pub(crate) fn silence(id: AccountId, silenced: bool) {
    SILENCED.update(|all| {
        if silenced {
            all.insert(id)
        } else {
            all.remove(&id)
        };
    });
}

/// The relation to an account; fetched if not known yet.
pub(crate) fn relation(id: AccountId) -> Relation {
    let (relation, new) = cell(id);
    if new {
        want(id);
    }
    relation
}

fn cell(id: AccountId) -> (Relation, bool) {
    RELATIONS.with_borrow_mut(|relations| match relations.get(&id) {
        Some(relation) => (relation.clone(), false),
        None => {
            let relation = Relation::new(None);
            relations.insert(id, relation.clone());
            (relation, true)
        }
    })
}

/// Takes over what the server said.
pub(crate) fn learn(relationship: Relationship) {
    cell(relationship.id).0.set(Some(relationship));
}

/// Changes a known relation before the server has answered; gives the state to go back to.
pub(crate) fn guess(id: AccountId, change: impl FnOnce(&mut Relationship)) -> Option<Relationship> {
    let relation = cell(id).0;
    let before = relation.get_untracked();
    relation.update(|relation| {
        if let Some(relation) = relation {
            change(relation);
        }
    });
    before
}

/// Asks for all relations wanted within a moment in one request.
fn want(id: AccountId) {
    let first = WANTED.with_borrow_mut(|wanted| {
        wanted.push(id);
        wanted.len() == 1
    });
    if !first {
        return;
    }
    spawn_local(async {
        TimeoutFuture::new(20).await;
        let ids = WANTED.with_borrow_mut(std::mem::take);
        for part in ids.chunks(40) {
            if let Ok(found) = accounts::relationships(part).await {
                found.into_iter().for_each(learn);
            } else {
                forget(part);
            }
        }
    });
}

/// What could not be fetched is asked for again the next time.
fn forget(ids: &[AccountId]) {
    RELATIONS.with_borrow_mut(|relations| {
        ids.iter().for_each(|id| {
            relations.remove(id);
        })
    });
}
