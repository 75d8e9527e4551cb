//! The paths by which posts leave the server.

use std::collections::HashSet;

use kinds::{StatusId, Visibility};
use poem::http::Method;
use serde_json::{Value, json};

use super::{
    Who,
    world::{Post, Relation, World},
};
use crate::testing::Answer;

/// A path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// The post by its id.
    Status,
    /// Several by their ids.
    Several,
    History,
    Context,
    FavouritedBy,
    RebloggedBy,
    /// The emoji under it.
    Reactions,
    /// What an emoji put under it answers.
    React,
    Poll,
    /// A search for its address.
    Address,
    /// A search for its word.
    Search,
    /// A post that quotes it.
    Quote,
    /// What favouriting it answers.
    Favourite,
    /// Its author's posts.
    Profile,
    PublicTimeline,
    LocalTimeline,
    TagTimeline,
    /// Posts with a link that is a trend.
    LinkTimeline,
    TrendingStatuses,
    Favourites,
    Bookmarks,
    BookmarkFolder,
    Home,
    /// The profile of somebody who has boosted it.
    FriendsBoosts,
    /// Notifications.
    Mentions,
    /// Replies to what it answers.
    Thread,
    /// Its web page.
    Page,
    /// The web page of its author.
    ProfilePage,
    /// Its ActivityPub document.
    Object,
    /// A list of the viewer's.
    List,
    /// Private conversations.
    Conversations,
    /// The web feed of its author.
    Feed,
    /// The web feed of its hashtag.
    TagFeed,
    /// Its description for embedding.
    OEmbed,
    /// What is embedded.
    Embed,
    /// The author's ActivityPub outbox.
    Outbox,
    /// The ActivityPub collection of replies to what it answers.
    Replies,
}

use Path::*;

/// Every path, and who can take it.
pub(super) const ALL: &[(Path, Who)] = &[
    (Status, Who::Viewer),
    (Status, Who::Visitor),
    (Several, Who::Viewer),
    (Several, Who::Visitor),
    (History, Who::Viewer),
    (History, Who::Visitor),
    (Context, Who::Viewer),
    (Context, Who::Visitor),
    (FavouritedBy, Who::Viewer),
    (FavouritedBy, Who::Visitor),
    (RebloggedBy, Who::Viewer),
    (RebloggedBy, Who::Visitor),
    (Reactions, Who::Viewer),
    (Reactions, Who::Visitor),
    (React, Who::Viewer),
    (Poll, Who::Viewer),
    (Poll, Who::Visitor),
    (Address, Who::Viewer),
    (Favourite, Who::Viewer),
    (Search, Who::Viewer),
    (Quote, Who::Viewer),
    (Quote, Who::Visitor),
    (Profile, Who::Viewer),
    (Profile, Who::Visitor),
    (PublicTimeline, Who::Viewer),
    (PublicTimeline, Who::Visitor),
    (LocalTimeline, Who::Viewer),
    (LocalTimeline, Who::Visitor),
    (TagTimeline, Who::Viewer),
    (TagTimeline, Who::Visitor),
    (LinkTimeline, Who::Viewer),
    (LinkTimeline, Who::Visitor),
    (TrendingStatuses, Who::Viewer),
    (TrendingStatuses, Who::Visitor),
    (Favourites, Who::Viewer),
    (Bookmarks, Who::Viewer),
    (BookmarkFolder, Who::Viewer),
    (Home, Who::Viewer),
    (FriendsBoosts, Who::Viewer),
    (FriendsBoosts, Who::Visitor),
    (Mentions, Who::Viewer),
    (Thread, Who::Viewer),
    (Thread, Who::Visitor),
    (List, Who::Viewer),
    (Conversations, Who::Viewer),
    (Feed, Who::Visitor),
    (TagFeed, Who::Visitor),
    (OEmbed, Who::Visitor),
    (Embed, Who::Visitor),
    (Page, Who::Visitor),
    (ProfilePage, Who::Visitor),
    (Object, Who::Visitor),
    (Outbox, Who::Visitor),
    (Replies, Who::Visitor),
];

