//! What can be wrong with a body.

use std::fmt;

/// A form that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// More bytes than allowed.
    TooLarge,
    /// More fields than allowed.
    TooManyFields,
    /// A field with more brackets than allowed.
    TooDeep,
    /// Not UTF-8 after percent-decoding.
    NotText,
    /// A field used both as a value and as a group of values.
    Conflict(String),
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the form is too large"),
            Self::TooManyFields => f.write_str("the form has too many fields"),
            Self::TooDeep => f.write_str("the form is nested too deeply"),
            Self::NotText => f.write_str("the form is not UTF-8 text"),
            Self::Conflict(name) => write!(f, "{name}: given both as a value and as a group"),
        }
    }
}

impl std::error::Error for FormError {}

/// A field with a value of the wrong type, or a required one that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Where, as a form names it: `poll[expires_in]`. Empty if the body as a whole is wrong.
    pub field: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for FieldError {}
