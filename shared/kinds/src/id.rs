//! Typed 64-bit ids: integers in the database, strings of digits on the wire
//! (clients read them as opaque strings that sort by length, then bytewise).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An id that is not a string of digits. Callers answer "not found": no such id was ever handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdError;

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a valid id")
    }
}

impl std::error::Error for ParseIdError {}

struct IdVisitor;

impl de::Visitor<'_> for IdVisitor {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: a string of digits or a number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(E::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                text.parse().map(Self).map_err(|_| ParseIdError)
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(IdVisitor).map(Self)
            }
        }

        #[cfg(feature = "orm")]
        crate::orm::impl_id!($name);
        #[cfg(feature = "openapi")]
        crate::openapi::impl_id!($name);
    )*};
}

ids! {
    /// A direct conversation, as one of its people sees it.
    AccountConversationId,
    /// A local or remote account (an ActivityPub actor).
    AccountId,
    /// A message of the staff to all users.
    AnnouncementId,
    /// A registered OAuth client application.
    AppId,
    /// A folder for bookmarks.
    BookmarkFolderId,
    /// A published collection of accounts.
    CollectionId,
    /// One account in a collection.
    CollectionItemId,
    /// A thread of statuses.
    ConversationId,
    /// A post that somebody has begun to write.
    DraftId,
    /// Somebody who gets an account's posts by mail.
    EmailSubscriptionId,
    /// A custom emoji.
    EmojiId,
    /// A hashtag shown on a profile.
    FeaturedTagId,
    /// A filter of unwanted words or statuses.
    FilterId,
    /// A word of a filter.
    FilterKeywordId,
    /// A single status a filter hides.
    FilterStatusId,
    /// An invitation to sign up.
    InviteId,
    /// A user's list of accounts.
    ListId,
    /// An attached picture, video or sound.
    MediaId,
    /// A notification to a local account.
    NotificationId,
    /// Filtered notifications of one sender.
    NotificationRequestId,
    /// A poll.
    PollId,
    /// A preview of a linked page.
    PreviewCardId,
    /// A quote of one status by another.
    QuoteId,
    /// A Web Push subscription.
    PushSubscriptionId,
    /// A report to the moderators.
    ReportId,
    /// A role that grants permissions to users.
    RoleId,
    /// A rule of the server.
    RuleId,
    /// A status to be posted later.
    ScheduledStatusId,
    /// A browser session of the web app.
    SessionId,
    /// Follows that were cut by one event.
    SeveranceId,
    /// A status, or the wrapper of a boost.
    StatusId,
    /// A hashtag.
    TagId,
    /// An OAuth access token.
    TokenId,
    /// The private side of a local account: credentials, settings.
    UserId,
    /// A moderator's warning.
    WarningId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_strings_on_the_wire_and_read_from_numbers_too() {
        assert_eq!(serde_json::to_string(&StatusId(42)).unwrap(), "\"42\"");
        assert_eq!(serde_json::from_str::<StatusId>("\"42\"").unwrap(), StatusId(42));
        assert_eq!(serde_json::from_str::<StatusId>("42").unwrap(), StatusId(42));
        assert_eq!("x1".parse::<StatusId>(), Err(ParseIdError));
    }
}
