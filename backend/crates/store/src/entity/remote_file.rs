//! Table `remote_files`: files of other servers, kept for a while.

use kinds::{AccountId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `remote_files`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remote_files")]
pub struct Model {
    /// A digest of shape, owner and address at the origin.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is; none for emoji and pictures of pages.
    pub account_id: Option<AccountId>,
    /// The owner's server, or else that of the file.
    pub host: String,
    /// None: it could not be had.
    pub file_key: Option<String>,
    /// The same without movement, when it is another file.
    pub still_key: Option<String>,
    /// Of both files.
    pub bytes: i64,
    /// Failures in a row.
    pub failures: i64,
    /// When it is tried again.
    pub retry_at: Option<Millis>,
    pub fetched_at: Millis,
    /// Noted once an hour at most.
    pub used_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
