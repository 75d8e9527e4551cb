//! A viewer, and an author in every relation to the viewer who has posted in every visibility.

use std::fmt;

use kinds::{AccountId, BookmarkFolderId, ListId, PreviewCardId, QuoteState, StatusId, Visibility};
use serde_json::json;
use shared::params::SaveBookmarkFolder;
use store::{Event, Sql, query::card::attaching};
use testkit::TestDatabase;

use crate::{
    job::{FanOut, JobKind},
    service::{
        block, bookmark_folder, domain_block,
        follow::{self, FollowOptions},
        mute,
        poll::NewPoll,
        quote::NewQuote,
        status::{self, NewStatus, Parent},
        trend,
    },
    testing::{TestApp, TestUser},
};

/// How the viewer stands to an author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The viewer is the author.
    Own,
    Follower,
    Stranger,
    /// The author blocks the viewer.
    Blocked,
    /// The viewer blocks the author.
    Blocking,
    /// Muted, but followed.
    Muted,
    /// The viewer blocks the author's server.
    DomainBlocked,
    /// Not followed; each post names the viewer.
    Mentioned,
    /// The author is limited by the moderators.
    Limited,
    LimitedButFollowed,
    Suspended,
    SuspendedButFollowed,
}

use Relation::*;

const RELATIONS: [Relation; 11] = [
    Follower,
    Stranger,
    Blocked,
    Blocking,
    Muted,
    DomainBlocked,
    Mentioned,
    Limited,
    LimitedButFollowed,
    Suspended,
    SuspendedButFollowed,
];

impl Relation {
    pub(super) fn follows(self) -> bool {
        matches!(self, Follower | Muted | LimitedButFollowed | SuspendedButFollowed)
    }

    pub(super) fn is_suspended(self) -> bool {
        matches!(self, Suspended | SuspendedButFollowed)
    }

    pub(super) fn is_limited(self) -> bool {
        matches!(self, Limited | LimitedButFollowed)
    }
}

/// A post.
pub(super) struct Post {
    pub(super) id: StatusId,
    pub(super) author: AccountId,
    /// `name` or `name@server`.
    pub(super) handle: String,
    pub(super) relation: Relation,
    pub(super) visibility: Visibility,
    pub(super) local: bool,
    /// Whether it stays on this server.
    pub(super) local_only: bool,
    /// Whether its author wants to be found.
    pub(super) discoverable: bool,
    /// Whether it answers the viewer's first post. All others have a poll.
    pub(super) reply: bool,
    /// Whether the viewer's friend has boosted it.
    pub(super) boosted: bool,
    /// Whether the viewer has favourited and bookmarked it, when that was still possible.
    pub(super) kept: bool,
    /// The word that is in this post only.
    pub(super) word: String,
    pub(super) uri: String,
}

impl fmt::Display for Post {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.local { "local" } else { "remote" };
        let place = if self.local_only { "local-only" } else { place };
        let kind = if self.reply { "reply" } else { "post" };
        write!(out, "{:?} {place} {kind}, author {:?}", self.visibility, self.relation)
    }
}

/// An author.
#[derive(Clone)]
pub(super) struct Author {
    pub(super) account: AccountId,
    pub(super) handle: String,
    pub(super) relation: Relation,
    pub(super) local: bool,
}

impl Author {
    /// All want to be found but one, whom everybody else sees.
    fn discoverable(&self) -> bool {
        self.relation != Stranger || !self.local
    }

    fn answers(&self) -> bool {
        self.local || self.relation == DomainBlocked
    }
}

pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) viewer: TestUser,
    /// Whom the viewer follows, who follows everybody and boosts what may be boosted.
    pub(super) friend: TestUser,
    /// Who has quoted everything.
    pub(super) fan: AccountId,
    pub(super) authors: Vec<Author>,
    pub(super) posts: Vec<Post>,
    /// The viewer's first post.
    pub(super) root: StatusId,
    /// The viewer's list of all authors.
    pub(super) list: ListId,
    /// The viewer's folder for bookmarks.
    pub(super) folder: BookmarkFolderId,
}

