//! What a new account's name, mail address and password have to be (`limits.md` of the API notes:
//! names of up to 30 letters, digits and underscores), with Mastodon's error codes.

use std::collections::BTreeMap;

use lettre::Address;
use sea_orm::ConnectionTrait;
use store::query;

use crate::error::{FieldError, Result, ServiceError};

/// Longest name.
pub const MAX_USERNAME: usize = 30;
/// Longest mail address (RFC 5321 section 4.5.3.1.3, without the angle brackets).
pub const MAX_EMAIL: usize = 254;
/// Shortest password.
pub const MIN_PASSWORD: usize = 8;
/// Longest password.
pub const MAX_PASSWORD: usize = 128;

/// Names that could pass for the staff, or that pages of the server use.
const RESERVED: &[&str] = &[
    "abuse",
    "account",
    "accounts",
    "actor",
    "admin",
    "administrator",
    "api",
    "auth",
    "help",
    "helpdesk",
    "info",
    "instance",
    "mod",
    "moderator",
    "noreply",
    "no_reply",
    "oauth",
    "owner",
    "postmaster",
    "relay",
    "root",
    "security",
    "staff",
    "support",
    "system",
    "webmaster",
];

/// Problems by field.
#[derive(Debug, Default)]
pub struct Problems(BTreeMap<&'static str, Vec<FieldError>>);

impl Problems {
    /// Notes a problem.
    pub fn add(&mut self, field: &'static str, code: &'static str, description: impl Into<String>) {
        self.0.entry(field).or_default().push(FieldError { code, description: description.into() });
    }

    /// # Errors
    /// 422 with the fields, when there is any problem.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(ServiceError::Validation(self.0)) }
    }

    /// Looks at a name: its form, whether it is reserved (unless the administrator gives it away),
    /// and whether somebody has it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn username(
        &mut self,
        db: &impl ConnectionTrait,
        name: &str,
        reserved_too: bool,
    ) -> Result<()> {
        if name.is_empty() {
            self.add("username", "ERR_BLANK", "can't be blank");
        } else if name.chars().count() > MAX_USERNAME {
            self.add(
                "username",
                "ERR_TOO_LONG",
                format!("is too long (maximum is {MAX_USERNAME} characters)"),
            );
        } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.add("username", "ERR_INVALID", "must contain only letters, numbers and underscores");
        } else if !reserved_too && RESERVED.contains(&name.to_lowercase().as_str()) {
            self.add("username", "ERR_RESERVED", "is reserved");
        } else if query::account::by_handle(db, name, "").await?.is_some() {
            self.add("username", "ERR_TAKEN", "has already been taken");
        }
        Ok(())
    }

    /// Looks at a mail address.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn email(&mut self, db: &impl ConnectionTrait, email: &str) -> Result<()> {
        if email.is_empty() {
            self.add("email", "ERR_BLANK", "can't be blank");
        } else if email.len() > MAX_EMAIL || email.parse::<Address>().is_err() {
            self.add("email", "ERR_INVALID", "is invalid");
        } else if query::user::by_email(db, email).await?.is_some() {
            self.add("email", "ERR_TAKEN", "has already been taken");
        }
        Ok(())
    }

    /// Looks at a password.
    pub fn password(&mut self, password: &str) {
        let length = password.chars().count();
        if length == 0 {
            self.add("password", "ERR_BLANK", "can't be blank");
        } else if length < MIN_PASSWORD {
            self.add(
                "password",
                "ERR_TOO_SHORT",
                format!("is too short (minimum is {MIN_PASSWORD} characters)"),
            );
        } else if length > MAX_PASSWORD {
            self.add(
                "password",
                "ERR_TOO_LONG",
                format!("is too long (maximum is {MAX_PASSWORD} characters)"),
            );
        }
    }
}
