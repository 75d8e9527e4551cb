//! The streams one can listen to, by their names in Mastodon's API.

use kinds::ListId;
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
    /// Statuses of the members of a list.
    List(ListId),
    /// Direct conversations.
    Direct,
}

/// What goes with a stream's name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters<'a> {
    /// The hashtag.
    pub tag: Option<&'a str>,
    /// The list.
    pub list: Option<&'a str>,
}

/// There is no stream of this name, or its parameter is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownChannel;

impl Channel {
    /// The stream of a name such as `public:local:media`. `only_media` is how server-sent
    /// events ask for `:media`.
    ///
    /// # Errors
    /// When there is no such stream.
    pub fn parse(name: &str, parameters: Parameters<'_>, only_media: bool) -> Result<Self, UnknownChannel> {
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
                let written = parameters.tag.ok_or(UnknownChannel)?.to_owned();
                let tag = hashtag_key(&written).ok_or(UnknownChannel)?;
                Ok(Self::Hashtag { tag, written, local: name == "hashtag:local" })
            }
            "list" => {
                let id = parameters.list.and_then(|list| list.parse().ok());
                Ok(Self::List(id.ok_or(UnknownChannel)?))
            }
            "direct" => Ok(Self::Direct),
            _ => Err(UnknownChannel),
        }
    }

    /// The name and the parameter, as messages carry them.
    pub fn name(&self) -> Vec<String> {
        let list;
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
            Self::List(id) => {
                list = id.to_string();
                &["list", &list]
            }
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

    /// Whether every new status may belong into it.
    pub(super) fn hears_of_statuses(&self) -> bool {
        self.is_open() || matches!(self, Self::List(_))
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
            assert_eq!(Channel::parse(name, Parameters::default(), false).unwrap().name(), [name]);
        }
        let parameters = Parameters { tag: Some("Caf\u{e9}"), list: Some("12") };
        let tag = Channel::parse("hashtag:local", parameters, false).unwrap();
        assert_eq!(tag.name(), ["hashtag:local", "Caf\u{e9}"]);
        assert_eq!(Channel::parse("list", parameters, false).unwrap().name(), ["list", "12"]);
        for name in ["hashtag", "list", "user:media"] {
            assert_eq!(Channel::parse(name, Parameters::default(), false), Err(UnknownChannel));
        }
        let misfit = Parameters { list: Some("mine"), ..Parameters::default() };
        assert_eq!(Channel::parse("list", misfit, false), Err(UnknownChannel));
    }
}
