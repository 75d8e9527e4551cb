//! Table `oauth_grants`: authorization codes, single use, by the SHA-256 of the code.

use kinds::{AppId, Millis, TokenId, UserId};
use sea_orm::entity::prelude::*;

/// A row of `oauth_grants`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: String,
    pub app_id: AppId,
    pub user_id: UserId,
    pub redirect_uri: String,
    pub scopes: String,
    pub code_challenge: Option<String>,
    /// The token made from the code: using a code twice revokes it (RFC 6749 section 4.1.2).
    pub token_id: Option<TokenId>,
    pub expires_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
