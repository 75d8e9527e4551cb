//! What somebody says of a collection, checked.

use protocol::{
    html::{clean_line, clean_text},
    text::hashtag_key,
};

use crate::service::{account::validate::Problems, status::language_code};

/// Characters of a name, and of a description.
const MAX_NAME: usize = 40;
const MAX_DESCRIPTION: usize = 100;

pub(super) fn name(text: &str, problems: &mut Problems) -> String {
    let name = clean_line(text, usize::MAX).trim().to_owned();
    if name.is_empty() {
        problems.add("name", "ERR_BLANK", "can't be blank");
    }
    limit("name", &name, MAX_NAME, problems);
    name
}

pub(super) fn description(text: &str, problems: &mut Problems) -> String {
    let description = clean_text(text).trim().to_owned();
    limit("description", &description, MAX_DESCRIPTION, problems);
    description
}

pub(super) fn language(code: Option<String>, problems: &mut Problems) -> Option<String> {
    let code = code.filter(|code| !code.is_empty())?;
    let known = language_code(&code);
    if known.is_none() {
        problems.add("language", "ERR_INVALID", "is not a language");
    }
    known
}

/// The hashtag: folded, and as written.
pub(super) fn tag(name: Option<String>, problems: &mut Problems) -> Option<(String, String)> {
    let name = name.filter(|name| !name.trim().is_empty())?;
    let key = hashtag_key(&name);
    if key.is_none() {
        problems.add("tag_name", "ERR_INVALID", "is not a hashtag");
    }
    Some((key?, name.trim().trim_start_matches('#').to_owned()))
}

fn limit(field: &'static str, text: &str, max: usize, problems: &mut Problems) {
    if text.chars().count() > max {
        problems.add(field, "ERR_TOO_LONG", format!("is too long (maximum is {max} characters)"));
    }
}
