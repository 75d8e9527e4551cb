//! Table `polls`.

use kinds::{Millis, PollId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `polls`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "polls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PollId,
    pub status_id: StatusId,
    pub multiple: bool,
    pub hide_totals: bool,
    pub voters_count: Option<i64>,
    pub expires_at: Option<Millis>,
    pub fetched_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
