//! Previews of links.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, PreviewCardId, PreviewCardKind};
use shared::entities::{Account, PreviewCard, PreviewCardAuthor};
use store::{
    entity::preview_card,
    query::{card as query, status::StatusRow},
};

use super::{media_url, timestamp};
use crate::{
    ctx::Ctx,
    error::Result,
    service::remote_media::{self, Shape},
};

/// A preview as everybody sees it, and whom its page names as author.
#[derive(Clone, Debug)]
pub struct CardParts {
    card: PreviewCard,
    author: Option<AccountId>,
    agrees: bool,
}

impl CardParts {
    /// The account that wrote the page, if it agrees to be named.
    pub fn author(&self) -> Option<AccountId> {
        self.author.filter(|_| self.agrees)
    }

    /// The entity, with the author's account. Who was named without having agreed is told so, and nobody else.
    pub fn seen_by(
        &self,
        viewer: Option<AccountId>,
        accounts: &HashMap<AccountId, Arc<Account>>,
    ) -> PreviewCard {
        let mut card = self.card.clone();
        let account = self.author().and_then(|author| accounts.get(&author));
        if let Some(account) = account.filter(|account| account.suspended != Some(true)) {
            match card.authors.first_mut() {
                Some(author) => author.account = Some(account.clone()),
                None => card.authors.push(author(String::new(), String::new(), Some(account.clone()))),
            }
        }
        card.missing_attribution = viewer.map(|viewer| self.author == Some(viewer) && !self.agrees);
        card
    }

    /// About how many bytes it takes in a cache.
    pub(super) fn bytes(&self) -> usize {
        let card = &self.card;
        size_of::<PreviewCard>()
            + card.description.len()
            + card.html.len()
            + 2 * (card.url.len() + card.title.len() + card.author_name.len() + card.author_url.len())
    }
}

/// The previews of these statuses; no statement when none of them has one.
pub(super) async fn of_statuses(ctx: &Ctx, rows: &[StatusRow]) -> Result<HashMap<PreviewCardId, CardParts>> {
    let ids: Vec<PreviewCardId> = rows.iter().filter_map(|row| row.card_id).collect();
    cards(ctx, &ids).await
}

/// These previews.
///
/// # Errors
/// When the database cannot be read.
pub async fn cards(ctx: &Ctx, ids: &[PreviewCardId]) -> Result<HashMap<PreviewCardId, CardParts>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = query::by_ids(ctx.db.read(), ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, parts(ctx, row))).collect())
}

fn parts(ctx: &Ctx, row: preview_card::Model) -> CardParts {
    let has_author = !row.author_name.is_empty() || !row.author_url.is_empty();
    let authors = has_author.then(|| author(row.author_name.clone(), row.author_url.clone(), None));
    CardParts {
        author: row.author_id,
        agrees: row.author_agrees,
        card: PreviewCard {
            url: row.url,
            title: row.title,
            description: row.description,
            kind: PreviewCardKind::from_number(row.kind).unwrap_or(PreviewCardKind::Link),
            authors: authors.into_iter().collect(),
            author_name: row.author_name,
            author_url: row.author_url,
            provider_name: row.provider_name,
            provider_url: row.provider_url,
            html: row.html,
            width: row.width,
            height: row.height,
            image: row.image_key.map(|key| media_url(ctx, &key)),
            embed_url: remote_media::show(ctx, Shape::Original, None, &row.embed_url).unwrap_or_default(),
            blurhash: row.blurhash,
            missing_attribution: None,
            published_at: row.published_at.map(timestamp),
        },
    }
}

fn author(name: String, url: String, account: Option<Arc<Account>>) -> PreviewCardAuthor {
    PreviewCardAuthor { name, url, account }
}
