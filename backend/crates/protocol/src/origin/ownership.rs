//! Ownership checks between ids: activity and actor, object and author, key and owner, document
//! and the URL it came from.

use crate::Uri;

/// Why a claim in a document is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// The activity's id is on another origin than its actor.
    #[error("the activity's id is not on its actor's origin")]
    ForeignActivityId,
    /// The object's id is on another origin than its author.
    #[error("the object's id is not on its author's origin")]
    ForeignObjectId,
    /// The object does not name the actor as author.
    #[error("the object is not attributed to the actor")]
    NotAttributed,
    /// A fetched document says it is something else than what was asked for.
    #[error("the document's id is not the address it was fetched from")]
    NotAsFetched,
    /// A key says it belongs to someone else, or is kept on another origin.
    #[error("the key does not belong to the actor")]
    ForeignKey,
}

/// An activity's id must be on its actor's origin; else a foreign id could poison deduplication
/// (GHSA-4qhx-hhwf-8685). A missing id is fine: several servers leave it out.
pub fn check_activity_id(id: Option<&Uri>, actor: &Uri) -> Result<(), OriginError> {
    match id {
        Some(id) if !id.same_origin(actor) => Err(OriginError::ForeignActivityId),
        _ => Ok(()),
    }
}

/// An object may be taken from `actor` when its id is on the actor's origin, the actor is among
/// its authors, and no author is on another origin (so none can be a local account).
pub fn check_object_owner(id: Option<&Uri>, attributed_to: &[Uri], actor: &Uri) -> Result<(), OriginError> {
    if id.is_some_and(|id| !id.same_origin(actor)) {
        return Err(OriginError::ForeignObjectId);
    }
    if !attributed_to.contains(actor) || attributed_to.iter().any(|author| !author.same_origin(actor)) {
        return Err(OriginError::NotAttributed);
    }
    Ok(())
}

/// Whether a fetched document is what its final address promised (CVE-2024-23832). `Ok(false)`
/// means: same origin but another id, so fetch once more at that id and then require equality.
pub fn fetched_document_matches(id: &Uri, fetched_from: &Uri) -> Result<bool, OriginError> {
    if id.without_fragment() == fetched_from.without_fragment() {
        return Ok(true);
    }
    if id.same_origin(fetched_from) { Ok(false) } else { Err(OriginError::NotAsFetched) }
}

/// The final word on a fetched document: its id must be the address it came from.
pub fn check_fetched(id: &Uri, fetched_from: &Uri) -> Result<(), OriginError> {
    if fetched_document_matches(id, fetched_from)? { Ok(()) } else { Err(OriginError::NotAsFetched) }
}

/// A key counts for `actor` only when it names the actor as owner and is kept on the same origin
/// (GHSA-8863-8468-7hq7: the owner must be the very id asked for).
pub fn check_key_owner(key_id: &Uri, owner: Option<&Uri>, actor: &Uri) -> Result<(), OriginError> {
    if owner.is_some_and(|owner| owner != actor) || !key_id.same_origin(actor) {
        return Err(OriginError::ForeignKey);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        Uri::parse(text).unwrap()
    }

    #[test]
    fn an_activity_id_belongs_to_its_actors_origin() {
        let actor = uri("https://a.example/users/a");
        assert_eq!(check_activity_id(None, &actor), Ok(()));
        assert_eq!(check_activity_id(Some(&uri("https://a.example/1")), &actor), Ok(()));
        assert_eq!(
            check_activity_id(Some(&uri("https://b.example/1")), &actor),
            Err(OriginError::ForeignActivityId)
        );
    }

    #[test]
    fn an_object_belongs_to_its_actor_alone() {
        let (actor, id) = (uri("https://a.example/users/a"), uri("https://a.example/1"));
        assert_eq!(check_object_owner(Some(&id), std::slice::from_ref(&actor), &actor), Ok(()));
        let channel = uri("https://a.example/channels/c");
        assert_eq!(check_object_owner(Some(&id), &[actor.clone(), channel.clone()], &actor), Ok(()));
        assert_eq!(check_object_owner(Some(&id), &[channel], &actor), Err(OriginError::NotAttributed));
        let local = uri("https://home.example/users/alice");
        assert_eq!(
            check_object_owner(Some(&id), &[actor.clone(), local], &actor),
            Err(OriginError::NotAttributed)
        );
        assert_eq!(
            check_object_owner(Some(&uri("https://b.example/1")), std::slice::from_ref(&actor), &actor),
            Err(OriginError::ForeignObjectId)
        );
    }

    #[test]
    fn a_fetched_document_is_what_was_asked_for() {
        let id = uri("https://a.example/1");
        assert_eq!(fetched_document_matches(&id, &uri("https://a.example/1#x")), Ok(true));
        assert_eq!(fetched_document_matches(&id, &uri("https://a.example/@a/1")), Ok(false));
        assert_eq!(check_fetched(&id, &uri("https://a.example/@a/1")), Err(OriginError::NotAsFetched));
        assert_eq!(
            fetched_document_matches(&id, &uri("https://mallory.example/1")),
            Err(OriginError::NotAsFetched)
        );
    }

    #[test]
    fn a_key_names_its_owner() {
        let (actor, key) = (uri("https://a.example/users/a"), uri("https://a.example/users/a#main-key"));
        assert_eq!(check_key_owner(&key, Some(&actor), &actor), Ok(()));
        let other = uri("https://b.example/users/b");
        assert_eq!(check_key_owner(&key, Some(&other), &actor), Err(OriginError::ForeignKey));
        assert_eq!(
            check_key_owner(&uri("https://b.example/k"), Some(&actor), &actor),
            Err(OriginError::ForeignKey)
        );
    }
}
