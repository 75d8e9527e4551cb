//! What an account's follows, blocks and mutes decide, cached as sets.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use kinds::{AccountId, ConversationId, ListId, Millis, RepliesPolicy, StatusId, TagId};
use store::query::relation::{self, kind};

use crate::{ctx::Ctx, error::Result};

/// A follow's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Boosts are shown.
    pub show_reblogs: bool,
    /// Each post notifies.
    pub notify: bool,
    /// Only posts in these languages are shown; empty: all.
    pub languages: Vec<String>,
}

/// A mute's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Muting {
    /// Notifications are muted too.
    pub notifications: bool,
    /// When it ends by itself.
    pub expires_at: Option<Millis>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which replies it shows.
    pub replies: RepliesPolicy,
    /// Whether its members are left out of home.
    pub exclusive: bool,
    /// Who is on it.
    pub members: HashSet<AccountId>,
}

impl Default for Listed {
    fn default() -> Self {
        Self { replies: RepliesPolicy::List, exclusive: false, members: HashSet::new() }
    }
}

/// The relations of an account that decide what it sees.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// Accepted follows.
    pub following: HashMap<AccountId, Following>,
    /// Accounts it blocks.
    pub blocking: HashSet<AccountId>,
    /// Accounts that block it.
    pub blocked_by: HashSet<AccountId>,
    /// Accounts it mutes. Ask [`Relations::mutes`], which knows of expiry.
    pub muting: HashMap<AccountId, Muting>,
    /// Servers it blocks.
    pub domains: HashSet<String>,
    /// Conversations it mutes.
    pub conversations: HashSet<ConversationId>,
    /// Statuses it has pinned.
    pub pinned: HashSet<StatusId>,
    /// Hashtags it follows.
    pub tags: HashSet<TagId>,
    /// Hashtags it features.
    pub featured_tags: HashSet<TagId>,
    /// Its lists.
    pub lists: HashMap<ListId, Listed>,
}

impl Relations {
    /// Whether a block stands between the account and `other`.
    pub fn blocked(&self, other: AccountId) -> bool {
        self.blocking.contains(&other) || self.blocked_by.contains(&other)
    }

    /// Whether posts of `other` are muted now.
    pub fn mutes(&self, other: AccountId, now: Millis) -> bool {
        self.muting.get(&other).is_some_and(|mute| mute.expires_at.is_none_or(|end| end > now))
    }

    /// Whether posts of `other` are left out of home because of a list.
    pub fn is_exclusive(&self, other: AccountId) -> bool {
        self.lists.values().any(|list| list.exclusive && list.members.contains(&other))
    }

    /// Whether the account blocks this server.
    pub fn blocks_domain(&self, domain: &str) -> bool {
        !domain.is_empty() && self.domains.contains(domain)
    }
}

/// The relations of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn relations(ctx: &Ctx, account: AccountId) -> Result<Arc<Relations>> {
    if let Some(relations) = ctx.caches.relations.get(&account) {
        return Ok(relations);
    }
    let ticket = ctx.caches.relations.ticket(&account);
    let mut out = Relations::default();
    for row in relation::all(ctx.db.read(), account).await? {
        match row.kind {
            kind::FOLLOWING => {
                let flags = row.extra.unwrap_or_default();
                let languages =
                    row.text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
                out.following.insert(
                    AccountId(row.id),
                    Following { show_reblogs: flags & 1 != 0, notify: flags & 2 != 0, languages },
                );
            }
            kind::BLOCKING => {
                out.blocking.insert(AccountId(row.id));
            }
            kind::BLOCKED_BY => {
                out.blocked_by.insert(AccountId(row.id));
            }
            kind::MUTING => {
                out.muting.insert(
                    AccountId(row.id),
                    Muting { notifications: row.text.is_some(), expires_at: row.extra.map(Millis) },
                );
            }
            kind::DOMAIN => out.domains.extend(row.text),
            kind::CONVERSATION => {
                out.conversations.insert(ConversationId(row.id));
            }
            kind::PINNED => {
                out.pinned.insert(StatusId(row.id));
            }
            kind::TAG => {
                out.tags.insert(TagId(row.id));
            }
            kind::FEATURED_TAG => {
                out.featured_tags.insert(TagId(row.id));
            }
            kind::LIST => {
                let list = out.lists.entry(ListId(row.id)).or_default();
                list.exclusive = row.text.is_some();
                let policy = row.extra.and_then(|number| i16::try_from(number).ok());
                list.replies = policy.and_then(RepliesPolicy::from_number).unwrap_or(RepliesPolicy::List);
            }
            kind::MEMBER => {
                let list = ListId(row.extra.unwrap_or_default());
                out.lists.entry(list).or_default().members.insert(AccountId(row.id));
            }
            _ => {}
        }
    }
    let out = Arc::new(out);
    ctx.caches.relations.insert(account, out.clone(), ticket);
    Ok(out)
}

/// About how many bytes the relations take in the cache.
pub fn relations_bytes(relations: &Relations) -> usize {
    let pairs = relations.following.len() * 56
        + relations.muting.len() * 40
        + (relations.blocking.len()
            + relations.blocked_by.len()
            + relations.conversations.len()
            + relations.pinned.len()
            + relations.tags.len()
            + relations.featured_tags.len())
            * 16;
    let lists = relations.lists.values().map(|list| list.members.len() * 16 + 96).sum::<usize>();
    size_of::<Relations>()
        + pairs
        + lists
        + relations.domains.iter().map(|domain| domain.len() + 32).sum::<usize>()
}
