//! Asking to quote or to reply, and the permission to (FEP-044f, GoToSocial).

use serde_json::{Value, json};

use super::{NoteDoc, Terms, doc::Doc, note, with_context};
use crate::vocab::PUBLIC;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// To quote.
    Quote,
    /// To reply.
    Reply,
}

/// Who does what with whose post.
#[derive(Clone, Debug)]
pub struct Consent {
    /// What it is.
    pub act: Act,
    /// Who quotes or replies.
    pub actor: String,
    /// The post that does.
    pub post: String,
    /// The other post's author.
    pub author: String,
    /// The post that is quoted or replied to.
    pub target: String,
}

impl Consent {
    fn request(&self, id: &str) -> Doc {
        let kind = match self.act {
            Act::Quote => "QuoteRequest",
            Act::Reply => "ReplyRequest",
        };
        Doc::new(kind).set("id", id).set("actor", self.actor.as_str()).set("object", self.target.as_str())
    }

    fn stamp(&self, id: &str) -> Doc {
        let kind = match self.act {
            Act::Quote => "QuoteAuthorization",
            Act::Reply => "ReplyAuthorization",
        };
        Doc::new(kind)
            .set("id", id)
            .set("attributedTo", self.author.as_str())
            .set("interactingObject", self.post.as_str())
            .set("interactionTarget", self.target.as_str())
    }

    fn answer(&self, kind: &str, id: &str, request: &str) -> Doc {
        let request = self.request(request).set("instrument", self.post.as_str()).done();
        Doc::new(kind)
            .set("id", id)
            .set("actor", self.author.as_str())
            .set("to", vec![self.actor.as_str()])
            .set("object", request)
    }
}

/// Asks the author of a post whether it may be quoted. With `post`, which the author has to be allowed to
/// see, nobody has to fetch the quoting post.
pub fn quote_request(id: &str, consent: &Consent, post: Option<&NoteDoc>) -> Value {
    let instrument = post.map_or_else(|| Value::from(consent.post.as_str()), note);
    let mut terms = post.map(NoteDoc::terms).unwrap_or_default();
    terms.push(Terms::Consent);
    let request = consent.request(id).set("to", vec![consent.author.as_str()]).set("instrument", instrument);
    with_context(request.done(), &terms)
}

/// Yes to a request, with the address of the stamp.
pub fn accept_request(id: &str, consent: &Consent, request: &str, stamp: &str) -> Value {
    with_context(consent.answer("Accept", id, request).set("result", stamp).done(), &[Terms::Consent])
}

/// No to a request.
pub fn reject_request(id: &str, consent: &Consent, request: &str) -> Value {
    with_context(consent.answer("Reject", id, request).done(), &[Terms::Consent])
}

/// The stamp that permits it, for everyone to check.
pub fn authorization(id: &str, consent: &Consent) -> Value {
    with_context(consent.stamp(id).done(), &[Terms::Consent])
}

/// A stamp that is no more.
pub fn delete_authorization(stamp: &str, consent: &Consent) -> Value {
    let delete = json!({
        "id": format!("{stamp}#delete"),
        "type": "Delete",
        "actor": consent.author,
        "to": [PUBLIC],
        "cc": [consent.actor],
        "object": consent.stamp(stamp).done(),
    });
    with_context(delete, &[Terms::Consent])
}
