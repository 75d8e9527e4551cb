//! The table of open connections, by number and by account.

use std::collections::HashMap;

use kinds::{AccountId, SessionId, TokenId, UserId};
use store::Event;
use tokio::sync::{mpsc, watch};

use super::{hub::Signal, session::Closed};

/// The hub's end of a connection.
pub(super) struct Connection {
    pub(super) sender: mpsc::Sender<Signal>,
    pub(super) closed: watch::Sender<Option<Closed>>,
    pub(super) account: AccountId,
    pub(super) user: Option<UserId>,
    pub(super) token: Option<TokenId>,
    pub(super) session: Option<SessionId>,
    /// Whether it listens to a stream into which any new status may belong.
    pub(super) open: bool,
    /// Whether it listens to the user's own stream.
    pub(super) own: bool,
}

/// All connections of a process.
#[derive(Default)]
pub(super) struct Connections {
    by_number: HashMap<u64, Connection>,
    by_account: HashMap<AccountId, Vec<u64>>,
}

impl Connections {
    pub(super) fn insert(&mut self, number: u64, connection: Connection) {
        self.by_account.entry(connection.account).or_default().push(number);
        self.by_number.insert(number, connection);
    }

    pub(super) fn remove(&mut self, number: u64) {
        let Some(connection) = self.by_number.remove(&number) else { return };
        if let Some(numbers) = self.by_account.get_mut(&connection.account) {
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                self.by_account.remove(&connection.account);
            }
        }
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Connection> {
        self.by_number.get_mut(&number)
    }

    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Connection> {
        self.by_number.values()
    }

    pub(super) fn of_account(&self, account: AccountId) -> impl Iterator<Item = &Connection> {
        let numbers = self.by_account.get(&account).into_iter().flatten();
        numbers.filter_map(|number| self.by_number.get(number))
    }

    /// The connections that an event may concern.
    pub(super) fn concerned_by(&self, event: &Event) -> Vec<&Connection> {
        let own = |connection: &&Connection| connection.own;
        match event {
            Event::FeedInserted { accounts, .. } => {
                accounts.iter().flat_map(|account| self.of_account(*account)).filter(own).collect()
            }
            Event::NotificationCreated { account, .. }
            | Event::NotificationsMerged { account }
            | Event::ConversationChanged { account, .. }
            | Event::FiltersChanged { account } => self.of_account(*account).filter(own).collect(),
            Event::AnnouncementShown { .. }
            | Event::AnnouncementEnded { .. }
            | Event::AnnouncementReacted { .. } => self.all().filter(own).collect(),
            Event::StatusCreated { .. } => self.all().filter(|connection| connection.open).collect(),
            Event::StatusEdited { .. } | Event::StatusDeleted { .. } => {
                self.all().filter(|connection| connection.open || connection.own).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The accounts behind those connections, each once.
    pub(super) fn accounts_of(&self, event: &Event) -> Vec<AccountId> {
        let mut accounts: Vec<AccountId> =
            self.concerned_by(event).into_iter().map(|connection| connection.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }
}
