//! Closed sets about people and their relations, moderation included.
//! Their numbers are for columns that keep them: never change or reuse one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::visibility::{ParseEnumError, wire_enum};

wire_enum! {
    /// What a moderator did to an account, as its owner is told.
    AccountWarningAction {
        /// No more than a warning.
        None = 0 "none",
        /// The account can no longer log in.
        Disable = 1 "disable",
        /// Some statuses were marked sensitive.
        MarkStatusesAsSensitive = 2 "mark_statuses_as_sensitive",
        /// Some statuses were removed.
        DeleteStatuses = 3 "delete_statuses",
        /// All media is marked sensitive.
        Sensitive = 4 "sensitive",
        /// Limited; only followers see it.
        Silence = 5 "silence",
        /// Suspended.
        Suspend = 6 "suspend",
    }
}

wire_enum! {
    /// How an appeal against a warning stands.
    AppealState {
        /// Not decided.
        Pending = 0 "pending",
        /// The warning was taken back.
        Approved = 1 "approved",
        /// The warning stays.
        Rejected = 2 "rejected",
    }
}

wire_enum! {
    /// Whether a yearly report exists or may be made.
    AnnualReportState {
        /// Made and ready.
        Available = 0 "available",
        /// Being made.
        Generating = 1 "generating",
        /// May be made.
        Eligible = 2 "eligible",
        /// Too little activity.
        Ineligible = 3 "ineligible",
    }
}

wire_enum! {
    /// What kind of user a yearly report says one was.
    Archetype {
        /// Reads more than writes.
        Lurker = 0 "lurker",
        /// Boosts above all.
        Booster = 1 "booster",
        /// Makes polls.
        Pollster = 2 "pollster",
        /// Replies above all.
        Replier = 3 "replier",
        /// Posts above all.
        Oracle = 4 "oracle",
    }
}

wire_enum! {
    /// Whether a background refresh is done.
    AsyncRefreshState {
        /// Still at work.
        Running = 0 "running",
        /// Done.
        Finished = 1 "finished",
    }
}

wire_enum! {
    /// How the profile directory is sorted.
    DirectoryOrder {
        /// Last active first.
        Active = 0 "active",
        /// Newest first.
        New = 1 "new",
    }
}

wire_enum! {
    /// How strictly a domain is blocked.
    DomainBlockSeverity {
        /// Not blocked as such; single rules may apply.
        Noop = 0 "noop",
        /// Limited.
        Silence = 1 "silence",
        /// No contact at all.
        Suspend = 2 "suspend",
    }
}

wire_enum! {
    /// Whether the viewer may feature an account.
    FeatureAnswer {
        /// Allowed.
        Automatic = 0 "automatic",
        /// After approval.
        Manual = 1 "manual",
        /// Refused.
        Denied = 2 "denied",
        /// The policy is not understood.
        Unknown = 3 "unknown",
        /// No policy is given.
        Missing = 4 "missing",
    }
}

wire_enum! {
    /// What a policy does with notifications from some group of people.
    NotificationVerdict {
        /// Show them.
        Accept = 0 "accept",
        /// Put them among the requests.
        Filter = 1 "filter",
        /// Throw them away.
        Drop = 2 "drop",
    }
}

wire_enum! {
    /// Why something was reported.
    ReportCategory {
        /// Spam.
        Spam = 0 "spam",
        /// Illegal content.
        Legal = 1 "legal",
        /// Breaks a rule of the server.
        Violation = 2 "violation",
        /// Another reason.
        Other = 3 "other",
    }
}

wire_enum! {
    /// Why follows were cut.
    SeveranceKind {
        /// The server blocked a domain.
        DomainBlock = 0 "domain_block",
        /// The user blocked a domain.
        UserDomainBlock = 1 "user_domain_block",
        /// An account was suspended.
        AccountSuspension = 2 "account_suspension",
    }
}

wire_enum! {
    /// Why an account is suggested (deprecated names).
    SuggestionKind {
        /// Chosen by the staff.
        Staff = 0 "staff",
        /// One interacted with it.
        PastInteractions = 1 "past_interactions",
        /// Popular here.
        Global = 2 "global",
    }
}

wire_enum! {
    /// Why an account is suggested.
    SuggestionSource {
        /// Chosen by the staff.
        Featured = 0 "featured",
        /// Followed by many here.
        MostFollowed = 1 "most_followed",
        /// Interacted with by many here.
        MostInteractions = 2 "most_interactions",
        /// Like one followed lately.
        SimilarToRecentlyFollowed = 3 "similar_to_recently_followed",
        /// Followed by accounts one follows.
        FriendsOfFriends = 4 "friends_of_friends",
    }
}
