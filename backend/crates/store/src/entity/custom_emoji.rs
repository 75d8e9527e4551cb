//! Table `custom_emojis`.

use kinds::{EmojiId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `custom_emojis`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_emojis")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmojiId,
    pub shortcode: String,
    pub domain: String,
    pub uri: Option<String>,
    pub file_key: Option<String>,
    pub static_key: Option<String>,
    pub remote_url: Option<String>,
    pub visible_in_picker: bool,
    pub disabled: bool,
    pub category: Option<String>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
