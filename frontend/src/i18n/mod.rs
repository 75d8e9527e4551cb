//! What people read, in their language. `tr::…` has one function per message of `locales/en.json`
//! (made and checked by `build.rs`); English is in the binary, other languages are fetched when chosen.
//! Reading a message subscribes to the language, so the interface changes at once with it.

mod format;

use std::sync::{Arc, LazyLock};

use leptos::prelude::*;
use serde_json::Value;

pub(crate) use format::{compact, date, date_time, language_name, number, relative};

/// One function per message.
pub(crate) mod tr {
    use super::{Form, counted, filled, text};

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

/// The languages the app speaks: code and own name.
pub(crate) const LANGUAGES: &[(&str, &str)] = &[("en", "English"), ("de", "Deutsch")];

/// A message of the built-in catalogue.
pub(crate) enum Form {
    Text(&'static str),
    Plural(&'static [(&'static str, &'static str)]),
}

/// The chosen language; `messages` is empty for English.
#[derive(Clone)]
struct Chosen {
    code: &'static str,
    messages: Arc<Vec<Option<Value>>>,
}

static CHOSEN: LazyLock<ArcRwSignal<Chosen>> =
    LazyLock::new(|| ArcRwSignal::new(Chosen { code: "en", messages: Arc::default() }));

/// The code of the language in use.
pub(crate) fn language() -> &'static str {
    CHOSEN.with(|chosen| chosen.code)
}

/// Switches to a language; its catalogue is fetched first, and the old one stays if that fails.
pub(crate) async fn choose(code: &str) {
    let Some(&(code, _)) = LANGUAGES.iter().find(|(known, _)| *known == code) else { return };
    let messages = if code == "en" { Some(Vec::new()) } else { fetch(code).await };
    if let Some(messages) = messages {
        CHOSEN.set(Chosen { code, messages: Arc::new(messages) });
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", code);
        }
    }
}

async fn fetch(code: &str) -> Option<Vec<Option<Value>>> {
    let url = format!("/locales/{code}.json?v={}", tr::VERSION);
    let answer = gloo_net::http::Request::get(&url).send().await.ok()?;
    let tree: Value = answer.json().await.ok()?;
    Some(tr::KEYS.iter().map(|key| lookup(&tree, key).cloned()).collect())
}

/// Finds `nav_home` in `{"nav": {"home": …}}`; names may hold underscores themselves.
fn lookup<'a>(node: &'a Value, key: &str) -> Option<&'a Value> {
    let members = node.as_object()?;
    if let Some(found) = members.get(key) {
        return Some(found);
    }
    members
        .iter()
        .find_map(|(name, child)| lookup(child, key.strip_prefix(name.as_str())?.strip_prefix('_')?))
}

fn text(index: usize) -> String {
    CHOSEN.with(|chosen| {
        let translated = chosen.messages.get(index).and_then(Option::as_ref).and_then(Value::as_str);
        match (translated, tr::ENGLISH.get(index)) {
            (Some(text), _) => text.to_owned(),
            (None, Some(Form::Text(text))) => (*text).to_owned(),
            _ => String::new(),
        }
    })
}

fn filled(index: usize, values: &[(&str, &str)]) -> String {
    fill(text(index), values)
}

fn counted(index: usize, count: u64, values: &[(&str, &str)]) -> String {
    let form = format::plural_form(language(), count);
    let template = CHOSEN.with(|chosen| {
        let translated = chosen.messages.get(index).and_then(Option::as_ref).and_then(Value::as_object);
        match (translated, tr::ENGLISH.get(index)) {
            (Some(forms), _) => {
                let text = forms.get(&form).or_else(|| forms.get("other")).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            }
            (None, Some(Form::Plural(forms))) => pick(forms, &form).to_owned(),
            _ => String::new(),
        }
    });
    fill(fill(template, values), &[("count", &number(count))])
}

fn pick(forms: &[(&str, &'static str)], form: &str) -> &'static str {
    let find = |wanted: &str| forms.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text);
    find(form).or_else(|| find("other")).unwrap_or_default()
}

fn fill(mut template: String, values: &[(&str, &str)]) -> String {
    for (name, value) in values {
        template = template.replace(&format!("{{{name}}}"), value);
    }
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_nested_catalogues_even_with_underscores() {
        let tree = serde_json::json!({"nav": {"home": "Start", "follow_requests": "Anfragen"}});
        assert_eq!(lookup(&tree, "nav_home"), Some(&Value::from("Start")));
        assert_eq!(lookup(&tree, "nav_follow_requests"), Some(&Value::from("Anfragen")));
        assert_eq!(lookup(&tree, "nav_nothing"), None);
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(fill("Hi {name}!".to_owned(), &[("name", "Ada")]), "Hi Ada!");
    }
}
