//! Table `invites`.

use kinds::{InviteId, Millis, UserId};
use sea_orm::entity::prelude::*;

/// A row of `invites`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invites")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InviteId,
    pub code: String,
    pub user_id: UserId,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub follow_inviter: bool,
    pub expires_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
