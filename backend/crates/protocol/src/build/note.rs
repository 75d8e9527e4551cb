//! Posts and votes.

use chrono::{DateTime, Utc};
use kinds::Visibility;
use serde_json::{Value, json};

use super::{
    EmojiDoc, HashtagDoc, MentionDoc, Terms, addresses, collection, doc::Doc, embedded_page, emoji, hashtag,
    mention, time,
};
use crate::text::quote_fallback;

/// A local post.
#[derive(Clone, Debug)]
pub struct NoteDoc {
    /// Its id.
    pub id: String,
    /// Its page.
    pub url: String,
    /// Its author's id.
    pub author: String,
    /// Its author's followers collection.
    pub followers: String,
    /// Safe HTML.
    pub content: String,
    /// Language of the text.
    pub language: Option<String>,
    /// Content warning.
    pub summary: Option<String>,
    /// Whether media are hidden.
    pub sensitive: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// When it was last edited.
    pub updated: Option<DateTime<Utc>>,
    /// The post it replies to.
    pub in_reply_to: Option<String>,
    /// The thread, as an opaque name.
    pub conversation: Option<String>,
    /// The thread's collection.
    pub context: Option<String>,
    /// People mentioned.
    pub mentions: Vec<MentionDoc>,
    /// Hashtags used.
    pub hashtags: Vec<HashtagDoc>,
    /// Custom emoji used.
    pub emoji: Vec<EmojiDoc>,
    /// Media.
    pub attachments: Vec<AttachmentDoc>,
    /// A poll makes it a Question.
    pub poll: Option<PollDoc>,
    /// The post it quotes.
    pub quote: Option<QuoteDoc>,
    /// Who may quote it.
    pub quote_policy: Option<PolicyDoc>,
    /// Who may reply to it.
    pub reply_policy: Option<PolicyDoc>,
    /// How many favourites it has.
    pub likes: u64,
    /// How many boosts it has.
    pub shares: u64,
}

/// An attachment.
#[derive(Clone, Debug, Default)]
pub struct AttachmentDoc {
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// Alternative text.
    pub description: Option<String>,
    /// Blurred preview.
    pub blurhash: Option<String>,
    /// The point to keep in view.
    pub focus: Option<(f64, f64)>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Seconds, of what plays.
    pub duration: Option<f64>,
    /// A still picture of a video.
    pub thumbnail: Option<super::ImageDoc>,
}

/// A poll.
#[derive(Clone, Debug)]
pub struct PollDoc {
    /// Titles and votes so far.
    pub options: Vec<(String, u64)>,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it ended, once it has.
    pub closed: Option<DateTime<Utc>>,
    /// How many people voted.
    pub voters: u64,
}

/// A quoted post.
#[derive(Clone, Debug)]
pub struct QuoteDoc {
    /// Its id.
    pub id: String,
    /// Its page.
    pub url: String,
    /// The stamp that permits the quote.
    pub authorization: Option<String>,
}

/// Who may quote or reply: ids of actors and collections, or everyone's.
#[derive(Clone, Debug, Default)]
pub struct PolicyDoc {
    /// At once. "Nobody" is the author alone.
    pub automatic: Vec<String>,
    /// After asking.
    pub manual: Vec<String>,
}

impl NoteDoc {
    /// The groups of terms its context needs.
    pub fn terms(&self) -> Vec<Terms> {
        let optional = [
            (!self.emoji.is_empty(), Terms::Emoji),
            (!self.attachments.is_empty(), Terms::Media),
            (self.poll.is_some(), Terms::Poll),
            (self.quote.is_some(), Terms::Quote),
            (self.quote_policy.is_some() || self.reply_policy.is_some(), Terms::Policy),
            (self.visibility == Visibility::Direct, Terms::Direct),
        ];
        let used = optional.into_iter().filter(|(used, _)| *used).map(|(_, terms)| terms);
        std::iter::once(Terms::Post).chain(used).collect()
    }

    /// Whom it addresses.
    pub fn addresses(&self) -> super::Addresses {
        let mentioned: Vec<String> = self.mentions.iter().map(|mention| mention.href.clone()).collect();
        addresses(self.visibility, &self.followers, &mentioned)
    }
}

