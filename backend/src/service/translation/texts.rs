//! What of a status is translated, and where it goes afterwards.

use protocol::html::{clean_line, escape, sanitize, to_plain};
use shared::entities::{Status, Translation, TranslationAttachment, TranslationPoll, TranslationPollOption};

use super::Translated;

/// Most texts sent at once: services take no more (DeepL: 50).
const MAX_TEXTS: usize = 50;
/// Longest line of plain text taken back.
const MAX_LINE: usize = 10_000;
/// Around what stays as it is.
const KEEP: &str = "<span translate=\"no\">";
const END: &str = "</span>";

/// The texts of a status, all as HTML: its content, its warning, the choices of its poll, and the
/// descriptions of its attachments, where there are any.
pub(super) struct Texts {
    all: Vec<String>,
    codes: Vec<String>,
    choices: usize,
}

impl Texts {
    pub(super) fn of(status: &Status) -> Self {
        let codes: Vec<String> = status.emojis.iter().map(|emoji| format!(":{}:", emoji.shortcode)).collect();
        let line = |text: &str| keep(&escape(text), &codes);
        let choices = status.poll.iter().flat_map(|poll| &poll.options).map(|option| line(&option.title));
        let mut all = vec![keep(&status.content, &codes), line(&status.spoiler_text)];
        all.extend(choices);
        let choices = all.len().min(MAX_TEXTS) - 2;
        all.extend(described(status).map(|(_, text)| escape(text)));
        all.truncate(MAX_TEXTS);
        Self { all, codes, choices }
    }

    pub(super) fn all(&self) -> &[String] {
        &self.all
    }

    /// The entity, of what the service made of the texts.
    pub(super) fn translation(
        &self,
        status: &Status,
        done: &Translated,
        language: String,
        provider: &str,
    ) -> Translation {
        let mut texts = done.texts.iter().map(|text| unkeep(text, &self.codes));
        let line = |text: String| clean_line(&to_plain(&text), MAX_LINE);
        let content = sanitize(&texts.next().unwrap_or_default());
        let spoiler_text = texts.next().map(line).unwrap_or_default();
        let options =
            texts.by_ref().take(self.choices).map(|text| TranslationPollOption { title: line(text) });
        let options: Vec<_> = options.collect();
        let poll = status.poll.as_ref().map(|poll| TranslationPoll { id: poll.id, options });
        let attachments = described(status).zip(texts);
        Translation {
            content,
            spoiler_text,
            language,
            poll,
            media_attachments: attachments
                .map(|((id, _), text)| TranslationAttachment { id, description: to_plain(&text) })
                .collect(),
            detected_source_language: done.source.clone(),
            provider: provider.to_owned(),
        }
    }
}

/// The attachments that have a description.
fn described(status: &Status) -> impl Iterator<Item = (kinds::MediaId, &str)> {
    let described = |text: &&str| !text.trim().is_empty();
    status
        .media_attachments
        .iter()
        .filter_map(move |media| Some((media.id, media.description.as_deref().filter(described)?)))
}

/// Marks the codes of emoji in the text between tags, so that they are not translated.
fn keep(html: &str, codes: &[String]) -> String {
    let mark = |text: &str| {
        codes.iter().fold(text.to_owned(), |text, code| text.replace(code, &format!("{KEEP}{code}{END}")))
    };
    // The HTML is our own: no `<` or `>` stands in it but those of tags.
    let parts = html.split_inclusive('>').map(|part| match part.split_once('<') {
        Some((text, tag)) => format!("{}<{tag}", mark(text)),
        None => mark(part),
    });
    parts.collect()
}

fn unkeep(html: &str, codes: &[String]) -> String {
    codes.iter().fold(html.to_owned(), |html, code| html.replace(&format!("{KEEP}{code}{END}"), code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_emoji_are_kept_in_text_and_left_alone_in_tags() {
        let codes = [":fox:".to_owned()];
        let html = "<p>a :fox: <a href=\"https://x.example/:fox:\">b</a></p>";
        let kept = keep(html, &codes);
        assert_eq!(
            kept,
            "<p>a <span translate=\"no\">:fox:</span> <a href=\"https://x.example/:fox:\">b</a></p>"
        );
        assert_eq!(unkeep(&kept, &codes), html);
    }
}
