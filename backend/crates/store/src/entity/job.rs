//! Table `jobs`.

use kinds::Millis;
use sea_orm::entity::prelude::*;

/// A row of `jobs`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub queue: i16,
    pub kind: String,
    pub payload: String,
    /// Jobs with the same lane run one after another, in order of id.
    pub lane: Option<String>,
    /// At most one unfinished job with the same key.
    pub unique_key: Option<String>,
    /// 0 waiting, 1 leased, 2 dead.
    pub state: i16,
    pub run_at: Millis,
    pub leased_until: Option<Millis>,
    pub leased_by: Option<String>,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
