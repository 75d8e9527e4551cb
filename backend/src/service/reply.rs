//! Who may reply to a post: its author says so, and whoever the post speaks to always may. What counts is the
//! post that is replied to, not the thread.

use kinds::{AccountId, InteractionGroup, ReplyAnswer, Visibility};
use sea_orm::ConnectionTrait;
use store::{entity::status, query::status_change as change};

use super::interaction::{Asking, Policy};
use crate::error::{Result, ServiceError};

/// Somebody's attempt to reply to a post.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Who may at once.
    pub automatic: &'a [InteractionGroup],
    /// Who may after asking.
    pub manual: &'a [InteractionGroup],
    /// Who may see the post.
    pub visibility: Visibility,
    /// How who would reply stands to the author.
    pub asking: Asking,
    /// Whether the post mentions who would reply, or is itself a reply to them.
    pub spoken_to: bool,
}

/// Whether somebody who can see a post may reply to it. A direct message speaks to all who see it.
pub fn answer(attempt: Attempt<'_>) -> ReplyAnswer {
    let Attempt { automatic, visibility, asking, spoken_to, .. } = attempt;
    if asking.own || spoken_to || visibility == Visibility::Direct || asking.is_among(automatic) {
        ReplyAnswer::Automatic
    } else if automatic.contains(&InteractionGroup::UnsupportedPolicy) && !needs_consent(attempt) {
        ReplyAnswer::Unknown
    } else {
        ReplyAnswer::Denied
    }
}

/// Whether the author would have to be asked first, which this server does not do.
fn needs_consent(attempt: Attempt<'_>) -> bool {
    attempt.asking.is_among(attempt.manual)
}

/// Refuses a reply that the author of `parent` does not want.
///
/// # Errors
/// 403 when `who` may not reply.
pub async fn check(db: &impl ConnectionTrait, parent: &status::Model, who: AccountId) -> Result<()> {
    let Policy { automatic, manual } = Policy::read(&parent.reply_policy);
    if automatic.contains(&InteractionGroup::Public) || parent.account_id == who {
        return Ok(());
    }
    let attempt = Attempt {
        automatic: &automatic,
        manual: &manual,
        visibility: parent.visibility,
        asking: Asking::read(db, who, parent.account_id).await?,
        spoken_to: parent.in_reply_to_account_id == Some(who)
            || change::mentions(db, parent.id).await?.contains(&(who, false)),
    };
    match answer(attempt) {
        ReplyAnswer::Denied if needs_consent(attempt) => Err(ServiceError::forbidden(
            "The author of this post agrees to each reply first, and this server cannot ask for that",
        )),
        ReplyAnswer::Denied => {
            Err(ServiceError::forbidden("The author of this post does not let you reply to it"))
        }
        ReplyAnswer::Automatic | ReplyAnswer::Unknown => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_answers_every_relation() {
        use ReplyAnswer::{Automatic, Denied, Unknown};
        let asking = |own, follows, followed| Asking { own, follows, followed };
        let standings = [
            (asking(true, false, false), false),
            (asking(false, false, false), true),
            (asking(false, true, false), false),
            (asking(false, false, true), false),
            (Asking::default(), false),
        ];
        for (text, [follower, followed, other]) in [
            ("public", [Automatic, Automatic, Automatic]),
            ("followers", [Automatic, Denied, Denied]),
            ("following", [Denied, Automatic, Denied]),
            ("followers+following", [Automatic, Automatic, Denied]),
            ("nobody", [Denied, Denied, Denied]),
            ("followers/public", [Automatic, Denied, Denied]),
            ("nobody/followers", [Denied, Denied, Denied]),
            ("unsupported_policy", [Unknown, Unknown, Unknown]),
            ("unsupported_policy/followers", [Denied, Unknown, Unknown]),
            ("nobody/unsupported_policy", [Denied, Denied, Denied]),
        ] {
            let Policy { automatic, manual } = Policy::read(text);
            let given = |visibility| {
                standings.map(|(asking, spoken_to)| {
                    let (automatic, manual) = (automatic.as_slice(), manual.as_slice());
                    answer(Attempt { automatic, manual, visibility, asking, spoken_to })
                })
            };
            let expected = [Automatic, Automatic, follower, followed, other];
            assert_eq!(given(Visibility::Public), expected, "{text}");
            assert_eq!(given(Visibility::Private), expected, "{text}, for followers");
            assert_eq!(given(Visibility::Direct), [Automatic; 5], "{text}, direct");
        }
    }
}
