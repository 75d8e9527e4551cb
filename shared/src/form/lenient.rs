//! Reads a tree of values into a struct, more leniently than `serde_json` does.
//!
//! Numbers and booleans may be written as text, a list may be a single value or an object with
//! numbered keys, and an empty text counts as absent where it cannot be read as anything else.
//! Unknown fields are ignored; an error names its field.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor, value::StrDeserializer};
use serde_json::{Map, Value};

use super::FieldError;

/// Reads a JSON body.
pub fn from_json<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    read(value, false)
}

/// Reads a form or a query: of a value given repeatedly, the last counts where one is wanted.
pub fn from_form<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    read(value, true)
}

/// Tries again with an empty text taken away when one could not be read. Which empty texts mean
/// something depends on the type wanted, and only trying tells.
fn read<T: DeserializeOwned>(mut value: Value, is_form: bool) -> Result<T, FieldError> {
    const MAX_BLANKS: usize = 100;
    for _ in 0..MAX_BLANKS {
        match T::deserialize(Lenient { value: &value, is_form }) {
            Ok(read) => return Ok(read),
            Err(error) if error.blank && erase(&mut value, &error.path) => {}
            Err(error) => return Err(error.into_field_error()),
        }
    }
    Err(FieldError { field: String::new(), message: "too many empty fields".to_owned() })
}

/// Sets the value at a path (innermost step first) to null. False if there is none.
fn erase(value: &mut Value, path: &[Step]) -> bool {
    let mut place = Some(value);
    for step in path.iter().rev() {
        place = place.and_then(|value| match step {
            Step::Key(key) => value.get_mut(key.as_str()),
            Step::Index(index) => value.get_mut(*index),
        });
    }
    place.is_some_and(|value| !std::mem::take(value).is_null())
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// An error on its way out: steps are added from the innermost.
#[derive(Debug)]
struct Error {
    path: Vec<Step>,
    message: String,
    /// Whether an empty text could not be read.
    blank: bool,
}

impl Error {
    fn inside(mut self, step: Step, value: &Value) -> Self {
        self.blank |= self.path.is_empty() && value.as_str().is_some_and(str::is_empty);
        self.path.push(step);
        self
    }

    fn into_field_error(self) -> FieldError {
        let mut field = String::new();
        for step in self.path.iter().rev() {
            let name = match step {
                Step::Key(key) => key.clone(),
                Step::Index(index) => index.to_string(),
            };
            field = if field.is_empty() { name } else { format!("{field}[{name}]") };
        }
        FieldError { field, message: self.message }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: Vec::new(), message: message.to_string(), blank: false }
    }
}

#[derive(Clone, Copy)]
struct Lenient<'de> {
    value: &'de Value,
    is_form: bool,
}

impl<'de> Lenient<'de> {
    /// The value where a single one is wanted.
    fn single(self) -> &'de Value {
        match self.value {
            Value::Array(items) if self.is_form => items.last().unwrap_or(self.value),
            other => other,
        }
    }

    fn wrong(self, wanted: &str) -> Error {
        de::Error::custom(format_args!("expected {wanted}"))
    }

    fn child(self, value: &'de Value) -> Self {
        Self { value, ..self }
    }
}

/// Rails' idea of booleans, without "anything else is true".
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "1" | "t" | "true" | "on" | "yes" => Some(true),
            "0" | "f" | "false" | "off" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let wrong = || self.wrong("a whole number");
            match self.single() {
                Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                    (Some(number), _) => visitor.visit_i64(number),
                    (None, Some(number)) => visitor.visit_u64(number),
                    (None, None) => Err(wrong()),
                },
                Value::String(text) => visitor.visit_i64(text.trim().parse().map_err(|_| wrong())?),
                _ => Err(wrong()),
            }
        }
    )*};
}

macro_rules! floats {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number = match self.single() {
                Value::Number(number) => number.as_f64(),
                Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
                _ => None,
            };
            visitor.visit_f64(number.ok_or_else(|| self.wrong("a number"))?)
        }
    )*};
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.single() {
                Value::String(text) => visitor.visit_borrowed_str(text),
                _ => Err(self.wrong("a text")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Lenient<'de> {
    type Error = Error;

    integers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    floats! { deserialize_f32 deserialize_f64 }
    texts! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.single() {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_i64(number),
                (_, Some(number), _) => visitor.visit_u64(number),
                (.., number) => visitor.visit_f64(number.unwrap_or_default()),
            },
            Value::Array(items) => visitor.visit_seq(Items::of_list(self, items)),
            Value::Object(map) => visitor.visit_map(Fields::of(self, map)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(boolean(self.single()).ok_or_else(|| self.wrong("true or false"))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(Items::of_list(self, items)),
            Value::Object(map) => visitor.visit_seq(Items::of_numbered(self, map)),
            Value::String(text) if text.is_empty() => Err(self.wrong("a list")),
            Value::String(_) | Value::Number(_) => visitor.visit_seq(Items::of_one(self)),
            Value::Null | Value::Bool(_) => Err(self.wrong("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.single() {
            Value::Object(map) => visitor.visit_map(Fields::of(self, map)),
            _ => Err(self.wrong("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.single() {
            Value::String(text) => {
                let variant: StrDeserializer<'_, Error> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            _ => Err(self.wrong("a text")),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! { unit unit_struct tuple tuple_struct identifier }
}

/// The items of a list; nulls (empty texts that were taken away among them) are passed over.
struct Items<'de> {
    items: std::vec::IntoIter<(Option<Step>, Lenient<'de>)>,
}

impl<'de> Items<'de> {
    fn of(items: impl Iterator<Item = (Option<Step>, Lenient<'de>)>) -> Self {
        let items: Vec<_> = items.filter(|(_, item)| !item.value.is_null()).collect();
        Self { items: items.into_iter() }
    }

    fn of_list(list: Lenient<'de>, items: &'de [Value]) -> Self {
        let item = |(index, value)| (Some(Step::Index(index)), list.child(value));
        Self::of(items.iter().enumerate().map(item))
    }

    fn of_numbered(list: Lenient<'de>, map: &'de Map<String, Value>) -> Self {
        let mut entries: Vec<_> = map.iter().collect();
        entries.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
        let item = |(key, value): (&String, _)| (Some(Step::Key(key.clone())), list.child(value));
        Self::of(entries.into_iter().map(item))
    }

    fn of_one(value: Lenient<'de>) -> Self {
        Self::of([(None, value)].into_iter())
    }
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some((step, item)) = self.items.next() else { return Ok(None) };
        seed.deserialize(item).map(Some).map_err(|error| match step {
            Some(step) => error.inside(step, item.value),
            None => error,
        })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The fields of an object.
struct Fields<'de> {
    owner: Lenient<'de>,
    fields: serde_json::map::Iter<'de>,
    current: Option<(&'de String, &'de Value)>,
}

impl<'de> Fields<'de> {
    fn of(owner: Lenient<'de>, map: &'de Map<String, Value>) -> Self {
        Self { owner, fields: map.iter(), current: None }
    }
}

impl<'de> de::MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.current = self.fields.next();
        let Some((key, _)) = self.current else { return Ok(None) };
        let key: StrDeserializer<'_, Error> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((key, value)) = self.current.take() else {
            return Err(de::Error::custom("a value without a key"));
        };
        seed.deserialize(self.owner.child(value)).map_err(|error| error.inside(Step::Key(key.clone()), value))
    }
}
