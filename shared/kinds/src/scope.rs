//! OAuth scopes as Mastodon names them: a parent covers its children, `write` does not cover `read`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

const READ: &[&str] = &[
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
];
const WRITE: &[&str] = &[
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
];
const ADMIN: &[&str] = &[
    "accounts",
    "reports",
    "domain_allows",
    "domain_blocks",
    "ip_blocks",
    "email_domain_blocks",
    "canonical_email_blocks",
];

/// A text that is no scope this server knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseScopeError(pub String);

impl fmt::Display for ParseScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown scope {:?}", self.0)
    }
}

impl std::error::Error for ParseScopeError {}

/// One scope, for example `read:statuses` or `push`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(String);

impl Scope {
    /// The scope's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Every scope there is, parents before children.
    pub fn all() -> impl Iterator<Item = Self> {
        let groups = [("read", READ), ("write", WRITE), ("admin:read", ADMIN), ("admin:write", ADMIN)];
        let single = ["follow", "push", "profile"].map(str::to_owned);
        let grouped = groups.into_iter().flat_map(|(parent, parts)| {
            let children = parts.iter().map(move |part| format!("{parent}:{part}"));
            std::iter::once(parent.to_owned()).chain(children)
        });
        grouped.chain(single).map(Self)
    }
}

impl FromStr for Scope {
    type Err = ParseScopeError;

    fn from_str(text: &str) -> Result<Self, ParseScopeError> {
        let known = match text.rsplit_once(':') {
            None => matches!(text, "read" | "write" | "follow" | "push" | "profile"),
            Some(("read", part)) => READ.contains(&part),
            Some(("write", part)) => WRITE.contains(&part),
            Some(("admin", part)) => matches!(part, "read" | "write"),
            Some(("admin:read" | "admin:write", part)) => ADMIN.contains(&part),
            Some(_) => false,
        };
        if known { Ok(Self(text.to_owned())) } else { Err(ParseScopeError(text.to_owned())) }
    }
}

/// A set of scopes, written with spaces between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Everything a person may do in the web app (not administration).
    pub fn full() -> Self {
        Self(["read", "write", "follow", "push", "profile"].map(|name| Scope(name.to_owned())).into())
    }

    /// Whether `wanted` (a scope's name) is granted, directly or through a parent.
    pub fn allow(&self, wanted: &str) -> bool {
        self.0.iter().any(|scope| covers(scope.as_str(), wanted))
    }

    /// Whether every scope of `other` is granted by this set.
    pub fn cover(&self, other: &Scopes) -> bool {
        other.0.iter().all(|scope| self.allow(scope.as_str()))
    }

    /// The scopes, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// Whether no scope is granted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The deprecated `follow` scope stands for both directions of blocks, follows and mutes.
fn covers(granted: &str, wanted: &str) -> bool {
    if granted == wanted {
        return true;
    }
    if granted == "follow" {
        return matches!(wanted.split_once(':'), Some(("read" | "write", "blocks" | "follows" | "mutes")));
    }
    wanted.strip_prefix(granted).is_some_and(|rest| rest.starts_with(':'))
}

impl FromStr for Scopes {
    type Err = ParseScopeError;

    /// Scopes with spaces or `+` between them; repeats are dropped.
    fn from_str(text: &str) -> Result<Self, ParseScopeError> {
        let mut scopes = Vec::new();
        for name in text.split([' ', '+']).filter(|name| !name.is_empty()) {
            let scope: Scope = name.parse()?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        Ok(Self(scopes))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(text: &str) -> Scopes {
        text.parse().unwrap()
    }

    #[test]
    fn a_parent_covers_its_children_only() {
        assert!(scopes("read").allow("read:statuses"));
        assert!(!scopes("write").allow("read:statuses"));
        assert!(!scopes("read:statuses").allow("read"));
        assert!(scopes("admin:read").allow("admin:read:reports"));
        assert!(!scopes("read").allow("admin:read"));
    }

    #[test]
    fn follow_stands_for_relationships() {
        assert!(scopes("follow").allow("write:mutes"));
        assert!(scopes("follow").allow("read:blocks"));
        assert!(!scopes("follow").allow("write:statuses"));
    }

    #[test]
    fn unknown_scopes_are_refused() {
        assert!("read write:everything".parse::<Scopes>().is_err());
        assert!("admin".parse::<Scopes>().is_err());
        assert_eq!(scopes("read+write read").to_string(), "read write");
    }
}
