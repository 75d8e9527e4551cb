//! Turns `locales/en.json` into one checked function per message, and stops the build when another
//! language lacks a message, has one too many, or names other placeholders.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use serde_json::Value;

type Catalogue = BTreeMap<String, Message>;

enum Message {
    Text(String),
    Plural(BTreeMap<String, String>),
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let english = read(Path::new("locales/en.json"))?;
    let mut fingerprint = DefaultHasher::new();
    for entry in fs::read_dir("locales")? {
        let path = entry?.path();
        fs::read(&path)?.hash(&mut fingerprint);
        compare(&english, &read(&path)?).map_err(|problem| format!("{}: {problem}", path.display()))?;
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("messages.rs"), generate(&english, fingerprint.finish()))?;
    Ok(())
}

fn read(path: &Path) -> Result<Catalogue, Box<dyn Error>> {
    let tree: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let mut catalogue = Catalogue::new();
    flatten("", &tree, &mut catalogue)?;
    Ok(catalogue)
}

/// `{"nav": {"home": "Home"}}` becomes `nav_home`; an object with an `other` member is a plural.
fn flatten(prefix: &str, node: &Value, into: &mut Catalogue) -> Result<(), String> {
    match node {
        Value::String(text) => {
            into.insert(prefix.to_owned(), Message::Text(text.clone()));
        }
        Value::Object(members) if members.contains_key("other") => {
            let forms =
                members.iter().filter_map(|(form, text)| Some((form.clone(), text.as_str()?.to_owned())));
            into.insert(prefix.to_owned(), Message::Plural(forms.collect()));
        }
        Value::Object(members) => {
            for (name, child) in members {
                let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}_{name}") };
                flatten(&key, child, into)?;
            }
        }
        _ => return Err(format!("{prefix}: neither a text nor an object")),
    }
    Ok(())
}

fn compare(english: &Catalogue, other: &Catalogue) -> Result<(), String> {
    let ours: BTreeSet<_> = english.keys().collect();
    let theirs: BTreeSet<_> = other.keys().collect();
    if let Some(key) = ours.symmetric_difference(&theirs).next() {
        return Err(format!("message {key} is missing here or in English"));
    }
    for (key, message) in english {
        let Some(translated) = other.get(key) else { continue };
        match (message, translated) {
            (Message::Text(_), Message::Text(_)) | (Message::Plural(_), Message::Plural(_)) => {}
            _ => return Err(format!("message {key} is a plural in one language only")),
        }
        if placeholders(message) != placeholders(translated) {
            return Err(format!("message {key} names other placeholders than English"));
        }
    }
    Ok(())
}

fn placeholders(message: &Message) -> BTreeSet<String> {
    let texts: Vec<&String> = match message {
        Message::Text(text) => vec![text],
        Message::Plural(forms) => forms.get("other").into_iter().collect(),
    };
    let mut names = BTreeSet::new();
    for text in texts {
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            names.insert(name.to_owned());
            rest = tail;
        }
    }
    names
}

fn generate(english: &Catalogue, version: u64) -> String {
    let mut code = String::new();
    let mut keys = String::new();
    let mut table = String::new();
    for (index, (key, message)) in english.iter().enumerate() {
        let _ = write!(keys, "{key:?},");
        let names = placeholders(message);
        match message {
            Message::Text(text) => {
                let _ = writeln!(table, "Form::Text({text:?}),");
                let _ = writeln!(code, "/// {}", text.replace('\n', " "));
                code.push_str(&text_function(key, index, &names));
            }
            Message::Plural(forms) => {
                let pairs: String =
                    forms.iter().map(|(form, text)| format!("({form:?}, {text:?}),")).collect();
                let _ = writeln!(table, "Form::Plural(&[{pairs}]),");
                let other = forms.get("other").map(String::as_str).unwrap_or_default();
                let _ = writeln!(code, "/// {}", other.replace('\n', " "));
                code.push_str(&plural_function(key, index, &names));
            }
        }
    }
    let _ = writeln!(code, "/// Changes with any catalogue, so that browsers fetch them anew.");
    let _ = writeln!(code, "pub(super) const VERSION: &str = \"{version:x}\";");
    let _ = writeln!(code, "pub(super) static KEYS: &[&str] = &[{keys}];");
    let _ = writeln!(code, "pub(super) static ENGLISH: &[Form] = &[{table}];");
    code
}

fn text_function(key: &str, index: usize, names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return format!("pub(crate) fn {key}() -> String {{ text({index}) }}\n");
    }
    let parameters: String = names.iter().map(|name| format!("{name}: &str, ")).collect();
    let values: String = names.iter().map(|name| format!("({name:?}, {name}),")).collect();
    format!("pub(crate) fn {key}({parameters}) -> String {{ filled({index}, &[{values}]) }}\n")
}

fn plural_function(key: &str, index: usize, names: &BTreeSet<String>) -> String {
    let others: Vec<&String> = names.iter().filter(|name| *name != "count").collect();
    let parameters: String = others.iter().map(|name| format!(", {name}: &str")).collect();
    let values: String = others.iter().map(|name| format!("({name:?}, {name}),")).collect();
    format!(
        "pub(crate) fn {key}(count: u64{parameters}) -> String {{ counted({index}, count, &[{values}]) }}\n"
    )
}
