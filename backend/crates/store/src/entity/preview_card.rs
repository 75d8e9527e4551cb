//! Table `preview_cards`: what a linked page says about itself.

use kinds::{AccountId, Millis, PreviewCardId};
use sea_orm::entity::prelude::*;

/// A row of `preview_cards`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "preview_cards")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PreviewCardId,
    pub url: String,
    /// Whether there is something to show.
    pub shown: bool,
    /// 0 link, 1 photo, 2 video.
    pub kind: i16,
    pub title: String,
    pub description: String,
    pub language: Option<String>,
    pub author_name: String,
    pub author_url: String,
    /// Whom the page names as its author.
    pub author_id: Option<AccountId>,
    /// Whether that account allows the site to name it.
    pub author_agrees: bool,
    pub provider_name: String,
    pub provider_url: String,
    pub html: String,
    pub width: i64,
    pub height: i64,
    pub embed_url: String,
    pub image_key: Option<String>,
    pub blurhash: Option<String>,
    pub published_at: Option<Millis>,
    pub fetched_at: Millis,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
