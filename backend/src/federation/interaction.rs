//! What posts of other servers say of who may quote and answer them (GoToSocial's vocabulary), and the stamps
//! of replies to ours.

use kinds::{InteractionGroup, QuotePolicy, ReplyPolicy, StatusId};
use protocol::{
    Uri,
    build::{Act, Consent},
    vocab::{Grantees, Object, Rule},
};
use store::{
    entity::{account, status},
    query,
};

use super::documents;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::interaction::Policy,
};

/// Who may do what with a post.
pub(super) struct Policies {
    /// Who may quote it.
    pub(super) quote: Policy,
    /// Who may reply to it.
    pub(super) reply: Policy,
}

/// What a post says of who may do what with it. Not said is for quotes nobody, for no author was asked whether
/// that is wanted; for replies everybody, as it always was.
pub(super) fn policies(object: &Object, author: &account::Model) -> Policies {
    let said = &object.interaction_policy;
    // Whom a post mentions may always reply, so nothing is to be kept of that.
    let speaks_to = |id: &Uri| object.mentions(id);
    let quote = said.can_quote.as_ref().map(|rule| policy(rule, author, |_| false));
    let reply = said.can_reply.as_ref().map(|rule| policy(rule, author, speaks_to));
    Policies {
        quote: quote.unwrap_or_else(|| QuotePolicy::Nobody.into()),
        reply: reply.unwrap_or_else(|| ReplyPolicy::Public.into()),
    }
}

/// A rule in words. The author, and whom `is_known` tells of, may anyway.
fn policy(rule: &Rule, author: &account::Model, is_known: impl Fn(&Uri) -> bool) -> Policy {
    let is = |id: &Uri, known: &Option<String>| known.as_deref() == Some(id.as_str());
    let groups = |grantees: &Grantees| {
        let mut groups: Vec<InteractionGroup> = Vec::new();
        let others = grantees.ids.iter().filter(|id| id.as_str() != author.uri && !is_known(id));
        let named = others.map(|id| match id {
            id if is(id, &author.followers_url) => InteractionGroup::Followers,
            id if is(id, &author.following_url) => InteractionGroup::Following,
            _ => InteractionGroup::UnsupportedPolicy,
        });
        for group in grantees.public.then_some(InteractionGroup::Public).into_iter().chain(named) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    };
    Policy { automatic: groups(&rule.automatic), manual: groups(&rule.manual) }
}

/// The address of the stamp by which a local author permits a reply. Nothing is kept for it: a reply that is
/// stored is permitted.
pub(super) fn reply_stamp(author: &str, reply: StatusId) -> String {
    format!("{author}/reply_authorizations/{reply}")
}

/// Who replies to what.
///
/// # Errors
/// 404 when it is no reply to a post that is here.
pub(super) async fn reply_consent(ctx: &Ctx, reply: &status::Model) -> Result<Consent> {
    let parent = reply.in_reply_to_id.ok_or(ServiceError::NotFound)?;
    let parent = query::status_change::by_id(ctx.db.read(), parent).await?.ok_or(ServiceError::NotFound)?;
    Ok(Consent {
        act: Act::Reply,
        actor: documents::uri(ctx, reply.account_id).await?,
        post: reply.uri.clone(),
        author: documents::uri(ctx, parent.account_id).await?,
        target: parent.uri,
    })
}
