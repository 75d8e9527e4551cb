//! What an account of another server shows on its profile: pinned posts and featured hashtags, as its
//! server lists them (protocol §3). Read when the account becomes known and when its profile is fetched anew.

use kinds::StatusId;
use protocol::{
    Uri,
    vocab::{Actor, Collection, Hashtag},
};
use store::{Tx, entity::account, query};

use super::{actor, collection, fetch::FetchError, is_own, resolve};
use crate::{
    ctx::Ctx,
    error::Result as ServiceResult,
    job::{JobKind, ReadShowcase},
    service,
};

/// Pinned posts that are read; each may cost a fetch.
const MAX_PINNED: usize = 10;
/// Featured hashtags that are read.
const MAX_TAGS: usize = 20;

/// Has the lists read that an actor document names, those of its own server.
pub(super) fn look_up(tx: &Tx, actor: &Actor, account: &account::Model) -> ServiceResult<()> {
    let own = |uri: &Option<Uri>| uri.as_ref().filter(|uri| uri.same_origin(&actor.id)).map(Uri::to_string);
    let job =
        ReadShowcase { account: account.id, pinned: own(&actor.featured), tags: own(&actor.featured_tags) };
    if job.pinned.is_some() || job.tags.is_some() {
        tx.enqueue([job.to_job()?]);
    }
    Ok(())
}

/// Reads the lists and stores what they say now. One that cannot be had changes nothing.
///
/// # Errors
/// When the database fails, or a server does not answer just now.
pub async fn read(ctx: &Ctx, job: &ReadShowcase) -> Result<(), FetchError> {
    let account = actor::row(ctx, job.account).await?;
    if account.domain.is_empty() || account.suspended_at.is_some() {
        return Ok(());
    }
    let owner = Uri::parse(&account.uri).map_err(not_an_address)?;
    if let Some(list) = listed(ctx, &owner, job.pinned.as_deref()).await? {
        let pinned = posts(ctx, &account, &owner, &list).await?;
        let tx = ctx.begin().await?;
        service::status::set_all_pinned(ctx, &tx, account.id, &pinned).await?;
        ctx.commit(tx).await?;
    }
    if let Some(list) = listed(ctx, &owner, job.tags.as_deref()).await? {
        let tags: Vec<Hashtag> =
            list.items.iter().filter_map(|item| item.hashtag().cloned()).take(MAX_TAGS).collect();
        service::featured_tag::set_all(ctx, account.id, &tags).await?;
    }
    Ok(())
}

async fn listed(ctx: &Ctx, owner: &Uri, address: Option<&str>) -> Result<Option<Collection>, FetchError> {
    let Some(address) = address else { return Ok(None) };
    let address = Uri::parse(address).map_err(not_an_address)?;
    let list = collection::fetch(ctx, owner, &address).await?;
    collection::first_page(ctx, owner, list).await.map(Some)
}

/// The account's own posts in a list, in its order. What cannot be had is left out.
async fn posts(
    ctx: &Ctx,
    account: &account::Model,
    owner: &Uri,
    list: &Collection,
) -> Result<Vec<StatusId>, FetchError> {
    let mut found = Vec::new();
    let ids = list.items.iter().filter_map(|item| item.id());
    for id in ids.filter(|id| id.same_origin(owner) && !is_own(ctx, id)).take(MAX_PINNED) {
        match resolve::status(ctx, id, 0).await {
            Ok(status) => {
                let row = query::status_change::by_id(ctx.db.read(), status).await?;
                let own = |row: &store::entity::status::Model| {
                    row.account_id == account.id && row.reblog_of_id.is_none()
                };
                found.extend(row.filter(own).map(|row| row.id));
            }
            Err(error) => tracing::debug!(%error, post = id.as_str(), "pinned post not fetched"),
        }
    }
    Ok(found)
}

fn not_an_address<E>(_: E) -> FetchError {
    FetchError::Refused("not an address")
}
