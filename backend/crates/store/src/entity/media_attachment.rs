//! Table `media_attachments`.

use kinds::{AccountId, MediaId, Millis, StatusId};
use sea_orm::entity::prelude::*;

/// A state: it can be shown.
pub const READY: i16 = 0;
/// A state: a job makes of the file as it came what can be shown.
pub const PROCESSING: i16 = 1;
/// A state: that could not be done.
pub const FAILED: i16 = 2;

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
    /// [`READY`], [`PROCESSING`] or [`FAILED`].
    pub state: i16,
    pub content_type: String,
    pub file_key: Option<String>,
    pub file_size: i64,
    pub preview_key: Option<String>,
    /// The file as it came, while it is to be processed.
    pub source_key: Option<String>,
    /// Why it could not be processed.
    pub problem: Option<String>,
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
