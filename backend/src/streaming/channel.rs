//! The streams one can listen to, by their names in Mastodon's API.

use protocol::text::hashtag_key;

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Home and notifications.
    User,
    /// Notifications only.
    UserNotification,
    /// Public statuses.
    Public {
        /// Only those of this server, or only those of others.
        local: Option<bool>,
        /// Only those with media.
        only_media: bool,
    },
    /// Public statuses with a hashtag.
    Hashtag {
        /// Its name, folded.
        tag: String,
        /// As the client wrote it, which is how it is named in messages.
        written: String,
        /// Only those of this server.
        local: bool,
    },
    /// Direct conversations.
    Direct,
}

/// There is no stream of this name, or its parameter is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownChannel;

impl Channel {
    /// The stream of a name such as `public:local:media`. `tag` is its parameter; `only_media` is how
    /// server-sent events ask for `:media`.
    ///
    /// # Errors
    /// When there is no such stream.
    pub fn parse(name: &str, tag: Option<&str>, only_media: bool) -> Result<Self, UnknownChannel> {
        let (name, media) = match name.strip_suffix(":media") {
            Some(name) if name.starts_with("public") => (name, true),
            _ => (name, false),
        };
        let only_media = media || only_media;
        match name {
            "user" => Ok(Self::User),
            "user:notification" => Ok(Self::UserNotification),
            "public" => Ok(Self::Public { local: None, only_media }),
            "public:local" => Ok(Self::Public { local: Some(true), only_media }),
            "public:remote" => Ok(Self::Public { local: Some(false), only_media }),
            "hashtag" | "hashtag:local" => {
                let written = tag.ok_or(UnknownChannel)?.to_owned();
                let tag = hashtag_key(&written).ok_or(UnknownChannel)?;
                Ok(Self::Hashtag { tag, written, local: name == "hashtag:local" })
            }
            "direct" => Ok(Self::Direct),
            _ => Err(UnknownChannel),
        }
    }

    /// The name and the parameter, as messages carry them.
    pub fn name(&self) -> Vec<String> {
        let names: &[&str] = match self {
            Self::User => &["user"],
            Self::UserNotification => &["user:notification"],
            Self::Public { local: None, only_media: false } => &["public"],
            Self::Public { local: None, only_media: true } => &["public:media"],
            Self::Public { local: Some(true), only_media: false } => &["public:local"],
            Self::Public { local: Some(true), only_media: true } => &["public:local:media"],
            Self::Public { local: Some(false), only_media: false } => &["public:remote"],
            Self::Public { local: Some(false), only_media: true } => &["public:remote:media"],
            Self::Hashtag { written, local: false, .. } => &["hashtag", written],
            Self::Hashtag { written, local: true, .. } => &["hashtag:local", written],
            Self::Direct => &["direct"],
        };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// The scope it takes to listen.
    pub fn scope(&self) -> &'static str {
        match self {
            Self::UserNotification => "read:notifications",
            _ => "read:statuses",
        }
    }

    /// Whether it carries statuses by anybody.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Public { .. } | Self::Hashtag { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in
            ["user", "user:notification", "public", "public:media", "public:local", "public:remote:media"]
        {
            assert_eq!(Channel::parse(name, None, false).unwrap().name(), [name]);
        }
        let tag = Channel::parse("hashtag:local", Some("Caf\u{e9}"), false).unwrap();
        assert_eq!(tag.name(), ["hashtag:local", "Caf\u{e9}"]);
        assert_eq!(Channel::parse("hashtag", None, false), Err(UnknownChannel));
        assert_eq!(Channel::parse("user:media", None, false), Err(UnknownChannel));
    }
}
