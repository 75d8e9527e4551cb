//! The one rule of who may see a status, as SQL. `policy::can_see` in the server is the same rule in
//! Rust; a property test holds them equal.
//!
//! A viewer may see a status when no block stands between viewer and author, the author is not
//! suspended, and: it is public or unlisted; or it is the viewer's own; or the viewer is mentioned;
//! or it is for followers and the viewer follows the author. What is only for this server is seen by
//! none but those who have an account here.

use kinds::{AccountId, Visibility};
use sea_orm::{
    Condition,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use crate::entity::{account, block, follow, mention, status};

/// The condition on `statuses` (not aliased) for what `viewer` may see; `None` is the anonymous viewer.
pub fn visible_to(viewer: Option<AccountId>) -> Condition {
    visible_as(viewer, "statuses")
}

/// The same for a table alias of `statuses`.
pub fn visible_as(viewer: Option<AccountId>, alias: &str) -> Condition {
    let column = |column: status::Column| Expr::col((Alias::new(alias), column));
    let author = || column(status::Column::AccountId);
    let open = column(status::Column::Visibility).is_in([Visibility::Public, Visibility::Unlisted]);
    let base = Condition::all().add(Expr::exists(suspended(author())).not());
    let everywhere = column(status::Column::LocalOnly).eq(false);
    let Some(viewer) = viewer else { return base.add(open).add(everywhere) };
    let own = author().eq(viewer);
    let mentioned = Expr::exists(
        Query::select()
            .expr(Expr::val(1))
            .from(mention::Entity)
            .and_where(Expr::col((mention::Entity, mention::Column::StatusId)).eq(column(status::Column::Id)))
            .and_where(Expr::col((mention::Entity, mention::Column::AccountId)).eq(viewer))
            .take(),
    );
    let follower = column(status::Column::Visibility).eq(Visibility::Private).and(Expr::exists(
        Query::select()
            .expr(Expr::val(1))
            .from(follow::Entity)
            .and_where(Expr::col((follow::Entity, follow::Column::TargetId)).eq(author()))
            .and_where(Expr::col((follow::Entity, follow::Column::AccountId)).eq(viewer))
            .take(),
    ));
    base.add(everywhere.or(Expr::exists(is_here(viewer))))
        .add(Condition::any().add(open).add(own).add(mentioned).add(follower))
        .add(not_blocked(viewer, author()))
}

/// The viewer has an account of this server.
fn is_here(viewer: AccountId) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(account::Entity)
        .and_where(Expr::col((account::Entity, account::Column::Id)).eq(viewer))
        .and_where(Expr::col((account::Entity, account::Column::Domain)).eq(""))
        .take()
}

/// Neither of the two blocks the other.
pub fn not_blocked(viewer: AccountId, other: impl Into<SimpleExpr> + Clone) -> SimpleExpr {
    let pair = |from: SimpleExpr, to: SimpleExpr| -> SelectStatement {
        Query::select()
            .expr(Expr::val(1))
            .from(block::Entity)
            .and_where(Expr::col((block::Entity, block::Column::AccountId)).eq(from))
            .and_where(Expr::col((block::Entity, block::Column::TargetId)).eq(to))
            .take()
    };
    let me: SimpleExpr = Expr::val(viewer);
    Expr::exists(pair(me.clone(), other.clone().into())).not().and(Expr::exists(pair(other.into(), me)).not())
}

/// Looked at for each author: without the `OFFSET` PostgreSQL joins with all accounts.
fn suspended(author: impl Into<SimpleExpr>) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(account::Entity)
        .and_where(Expr::col((account::Entity, account::Column::Id)).eq(author.into()))
        .and_where(Expr::col((account::Entity, account::Column::SuspendedAt)).is_not_null())
        .limit(1)
        .offset(0)
        .take()
}
