//! Table `announcements`.

use kinds::{AnnouncementId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `announcements`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announcements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnnouncementId,
    /// As it was typed.
    pub content: String,
    /// Sanitised HTML.
    pub html: String,
    /// JSON lists.
    pub account_ids: String,
    pub status_ids: String,
    pub tags: String,
    pub emojis: String,
    pub starts_at: Option<Millis>,
    /// It is not shown any more from then on.
    pub ends_at: Option<Millis>,
    pub all_day: bool,
    /// It is shown from then on.
    pub published_at: Millis,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
