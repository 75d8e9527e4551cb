//! A new local account: the account, its counters, its key and its user, in one transaction.
//!
//! The slow parts (password hash, RSA key) are made before, so that no transaction waits for them.

use kinds::{AccountId, AppId, InviteId, RoleId, UserId, Visibility};
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::{
    Tx,
    entity::{account, account_key, account_stats, user},
};

use super::key::{self, KeyPair};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::role,
};

/// Who is to get an account. Everything has been validated.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name, as typed.
    pub username: String,
    /// The mail address.
    pub email: String,
    /// Whether the address is known to be theirs.
    pub confirmed: bool,
    /// Whether the account may be used at once.
    pub approved: bool,
    /// What they may do.
    pub role: RoleId,
    /// Language of pages and mails.
    pub locale: String,
    /// Why they want to join.
    pub reason: Option<String>,
    /// The invitation they came with.
    pub invite: Option<InviteId>,
    /// The application they signed up with.
    pub app: Option<AppId>,
}

impl NewAccount {
    /// Somebody with a confirmed address, nothing special.
    pub fn confirmed(username: &str, email: &str) -> Self {
        Self {
            username: username.to_owned(),
            email: email.to_owned(),
            confirmed: true,
            approved: true,
            role: role::EVERYONE,
            locale: "en".to_owned(),
            reason: None,
            invite: None,
            app: None,
        }
    }
}

/// What takes time to make.
pub struct Credentials {
    password_hash: String,
    key: KeyPair,
}

/// The ids of a new account.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    /// The public side.
    pub account: AccountId,
    /// The private side.
    pub user: UserId,
}

/// Makes the password hash and the key.
///
/// # Errors
/// When the machine is overloaded or has no randomness.
pub async fn prepare(ctx: &Ctx, password: &str) -> Result<Credentials> {
    let (password_hash, key) = tokio::try_join!(ctx.passwords.hash(password), key::generate())?;
    Ok(Credentials { password_hash, key })
}

/// Makes an account in a transaction of its own.
///
/// # Errors
/// 422 when name or address have been taken meanwhile.
pub async fn create(ctx: &Ctx, new: NewAccount, password: &str) -> Result<Created> {
    let credentials = prepare(ctx, password).await?;
    let tx = ctx.begin().await?;
    let created = insert(ctx, &tx, new, credentials).await?;
    ctx.commit(tx).await?;
    Ok(created)
}

/// Writes the rows of a new account.
///
/// # Errors
/// 422 when name or address have been taken meanwhile.
pub async fn insert(ctx: &Ctx, tx: &Tx, new: NewAccount, credentials: Credentials) -> Result<Created> {
    let created = Created { account: ctx.next_id(), user: ctx.next_id() };
    let Credentials { password_hash, key } = credentials;
    let account = account_row(ctx, tx, created.account, &new.username, key.public);
    account::Entity::insert(account)
        .exec_without_returning(tx.conn())
        .await
        .map_err(|error| taken(error, "username"))?;
    let stats = account_stats::ActiveModel {
        account_id: Set(created.account),
        statuses_count: Set(0),
        followers_count: Set(0),
        following_count: Set(0),
        last_status_at: Set(None),
    };
    account_stats::Entity::insert(stats).exec_without_returning(tx.conn()).await?;
    let key = account_key::ActiveModel {
        account_id: Set(created.account),
        private_key: Set(key.private),
        created_at: Set(tx.now()),
    };
    account_key::Entity::insert(key).exec_without_returning(tx.conn()).await?;
    user::Entity::insert(user_row(tx, created, new, password_hash))
        .exec_without_returning(tx.conn())
        .await
        .map_err(|error| taken(error, "email"))?;
    Ok(created)
}

/// The id of a local account's actor.
pub fn actor_url(ctx: &Ctx, username: &str) -> String {
    ctx.url(&format!("/users/{username}"))
}

fn account_row(
    ctx: &Ctx,
    tx: &Tx,
    id: AccountId,
    username: &str,
    public_key: String,
) -> account::ActiveModel {
    let actor = actor_url(ctx, username);
    account::ActiveModel {
        id: Set(id),
        username: Set(username.to_owned()),
        username_key: Set(username.to_lowercase()),
        domain: Set(String::new()),
        url: Set(Some(ctx.url(&format!("/@{username}")))),
        inbox_url: Set(format!("{actor}/inbox")),
        shared_inbox_url: Set(Some(ctx.url("/inbox"))),
        outbox_url: Set(Some(format!("{actor}/outbox"))),
        followers_url: Set(Some(format!("{actor}/followers"))),
        following_url: Set(Some(format!("{actor}/following"))),
        featured_url: Set(Some(format!("{actor}/collections/featured"))),
        public_key: Set(public_key),
        public_key_id: Set(format!("{actor}#main-key")),
        uri: Set(actor),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
}

fn user_row(tx: &Tx, created: Created, new: NewAccount, password_hash: String) -> user::ActiveModel {
    user::ActiveModel {
        id: Set(created.user),
        account_id: Set(created.account),
        email_key: Set(new.email.to_lowercase()),
        email: Set(new.email),
        password_hash: Set(password_hash),
        role_id: Set(Some(new.role)),
        confirmed_at: Set(new.confirmed.then(|| tx.now())),
        approved: Set(new.approved),
        sign_up_reason: Set(new.reason),
        invite_id: Set(new.invite),
        created_by_app_id: Set(new.app),
        locale: Set(new.locale),
        default_visibility: Set(Visibility::Public),
        quote_policy: Set("public".to_owned()),
        reply_policy: Set("public".to_owned()),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
}

/// Two may ask for the same name at once: the database decides.
fn taken(error: sea_orm::DbErr, field: &'static str) -> ServiceError {
    if store::db::is_unique_violation(&error) {
        ServiceError::field(field, "ERR_TAKEN", "has already been taken")
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use store::query;
    use testkit::TestDatabase;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_new_account_has_a_key_addresses_and_counters() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let new = NewAccount::confirmed("Alice", "alice@example.org");
            let created = create(&app.ctx, new, "long enough").await.unwrap();
            let row = query::account::by_handle(app.ctx.db.read(), "alice", "").await.unwrap().unwrap();
            assert_eq!(row.id, created.account);
            assert_eq!(row.uri, "https://phiomia.test/users/Alice");
            assert!(protocol::signature::PublicKey::from_pem(&row.public_key).is_ok());
        }
    }

    #[tokio::test]
    async fn a_name_is_given_once_whatever_its_case() {
        let app = TestApp::start().await;
        create(&app.ctx, NewAccount::confirmed("alice", "a@example.org"), "long enough").await.unwrap();
        let again = create(&app.ctx, NewAccount::confirmed("ALICE", "b@example.org"), "long enough").await;
        assert_eq!(again.unwrap_err().public_text(), "Validation failed: Username has already been taken");
        let same_mail = create(&app.ctx, NewAccount::confirmed("bob", "A@example.org"), "long enough").await;
        assert_eq!(same_mail.unwrap_err().public_text(), "Validation failed: Email has already been taken");
        assert!(query::account::by_handle(app.ctx.db.read(), "bob", "").await.unwrap().is_none());
    }
}
