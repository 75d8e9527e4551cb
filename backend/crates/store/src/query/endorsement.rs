//! Accounts that somebody recommends on the own profile. The list is read with [`super::relationship::kin`].

use kinds::{AccountId, Millis};
use sea_orm::ConnectionTrait;

use crate::{Result, Sql};

/// Endorses an account that is followed; false when it is not followed. Once is enough.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    db: &impl ConnectionTrait,
    row: i64,
    account: AccountId,
    target: AccountId,
    now: Millis,
) -> Result<bool> {
    let follows = super::follow::find(db, account, target).await?.is_some();
    if follows {
        Sql::new("INSERT INTO endorsements (id, account_id, target_id, created_at) VALUES (")
            .bind(row)
            .push(", ")
            .bind(account)
            .push(", ")
            .bind(target)
            .push(", ")
            .bind(now)
            .push(") ON CONFLICT (account_id, target_id) DO NOTHING")
            .execute(db)
            .await?;
    }
    Ok(follows)
}

/// Takes an endorsement back.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, account: AccountId, target: AccountId) -> Result<()> {
    let sql = Sql::new("DELETE FROM endorsements WHERE account_id = ").bind(account);
    sql.push(" AND target_id = ").bind(target).execute(db).await?;
    Ok(())
}

/// Takes back all endorsements between an account and the accounts of a server.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<()> {
    for (own, other) in [("account_id", "target_id"), ("target_id", "account_id")] {
        Sql::new(&format!("DELETE FROM endorsements WHERE {own} = "))
            .bind(account)
            .push(&format!(" AND {other} IN (SELECT id FROM accounts WHERE domain = "))
            .bind(domain)
            .push(")")
            .execute(db)
            .await?;
    }
    Ok(())
}
