//! The second factor: time-based codes (RFC 6238) and backup codes. Each works once.

use kinds::{Millis, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use store::{
    Event, Sql,
    entity::{otp_backup_code, user},
    query,
};
use totp_rs::{Builder, Secret, Totp};

use super::link;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    random,
};

/// Tells set-up forms from other sealed things.
const AUDIENCE: &str = "second-factor-setup";
const SETUP_LIFETIME: i64 = 30 * Millis::MINUTE;
const BACKUP_CODES: usize = 10;
/// Letters of a backup code: 60 bits.
const BACKUP_LENGTH: usize = 12;
/// Without letters that look like others.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A secret offered to a person who has not proven yet that their device knows it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// For the QR code.
    pub address: String,
    /// For typing.
    pub secret: String,
    /// Brings the secret back with the form.
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    sub: UserId,
    secret: String,
}

/// Makes a secret for a person.
///
/// # Errors
/// When the system has no randomness.
pub fn offer(ctx: &Ctx, user: UserId, label: &str) -> Result<Offer> {
    let mut bytes = [0; 20];
    random::fill(&mut bytes)?;
    let totp = totp(ctx, Secret::new(Box::new(bytes)), label)?;
    let secret = totp.secret().to_base32();
    Ok(Offer {
        address: totp.to_url().map_err(|error| ServiceError::internal(error.to_string()))?,
        sealed: link::seal(ctx, AUDIENCE, SETUP_LIFETIME, Sealed { sub: user, secret: secret.clone() })?,
        secret,
    })
}

/// The same offer again, from its form.
///
/// # Errors
/// 422 when the form is too old.
pub fn offer_again(ctx: &Ctx, user: UserId, label: &str, sealed: &str) -> Result<Offer> {
    let secret = unseal(ctx, user, sealed)?;
    let totp = totp(ctx, decode(&secret)?, label)?;
    let address = totp.to_url().map_err(|error| ServiceError::internal(error.to_string()))?;
    Ok(Offer { address, secret, sealed: sealed.to_owned() })
}

/// Switches the second factor on, when `code` shows that the device knows the secret. Returns the
/// backup codes, which are not shown again; `None` for a wrong code.
///
/// # Errors
/// 422 when the form is too old.
pub async fn enable(ctx: &Ctx, user: UserId, sealed: &str, code: &str) -> Result<Option<Vec<String>>> {
    let secret = unseal(ctx, user, sealed)?;
    let Some(step) = matching_step(ctx, &secret, code)? else { return Ok(None) };
    let codes = (0..BACKUP_CODES).map(|_| backup_code()).collect::<Result<Vec<_>>>()?;
    let tx = ctx.begin().await?;
    let row = user::ActiveModel {
        id: Set(user),
        otp_secret: Set(Some(secret)),
        otp_enabled_at: Set(Some(tx.now())),
        otp_last_step: Set(Some(step)),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    user::Entity::update(row).exec(tx.conn()).await?;
    otp_backup_code::Entity::delete_many()
        .filter(otp_backup_code::Column::UserId.eq(user))
        .exec(tx.conn())
        .await?;
    let rows = codes.iter().map(|code| otp_backup_code::ActiveModel {
        user_id: Set(user),
        code_hash: Set(random::digest(code)),
    });
    otp_backup_code::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    tx.emit(Event::UserChanged { user });
    ctx.commit(tx).await?;
    Ok(Some(codes))
}

/// Switches the second factor off; the password has to be right.
///
/// # Errors
/// When the database fails.
pub async fn disable(ctx: &Ctx, user: UserId, password: &str) -> Result<bool> {
    let found = query::user::by_id(ctx.db.read(), user).await?.ok_or(ServiceError::NotFound)?;
    if !ctx.passwords.verify(password, Some(&found.password_hash)).await? {
        return Ok(false);
    }
    let tx = ctx.begin().await?;
    let row = user::ActiveModel {
        id: Set(user),
        otp_secret: Set(None),
        otp_enabled_at: Set(None),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    user::Entity::update(row).exec(tx.conn()).await?;
    otp_backup_code::Entity::delete_many()
        .filter(otp_backup_code::Column::UserId.eq(user))
        .exec(tx.conn())
        .await?;
    tx.emit(Event::UserChanged { user });
    ctx.commit(tx).await?;
    Ok(true)
}

/// Whether a code is right; it is used up by asking (RFC 6238 section 5.2).
pub(super) async fn accept(ctx: &Ctx, user: &user::Model, code: &str) -> Result<bool> {
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).take(2 * BACKUP_LENGTH).collect();
    let Some(secret) = &user.otp_secret else { return Ok(false) };
    let used = match matching_step(ctx, secret, &code)? {
        Some(step) => Sql::new("UPDATE users SET otp_last_step = ")
            .bind(step)
            .push(" WHERE id = ")
            .bind(user.id)
            .push(" AND (otp_last_step IS NULL OR otp_last_step < ")
            .bind(step)
            .push(")"),
        None => Sql::new("DELETE FROM otp_backup_codes WHERE user_id = ")
            .bind(user.id)
            .push(" AND code_hash = ")
            .bind(random::digest(&code.to_ascii_lowercase())),
    };
    Ok(used.execute(ctx.db.write()).await? == 1)
}

fn matching_step(ctx: &Ctx, secret: &str, code: &str) -> Result<Option<i64>> {
    let seconds = u64::try_from(ctx.now().0 / 1000).unwrap_or_default();
    let step = totp(ctx, decode(secret)?, "account")?.check(code.trim(), seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(ctx: &Ctx, secret: Secret, label: &str) -> Result<Totp> {
    // A colon separates issuer and account in the address.
    let issuer = ctx.config.instance.title.replace(':', " ");
    Builder::new()
        .with_secret(secret)
        .with_issuer(Some(issuer))
        .with_account_name(label)
        .build()
        .map_err(|error| ServiceError::internal(error.to_string()))
}

fn decode(secret: &str) -> Result<Secret> {
    Secret::try_from_base32(secret).map_err(|error| ServiceError::internal(error.to_string()))
}

fn unseal(ctx: &Ctx, user: UserId, sealed: &str) -> Result<String> {
    link::unseal::<Sealed>(ctx, AUDIENCE, sealed)
        .filter(|content| content.sub == user)
        .map(|content| content.secret)
        .ok_or(ServiceError::Invalid("This form is too old, please start again".into()))
}

fn backup_code() -> Result<String> {
    let mut bytes = [0; BACKUP_LENGTH];
    random::fill(&mut bytes)?;
    Ok(bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|&byte| char::from(byte))
        .collect())
}

/// The code a device shows now, for tests.
#[cfg(test)]
pub(crate) fn current_code(ctx: &Ctx, secret: &str) -> String {
    let seconds = u64::try_from(ctx.now().0 / 1000).unwrap();
    totp(ctx, decode(secret).unwrap(), "account").unwrap().generate(seconds).to_string()
}
