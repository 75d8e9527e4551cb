//! A populated server for benchmarks: people who follow one another, and their posts.

mod crowd;
mod words;

pub use crowd::{fans, favourites, notifications, peers, thread};
pub use words::word;

use kinds::{AccountId, Millis, StatusId, UserId, Visibility};
use sea_orm::{ActiveValue::Set, EntityTrait};
use sha2::{Digest, Sha256};
use store::{
    Db, IdGenerator,
    entity::{account, account_key, account_stats, follow, oauth_token, status, status_stats, user},
    query::status_search::{self, Document},
};

/// Rows of one INSERT: within SQLite's limit of bound values.
const CHUNK: usize = 500;
/// Between two posts.
const STEP: i64 = 20 * Millis::SECOND;

/// How large the server is to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Local users.
    pub users: i64,
    /// Follows of each user.
    pub follows: i64,
    /// Posts of all users together.
    pub posts: i64,
}

/// The one key that all seeded accounts sign with: making thousands would take minutes.
#[derive(Clone, Debug)]
pub struct KeyPair {
    /// PKCS#8.
    pub private_pem: String,
    /// SubjectPublicKeyInfo.
    pub public_pem: String,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// Tokens of all users, with all scopes. The first user's is what reads are measured with.
    pub tokens: Vec<String>,
    /// The users' accounts.
    pub accounts: Vec<AccountId>,
    /// The name of the first user.
    pub username: String,
    /// The domain in handles.
    pub host: String,
    /// A post in the middle.
    pub status: StatusId,
    /// A post with some 1,500 newer ones in the first user's home timeline.
    pub deep: StatusId,
}

/// Fills an empty, migrated database. The newest post is dated `now`.
pub async fn seed(db: &Db, base_url: &str, size: Size, key: &KeyPair, now: Millis) -> Seeded {
    let ids = IdGenerator::new(42);
    let accounts: Vec<AccountId> =
        (0..size.users).map(|_| AccountId(ids.next(now.plus(-365 * Millis::DAY)))).collect();
    people(db, base_url, &accounts, size, key, now).await;
    follows(db, &accounts, size.follows, &ids, now).await;
    let statuses = posts(db, base_url, &accounts, size.posts, &ids, now).await;
    // The first user has favourited one post in fifty.
    favourites(db, accounts[0], statuses.iter().copied().step_by(50), now).await;
    let host = base_url.split_once("://").map_or(base_url, |(_, host)| host).to_owned();
    // One post in four is by somebody whom the first user follows.
    let share = usize::try_from(size.users / size.follows.max(1)).unwrap();
    let deep = statuses[statuses.len().saturating_sub(1_500 * share)];
    let tokens = (0..accounts.len()).map(|number| token_of(&name_of(number))).collect();
    Seeded { tokens, accounts, username: name_of(0), host, status: statuses[statuses.len() / 2], deep }
}

fn name_of(number: usize) -> String {
    format!("user{number}")
}

fn token_of(name: &str) -> String {
    format!("benchmark-token-{name}")
}

