//! What a policy makes of a notification: the rules are those of Mastodon 4.3 and later.

use kinds::{
    Millis, NotificationKind,
    NotificationVerdict::{self, Accept, Filter},
    Visibility,
};
use store::query::notification_policy::Standing;

/// Who follows for less than this is not yet taken for a follower.
const NEW_FOLLOWER: i64 = 3 * Millis::DAY;
/// Accounts younger than this are new.
const NEW_ACCOUNT: i64 = 30 * Millis::DAY;

/// What is to be done with a notification of `kind`: the strictest of what the policy says about its sender.
pub(super) fn verdict(kind: NotificationKind, sender: &Standing, now: Millis) -> NotificationVerdict {
    if !concerns(kind) || sender.permitted {
        return Accept;
    }
    let stranger = !sender.following;
    let unasked =
        kind == NotificationKind::Mention && sender.visibility == Some(Visibility::Direct) && !sender.invited;
    let rules = [
        (stranger, sender.not_following.unwrap_or(Accept)),
        (
            sender.follower_since.is_none_or(|since| now.since(since) < NEW_FOLLOWER),
            sender.not_followers.unwrap_or(Accept),
        ),
        (now.since(sender.created_at) < NEW_ACCOUNT, sender.new_accounts.unwrap_or(Accept)),
        (stranger && unasked, sender.private_mentions.unwrap_or(Filter)),
        (stranger && sender.limited, sender.limited_accounts.unwrap_or(Filter)),
    ];
    rules.into_iter().filter(|(applies, _)| *applies).map(|(_, verdict)| verdict).max().unwrap_or(Accept)
}

/// Whether policies are about this kind: acts of others, not what one is told of one's own things.
fn concerns(kind: NotificationKind) -> bool {
    use NotificationKind::{
        AddedToCollection, CollectionUpdate, Favourite, Follow, FollowRequest, Mention, Quote, Reaction,
        Reblog, Status,
    };
    matches!(
        kind,
        AddedToCollection
            | CollectionUpdate
            | Favourite
            | Follow
            | FollowRequest
            | Mention
            | Quote
            | Reaction
            | Reblog
            | Status
    )
}

#[cfg(test)]
mod tests {
    use kinds::NotificationVerdict::Drop;

    use super::*;

    const NOW: Millis = Millis(1_773_144_000_000);

    /// Somebody whom nothing speaks against, and a policy as it is at first.
    fn friend() -> Standing {
        Standing {
            created_at: NOW.plus(-NEW_ACCOUNT),
            limited: false,
            following: true,
            follower_since: Some(NOW.plus(-NEW_FOLLOWER)),
            permitted: false,
            visibility: None,
            invited: false,
            pushes: false,
            mails: false,
            not_following: None,
            not_followers: None,
            new_accounts: None,
            private_mentions: None,
            limited_accounts: None,
        }
    }

    fn strict() -> Standing {
        let all = Some(Drop);
        Standing {
            not_following: all,
            not_followers: all,
            new_accounts: all,
            private_mentions: all,
            limited_accounts: all,
            ..friend()
        }
    }

    #[test]
    fn at_first_only_direct_mentions_and_limited_accounts_are_filtered() {
        let stranger = Standing { following: false, follower_since: None, created_at: NOW, ..friend() };
        assert_eq!(verdict(NotificationKind::Favourite, &stranger, NOW), Accept);
        let direct = Standing { visibility: Some(Visibility::Direct), ..stranger.clone() };
        assert_eq!(verdict(NotificationKind::Mention, &direct, NOW), Filter);
        assert_eq!(verdict(NotificationKind::Favourite, &direct, NOW), Accept);
        assert_eq!(verdict(NotificationKind::Mention, &Standing { invited: true, ..direct }, NOW), Accept);
        let limited = Standing { limited: true, ..stranger };
        assert_eq!(verdict(NotificationKind::Favourite, &limited, NOW), Filter);
        assert_eq!(
            verdict(NotificationKind::Favourite, &Standing { following: true, ..limited }, NOW),
            Accept
        );
    }

    #[test]
    fn each_rule_has_its_own_bound() {
        let kind = NotificationKind::Favourite;
        assert_eq!(verdict(kind, &strict(), NOW), Accept);
        let young = Standing { created_at: NOW.plus(1 - NEW_ACCOUNT), ..strict() };
        assert_eq!(verdict(kind, &young, NOW), Drop);
        let fresh = Standing { follower_since: Some(NOW.plus(1 - NEW_FOLLOWER)), ..strict() };
        assert_eq!(verdict(kind, &fresh, NOW), Drop);
        assert_eq!(verdict(kind, &Standing { following: false, ..strict() }, NOW), Drop);
    }

    #[test]
    fn the_strictest_rule_counts() {
        let sender = Standing { following: false, not_following: Some(Filter), limited: true, ..strict() };
        assert_eq!(verdict(NotificationKind::Reblog, &sender, NOW), Drop);
    }

    #[test]
    fn who_was_let_in_and_what_is_ones_own_is_not_judged() {
        let stranger = Standing { following: false, follower_since: None, ..strict() };
        let permitted = Standing { permitted: true, ..stranger.clone() };
        assert_eq!(verdict(NotificationKind::Favourite, &permitted, NOW), Accept);
        assert_eq!(verdict(NotificationKind::Poll, &stranger, NOW), Accept);
        assert_eq!(verdict(NotificationKind::Update, &stranger, NOW), Accept);
    }
}