/// The document of a post, without context (see [`with_context`](super::with_context) and
/// [`NoteDoc::terms`]).
pub fn note(note: &NoteDoc) -> Value {
    let addresses = note.addresses();
    // A text may have its link to the quoted post already.
    let quote_without_link = note.quote.as_ref().filter(|quote| {
        [&quote.id, &quote.url].iter().all(|link| !note.content.contains(&crate::html::escape(link)))
            && !note.content.contains("quote-inline")
    });
    let fallback = quote_without_link.map(|quote| quote_fallback(&quote.url)).unwrap_or_default();
    let content = format!("{fallback}{}", note.content);
    let replies = format!("{}/replies", note.id);
    let open = matches!(note.visibility, Visibility::Public | Visibility::Unlisted);
    let content_map = note.language.as_ref().map(|language| json!({language: content}));
    let doc = Doc::new(if note.poll.is_some() { "Question" } else { "Note" })
        .set("id", note.id.as_str())
        .set("url", note.url.as_str())
        .set("attributedTo", note.author.as_str())
        .set("content", content.as_str())
        .some("contentMap", content_map)
        .set("summary", note.summary.as_deref().filter(|summary| !summary.is_empty()))
        .set("sensitive", note.sensitive)
        .set("published", time(note.published))
        .some("updated", note.updated.map(time))
        .set("inReplyTo", note.in_reply_to.as_deref())
        .set("to", addresses.to)
        .set("cc", addresses.cc)
        .some("conversation", note.conversation.as_deref())
        .some("context", note.context.as_deref())
        .set("tag", tags(note))
        .set("attachment", note.attachments.iter().map(attachment).collect::<Vec<_>>())
        .set("replies", embedded_page(&replies, &format!("{replies}?page=true")))
        .some("likes", open.then(|| collection(&format!("{}/likes", note.id), note.likes)))
        .some("shares", open.then(|| collection(&format!("{}/shares", note.id), note.shares)))
        .some("directMessage", (note.visibility == Visibility::Direct).then_some(true))
        .some("interactionPolicy", policies(note));
    quote(poll(doc, note.poll.as_ref()), note.quote.as_ref()).done()
}

/// Mentions, hashtags, emoji, and the quoted post as an object link (FEP-e232).
fn tags(note: &NoteDoc) -> Vec<Value> {
    let link = |quote: &QuoteDoc| {
        json!({
            "type": "Link",
            "mediaType": crate::origin::LD_JSON,
            "rel": "https://misskey-hub.net/ns#_misskey_quote",
            "href": quote.id,
            "name": format!("RE: {}", quote.url),
        })
    };
    let mentions = note.mentions.iter().map(mention);
    mentions
        .chain(note.hashtags.iter().map(hashtag))
        .chain(note.emoji.iter().map(emoji))
        .chain(note.quote.as_ref().map(link))
        .collect()
}

/// Alternative text under both names in use: `name` (most) and `summary` (GoToSocial).
fn attachment(media: &AttachmentDoc) -> Value {
    Doc::new("Document")
        .set("mediaType", media.media_type.as_str())
        .set("url", media.url.as_str())
        .set("name", media.description.as_deref())
        .some("summary", media.description.as_deref())
        .some("blurhash", media.blurhash.as_deref())
        .some("focalPoint", media.focus.map(|(x, y)| json!([x, y])))
        .some("width", media.width)
        .some("height", media.height)
        .some("duration", media.duration.map(|seconds| format!("PT{seconds:.2}S")))
        .some("icon", media.thumbnail.as_ref().map(super::image))
        .done()
}

fn poll(doc: Doc, poll: Option<&PollDoc>) -> Doc {
    let Some(poll) = poll else { return doc };
    let option = |(title, votes): &(String, u64)| json!({"type": "Note", "name": title, "replies": {"type": "Collection", "totalItems": votes}});
    doc.set(
        if poll.multiple { "anyOf" } else { "oneOf" },
        poll.options.iter().map(option).collect::<Vec<_>>(),
    )
    .some("endTime", poll.ends_at.map(time))
    .some("closed", poll.closed.map(time))
    .set("votersCount", poll.voters)
}

/// The quoted post under each of the names that others read.
fn quote(doc: Doc, quote: Option<&QuoteDoc>) -> Doc {
    let Some(quote) = quote else { return doc };
    doc.set("quote", quote.id.as_str())
        .set("quoteUri", quote.id.as_str())
        .set("_misskey_quote", quote.id.as_str())
        .some("quoteAuthorization", quote.authorization.as_deref())
}

/// Who may do what, where that is said; others take what is named here as what this server sees to.
fn policies(note: &NoteDoc) -> Option<Value> {
    let rule =
        |policy: &PolicyDoc| json!({"automaticApproval": policy.automatic, "manualApproval": policy.manual});
    let named = [("canQuote", &note.quote_policy), ("canReply", &note.reply_policy)];
    let rules =
        named.into_iter().filter_map(|(name, policy)| Some((name.to_owned(), rule(policy.as_ref()?))));
    let rules: serde_json::Map<String, Value> = rules.collect();
    (!rules.is_empty()).then_some(Value::Object(rules))
}

/// A vote: a note that is nothing but the option's title, for the poll's author alone.
pub fn vote(id: &str, voter: &str, question: &str, author: &str, option: &str) -> Value {
    Doc::new("Note")
        .set("id", id)
        .set("attributedTo", voter)
        .set("inReplyTo", question)
        .set("name", option)
        .set("to", vec![author])
        .done()
}
