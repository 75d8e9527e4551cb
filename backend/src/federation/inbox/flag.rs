//! Flag: a report by another server, about accounts and posts of this one.

use std::collections::BTreeMap;

use kinds::AccountId;
use store::{entity::status, query::report};

use super::{Handled, Outcome, Received, local_account};
use crate::{ctx::Ctx, service};

/// Things named in a report that are looked at.
const MAX_OBJECTS: usize = 100;

/// One report for each of the accounts: those named, and the authors of the posts named.
pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let objects: Vec<_> =
        received.activity.objects.iter().filter_map(|item| item.id()).take(MAX_OBJECTS).collect();
    let uris: Vec<String> = objects.iter().map(|uri| uri.as_str().to_owned()).collect();
    let mut about: BTreeMap<AccountId, Vec<status::Model>> = BTreeMap::new();
    for uri in objects {
        if let Some(account) = local_account(ctx, uri).await? {
            about.entry(account).or_default();
        }
    }
    for status in report::flagged(ctx.db.read(), &uris, &received.actor.domain).await? {
        about.entry(status.account_id).or_default().push(status);
    }
    if about.is_empty() {
        return Ok(Outcome::Ignored("nothing here is reported"));
    }
    let (comment, id) = (&received.activity.content, received.activity.id.as_ref());
    for (target, statuses) in about {
        let uri = id.map(|id| id.as_str());
        service::report::receive(ctx, received.actor, target, &statuses, comment, uri).await?;
    }
    Ok(Outcome::Done)
}
