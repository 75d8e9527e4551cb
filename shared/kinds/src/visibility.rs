//! Small closed sets of values: their wire names and their numbers in the database.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text that names no value of the set it was read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseEnumError(pub String);

impl fmt::Display for ParseEnumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown value {:?}", self.0)
    }
}

impl std::error::Error for ParseEnumError {}

macro_rules! wire_enum {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $vdoc:literal])* $variant:ident = $number:literal $wire:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $vdoc])* #[serde(rename = $wire)] $variant = $number),*
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $wire),* }
            }

            /// The number in the database.
            pub fn number(self) -> i16 {
                match self { $($name::$variant => $number),* }
            }

            /// The value a database number stands for.
            pub fn from_number(number: i16) -> Option<Self> {
                match number { $($number => Some($name::$variant),)* _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ParseEnumError;

            fn from_str(text: &str) -> Result<Self, ParseEnumError> {
                match text { $($wire => Ok($name::$variant),)* _ => Err(ParseEnumError(text.to_owned())) }
            }
        }

        #[cfg(feature = "orm")]
        crate::orm::impl_enum!($name);
        #[cfg(feature = "openapi")]
        crate::openapi::impl_enum!(
            $name,
            concat!($($doc,)* "\n", $("\n- `", $wire, "`:", $($vdoc,)*)*).trim_ascii_start()
        );
    };
}

pub(crate) use wire_enum;

wire_enum! {
    /// Who a status is for. The order is from widest to narrowest audience.
    Visibility {
        /// Everyone, and shown in public timelines.
        Public = 0 "public",
        /// Everyone, but kept out of public timelines and search ("quiet public").
        Unlisted = 1 "unlisted",
        /// Followers and mentioned accounts.
        Private = 2 "private",
        /// Mentioned accounts only.
        Direct = 3 "direct",
    }
}

wire_enum! {
    /// What a notification tells of.
    NotificationKind {
        /// Mentioned in a status.
        Mention = 0 "mention",
        /// A followed account with notifications on has posted.
        Status = 1 "status",
        /// One's status was boosted.
        Reblog = 2 "reblog",
        /// A new follower.
        Follow = 3 "follow",
        /// Someone asks to follow a locked account.
        FollowRequest = 4 "follow_request",
        /// One's status was favourited.
        Favourite = 5 "favourite",
        /// A poll one voted in or made has ended.
        Poll = 6 "poll",
        /// A boosted status was edited.
        Update = 7 "update",
        /// For administrators: a new sign-up.
        AdminSignUp = 8 "admin.sign_up",
        /// For moderators: a new report.
        AdminReport = 9 "admin.report",
        /// Follows were cut by a domain block or suspension.
        SeveredRelationships = 10 "severed_relationships",
        /// A moderator's warning.
        ModerationWarning = 11 "moderation_warning",
        /// One's status was quoted.
        Quote = 12 "quote",
        /// A quoted status was edited.
        QuotedUpdate = 13 "quoted_update",
        /// Put into somebody's collection.
        AddedToCollection = 14 "added_to_collection",
        /// A collection one is in has changed.
        CollectionUpdate = 15 "collection_update",
        /// An emoji was put under one's status. Not in Mastodon: only clients that know it are told.
        Reaction = 16 "reaction",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_and_numbers_read_back() {
        for &value in Visibility::ALL {
            assert_eq!(value.as_str().parse(), Ok(value));
            assert_eq!(Visibility::from_number(value.number()), Some(value));
        }
        assert!("circle".parse::<Visibility>().is_err());
    }
}
