//! `@context`: which vocabulary a document's terms are from (protocol §9). Inline, so that nobody
//! has to fetch anything, and only what is used. The namespaces are the ones everyone uses, also
//! where they look wrong (`http://schema.org#`).

use serde_json::{Map, Value, json};

const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";
const SECURITY: &str = "https://w3id.org/security/v1";

/// A group of terms beyond ActivityStreams itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    /// Profiles.
    Actor,
    /// Posts of any kind.
    Post,
    /// Custom emoji.
    Emoji,
    /// Attachments with preview and focus.
    Media,
    /// Polls.
    Poll,
    /// Quotes.
    Quote,
    /// Asking for quotes and replies, and permitting them.
    Consent,
    /// Interaction policies.
    Policy,
    /// Direct messages.
    Direct,
    /// Keys.
    Security,
    /// Legacy ids.
    Legacy,
    /// Emoji under posts.
    Reaction,
}

/// Puts a context with the given groups of terms on a document.
pub fn with_context(mut document: Value, groups: &[Terms]) -> Value {
    let mut terms = Map::new();
    for group in groups {
        if let Value::Object(more) = terms_of(*group) {
            terms.extend(more);
        }
    }
    let mut context = vec![Value::from(ACTIVITY_STREAMS)];
    if groups.contains(&Terms::Security) {
        context.push(SECURITY.into());
    }
    let context = if terms.is_empty() && context.len() == 1 {
        Value::from(ACTIVITY_STREAMS)
    } else {
        if !terms.is_empty() {
            context.push(Value::Object(terms));
        }
        Value::Array(context)
    };
    if let Value::Object(map) = &mut document {
        map.insert("@context".to_owned(), context);
    }
    document
}

fn terms_of(group: Terms) -> Value {
    let toot = "http://joinmastodon.org/ns#";
    let gts = "https://gotosocial.org/ns#";
    match group {
        Terms::Security => json!({}),
        Terms::Actor => json!({
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "movedTo": {"@id": "as:movedTo", "@type": "@id"},
            "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
            "Hashtag": "as:Hashtag",
            "toot": toot,
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"},
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "memorial": "toot:memorial",
            "suspended": "toot:suspended",
            "attributionDomains": {"@id": "toot:attributionDomains", "@container": "@set"},
            "schema": "http://schema.org#",
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
        }),
        Terms::Post => json!({
            "Hashtag": "as:Hashtag",
            "sensitive": "as:sensitive",
            "ostatus": "http://ostatus.org#",
            "conversation": "ostatus:conversation",
        }),
        Terms::Emoji => json!({"toot": toot, "Emoji": "toot:Emoji"}),
        Terms::Media => json!({
            "toot": toot,
            "blurhash": "toot:blurhash",
            "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        }),
        Terms::Poll => json!({"toot": toot, "votersCount": "toot:votersCount"}),
        Terms::Quote => json!({
            "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
            "quoteAuthorization": {"@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id"},
            "quoteUri": "http://fedibird.com/ns#quoteUri",
            "_misskey_quote": "https://misskey-hub.net/ns#_misskey_quote",
        }),
        Terms::Consent => json!({
            "gts": gts,
            "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
            "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
            "ReplyRequest": "gts:ReplyRequest",
            "ReplyAuthorization": "gts:ReplyAuthorization",
            "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
            "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
        }),
        Terms::Policy => json!({
            "gts": gts,
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
            "canReply": {"@id": "gts:canReply", "@type": "@id"},
            "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
            "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
        }),
        Terms::Direct => {
            json!({"litepub": "http://litepub.social/ns#", "directMessage": "litepub:directMessage"})
        }
        Terms::Reaction => {
            json!({"litepub": "http://litepub.social/ns#", "EmojiReact": "litepub:EmojiReact"})
        }
        Terms::Legacy => json!({"ostatus": "http://ostatus.org#", "atomUri": "ostatus:atomUri"}),
    }
}
