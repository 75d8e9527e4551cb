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
    /// The viewer has an account of this server.
    pub here: bool,
}

/// Whom a status is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Who may see it.
    pub visibility: Visibility,
    /// Only those of them who have an account here: neither visitors nor anybody elsewhere.
    pub local_only: bool,
}

impl From<Visibility> for Reach {
    fn from(visibility: Visibility) -> Self {
        Self { visibility, local_only: false }
    }
}

/// Whether `viewer` (`None`: a visitor) may see a status of `author`.
pub fn can_see(
    viewer: Option<AccountId>,
    author: AccountId,
    Reach { visibility, local_only }: Reach,
    standing: Standing,
) -> bool {
    if standing.author_suspended || (local_only && !standing.here) {
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
        can_see(viewer, ALICE, visibility.into(), standing)
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
    fn what_stays_here_is_for_those_who_are_here() {
        let reach = Reach { visibility: Visibility::Public, local_only: true };
        let standing = Standing { follows: true, mentioned: true, ..Standing::default() };
        assert!(!can_see(None, ALICE, reach, Standing::default()));
        assert!(!can_see(Some(BOB), ALICE, reach, standing));
        assert!(can_see(Some(BOB), ALICE, reach, Standing { here: true, ..Standing::default() }));
        let private = Reach { visibility: Visibility::Private, local_only: true };
        assert!(!can_see(Some(BOB), ALICE, private, Standing { here: true, ..Standing::default() }));
    }

    #[test]
    fn a_block_hides_everything_and_so_does_a_suspension() {
        let blocked = Standing { blocked: true, follows: true, mentioned: true, ..Standing::default() };
        assert!(!sees(Some(BOB), Visibility::Public, blocked));
        let suspended = Standing { author_suspended: true, ..Standing::default() };
        assert!(!sees(Some(ALICE), Visibility::Public, suspended));
    }
}