impl Path {
    /// Whether the path could lead to this post at all.
    pub(super) fn is_about(self, post: &Post) -> bool {
        match self {
            Poll => !post.reply,
            // A web feed has the newest posts only; the viewer's were first.
            TagFeed => post.relation != Relation::Own,
            Page | ProfilePage | Object | Outbox | Feed | OEmbed | Embed => post.local,
            Conversations => post.visibility == Visibility::Direct,
            Replies => post.local && post.reply,
            _ => true,
        }
    }

    /// The posts that are seen on this path.
    pub(super) async fn shown(self, world: &World, who: Who) -> HashSet<StatusId> {
        match self {
            Status | History | Context | FavouritedBy | RebloggedBy | Reactions | React | Poll | Page
            | Object | Address | Favourite | OEmbed | Embed | Search => self.one_by_one(world, who).await,
            Profile | ProfilePage | Outbox | Feed => self.by_author(world, who).await,
            Replies => {
                // It names posts without showing them.
                let text = self.list(world, who).await;
                let named = world.posts.iter().filter(|post| text.contains(&format!("\"{}\"", post.uri)));
                named.map(|post| post.id).collect()
            }
            _ => world.seen_in(&self.list(world, who).await),
        }
    }

    async fn one_by_one(self, world: &World, who: Who) -> HashSet<StatusId> {
        let mut shown = HashSet::new();
        for post in world.posts.iter().filter(|post| self.is_about(post)) {
            let id = post.id;
            let answer = match self {
                Status => world.get(who, &format!("/api/v1/statuses/{id}")).await,
                History => world.get(who, &format!("/api/v1/statuses/{id}/history")).await,
                Poll => world.get(who, &format!("/api/v1/polls/{}", world.poll_of(id).await)).await,
                Page => world.app.get_page(&format!("/@{}/{id}", post.handle)).await,
                Object => world.document(&post.uri).await,
                Address => {
                    world.get(who, &format!("/api/v2/search?type=statuses&resolve=true&q={}", post.uri)).await
                }
                Favourite => {
                    let path = format!("/api/v1/statuses/{id}/favourite");
                    world.app.post_as(&world.viewer.token, &path, json!({})).await
                }
                Search => world.get(who, &format!("/api/v2/search?type=statuses&q={}", post.word)).await,
                Embed => world.app.get_page(&format!("/@{}/{id}/embed", post.handle)).await,
                React => {
                    let path = format!("/api/v1/statuses/{id}/react/%F0%9F%91%8D");
                    world.app.post_as(&world.viewer.token, &path, json!({})).await
                }
                // These do not hold the post itself: an answer tells that there is one.
                Context | FavouritedBy | RebloggedBy | Reactions | OEmbed => {
                    let page = format!("https://phiomia.test/@{}/{id}", post.handle);
                    let path = match self {
                        Context => format!("/api/v1/statuses/{id}/context"),
                        FavouritedBy => format!("/api/v1/statuses/{id}/favourited_by"),
                        Reactions => format!("/api/v1/pleroma/statuses/{id}/reactions"),
                        RebloggedBy => format!("/api/v1/statuses/{id}/reblogged_by"),
                        _ => format!("/api/oembed?url={page}"),
                    };
                    if world.get(who, &path).await.status == 200 {
                        shown.insert(id);
                    }
                    continue;
                }
                _ => unreachable!("{self:?} is a list"),
            };
            if answer.text().contains(&post.word) {
                shown.insert(id);
            }
        }
        shown
    }

    async fn by_author(self, world: &World, who: Who) -> HashSet<StatusId> {
        let mut text = String::new();
        for author in &world.authors {
            let account = author.account;
            match self {
                Profile => {
                    text += &world.pages(who, &format!("/api/v1/accounts/{account}/statuses?limit=40")).await
                }
                ProfilePage if author.local => {
                    text += &world.app.get_page(&format!("/@{}", author.handle)).await.text();
                }
                Feed if author.local => {
                    text += &world.app.get(&format!("/@{}.rss", author.handle)).await.text();
                }
                Outbox if author.local => {
                    text +=
                        &world.document(&format!("/users/{}/outbox?page=true", author.handle)).await.text();
                }
                _ => {}
            }
        }
        world.seen_in(&text)
    }

