//! What authors say of who may quote their posts and who may reply to them: words kept with the post, and
//! how they are changed. [`quote`](super::quote) and [`reply`](super::reply) say what follows from them.

use std::fmt;

use kinds::{AccountId, InteractionGroup, QuotePolicy, ReplyPolicy, StatusId};
use sea_orm::ConnectionTrait;
use shared::{entities::Status, params::UpdateInteractionPolicy};
use store::{
    Event, Tx,
    entity::status,
    query::{quote::followers_among, status_change as change},
};

use super::{auth::Viewer, present, status::is_open};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
};

/// Who may do something with a post at once, and who after its author has been asked. Authors themselves
/// always may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// At once.
    pub automatic: Vec<InteractionGroup>,
    /// After asking; only other servers have authors who answer by hand.
    pub manual: Vec<InteractionGroup>,
}

impl From<QuotePolicy> for Policy {
    fn from(policy: QuotePolicy) -> Self {
        let automatic = match policy {
            QuotePolicy::Public => vec![InteractionGroup::Public],
            QuotePolicy::Followers => vec![InteractionGroup::Followers],
            QuotePolicy::Nobody => Vec::new(),
        };
        Self { automatic, manual: Vec::new() }
    }
}

impl From<ReplyPolicy> for Policy {
    fn from(policy: ReplyPolicy) -> Self {
        let automatic = match policy {
            ReplyPolicy::Public => vec![InteractionGroup::Public],
            ReplyPolicy::Followers => vec![InteractionGroup::Followers],
            ReplyPolicy::Following => vec![InteractionGroup::Following],
            ReplyPolicy::Nobody => Vec::new(),
        };
        Self { automatic, manual: Vec::new() }
    }
}

/// What stands for a policy that names nobody.
const NOBODY: &str = "nobody";

/// As the database keeps it: `public`, `followers`, `nobody`, or in full `followers+following/public`.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |groups: &[InteractionGroup]| {
            groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join("+")
        };
        if self.automatic.is_empty() {
            f.write_str(NOBODY)?;
        }
        f.write_str(&names(&self.automatic))?;
        if self.manual.is_empty() { Ok(()) } else { write!(f, "/{}", names(&self.manual)) }
    }
}

impl Policy {
    /// Reads what [`Display`](fmt::Display) writes.
    pub fn read(text: &str) -> Self {
        let groups = |names: &str| names.split('+').filter_map(|name| name.parse().ok()).collect();
        let (automatic, manual) = text.split_once('/').unwrap_or((text, ""));
        Self { automatic: groups(automatic), manual: groups(manual) }
    }
}

/// How somebody stands to the author of a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// It is the author.
    pub own: bool,
    /// It follows the author.
    pub follows: bool,
    /// The author follows it.
    pub followed: bool,
}

impl Asking {
    /// How `who` stands to `author`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn read(db: &impl ConnectionTrait, who: AccountId, author: AccountId) -> Result<Self> {
        let follows = !followers_among(db, author, &[who]).await?.is_empty();
        let followed = !followers_among(db, who, &[author]).await?.is_empty();
        Ok(Self { own: who == author, follows, followed })
    }

    /// Whether one of these groups has it in it.
    pub fn is_among(self, groups: &[InteractionGroup]) -> bool {
        groups.iter().any(|group| match group {
            InteractionGroup::Public => true,
            InteractionGroup::Followers => self.follows,
            InteractionGroup::Following => self.followed,
            InteractionGroup::UnsupportedPolicy => false,
        })
    }
}

/// A post with what its author says anew; what is not said stays. What not everybody sees is quoted by
/// nobody else.
pub(super) fn changed(
    row: status::Model,
    quote: Option<QuotePolicy>,
    reply: Option<ReplyPolicy>,
) -> status::Model {
    let quote = quote.map(|policy| if is_open(row.visibility) { policy } else { QuotePolicy::Nobody });
    status::Model {
        quote_policy: quote.map_or(row.quote_policy, |policy| Policy::from(policy).to_string()),
        reply_policy: reply.map_or(row.reply_policy, |policy| Policy::from(policy).to_string()),
        ..row
    }
}

/// Says anew who may quote one's own status and who may reply to it. That is no edit, and quotes and replies
/// that there are stay.
///
/// # Errors
/// 404 when it is not one's own, 422 without a policy.
pub async fn set_policies(
    ctx: &Ctx,
    viewer: &Viewer,
    id: StatusId,
    new: UpdateInteractionPolicy,
) -> Result<Status> {
    let row = change::by_id(ctx.db.read(), id).await?;
    let row = row.filter(|row| row.account_id == viewer.account && row.reblog_of_id.is_none());
    let row = row.ok_or(ServiceError::NotFound)?;
    if new.quote_approval_policy.is_none() && new.reply_approval_policy.is_none() {
        return Err(ServiceError::field("quote_approval_policy", "ERR_BLANK", "can't be blank"));
    }
    let changed = changed(row.clone(), new.quote_approval_policy, new.reply_approval_policy);
    if changed != row {
        let tx = ctx.begin().await?;
        store(&tx, id, &changed.quote_policy, &changed.reply_policy).await?;
        federate::tell(ctx, &tx, Outgoing::Facts { status: id })?;
        ctx.commit(tx).await?;
    }
    present::status(ctx, Some(viewer.account), id).await
}

/// Stores the policies of a post that is here.
///
/// # Errors
/// When the database fails.
pub async fn store(tx: &Tx, id: StatusId, quote: &str, reply: &str) -> Result<()> {
    change::set_policies(tx.conn(), id, quote, reply).await?;
    tx.emit(Event::StatusTouched { status: id });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_reads_back_as_it_was_kept() {
        use InteractionGroup::{Followers, Following, Public, UnsupportedPolicy};
        for (policy, text) in [
            (Policy::from(QuotePolicy::Public), "public"),
            (Policy::from(QuotePolicy::Followers), "followers"),
            (Policy::from(QuotePolicy::Nobody), "nobody"),
            (Policy::from(ReplyPolicy::Following), "following"),
            (Policy::from(ReplyPolicy::Nobody), "nobody"),
            (Policy { automatic: vec![], manual: vec![Public] }, "nobody/public"),
            (
                Policy { automatic: vec![Followers, Following], manual: vec![UnsupportedPolicy] },
                "followers+following/unsupported_policy",
            ),
        ] {
            assert_eq!(policy.to_string(), text);
            assert_eq!(Policy::read(text), policy);
        }
    }
}
