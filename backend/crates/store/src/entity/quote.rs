//! Table `quotes`.

use kinds::{AccountId, Millis, QuoteId, QuoteState, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `quotes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quotes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: QuoteId,
    pub status_id: StatusId,
    pub account_id: AccountId,
    pub quoted_id: Option<StatusId>,
    pub quoted_account_id: Option<AccountId>,
    pub quoted_uri: String,
    pub state: QuoteState,
    pub legacy: bool,
    pub authorization_uri: Option<String>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
