//! Closed sets about content: media, quotes, filters, timelines.
//! Their numbers are for columns that keep them: never change or reuse one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::visibility::{ParseEnumError, wire_enum};

wire_enum! {
    /// Whether an account agreed to be in a collection.
    CollectionItemState {
        /// Not answered.
        Pending = 0 "pending",
        /// Agreed.
        Accepted = 1 "accepted",
    }
}

wire_enum! {
    /// What a client does with a status that matches a filter.
    FilterAction {
        /// Show a warning first.
        Warn = 0 "warn",
        /// Do not show it.
        Hide = 1 "hide",
        /// Blur its media.
        Blur = 2 "blur",
    }
}

wire_enum! {
    /// Where a filter applies.
    FilterContext {
        /// Home and lists.
        Home = 0 "home",
        /// Notifications.
        Notifications = 1 "notifications",
        /// Public timelines.
        Public = 2 "public",
        /// Threads.
        Thread = 3 "thread",
        /// Profiles.
        Account = 4 "account",
    }
}

wire_enum! {
    /// Groups of people named in quote, reply and feature policies.
    InteractionGroup {
        /// Everyone.
        Public = 0 "public",
        /// Followers.
        Followers = 1 "followers",
        /// Accounts one follows.
        Following = 2 "following",
        /// Someone this server has no name for.
        UnsupportedPolicy = 3 "unsupported_policy",
    }
}

wire_enum! {
    /// What an attachment holds.
    MediaKind {
        /// A format this server cannot show.
        Unknown = 0 "unknown",
        /// A picture.
        Image = 1 "image",
        /// A looping video without sound.
        Gifv = 2 "gifv",
        /// A video.
        Video = 3 "video",
        /// A sound.
        Audio = 4 "audio",
    }
}

wire_enum! {
    /// Whether media is shown before a click.
    MediaDisplay {
        /// Hide what is marked sensitive.
        Default = 0 "default",
        /// Show all.
        ShowAll = 1 "show_all",
        /// Hide all.
        HideAll = 2 "hide_all",
    }
}

wire_enum! {
    /// What a link preview holds.
    PreviewCardKind {
        /// A page.
        Link = 0 "link",
        /// A picture.
        Photo = 1 "photo",
        /// A video player.
        Video = 2 "video",
        /// Other embedded HTML.
        Rich = 3 "rich",
    }
}

wire_enum! {
    /// Whose acts are pushed to a device.
    PushPolicy {
        /// Everyone's.
        All = 0 "all",
        /// Those of accounts one follows.
        Followed = 1 "followed",
        /// Those of followers.
        Follower = 2 "follower",
        /// Nobody's.
        None = 3 "none",
    }
}

wire_enum! {
    /// Whether the viewer may quote a status.
    QuoteAnswer {
        /// Allowed.
        Automatic = 0 "automatic",
        /// After approval.
        Manual = 1 "manual",
        /// Refused.
        Denied = 2 "denied",
        /// The policy is not understood.
        Unknown = 3 "unknown",
    }
}

wire_enum! {
    /// Who may quote one's statuses.
    QuotePolicy {
        /// Everyone.
        Public = 0 "public",
        /// Followers.
        Followers = 1 "followers",
        /// Only oneself.
        Nobody = 2 "nobody",
    }
}

wire_enum! {
    /// How a quote stands; only an accepted one shows the quoted status.
    QuoteState {
        /// The quoted author has not answered.
        Pending = 0 "pending",
        /// Allowed.
        Accepted = 1 "accepted",
        /// Refused.
        Rejected = 2 "rejected",
        /// Allowed once, then taken back.
        Revoked = 3 "revoked",
        /// The quoted status is gone.
        Deleted = 4 "deleted",
        /// The viewer may not see the quoted status.
        Unauthorized = 5 "unauthorized",
        /// The viewer blocks the quoted author.
        BlockedAccount = 6 "blocked_account",
        /// The viewer blocks the quoted author's domain.
        BlockedDomain = 7 "blocked_domain",
        /// The viewer mutes the quoted author.
        MutedAccount = 8 "muted_account",
    }
}

wire_enum! {
    /// Whether the viewer may reply to a status.
    ReplyAnswer {
        /// Allowed.
        Automatic = 0 "automatic",
        /// Refused, also when the author would have to be asked first.
        Denied = 1 "denied",
        /// The policy is not understood: the author's server decides.
        Unknown = 2 "unknown",
    }
}

wire_enum! {
    /// Who may reply to one's statuses, besides those who are mentioned or answered in them.
    ReplyPolicy {
        /// Everyone.
        Public = 0 "public",
        /// Followers.
        Followers = 1 "followers",
        /// Accounts one follows.
        Following = 2 "following",
        /// Only oneself.
        Nobody = 3 "nobody",
    }
}

wire_enum! {
    /// Which replies a list shows.
    RepliesPolicy {
        /// Replies to anyone the owner follows.
        Followed = 0 "followed",
        /// Replies to members of the list.
        List = 1 "list",
        /// No replies.
        None = 2 "none",
    }
}

wire_enum! {
    /// What to search for.
    SearchKind {
        /// Accounts.
        Accounts = 0 "accounts",
        /// Hashtags.
        Hashtags = 1 "hashtags",
        /// Statuses.
        Statuses = 2 "statuses",
    }
}

wire_enum! {
    /// What a message of a stream tells.
    StreamEventKind {
        /// A new status.
        Update = 0 "update",
        /// A status is gone.
        Delete = 1 "delete",
        /// A new notification.
        Notification = 2 "notification",
        /// Read the filters anew.
        FiltersChanged = 3 "filters_changed",
        /// A conversation changed.
        Conversation = 4 "conversation",
        /// An announcement.
        Announcement = 5 "announcement",
        /// Reactions to an announcement changed.
        AnnouncementReaction = 6 "announcement.reaction",
        /// An announcement is gone.
        AnnouncementDelete = 7 "announcement.delete",
        /// A status was edited.
        StatusUpdate = 8 "status.update",
        /// Accepted requests are among the notifications now.
        NotificationsMerged = 9 "notifications_merged",
    }
}

wire_enum! {
    /// Who may read a timeline.
    TimelineAccess {
        /// Everyone.
        Public = 0 "public",
        /// Those logged in.
        Authenticated = 1 "authenticated",
        /// Nobody.
        Disabled = 2 "disabled",
    }
}

wire_enum! {
    /// The timelines that keep a reading position.
    MarkerTimeline {
        /// Home.
        Home = 0 "home",
        /// Notifications.
        Notifications = 1 "notifications",
    }
}

wire_enum! {
    /// What can be a trend.
    TrendKind {
        /// A hashtag.
        Tag = 0 "tag",
        /// A status.
        Status = 1 "status",
        /// A link.
        Link = 2 "link",
    }
}
