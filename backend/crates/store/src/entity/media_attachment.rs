//! Table `media_attachments`.

use kinds::{AccountId, MediaId, Millis, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `media_attachments`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "media_attachments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MediaId,
    pub account_id: AccountId,
    pub status_id: Option<StatusId>,
    pub position: i16,
    /// 0 unknown, 1 image, 2 gifv, 3 video, 4 audio.
    pub kind: i16,
    /// 0 ready, 1 processing, 2 failed.
    pub state: i16,
    pub content_type: String,
    pub file_key: Option<String>,
    pub file_size: i64,
    pub preview_key: Option<String>,
    pub remote_url: Option<String>,
    pub remote_preview_url: Option<String>,
    pub description: Option<String>,
    pub blurhash: Option<String>,
    pub focus_x: Option<f32>,
    pub focus_y: Option<f32>,
    pub meta: String,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
