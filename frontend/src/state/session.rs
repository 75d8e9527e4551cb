//! Who uses the app and on which server. The session itself is a cookie the app cannot read.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::{Account, CredentialAccount, CustomEmoji, Instance},
    kinds::AccountId,
};

use super::App;
use crate::api::{
    accounts,
    http::{ApiError, Failure},
    instance,
};

/// Who is there.
#[derive(Clone)]
pub(crate) enum Who {
    /// Not known yet.
    Unknown,
    Guest,
    Member(Arc<CredentialAccount>),
    /// Logged in, but the account may not act (not confirmed, say); the server's words tell why.
    Barred(ApiError),
    /// The server could not be asked.
    Unreachable(ApiError),
}

/// The session.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    who: RwSignal<Who>,
    instance: RwSignal<Option<Arc<Instance>>>,
    emoji: RwSignal<Arc<Vec<CustomEmoji>>>,
}

impl Session {
    pub(super) fn new() -> Self {
        Self { who: RwSignal::new(Who::Unknown), instance: RwSignal::new(None), emoji: RwSignal::default() }
    }

    /// Asks who is there and what the server is.
    pub(super) fn start(self, app: App) {
        spawn_local(async move {
            self.check(app).await;
        });
        spawn_local(async move {
            if let Ok(instance) = instance::instance().await {
                self.instance.set(Some(Arc::new(instance)));
            }
        });
        spawn_local(async move {
            if let Ok(emoji) = instance::custom_emoji().await {
                self.emoji.set(Arc::new(emoji));
            }
        });
    }

    /// Asks again.
    pub(crate) fn retry(self, app: App) {
        self.who.set(Who::Unknown);
        self.start(app);
    }

    async fn check(self, app: App) {
        match accounts::verify_credentials().await {
            Ok(account) => {
                self.who.set(Who::Member(Arc::new(account)));
                app.notifications.count_unread();
                super::stream::start(app);
            }
            Err(error) if error.failure == Failure::Unauthorized => self.who.set(Who::Guest),
            Err(error) if error.failure == Failure::Forbidden => self.who.set(Who::Barred(error)),
            Err(error) => self.who.set(Who::Unreachable(error)),
        }
    }

    pub(crate) fn who(self) -> Who {
        self.who.get()
    }

    /// The profile was changed.
    pub(crate) fn learn(self, account: CredentialAccount) {
        self.who.set(Who::Member(Arc::new(account)));
    }

    /// The account that is logged in.
    pub(crate) fn member(self) -> Option<Arc<CredentialAccount>> {
        self.who.with(|who| match who {
            Who::Member(account) => Some(account.clone()),
            _ => None,
        })
    }

    /// The public side of the account that is logged in.
    pub(crate) fn me(self) -> Option<Arc<Account>> {
        self.member().map(|member| member.account.clone())
    }

    /// Whether somebody is logged in.
    pub(crate) fn signed_in(self) -> bool {
        self.who.with(|who| matches!(who, Who::Member(_)))
    }

    pub(crate) fn is_me(self, id: AccountId) -> bool {
        self.who.with(|who| matches!(who, Who::Member(account) if account.account.id == id))
    }

    pub(crate) fn instance(self) -> Option<Arc<Instance>> {
        self.instance.get()
    }

    /// The custom emoji of this server.
    pub(crate) fn emoji(self) -> Arc<Vec<CustomEmoji>> {
        self.emoji.get()
    }

    /// A limit of the server, or what is usual while it is not known.
    pub(crate) fn limit(self, read: impl FnOnce(&Instance) -> u64, usual: u64) -> usize {
        let value = self.instance.with(|instance| instance.as_deref().map(read)).unwrap_or(usual);
        usize::try_from(value).unwrap_or(usize::MAX)
    }
}
