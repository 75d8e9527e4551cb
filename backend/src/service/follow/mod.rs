//! Following and being followed: between local accounts, and with accounts of other servers.
//!
//! The acting account may be local or remote; the inbox calls the same functions. Other servers are
//! told only of what a local account did. Everything may be repeated without further effect.

mod answer;
mod request;
mod stop;
#[cfg(test)]
mod tests;

pub use answer::{accept, accept_by_uri, reject, reject_by_uri, remove_follower};
pub use request::{FollowOptions, FollowOutcome, follow};
pub use stop::{sever, unfollow};

use kinds::AccountId;
use store::{
    Event, Tx,
    entity::{account, follow_request},
    query,
};

use crate::error::{Result, ServiceError};

/// An account that takes part; suspended ones do not exist for others.
async fn party(tx: &Tx, id: AccountId) -> Result<account::Model> {
    let found = query::account::by_id(tx.conn(), id).await?;
    found.filter(|account| account.suspended_at.is_none()).ok_or(ServiceError::NotFound)
}

/// Whether the account is of this server.
pub(super) fn is_local(account: &account::Model) -> bool {
    account.domain.is_empty()
}

/// Removes the request of `follower`; its target's count of requests is cached with the account.
async fn take_request(
    tx: &Tx,
    follower: AccountId,
    target: AccountId,
) -> Result<Option<follow_request::Model>> {
    let request = query::follow::delete_request(tx.conn(), follower, target).await?;
    if request.is_some() {
        tx.emit(Event::AccountTouched { account: target });
    }
    Ok(request)
}

/// A follow between the two began or ended.
async fn touched(tx: &Tx, follower: AccountId, target: AccountId) -> Result<()> {
    tx.emit(Event::RelationsChanged { account: follower });
    tx.emit(Event::AccountTouched { account: follower });
    tx.emit(Event::AccountTouched { account: target });
    Ok(())
}
