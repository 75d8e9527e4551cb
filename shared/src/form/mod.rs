//! Reading request bodies and queries, whatever their encoding.
//!
//! Clients send JSON, `application/x-www-form-urlencoded` or multipart for the same method. All
//! three become one [`serde_json::Value`] ([`Tree`] for the last two) and are then read into the
//! same struct ([`from_json`], [`from_form`]), leniently where the encoding has no types.

mod encoding;
mod error;
mod fields;
mod lenient;
mod tree;

pub use encoding::{encode_pairs, parse_pairs};
pub use error::{FieldError, FormError};
pub(crate) use fields::{action, cursor, known, lines, present};
pub use lenient::{from_form, from_json};
pub use tree::Tree;

#[cfg(test)]
mod tests;
