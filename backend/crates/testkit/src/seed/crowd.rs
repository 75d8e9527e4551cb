//! Crowds: an author with a thousand followers here, one with a thousand followers elsewhere, and
//! people elsewhere who are followed from here.

use kinds::{AccountId, Millis, NotificationId, NotificationKind, StatusId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::{
    Db, IdGenerator,
    entity::{account, account_stats, favourite, notification, status, status_stats},
};

use super::{
    CHUNK, KeyPair, follow_of, insert_accounts, insert_follows, local_account, post, sign_up, token_of,
};

/// Makes `count` local users who follow `author`; returns their tokens.
pub async fn fans(
    db: &Db,
    base_url: &str,
    author: AccountId,
    count: usize,
    key: &KeyPair,
    now: Millis,
) -> Vec<String> {
    // Generators know nothing of each other: each crowd has a time of its own.
    let (ids, since) = (IdGenerator::new(43), now.plus(-100 * Millis::DAY));
    let names: Vec<String> = (0..count).map(|number| format!("fan{number}")).collect();
    let accounts: Vec<AccountId> = names.iter().map(|_| AccountId(ids.next(since))).collect();
    let rows = accounts.iter().zip(&names).map(|(&id, name)| local_account(base_url, id, name, key, now));
    insert_accounts(db, rows.collect()).await;
    insert_stats(db, &accounts).await;
    for (&id, name) in accounts.iter().zip(&names) {
        sign_up(db, id, name, key, now).await;
    }
    insert_follows(db, accounts.iter().map(|&fan| follow_of(&ids, fan, author, since)).collect()).await;
    names.iter().map(|name| token_of(name)).collect()
}

/// Makes one account on each of `hosts` (`http://host:port`) called `/users/peer`, with an inbox of its own,
/// and lets it follow `followed` and be followed by `followers`, all at the time `joined`: no two crowds
/// may join at the same time.
pub async fn peers(
    db: &Db,
    hosts: &[String],
    followed: Option<AccountId>,
    followers: &[AccountId],
    key: &KeyPair,
    joined: Millis,
) {
    let ids = IdGenerator::new(44);
    let accounts: Vec<AccountId> = hosts.iter().map(|_| AccountId(ids.next(joined))).collect();
    let rows = accounts.iter().zip(hosts).map(|(&id, host)| account::ActiveModel {
        domain: Set(host.split_once("://").map_or(host.as_str(), |(_, domain)| domain).to_owned()),
        inbox_url: Set(format!("{host}/inbox")),
        shared_inbox_url: Set(Some(format!("{host}/inbox"))),
        fetched_at: Set(Some(joined)),
        ..local_account(host, id, "peer", key, joined)
    });
    insert_accounts(db, rows.collect()).await;
    insert_stats(db, &accounts).await;
    let mut rows = Vec::new();
    for &peer in &accounts {
        rows.extend(followed.map(|local| follow_of(&ids, peer, local, joined)));
        rows.extend(followers.iter().map(|&local| follow_of(&ids, local, peer, joined)));
    }
    insert_follows(db, rows).await;
}

/// Lets `account` favourite `statuses`, which does not count in their rows.
pub async fn favourites(
    db: &Db,
    account: AccountId,
    statuses: impl Iterator<Item = kinds::StatusId>,
    now: Millis,
) {
    let ids = IdGenerator::new(47);
    let row = |status| favourite::ActiveModel {
        id: Set(ids.next(now)),
        account_id: Set(account),
        status_id: Set(status),
        uri: Set(None),
        created_at: Set(now),
    };
    for chunk in statuses.map(row).collect::<Vec<_>>().chunks(CHUNK) {
        favourite::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
}

/// Tells `account` that each of `others` has favourited `status`, and followed.
pub async fn notifications(db: &Db, account: AccountId, others: &[AccountId], status: StatusId, now: Millis) {
    let ids = IdGenerator::new(45);
    let rows = others.iter().flat_map(|&other| {
        [(NotificationKind::Favourite, Some(status)), (NotificationKind::Follow, None)].map(
            |(kind, status)| notification::ActiveModel {
                report_id: Set(None),
                id: Set(NotificationId(ids.next(now.plus(-Millis::HOUR)))),
                account_id: Set(account),
                from_account_id: Set(other),
                kind: Set(kind),
                status_id: Set(status),
                collection_id: Set(None),
                group_key: Set(format!("bench-{kind:?}")),
                created_at: Set(now),
                filtered: Set(false),
            },
        )
    });
    for chunk in rows.collect::<Vec<_>>().chunks(CHUNK) {
        notification::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
}

/// A post by the first of `authors` and `replies` answers by all of them in turn: every fifth answers the
/// post, the others what was said before. Returns the post.
pub async fn thread(db: &Db, base_url: &str, authors: &[AccountId], replies: usize, now: Millis) -> StatusId {
    let (ids, since) = (IdGenerator::new(46), now.plus(-Millis::DAY));
    let (mut rows, mut stats) = (Vec::new(), Vec::new());
    let (mut root, mut above) = (None, None);
    for number in 0..=replies {
        let time = since.plus(i64::try_from(number).unwrap() * Millis::SECOND);
        let id = StatusId(ids.next(time));
        let author = number % authors.len();
        let parent = if number % 5 == 0 { root } else { above };
        rows.push(status::ActiveModel {
            in_reply_to_id: Set(parent),
            in_reply_to_account_id: Set(parent.map(|_| authors[0])),
            listed: Set(parent.is_none()),
            ..post(base_url, id, authors[author], author, i64::try_from(number).unwrap(), time)
        });
        stats.push(status_stats::ActiveModel { status_id: Set(id), ..Default::default() });
        root = root.or(Some(id));
        above = Some(id);
    }
    for chunk in rows.chunks(CHUNK) {
        status::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
    for chunk in stats.chunks(CHUNK) {
        status_stats::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
    root.unwrap()
}

async fn insert_stats(db: &Db, accounts: &[AccountId]) {
    let rows: Vec<_> = accounts
        .iter()
        .map(|&id| account_stats::ActiveModel { account_id: Set(id), ..Default::default() })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        account_stats::Entity::insert_many(chunk.to_vec()).exec_without_returning(db.write()).await.unwrap();
    }
}