    async fn list(self, world: &World, who: Who) -> String {
        let several = || {
            let ids = world.posts.iter().map(|post| format!("id[]={}", post.id));
            ids.collect::<Vec<_>>()
        };
        match self {
            Several => {
                let mut text = String::new();
                for ids in several().chunks(20) {
                    text += &world.get(who, &format!("/api/v1/statuses?{}", ids.join("&"))).await.text();
                }
                text
            }
            PublicTimeline => world.pages(who, "/api/v1/timelines/public?limit=40").await,
            LocalTimeline => world.pages(who, "/api/v1/timelines/public?local=true&limit=40").await,
            TagTimeline => world.pages(who, "/api/v1/timelines/tag/matrix?limit=40").await,
            LinkTimeline => {
                world.pages(who, "/api/v1/timelines/link?url=https://news.example/1&limit=40").await
            }
            TrendingStatuses => world.pages(who, "/api/v1/trends/statuses?limit=10").await,
            Favourites => world.pages(who, "/api/v1/favourites?limit=40").await,
            Bookmarks => world.pages(who, "/api/v1/bookmarks?limit=40").await,
            BookmarkFolder => {
                world.pages(who, &format!("/api/v1/bookmarks?folder_id={}&limit=40", world.folder)).await
            }
            Home => world.pages(who, "/api/v1/timelines/home?limit=40").await,
            FriendsBoosts => {
                let friend = world.friend.account;
                world.pages(who, &format!("/api/v1/accounts/{friend}/statuses?limit=40")).await
            }
            List => world.pages(who, &format!("/api/v1/timelines/list/{}?limit=40", world.list)).await,
            Conversations => world.pages(who, "/api/v1/conversations?limit=40").await,
            TagFeed => world.app.get("/tags/matrix.rss").await.text(),
            Quote => world.pages(who, &format!("/api/v1/accounts/{}/statuses?limit=40", world.fan)).await,
            Mentions => world.pages(who, "/api/v1/notifications?limit=40").await,
            Thread => world.get(who, &format!("/api/v1/statuses/{}/context", world.root)).await.text(),
            Replies => {
                let root = format!("/users/viewer/statuses/{}/replies?page=true", world.root);
                world.document(&root).await.text()
            }
            _ => unreachable!("{self:?} is no list"),
        }
    }
}

impl Post {
    /// Replies to others are in no public timeline; the viewer's answers are to the viewer.
    pub(super) fn reply_to_other(&self) -> bool {
        self.reply && self.relation != Relation::Own
    }
}

impl World {
    async fn get(&self, who: Who, path: &str) -> Answer {
        match who {
            Who::Viewer => self.app.get_as(&self.viewer.token, path).await,
            Who::Visitor => self.app.get(path).await,
        }
    }

    /// A list to its end.
    async fn pages(&self, who: Who, path: &str) -> String {
        let (mut text, mut next) = (String::new(), Some(path.to_owned()));
        while let Some(path) = next {
            let answer = self.get(who, &path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            next = next_page(&answer).filter(|_| answer.body != Value::Array(Vec::new()));
            text += &answer.text();
        }
        text
    }

    /// An ActivityPub document of this server, as another server without a signature gets it.
    async fn document(&self, address: &str) -> Answer {
        let path = address.trim_start_matches("https://phiomia.test");
        let accept = vec![("accept", "application/activity+json".to_owned())];
        self.app.send(Method::GET, path, accept, Vec::new()).await
    }

    async fn poll_of(&self, status: StatusId) -> i64 {
        let sql = store::Sql::new("SELECT id FROM polls WHERE status_id = ").bind(status);
        sql.ids(self.app.ctx.db.read()).await.unwrap()[0]
    }

    /// The posts whose words are in `text`.
    pub(super) fn seen_in(&self, text: &str) -> HashSet<StatusId> {
        self.posts.iter().filter(|post| text.contains(&post.word)).map(|post| post.id).collect()
    }
}

/// The path of the next page, from the `Link` header.
fn next_page(answer: &Answer) -> Option<String> {
    let links = answer.headers.get("link")?.to_str().unwrap();
    let next = links.split(", ").find(|link| link.ends_with("rel=\"next\""))?;
    let address = next.trim_start_matches('<').split_once('>').unwrap().0;
    Some(address.trim_start_matches("https://phiomia.test").to_owned())
}
