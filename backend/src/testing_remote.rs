//! Accounts of other servers for tests.

use kinds::AccountId;
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::entity::account;

use crate::testing::TestApp;

impl TestApp {
    /// An account of another server, as if it had been fetched: `remote("bob", "far.example")`.
    pub(crate) async fn remote(&self, username: &str, domain: &str) -> AccountId {
        let id: AccountId = self.ctx.next_id();
        let uri = format!("https://{domain}/users/{username}");
        let row = account::ActiveModel {
            id: Set(id),
            username: Set(username.to_owned()),
            username_key: Set(username.to_lowercase()),
            domain: Set(domain.to_owned()),
            url: Set(Some(format!("https://{domain}/@{username}"))),
            inbox_url: Set(format!("{uri}/inbox")),
            shared_inbox_url: Set(Some(format!("https://{domain}/inbox"))),
            followers_url: Set(Some(format!("{uri}/followers"))),
            uri: Set(uri),
            created_at: Set(self.ctx.now()),
            updated_at: Set(self.ctx.now()),
            ..Default::default()
        };
        account::Entity::insert(row).exec_without_returning(self.ctx.db.write()).await.unwrap();
        id
    }
}
