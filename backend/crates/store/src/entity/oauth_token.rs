//! Table `oauth_tokens`.

use kinds::{AppId, Millis, TokenId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `oauth_tokens`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TokenId,
    pub token_hash: String,
    pub app_id: Option<AppId>,
    pub user_id: Option<UserId>,
    pub scopes: String,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