impl World {
    pub(super) async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let (viewer, friend) = (app.user("viewer").await, app.user("friend").await);
        app.lets_strangers_write(&viewer).await;
        let root = app.stored_status(&viewer, Visibility::Public, "<p>Go on</p>").await;
        let authors = authors(&app, &viewer).await;
        let (list, fan) = (ListId(0), app.remote("fan", "elsewhere.example").await);
        let named = SaveBookmarkFolder { name: Some("All".to_owned()), ..SaveBookmarkFolder::default() };
        let folder = bookmark_folder::create(&app.ctx, viewer.account, named).await.unwrap().id;
        let mut world = Self { app, viewer, friend, fan, authors, posts: Vec::new(), root, list, folder };
        world.everybody_is_followed().await;
        world.list = world.listed().await;
        for author in world.authors.clone() {
            for &visibility in Visibility::ALL {
                // A page of a thread has room for so many: those of this server are enough.
                for reply in [false, true].into_iter().filter(|reply| !reply || author.answers()) {
                    let post = world.post(&author, visibility, reply, false).await;
                    world.posts.push(post);
                }
                for reply in [false, true]
                    .into_iter()
                    .filter(|reply| author.local && (!reply || visibility == Visibility::Public))
                {
                    let post = world.post(&author, visibility, reply, true).await;
                    world.posts.push(post);
                }
            }
        }
        world.app.drain().await;
        world.keep_and_boost().await;
        world.quote().await;
        world.trend().await;
        for author in world.authors.clone() {
            world.relate(&author).await;
        }
        world.app.drain().await;
        world
    }

    async fn everybody_is_followed(&self) {
        let ctx = &self.app.ctx;
        follow(&self.app, self.viewer.account, self.friend.account, true).await;
        for author in self.authors.iter().filter(|author| author.relation != Own) {
            follow(&self.app, self.viewer.account, author.account, author.local).await;
            follow(&self.app, self.friend.account, author.account, author.local).await;
        }
        assert!(ctx.config.federation.enabled);
    }

    /// Puts everybody on a list that shows replies, too.
    async fn listed(&self) -> ListId {
        let ask = async |path: &str, body| self.app.post_as(&self.viewer.token, path, body).await.ok();
        let list = json!({ "title": "All", "replies_policy": "followed" });
        let list = ask("/api/v1/lists", list).await;
        let id = list["id"].as_str().unwrap();
        let accounts: Vec<_> = self.authors.iter().map(|author| author.account).collect();
        ask(&format!("/api/v1/lists/{id}/accounts"), json!({ "account_ids": accounts })).await;
        id.parse().unwrap()
    }

    /// Stores a post of this author, as if it had just been written.
    pub(super) async fn post(
        &self,
        author: &Author,
        visibility: Visibility,
        reply: bool,
        local_only: bool,
    ) -> Post {
        let ctx = &self.app.ctx;
        let id: StatusId = ctx.next_id();
        let uri = match author.local {
            true => ctx.url(&format!("/users/{}/statuses/{id}", author.handle)),
            false => format!("https://far.example/posts/{id}"),
        };
        let word = format!("word{id}");
        let mut new = NewStatus::new(id, uri.clone(), author.account, ctx.now());
        (new.local, new.local_only) = (author.local, local_only);
        new.visibility = visibility;
        new.content = format!("<p>{word}</p>");
        new.language = Some("en".to_owned());
        new.tags = vec![("matrix".to_owned(), "matrix".to_owned())];
        if author.relation == Mentioned {
            new.mentions = vec![(self.viewer.account, false)];
        }
        if reply {
            new.parent = Parent::Known(self.root);
        } else {
            new.poll = Some(NewPoll {
                options: vec![(word.clone(), 0), ("else".to_owned(), 0)],
                multiple: false,
                hide_totals: false,
                expires_at: None,
                voters: None,
            });
        }
        let tx = ctx.begin().await.unwrap();
        status::insert(ctx, &tx, new).await.unwrap();
        tx.enqueue([FanOut { status: id, account: author.account }.to_job().unwrap()]);
        ctx.commit(tx).await.unwrap();
        let (relation, local, handle) = (author.relation, author.local, author.handle.clone());
        let discoverable = author.discoverable();
        let author = author.account;
        Post {
            id,
            author,
            handle,
            relation,
            visibility,
            local,
            discoverable,
            local_only,
            reply,
            boosted: false,
            kept: false,
            word,
            uri,
        }
    }

    async fn keep_and_boost(&mut self) {
        let ctx = &self.app.ctx;
        let friend = self.app.viewer(&self.friend).await;
        for post in &mut self.posts {
            post.kept = status::favourite(ctx, self.viewer.account, post.id).await.is_ok()
                && status::bookmark(ctx, self.viewer.account, post.id, Some(self.folder)).await.is_ok();
            post.boosted =
                !post.reply && status::reblog(ctx, &friend, post.id, Some(Visibility::Public)).await.is_ok();
        }
        self.app.drain().await;
    }

    /// Quotes everything, as if everybody had agreed, where only who looks for it meets it.
    async fn quote(&self) {
        let ctx = &self.app.ctx;
        for post in self.posts.iter().filter(|post| !post.reply) {
            let uri = format!("https://elsewhere.example/{}", post.id);
            let quote = NewQuote {
                uri: post.uri.clone(),
                url: post.uri.clone(),
                quoted: Some((post.id, post.author)),
                state: QuoteState::Accepted,
                legacy: false,
            };
            let quoting = NewStatus {
                quote: Some(quote),
                visibility: Visibility::Unlisted,
                ..NewStatus::new(ctx.next_id(), uri, self.fan, ctx.now())
            };
            let tx = ctx.begin().await.unwrap();
            status::insert(ctx, &tx, quoting).await.unwrap();
            ctx.commit(tx).await.unwrap();
        }
    }

    /// Many like every post, and all of them show the same link. What may be a trend by rights is high up; the
    /// rest is on the list all the same.
    async fn trend(&self) {
        let ctx = &self.app.ctx;
        let db = ctx.db.write();
        let sql = |text: &str| Sql::new(text);
        sql("INSERT INTO preview_cards (id, url, shown, title, fetched_at, created_at) VALUES (1, 'https://news.example/1', TRUE, 'News', 0, 0)")
            .execute(db)
            .await
            .unwrap();
        for author in self.authors.iter().filter(|author| author.discoverable()) {
            let found = sql("UPDATE accounts SET discoverable = TRUE WHERE id = ").bind(author.account);
            found.execute(db).await.unwrap();
        }
        for post in &self.posts {
            sql("INSERT INTO favourites (id, account_id, status_id, created_at) SELECT id + 1, ")
                .bind(self.fan)
                .push(", id, 0 FROM statuses WHERE id = ")
                .bind(post.id)
                .execute(db)
                .await
                .unwrap();
            sql("INSERT INTO status_stats (status_id, favourites_count) VALUES (")
                .bind(post.id)
                .push(", 10) ON CONFLICT (status_id) DO UPDATE SET favourites_count = 10")
                .execute(db)
                .await
                .unwrap();
            attaching(post.id, PreviewCardId(1)).execute(db).await.unwrap();
        }
        trend::refresh(ctx).await.unwrap();
        sql("INSERT INTO trends (kind, id, account_id, score, peak, peak_at) SELECT 1, id, account_id, 0.001, 1, 0 FROM statuses WHERE reblog_of_id IS NULL ON CONFLICT DO NOTHING")
            .execute(db)
            .await
            .unwrap();
    }

    /// From here on the viewer stands to the author as the author's relation says.
    async fn relate(&self, author: &Author) {
        let (ctx, viewer, target) = (&self.app.ctx, self.viewer.account, author.account);
        if !author.relation.follows() && author.relation != Own {
            follow::unfollow(ctx, viewer, target).await.unwrap();
        }
        match author.relation {
            Blocked => block::block(ctx, target, viewer, None).await.unwrap(),
            Blocking => block::block(ctx, viewer, target, None).await.unwrap(),
            Muted => mute::mute(ctx, viewer, target, true, 0).await.unwrap(),
            DomainBlocked => domain_block::block(ctx, viewer, "unwanted.example").await.unwrap(),
            Limited | LimitedButFollowed => self.moderate(target, "limited_at").await,
            Suspended | SuspendedButFollowed => self.moderate(target, "suspended_at").await,
            Own | Follower | Stranger | Mentioned => {}
        }
    }

    async fn moderate(&self, account: AccountId, column: &'static str) {
        let tx = self.app.ctx.begin().await.unwrap();
        Sql::new("UPDATE accounts SET ")
            .push(column)
            .push(" = 1 WHERE id = ")
            .bind(account)
            .execute(tx.conn())
            .await
            .unwrap();
        tx.emit(Event::AccountTouched { account });
        tx.emit(Event::RelationsChanged { account: self.viewer.account });
        self.app.ctx.commit(tx).await.unwrap();
    }
}

async fn authors(app: &TestApp, viewer: &TestUser) -> Vec<Author> {
    let own = Author { account: viewer.account, handle: "viewer".to_owned(), relation: Own, local: true };
    let mut authors = vec![own];
    for relation in RELATIONS {
        let name = format!("{relation:?}").to_lowercase();
        let domain = if relation == DomainBlocked { "unwanted.example" } else { "far.example" };
        let account = app.remote(&name, domain).await;
        authors.push(Author { account, handle: format!("{name}@{domain}"), relation, local: false });
        if relation != DomainBlocked {
            let account = app.user(&name).await.account;
            authors.push(Author { account, handle: name, relation, local: true });
        }
    }
    authors
}

async fn follow(app: &TestApp, account: AccountId, target: AccountId, local: bool) {
    follow::follow(&app.ctx, account, target, FollowOptions::default()).await.unwrap();
    if !local {
        follow::accept(&app.ctx, target, account).await.unwrap();
    }
}
