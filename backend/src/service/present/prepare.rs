//! Before one status is shown to many viewers at once: what each of them would read is read for all.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, StatusId};
use store::query::status as query;

use super::{Acts, status::parts};
use crate::{ctx::Ctx, error::Result};

/// Acts with a status up to which they are read together. Where there are more, each viewer's are read
/// when they are shown.
const MAX_ACTS: usize = 1_000;

/// Reads a status, and what `viewers` did with it, into the caches.
///
/// # Errors
/// When the database cannot be read.
pub async fn prepare(ctx: &Ctx, status: StatusId, viewers: &[AccountId]) -> Result<()> {
    let cache = &ctx.caches.acts;
    let tickets = cache.tickets();
    let parts = parts(ctx, &[status]).await?;
    let shown = parts.iter().filter(|(_, parts)| parts.reblog_of.is_none()).map(|(id, _)| *id);
    let shown: Vec<StatusId> = shown.collect();
    let acts = query::acts(ctx.db.read(), &shown, MAX_ACTS).await?;
    if acts.len() >= MAX_ACTS {
        return Ok(());
    }
    let mut did: HashMap<(AccountId, StatusId), Acts> = HashMap::new();
    for row in acts {
        did.entry((row.account_id, row.status_id)).or_default().note(row.kind, row.folder);
    }
    for key in viewers.iter().flat_map(|viewer| shown.iter().map(|id| (*viewer, *id))) {
        if cache.get(&key).is_none() {
            let acts = did.get(&key).copied().unwrap_or_default();
            cache.insert(key, Arc::new(acts), tickets.of(cache, &key));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::params::SaveBookmarkFolder;
    use store::Db;

    use super::*;
    use crate::{
        service::{bookmark_folder, present, status},
        testing::TestApp,
    };

    #[tokio::test]
    async fn a_prepared_status_is_shown_to_many_without_a_statement() {
        for database in testkit::TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let mut viewers = Vec::new();
            for number in 0..5 {
                viewers.push(app.user(&format!("viewer{number}")).await.account);
            }
            let first = app.stored_status(&alice, kinds::Visibility::Public, "<p>First</p>").await;
            let second = app.stored_status(&alice, kinds::Visibility::Public, "<p>Second</p>").await;
            for viewer in &viewers {
                // What is known of the viewers does not depend on the status.
                present::status(&app.ctx, Some(*viewer), first).await.unwrap();
            }
            status::favourite(&app.ctx, viewers[0], second).await.unwrap();
            let named = SaveBookmarkFolder { name: Some("Art".to_owned()), ..SaveBookmarkFolder::default() };
            let folder = bookmark_folder::create(&app.ctx, viewers[1], named).await.unwrap().id;
            status::bookmark(&app.ctx, viewers[1], second, Some(folder)).await.unwrap();
            app.ctx.caches.acts.clear();
            prepare(&app.ctx, second, &viewers).await.unwrap();
            let show = async {
                let mut shown = Vec::new();
                for viewer in &viewers {
                    shown.push(present::status(&app.ctx, Some(*viewer), second).await.unwrap());
                }
                shown
            };
            let (shown, statements) = Db::count_statements(show).await;
            let liked: Vec<_> = shown.iter().map(|status| status.favourited).collect();
            let kept: Vec<_> =
                shown.iter().map(|status| status.pleroma.map(|one| one.bookmark_folder)).collect();
            assert_eq!(liked, [true, false, false, false, false].map(Some));
            assert_eq!(kept, [None, Some(folder), None, None, None]);
            assert_eq!(statements, 0);
        }
    }
}
