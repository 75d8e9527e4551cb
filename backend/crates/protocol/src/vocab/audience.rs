//! Whom something is for: the reading rule of protocol §5.

use kinds::Visibility;

use crate::Uri;

/// The id that stands for everyone.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// All spellings of it.
pub const PUBLIC_ALIASES: &[&str] = &[PUBLIC, "as:Public", "Public"];

/// The addresses of a document, with "everyone" taken out of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// Whether everyone is in `to`.
    pub public_to: bool,
    /// Whether everyone is in `cc`.
    pub public_cc: bool,
    /// Actors and collections in `to`.
    pub to: Vec<Uri>,
    /// Actors and collections in `cc`.
    pub cc: Vec<Uri>,
    /// Actors addressed by `bto` and `bcc`: they may see it, nobody else may know.
    pub hidden: Vec<Uri>,
    /// Groups named in `audience`; never makes anything public.
    pub groups: Vec<Uri>,
}

impl Audience {
    /// Whether nobody at all is addressed by `to` and `cc`.
    pub fn is_empty(&self) -> bool {
        !self.public_to && !self.public_cc && self.to.is_empty() && self.cc.is_empty()
    }

    /// Who may see it, given the author's followers collection: the first rule that fits, from
    /// wide to narrow. Not addressed to anyone means direct, never public.
    pub fn visibility(&self, followers: Option<&Uri>) -> Visibility {
        if self.public_to {
            Visibility::Public
        } else if self.public_cc {
            Visibility::Unlisted
        } else if followers.is_some_and(|followers| self.addresses(followers)) {
            Visibility::Private
        } else {
            Visibility::Direct
        }
    }

    /// Whether an actor or collection is addressed, openly or not.
    pub fn addresses(&self, id: &Uri) -> bool {
        self.recipients().any(|recipient| recipient == id)
    }

    /// Every actor and collection addressed, `to` first.
    pub fn recipients(&self) -> impl Iterator<Item = &Uri> {
        self.to.iter().chain(&self.cc).chain(&self.hidden)
    }
}
