//! A JSON object under construction: fields that are there, and none that are not.

use serde_json::{Map, Value};

pub(super) struct Doc(Map<String, Value>);

impl Doc {
    pub(super) fn new(kind: &str) -> Self {
        Self(Map::new()).set("type", kind)
    }

    pub(super) fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Sets a field only when there is a value.
    pub(super) fn some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// Sets a field only when the list has members.
    pub(super) fn list(self, key: &str, values: Vec<impl Into<Value>>) -> Self {
        if values.is_empty() { self } else { self.set(key, values) }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }
}
