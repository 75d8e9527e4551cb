//! Whom a post addresses, by its visibility (protocol §5).

use kinds::Visibility;

use crate::vocab::PUBLIC;

/// The two lists of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Mainly for.
    pub to: Vec<String>,
    /// Also for.
    pub cc: Vec<String>,
}

/// The addresses of a post: `followers` is its author's collection, `mentioned` the ids of all
/// mentioned actors. The reading rule in [`crate::vocab::Audience::visibility`] is the inverse.
pub fn addresses(visibility: Visibility, followers: &str, mentioned: &[String]) -> Addresses {
    let with = |first: &str| std::iter::once(first.to_owned()).chain(mentioned.iter().cloned()).collect();
    match visibility {
        Visibility::Public => Addresses { to: vec![PUBLIC.to_owned()], cc: with(followers) },
        Visibility::Unlisted => Addresses { to: vec![followers.to_owned()], cc: with(PUBLIC) },
        Visibility::Private => Addresses { to: vec![followers.to_owned()], cc: mentioned.to_vec() },
        Visibility::Direct => Addresses { to: mentioned.to_vec(), cc: Vec::new() },
    }
}
