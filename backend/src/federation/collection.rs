//! Collections of other servers.

use protocol::{
    Uri,
    vocab::{Collection, Document},
};

use super::fetch::{self, FetchError};
use crate::ctx::Ctx;

/// Fetches a collection, or a page of one, that belongs to `owner` (a post or an account): from its own
/// server only, so that a list does not send this server elsewhere.
///
/// # Errors
/// When it cannot be had, or is not the owner's to give.
pub(super) async fn fetch(ctx: &Ctx, owner: &Uri, address: &Uri) -> Result<Collection, FetchError> {
    if !address.same_origin(owner) {
        return Err(FetchError::Refused("the list is on another server"));
    }
    match fetch::document(ctx, address).await? {
        Document::Collection(collection) => Ok(*collection),
        _ => Err(FetchError::Refused("the list is no list")),
    }
}

/// The first page of a collection, or the collection itself when it has no pages.
///
/// # Errors
/// When the page cannot be had, or is not the owner's to give.
pub(super) async fn first_page(
    ctx: &Ctx,
    owner: &Uri,
    mut list: Collection,
) -> Result<Collection, FetchError> {
    match (list.first_page.take(), list.first.take()) {
        (Some(page), _) => Ok(*page),
        (None, Some(first)) => fetch(ctx, owner, &first).await,
        (None, None) => Ok(list),
    }
}
