//! Quotes under statuses, and who may quote and answer: how that stands for a viewer. An accepted quote shows
//! a status only to those who may see that status by itself.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use kinds::{AccountId, InteractionGroup, Millis, QuoteAnswer, QuoteState, ReplyAnswer, StatusId};
use shared::entities::{Account, Quote, QuoteApproval, ReplyApproval, ShallowQuote, Status, StatusQuote};
use store::query::{quote as query, status::StatusRow};

use super::{Relations, StatusParts};
use crate::{
    ctx::Ctx,
    error::Result,
    service::{
        interaction::{Asking, Policy},
        quote::answer,
        reply::{self, Attempt},
        status::is_open,
    },
};

/// The quote of a status, as the database has it.
#[derive(Clone, Copy, Debug)]
pub struct QuoteParts {
    state: QuoteState,
    legacy: bool,
    /// The quoted status, if it is here.
    pub(super) quoted: Option<StatusId>,
}

impl QuoteParts {
    pub(super) fn new(row: &StatusRow) -> Option<Self> {
        let legacy = row.quote_legacy.unwrap_or_default();
        row.quote_state.map(|state| Self { state, legacy, quoted: row.quoted_id })
    }
}

/// What everybody sees of who may quote a status.
pub(super) fn approval(row: &StatusRow) -> QuoteApproval {
    let open = is_open(row.status.visibility);
    let Policy { automatic, manual } =
        if open { Policy::read(&row.status.quote_policy) } else { Policy::default() };
    QuoteApproval { automatic, manual, current_user: QuoteAnswer::Denied }
}

/// What everybody sees of who may reply to a status.
pub(super) fn reply_approval(row: &StatusRow) -> ReplyApproval {
    let Policy { automatic, manual } = Policy::read(&row.status.reply_policy);
    ReplyApproval { automatic, manual, current_user: ReplyAnswer::Denied }
}

/// What decides how quotes of a page stand for its viewer.
pub(super) struct Quotes<'a> {
    pub(super) viewer: Option<AccountId>,
    pub(super) relations: Option<&'a Relations>,
    pub(super) accounts: &'a HashMap<AccountId, Arc<Account>>,
    /// All statuses of the page, whoever may see them.
    pub(super) all: &'a HashMap<StatusId, Arc<StatusParts>>,
    /// Those that the viewer may see.
    pub(super) visible: &'a HashMap<StatusId, &'a StatusParts>,
    /// Authors who follow the viewer, as far as their policies ask for that.
    pub(super) followers: &'a HashSet<AccountId>,
    pub(super) now: Millis,
}

impl Quotes<'_> {
    /// The quote of a status with the quoted one, which `assemble` puts together.
    pub(super) fn full(
        &self,
        parts: &StatusParts,
        assemble: impl Fn(StatusId) -> Option<Status>,
    ) -> Option<StatusQuote> {
        let (state, quoted) = self.state(parts)?;
        let quoted_status = quoted.and_then(assemble).map(Box::new);
        Some(StatusQuote::Full(Quote { state, quoted_status }))
    }

    /// The quote of a quoted status.
    pub(super) fn shallow(&self, parts: &StatusParts) -> Option<StatusQuote> {
        let (state, quoted_status_id) = self.state(parts)?;
        Some(StatusQuote::Shallow(ShallowQuote { state, quoted_status_id }))
    }

    /// How a status's quote stands, and what may be shown of it. What was quoted without asking, in a form
    /// that knows no consent, is no quote: its text has a link.
    fn state(&self, parts: &StatusParts) -> Option<(QuoteState, Option<StatusId>)> {
        let quote = parts.quote.as_ref()?;
        if quote.state != QuoteState::Accepted {
            return (!quote.legacy).then_some((quote.state, None));
        }
        let quoted = quote.quoted.and_then(|id| Some((id, self.all.get(&id)?)));
        let Some((id, quoted)) = quoted else { return Some((QuoteState::Deleted, None)) };
        let author = quoted.account;
        if self.relations.is_some_and(|relations| relations.blocking.contains(&author)) {
            return Some((QuoteState::BlockedAccount, None));
        }
        if !self.visible.contains_key(&id) {
            return Some((QuoteState::Unauthorized, None));
        }
        let domain = self.accounts.get(&author).and_then(|author| author.acct.split_once('@'));
        let domain = domain.map_or("", |(_, domain)| domain);
        // What is only unwanted is sent along: apps show it on request.
        let state = match self.relations {
            Some(relations) if relations.blocks_domain(domain) => QuoteState::BlockedDomain,
            Some(relations) if relations.mutes(author, self.now) => QuoteState::MutedAccount,
            _ => QuoteState::Accepted,
        };
        Some((state, Some(id)))
    }

    /// Whether the viewer may quote a status.
    pub(super) fn answer(&self, parts: &StatusParts) -> QuoteAnswer {
        let Some(viewer) = self.viewer else { return QuoteAnswer::Denied };
        let QuoteApproval { automatic, manual, .. } = &parts.status.quote_approval;
        answer(automatic, manual, parts.status.visibility, self.asking(viewer, parts.account))
    }

    /// Whether the viewer may reply to a status.
    pub(super) fn reply_answer(&self, parts: &StatusParts) -> ReplyAnswer {
        let Some(viewer) = self.viewer else { return ReplyAnswer::Denied };
        let status = &parts.status;
        let ReplyApproval { automatic, manual, .. } = &status.reply_approval;
        reply::answer(Attempt {
            automatic,
            manual,
            visibility: status.visibility,
            asking: self.asking(viewer, parts.account),
            spoken_to: status.in_reply_to_account_id == Some(viewer)
                || status.mentions.iter().any(|mention| mention.id == viewer),
        })
    }

    fn asking(&self, viewer: AccountId, author: AccountId) -> Asking {
        Asking {
            own: viewer == author,
            follows: self.relations.is_some_and(|relations| relations.following.contains_key(&author)),
            followed: self.followers.contains(&author),
        }
    }
}

/// The authors of these statuses who follow `viewer`, where that decides who may quote or answer; nothing is read
/// when it does not.
pub(super) async fn followers(
    ctx: &Ctx,
    viewer: AccountId,
    statuses: &HashMap<StatusId, &StatusParts>,
) -> Result<HashSet<AccountId>> {
    let asks = |parts: &&&StatusParts| {
        let (quote, reply) = (&parts.status.quote_approval, &parts.status.reply_approval);
        let groups = [&quote.automatic, &quote.manual, &reply.automatic, &reply.manual];
        groups.into_iter().flatten().any(|group| *group == InteractionGroup::Following)
    };
    let authors: Vec<AccountId> = statuses.values().filter(asks).map(|parts| parts.account).collect();
    if authors.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(query::followers_among(ctx.db.read(), viewer, &authors).await?.into_iter().collect())
}
