//! Fields with bracketed names, put together to a tree of values (the convention of Rack):
//! `a[b]=1` is an object, `a[]=1` a list, `a[][b]=1` a list of objects, `a[0][b]=1` an object with
//! numbered keys, which is read as a list where one is wanted.

use serde_json::{Map, Value};

use super::{FormError, parse_pairs};

const MAX_DEPTH: usize = 8;
const MAX_FIELDS: usize = 1000;
const MAX_BYTES: usize = 1024 * 1024;

/// A form being put together, field by field.
#[derive(Debug, Default)]
pub struct Tree {
    root: Map<String, Value>,
    fields: usize,
    bytes: usize,
}

impl Tree {
    /// Reads a urlencoded body or a query.
    pub fn parse(body: &[u8]) -> Result<Self, FormError> {
        if body.len() > MAX_BYTES {
            return Err(FormError::TooLarge);
        }
        let text = std::str::from_utf8(body).map_err(|_| FormError::NotText)?;
        let mut tree = Self::default();
        for (name, value) in parse_pairs(text)? {
            tree.insert(&name, value)?;
        }
        Ok(tree)
    }

    /// Adds a field. A name without brackets given again makes a list.
    pub fn insert(&mut self, name: &str, text: String) -> Result<(), FormError> {
        self.fields += 1;
        self.bytes += name.len() + text.len();
        if self.fields > MAX_FIELDS {
            return Err(FormError::TooManyFields);
        }
        if self.bytes > MAX_BYTES {
            return Err(FormError::TooLarge);
        }
        let (first, path) = split(name);
        if path.len() >= MAX_DEPTH {
            return Err(FormError::TooDeep);
        }
        let slot = self.root.entry(first).or_insert(Value::Null);
        put(slot, &path, text).map_err(|Conflict| FormError::Conflict(name.to_owned()))
    }

    /// The tree as a JSON object whose leaves are strings.
    pub fn into_value(self) -> Value {
        Value::Object(self.root)
    }
}

/// One pair of brackets; empty ones stand for "the next item".
type Step<'a> = &'a str;

/// `poll[options][]` is `poll`, then `options`, then the next item. What is not bracketed properly
/// is a name as a whole.
fn split(name: &str) -> (String, Vec<Step<'_>>) {
    let plain = || (name.to_owned(), Vec::new());
    let Some((first, rest)) = name.split_once('[') else { return plain() };
    let Some(inner) = rest.strip_suffix(']') else { return plain() };
    if first.is_empty() {
        return plain();
    }
    let path: Vec<_> = inner.split("][").collect();
    if path.iter().any(|step| step.contains(['[', ']'])) {
        return plain();
    }
    (first.to_owned(), path)
}

struct Conflict;

/// Puts the text where the path leads, starting from `slot` (null: nothing there yet).
fn put(slot: &mut Value, path: &[Step<'_>], text: String) -> Result<(), Conflict> {
    match path.split_first() {
        None => put_leaf(slot, text),
        Some((&"", rest)) => put_item(slot, rest, text),
        Some((key, rest)) => {
            if slot.is_null() {
                *slot = Value::Object(Map::new());
            }
            let Value::Object(map) = slot else { return Err(Conflict) };
            put(map.entry(*key).or_insert(Value::Null), rest, text)
        }
    }
}

fn put_leaf(slot: &mut Value, text: String) -> Result<(), Conflict> {
    if slot.is_null() {
        *slot = Value::String(text);
        return Ok(());
    }
    put_item(slot, &[], text)
}

/// Adds an item to the list in `slot`, or goes on with its last item: `a[][x]=1&a[][y]=2` is one
/// object, until a key comes that it has already.
fn put_item(slot: &mut Value, rest: &[Step<'_>], text: String) -> Result<(), Conflict> {
    match slot {
        Value::Null => *slot = Value::Array(Vec::new()),
        Value::String(first) => *slot = Value::Array(vec![Value::String(std::mem::take(first))]),
        _ => {}
    }
    let Value::Array(items) = slot else { return Err(Conflict) };
    match items.last_mut() {
        Some(last) if !rest.is_empty() && last.is_object() && !has(last, rest) => put(last, rest, text),
        _ => {
            let mut item = Value::Null;
            put(&mut item, rest, text)?;
            items.push(item);
            Ok(())
        }
    }
}

fn has(value: &Value, path: &[Step<'_>]) -> bool {
    match path.split_first() {
        None => true,
        Some((&"", _)) => false,
        Some((key, rest)) => value.get(key).is_some_and(|inner| has(inner, rest)),
    }
}
