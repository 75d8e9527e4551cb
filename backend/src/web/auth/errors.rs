//! What is wrong with which field, in the visitor's language.

use std::collections::BTreeMap;

use poem::Error;

use super::visit::Visit;
use crate::error::ServiceError;

/// Texts by field.
#[derive(Default)]
pub(super) struct Errors(BTreeMap<&'static str, String>);

impl Errors {
    /// Those of a refused form; other errors become a page.
    pub(super) fn of(visit: &Visit, error: ServiceError) -> Result<Self, Error> {
        let ServiceError::Validation(fields) = error else { return Err(visit.failed(error)) };
        let texts = fields.into_iter().filter_map(|(field, problems)| {
            let problem = problems.first()?;
            Some((field, visit.text(key(field, problem.code))))
        });
        Ok(Self(texts.collect()))
    }

    /// The text for a field.
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

fn key(field: &str, code: &str) -> &'static str {
    match (field, code) {
        ("agreement", _) => "error.rules",
        (_, "ERR_BLANK") => "error.blank",
        ("username", "ERR_TAKEN") => "error.username_taken",
        ("username", "ERR_RESERVED") => "error.username_reserved",
        ("username", _) => "error.username",
        ("email", "ERR_TAKEN") => "error.email_taken",
        ("email", _) => "error.email",
        ("current_password", _) => "error.wrong_password",
        ("password", "ERR_TOO_SHORT") => "error.password_short",
        ("password", "ERR_TOO_LONG") => "error.password_long",
        ("reason", _) => "error.reason_long",
        ("invite_code", _) => "error.link",
        _ => "error.other",
    }
}
