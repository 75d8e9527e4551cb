//! What ought to be seen, in as few words as possible.

use kinds::Visibility::{self, Direct, Private, Public};

use super::{
    Who,
    paths::Path,
    world::{Post, Relation, Relation::*},
};

/// Whether `post` is to be seen on this path.
pub(super) fn expected(path: Path, who: Who, post: &Post) -> bool {
    let sees = may_see(who, post);
    let wanted = is_wanted(who, post.relation);
    match path {
        Path::Status
        | Path::Several
        | Path::History
        | Path::Context
        | Path::FavouritedBy
        | Path::RebloggedBy
        | Path::Reactions
        | Path::React
        | Path::Poll
        | Path::Address
        | Path::Favourite
        | Path::Profile => sees,
        Path::Page | Path::Object | Path::Replies | Path::Outbox => sees && post.local,
        Path::ProfilePage => sees && post.local && !post.reply_to_other(),
        Path::PublicTimeline => sees && wanted && post.visibility == Public && !post.reply_to_other(),
        Path::LocalTimeline => {
            sees && wanted && post.visibility == Public && !post.reply_to_other() && post.local
        }
        Path::TagTimeline => sees && wanted && post.visibility == Public,
        Path::TrendingStatuses => trends(post) && sees && wanted && !post.reply && !post.local_only,
        Path::LinkTimeline => trends(post) && sees && wanted,
        Path::Favourites | Path::Bookmarks | Path::BookmarkFolder => sees && post.kept,
        Path::Home => sees && (in_home(post) || (post.boosted && is_wanted_boost(post.relation))),
        Path::FriendsBoosts => sees && post.boosted,
        // That somebody has quoted one's post is told, too.
        Path::Mentions => sees && (post.relation == Mentioned || (post.relation == Own && !post.reply)),
        Path::Search => sees && wanted && (post.relation == Own || post.relation == Mentioned || post.kept),
        Path::Quote => sees && !post.reply,
        Path::List => sees && in_list(post),
        Path::Conversations => sees && in_conversations(post),
        Path::Feed => sees && post.local && post.visibility == Public && !post.reply_to_other(),
        Path::TagFeed => sees && wanted && post.visibility == Public,
        Path::OEmbed | Path::Embed => sees && post.local,
        Path::Thread => sees && post.reply && wanted,
    }
}

/// Whether strangers may be shown it who have not asked for its author: not even followers of a limited
/// author are, for the list is everybody's.
fn trends(post: &Post) -> bool {
    post.visibility == Public && post.discoverable && !post.relation.is_limited()
}

/// The rule of who may see a post.
pub(super) fn may_see(who: Who, post: &Post) -> bool {
    let open = matches!(post.visibility, Public | Visibility::Unlisted);
    match (who, post.relation) {
        (_, relation) if relation.is_suspended() => false,
        (Who::Visitor, _) => open && !post.local_only,
        (_, Blocked | Blocking) => false,
        (_, Own | Mentioned) => true,
        (_, relation) => open || (post.visibility == Private && relation.follows()),
    }
}

/// Whether one wants to meet this author among others.
pub(super) fn is_wanted(who: Who, relation: Relation) -> bool {
    match who {
        Who::Visitor => !relation.is_limited(),
        Who::Viewer => !matches!(relation, Muted | DomainBlocked | Limited),
    }
}

/// Whom one follows may show a limited author.
fn is_wanted_boost(relation: Relation) -> bool {
    !matches!(relation, Muted | DomainBlocked)
}

/// Whether it comes into the viewer's home from its author.
pub(super) fn in_home(post: &Post) -> bool {
    post.relation == Own || (post.relation.follows() && post.relation != Muted && post.visibility != Direct)
}

/// Whether it comes into the viewer's list, which everybody was put on: who is not followed any more has
/// left it.
pub(super) fn in_list(post: &Post) -> bool {
    in_home(post) && post.visibility != Direct
}

/// A letter to oneself is a conversation, too.
pub(super) fn in_conversations(post: &Post) -> bool {
    matches!(post.relation, Mentioned | Own) && post.visibility == Direct
}