async fn people(db: &Db, base_url: &str, accounts: &[AccountId], size: Size, key: &KeyPair, now: Millis) {
    let rows = accounts.iter().enumerate().map(|(number, &id)| account::ActiveModel {
        note: Set("<p>Writes about gardens, trains and the weather.</p>".to_owned()),
        ..local_account(base_url, id, &name_of(number), key, now)
    });
    insert_accounts(db, rows.collect()).await;
    let stats = accounts.iter().map(|&id| account_stats::ActiveModel {
        account_id: Set(id),
        statuses_count: Set(size.posts / size.users),
        followers_count: Set(size.follows),
        following_count: Set(size.follows),
        last_status_at: Set(Some(now)),
    });
    for chunk in stats.collect::<Vec<_>>().chunks(CHUNK) {
        account_stats::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
    for (number, &id) in accounts.iter().enumerate() {
        sign_up(db, id, &name_of(number), key, now).await;
    }
}

/// The row of an account of this server.
fn local_account(
    base_url: &str,
    id: AccountId,
    name: &str,
    key: &KeyPair,
    now: Millis,
) -> account::ActiveModel {
    let uri = format!("{base_url}/users/{name}");
    account::ActiveModel {
        id: Set(id),
        username: Set(name.to_owned()),
        username_key: Set(name.to_owned()),
        display_name: Set(format!("Person called {name}")),
        indexable: Set(true),
        created_at: Set(now.plus(-365 * Millis::DAY)),
        updated_at: Set(now),
        followers_url: Set(Some(format!("{uri}/followers"))),
        public_key: Set(key.public_pem.clone()),
        public_key_id: Set(format!("{uri}#main-key")),
        uri: Set(uri),
        ..Default::default()
    }
}

async fn insert_accounts(db: &Db, rows: Vec<account::ActiveModel>) {
    for chunk in rows.chunks(CHUNK) {
        account::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
}

/// The private side of a local account: a user, a token, a key.
async fn sign_up(db: &Db, id: AccountId, name: &str, key: &KeyPair, now: Millis) {
    let user = user::ActiveModel {
        id: Set(UserId(id.0)),
        account_id: Set(id),
        email: Set(format!("{name}@mail.test")),
        email_key: Set(format!("{name}@mail.test")),
        password_hash: Set(String::new()),
        confirmed_at: Set(Some(now)),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    user::Entity::insert(user).exec_without_returning(db.write()).await.unwrap();
    let token = oauth_token::ActiveModel {
        id: Set(kinds::TokenId(id.0)),
        token_hash: Set(hex::encode(Sha256::digest(token_of(name)))),
        app_id: Set(None),
        user_id: Set(Some(UserId(id.0))),
        scopes: Set("read write follow".to_owned()),
        created_at: Set(now),
        last_used_at: Set(None),
    };
    oauth_token::Entity::insert(token).exec_without_returning(db.write()).await.unwrap();
    let key = account_key::ActiveModel {
        account_id: Set(id),
        private_key: Set(key.private_pem.clone()),
        created_at: Set(now),
    };
    account_key::Entity::insert(key).exec_without_returning(db.write()).await.unwrap();
}

async fn follows(db: &Db, accounts: &[AccountId], each: i64, ids: &IdGenerator, now: Millis) {
    let (count, since) = (accounts.len(), now.plus(-300 * Millis::DAY));
    let mut rows = Vec::new();
    for (number, &id) in accounts.iter().enumerate() {
        let others = (1..count).map(|step| (number + step * 7) % count).filter(|&other| other != number);
        let mut chosen: Vec<usize> = others.take(usize::try_from(each).unwrap_or(0) * 2).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen.truncate(usize::try_from(each).unwrap_or(0));
        rows.extend(chosen.into_iter().map(|other| follow_of(ids, id, accounts[other], since)));
    }
    insert_follows(db, rows).await;
}

fn follow_of(ids: &IdGenerator, account: AccountId, target: AccountId, since: Millis) -> follow::ActiveModel {
    follow::ActiveModel {
        id: Set(ids.next(since)),
        account_id: Set(account),
        target_id: Set(target),
        uri: Set(None),
        show_reblogs: Set(true),
        notify: Set(false),
        languages: Set(None),
        created_at: Set(since),
    }
}

async fn insert_follows(db: &Db, rows: Vec<follow::ActiveModel>) {
    for chunk in rows.chunks(CHUNK) {
        follow::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
}

async fn posts(
    db: &Db,
    base_url: &str,
    accounts: &[AccountId],
    count: i64,
    ids: &IdGenerator,
    now: Millis,
) -> Vec<StatusId> {
    let mut made = Vec::new();
    let mut rows = Vec::with_capacity(CHUNK);
    let mut stats = Vec::with_capacity(CHUNK);
    let mut documents = Vec::with_capacity(CHUNK);
    for number in 0..count {
        let time = now.plus((number - count) * STEP);
        let id = StatusId(ids.next(time));
        // Not in turn, so that a page of a timeline has many authors in no order.
        let author = usize::try_from(number * 37 % i64::try_from(accounts.len()).unwrap()).unwrap();
        rows.push(post(base_url, id, accounts[author], author, number, time));
        stats.push(status_stats::ActiveModel {
            status_id: Set(id),
            favourites_count: Set(number % 9),
            ..Default::default()
        });
        documents.push(document(id, accounts[author], number));
        made.push(id);
        if rows.len() == CHUNK || number + 1 == count {
            status::Entity::insert_many(std::mem::take(&mut rows))
                .exec_without_returning(db.write())
                .await
                .unwrap();
            status_stats::Entity::insert_many(std::mem::take(&mut stats))
                .exec_without_returning(db.write())
                .await
                .unwrap();
            let tx = db.begin().await.unwrap();
            status_search::index(&tx, &std::mem::take(&mut documents)).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
    made
}

/// A word that all have, one that no other has, and words as people use them.
fn text_of(number: i64) -> String {
    format!("Post number {number} of tomatoes: {}.", words::text(number, 10))
}

/// One post in a hundred is not for the public timelines, and one is for followers.
fn visibility_of(number: i64) -> Visibility {
    match number % 100 {
        7 => Visibility::Unlisted,
        57 => Visibility::Private,
        _ => Visibility::Public,
    }
}

/// What the search finds a post by.
fn document(id: StatusId, author: AccountId, number: i64) -> Document {
    let text = text_of(number).to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.extend(["~".to_owned(), "~len".to_owned()]);
    Document { id, author, public: visibility_of(number) == Visibility::Public, words }
}

fn post(
    base_url: &str,
    id: StatusId,
    account: AccountId,
    author: usize,
    number: i64,
    time: Millis,
) -> status::ActiveModel {
    let text = text_of(number);
    status::ActiveModel {
        id: Set(id),
        uri: Set(format!("{base_url}/users/{}/statuses/{id}", name_of(author))),
        account_id: Set(account),
        local: Set(true),
        visibility: Set(visibility_of(number)),
        listed: Set(visibility_of(number) == Visibility::Public),
        content: Set(format!("<p>{text}</p>")),
        text: Set(text),
        language: Set(Some("en".to_owned())),
        created_at: Set(time),
        ..Default::default()
    }
}
