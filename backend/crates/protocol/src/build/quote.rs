//! Asking to quote, and the permission to (FEP-044f).

use serde_json::{Value, json};

use super::{NoteDoc, Terms, doc::Doc, note, with_context};
use crate::vocab::PUBLIC;

/// Who quotes what.
#[derive(Clone, Debug)]
pub struct QuoteConsent {
    /// Who quotes.
    pub quoter: String,
    /// The quoting post.
    pub quoting: String,
    /// The quoted post's author.
    pub author: String,
    /// The quoted post.
    pub quoted: String,
}

impl QuoteConsent {
    fn request(&self, id: &str) -> Doc {
        Doc::new("QuoteRequest")
            .set("id", id)
            .set("actor", self.quoter.as_str())
            .set("object", self.quoted.as_str())
    }

    fn stamp(&self, id: &str) -> Doc {
        Doc::new("QuoteAuthorization")
            .set("id", id)
            .set("attributedTo", self.author.as_str())
            .set("interactingObject", self.quoting.as_str())
            .set("interactionTarget", self.quoted.as_str())
    }

    fn answer(&self, kind: &str, id: &str, request: &str) -> Doc {
        let request = self.request(request).set("instrument", self.quoting.as_str()).done();
        Doc::new(kind)
            .set("id", id)
            .set("actor", self.author.as_str())
            .set("to", vec![self.quoter.as_str()])
            .set("object", request)
    }
}

/// Asks the author of a post whether it may be quoted. With `post`, which the author has to be allowed to
/// see, nobody has to fetch the quoting post.
pub fn quote_request(id: &str, consent: &QuoteConsent, post: Option<&NoteDoc>) -> Value {
    let instrument = post.map_or_else(|| Value::from(consent.quoting.as_str()), note);
    let mut terms = post.map(NoteDoc::terms).unwrap_or_default();
    terms.push(Terms::Consent);
    let request = consent.request(id).set("to", vec![consent.author.as_str()]).set("instrument", instrument);
    with_context(request.done(), &terms)
}

/// Yes to such a request, with the address of the stamp.
pub fn accept_quote(id: &str, consent: &QuoteConsent, request: &str, stamp: &str) -> Value {
    with_context(consent.answer("Accept", id, request).set("result", stamp).done(), &[Terms::Consent])
}

/// No to such a request.
pub fn reject_quote(id: &str, consent: &QuoteConsent, request: &str) -> Value {
    with_context(consent.answer("Reject", id, request).done(), &[Terms::Consent])
}

/// The stamp that permits a quote, for everyone to check.
pub fn quote_authorization(id: &str, consent: &QuoteConsent) -> Value {
    with_context(consent.stamp(id).done(), &[Terms::Consent])
}

/// A stamp that is no more.
pub fn delete_authorization(stamp: &str, consent: &QuoteConsent) -> Value {
    let delete = json!({
        "id": format!("{stamp}#delete"),
        "type": "Delete",
        "actor": consent.author,
        "to": [PUBLIC],
        "cc": [consent.quoter],
        "object": consent.stamp(stamp).done(),
    });
    with_context(delete, &[Terms::Consent])
}
