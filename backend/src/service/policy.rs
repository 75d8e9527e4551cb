//! Who may see a status: the one rule, in Rust. `store::query::visibility` is the same rule in SQL.

use kinds::{AccountId, Visibility};

/// How a viewer stands to the author of a status, and to the status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The viewer follows the author, and the author has accepted.
    pub follows: bool,
    /// The viewer is named in the status, or addressed silently.
    pub mentioned: bool,
    /// A block stands between the two, in either direction.
    pub blocked: bool,
    /// The author is suspended.
    pub author_suspended: bool,
}

/// Whether `viewer` (`None`: a visitor) may see a status of `author`.
pub fn can_see(
    viewer: Option<AccountId>,
    author: AccountId,
    visibility: Visibility,
    standing: Standing,
) -> bool {
    if standing.author_suspended {
        return false;
    }
    let open = matches!(visibility, Visibility::Public | Visibility::Unlisted);
    let Some(viewer) = viewer else { return open };
    if standing.blocked {
        return false;
    }
    open || viewer == author || standing.mentioned || (visibility == Visibility::Private && standing.follows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: AccountId = AccountId(1);
    const BOB: AccountId = AccountId(2);

    fn sees(viewer: Option<AccountId>, visibility: Visibility, standing: Standing) -> bool {
        can_see(viewer, ALICE, visibility, standing)
    }

    #[test]
    fn visitors_see_what_is_public() {
        assert!(sees(None, Visibility::Public, Standing::default()));
        assert!(sees(None, Visibility::Unlisted, Standing::default()));
        assert!(!sees(None, Visibility::Private, Standing { follows: true, ..Standing::default() }));
    }

    #[test]
    fn followers_see_followers_posts_but_not_direct_ones() {
        let follower = Standing { follows: true, ..Standing::default() };
        assert!(sees(Some(BOB), Visibility::Private, follower));
        assert!(!sees(Some(BOB), Visibility::Direct, follower));
        assert!(sees(Some(BOB), Visibility::Direct, Standing { mentioned: true, ..Standing::default() }));
    }

    #[test]
    fn a_block_hides_everything_and_so_does_a_suspension() {
        let blocked = Standing { blocked: true, follows: true, mentioned: true, author_suspended: false };
        assert!(!sees(Some(BOB), Visibility::Public, blocked));
        let suspended = Standing { author_suspended: true, ..Standing::default() };
        assert!(!sees(Some(ALICE), Visibility::Public, suspended));
    }
}
