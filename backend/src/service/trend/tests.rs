//! Trends, as people see them.

use kinds::{AccountId, Millis, PreviewCardId, StatusId, TrendKind, Visibility};
use serde_json::Value;
use store::{Sql, query};
use testkit::TestDatabase;

use crate::{
    config::Config,
    job::RefreshTrends,
    service::{
        status::{self, NewStatus, Parent},
        trend,
    },
    testing::TestApp,
};

const TAGS: &str = "/api/v1/trends/tags";
const STATUSES: &str = "/api/v1/trends/statuses";
const LINKS: &str = "/api/v1/trends/links";

/// A server, and people elsewhere who want to be found.
struct Crowd {
    app: TestApp,
    people: Vec<AccountId>,
}

impl Crowd {
    async fn new() -> Self {
        Self::on(TestDatabase::sqlite().await, |_| {}).await
    }

    async fn on(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::on(database, change).await;
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(app.remote(&format!("p{number}"), "far.example").await);
        }
        let crowd = Self { app, people };
        crowd.sql("UPDATE accounts SET discoverable = TRUE").await;
        crowd
    }

    async fn sql(&self, text: &str) {
        Sql::new(text).execute(self.app.ctx.db.write()).await.unwrap();
    }

    /// A post of this one of the people.
    async fn post(&self, author: usize, change: impl FnOnce(&mut NewStatus)) -> StatusId {
        let ctx = &self.app.ctx;
        let id: StatusId = ctx.next_id();
        let uri = format!("https://far.example/posts/{id}");
        let mut new = NewStatus::new(id, uri, self.people[author], ctx.now());
        new.content = format!("<p>{id}</p>");
        new.language = Some("en".to_owned());
        change(&mut new);
        let tx = ctx.begin().await.unwrap();
        status::insert(ctx, &tx, new).await.unwrap();
        ctx.commit(tx).await.unwrap();
        id
    }

    async fn tagged(&self, author: usize, tag: &str) -> StatusId {
        self.post(author, |new| new.tags = vec![(tag.to_owned(), tag.to_owned())]).await
    }

    /// The first `count` of the people like it.
    async fn like(&self, status: StatusId, count: usize) {
        let ctx = &self.app.ctx;
        let row = query::status_change::by_id(ctx.db.read(), status).await.unwrap().unwrap();
        for &account in &self.people[..count] {
            let tx = ctx.begin().await.unwrap();
            let uri = format!("https://far.example/likes/{account}/{status}");
            status::store_favourite(ctx, &tx, account, &row, ctx.next_id(), &uri).await.unwrap();
            ctx.commit(tx).await.unwrap();
        }
    }

    async fn boost(&self, status: StatusId, by: usize) {
        let ctx = &self.app.ctx;
        let row = query::status_change::by_id(ctx.db.read(), status).await.unwrap().unwrap();
        let id: StatusId = ctx.next_id();
        let boost = status::Boost {
            id,
            uri: format!("https://far.example/boosts/{id}"),
            account: self.people[by],
            local: false,
            visibility: Visibility::Public,
            published: ctx.now(),
        };
        let tx = ctx.begin().await.unwrap();
        status::boost(ctx, &tx, boost, &row).await.unwrap();
        ctx.commit(tx).await.unwrap();
    }

    /// A post that everybody likes.
    async fn liked(&self, author: usize, change: impl FnOnce(&mut NewStatus)) -> StatusId {
        let status = self.post(author, change).await;
        self.like(status, 6).await;
        status
    }

    /// A page of this number with a preview.
    async fn page(&self, number: i64) -> PreviewCardId {
        self.sql(&format!(
            "INSERT INTO preview_cards (id, url, shown, title, language, fetched_at, created_at) \
             VALUES ({number}, 'https://news.example/{number}', TRUE, 'News', 'en', 0, 0)"
        ))
        .await;
        PreviewCardId(number)
    }

    /// A post that links a page.
    async fn share(
        &self,
        author: usize,
        page: PreviewCardId,
        change: impl FnOnce(&mut NewStatus),
    ) -> StatusId {
        let status = self.post(author, change).await;
        query::card::attaching(status, page).execute(self.app.ctx.db.write()).await.unwrap();
        status
    }

    async fn refresh(&self) {
        trend::refresh(&self.app.ctx).await.unwrap();
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        self.app.get(path).await.ok().as_array().unwrap().clone()
    }

    /// The names, ids or addresses of what is on a list.
    async fn names(&self, path: &str) -> Vec<String> {
        let name = |item: Value| {
            let name = ["name", "title", "id"].iter().find_map(|field| item[field].as_str());
            item["provider_name"].as_str().and(item["url"].as_str()).or(name).unwrap().to_owned()
        };
        self.list(path).await.into_iter().map(name).collect()
    }
}

#[tokio::test]
async fn hashtags_that_many_use_today_are_trends() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |_| {}).await;
        for author in 0..5 {
            crowd.tagged(author, "heron").await;
            crowd.tagged(author, "heron").await;
            crowd.tagged(author % 4, "few").await;
            crowd
                .post(author, |new| {
                    new.tags = vec![("quiet".to_owned(), "quiet".to_owned())];
                    new.visibility = Visibility::Unlisted;
                })
                .await;
        }
        for author in 0..6 {
            crowd.tagged(author, "rain").await;
        }
        assert_eq!(crowd.names(TAGS).await, Vec::<String>::new(), "not counted yet");
        crowd.refresh().await;
        assert_eq!(crowd.names(TAGS).await, ["rain", "heron"]);
        assert_eq!(crowd.names("/api/v1/trends").await, ["rain", "heron"], "the old address");
        let tag = &crowd.list(TAGS).await[1];
        assert_eq!((&tag["history"][0]["uses"], &tag["history"][0]["accounts"]), (&"10".into(), &"5".into()));
        assert_eq!(tag["history"].as_array().unwrap().len(), 7);
        assert_eq!(tag.get("following"), None, "a visitor follows nothing");
    }
}

#[tokio::test]
async fn who_is_limited_or_suspended_does_not_count() {
    for column in ["limited_at", "suspended_at"] {
        let crowd = Crowd::new().await;
        let page = crowd.page(1).await;
        for author in 0..5 {
            crowd.tagged(author, "heron").await;
            crowd.share(author, page, |_| {}).await;
        }
        crowd.sql(&format!("UPDATE accounts SET {column} = 1 WHERE id = {}", crowd.people[0])).await;
        crowd.refresh().await;
        assert!(crowd.list(TAGS).await.is_empty() && crowd.list(LINKS).await.is_empty(), "{column}");
        let tag = crowd.app.get("/api/v1/tags/heron").await.ok();
        assert_eq!(tag["history"][0]["accounts"], "4", "{column}");
    }
}

#[tokio::test]
async fn what_is_used_every_day_is_no_trend_and_what_was_one_fades() {
    let crowd = Crowd::new().await;
    for author in 0..6 {
        crowd.tagged(author, "daily").await;
    }
    crowd.app.ctx.clock.advance(Millis::DAY);
    for author in 0..6 {
        crowd.tagged(author, "daily").await;
        crowd.tagged(author, "heron").await;
    }
    crowd.refresh().await;
    assert_eq!(crowd.names(TAGS).await, ["heron"]);
    crowd.app.ctx.clock.advance(4 * Millis::HOUR);
    crowd.refresh().await;
    assert_eq!(crowd.names(TAGS).await, ["heron"]);
    crowd.app.ctx.clock.advance(16 * Millis::HOUR);
    crowd.refresh().await;
    assert_eq!(crowd.names(TAGS).await, Vec::<String>::new());
}

#[tokio::test]
async fn statuses_that_many_like_are_trends_one_of_each_author() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |_| {}).await;
        let most = crowd.liked(0, |_| {}).await;
        crowd.boost(most, 1).await;
        let less = crowd.post(1, |_| {}).await;
        crowd.like(less, 4).await;
        crowd.boost(less, 5).await;
        crowd.liked(0, |_| {}).await;
        let few = crowd.post(2, |_| {}).await;
        crowd.like(few, 4).await;
        crowd.refresh().await;
        assert_eq!(crowd.names(STATUSES).await, [most.to_string(), less.to_string()]);
        trend::review(&crowd.app.ctx, TrendKind::Status, most.0, false).await.unwrap();
        assert_eq!(crowd.list(STATUSES).await.len(), 2, "the author's other one is shown now");
        crowd.sql(&format!("DELETE FROM statuses WHERE id = {less}")).await;
        assert_eq!(crowd.list(STATUSES).await.len(), 1, "what is gone is gone at once");
        crowd.app.ctx.clock.advance(14 * Millis::HOUR);
        crowd.refresh().await;
        assert_eq!(crowd.list(STATUSES).await.len(), 0);
    }
}

#[tokio::test]
async fn what_is_sensitive_or_a_reply_or_not_to_be_found_is_no_trend() {
    let crowd = Crowd::new().await;
    let parent = crowd.post(5, |_| {}).await;
    crowd.liked(0, |new| new.sensitive = true).await;
    crowd.liked(0, |new| new.spoiler_text = "Careful".to_owned()).await;
    crowd.liked(0, |new| new.visibility = Visibility::Unlisted).await;
    crowd.liked(0, |new| new.parent = Parent::Known(parent)).await;
    for (author, change) in [
        (1, "limited_at = 1"),
        (2, "suspended_at = 1"),
        (3, "discoverable = FALSE"),
        (4, "discoverable = NULL"),
    ] {
        crowd.liked(author, |_| {}).await;
        crowd.sql(&format!("UPDATE accounts SET {change} WHERE id = {}", crowd.people[author])).await;
    }
    crowd.refresh().await;
    assert_eq!(crowd.names(STATUSES).await, Vec::<String>::new());
    assert!(trend::reviewed(&crowd.app.ctx, Some(TrendKind::Status)).await.unwrap().is_empty());
}

#[tokio::test]
async fn links_that_many_share_are_trends_with_their_history() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |_| {}).await;
        let (page, other) = (crowd.page(1).await, crowd.page(2).await);
        crowd.share(4, page, |_| {}).await;
        crowd.app.ctx.clock.advance(Millis::DAY);
        let first = crowd.share(0, page, |_| {}).await;
        crowd.share(1, page, |_| {}).await;
        crowd.share(2, page, |_| {}).await;
        for author in 0..5 {
            crowd.share(author, other, |new| new.sensitive = author == 0).await;
        }
        crowd.boost(first, 3).await;
        crowd.boost(first, 4).await;
        crowd.refresh().await;
        assert_eq!(crowd.names(LINKS).await, ["https://news.example/1"]);
        let link = &crowd.list(LINKS).await[0];
        assert_eq!((&link["title"], &link["type"]), (&"News".into(), &"link".into()));
        let day = |number: usize| {
            (link["history"][number]["uses"].clone(), link["history"][number]["accounts"].clone())
        };
        assert_eq!(day(0), ("5".into(), "5".into()));
        assert_eq!(day(1), ("1".into(), "1".into()));
        assert_eq!(day(2), ("0".into(), "0".into()));
    }
}

#[tokio::test]
async fn posts_with_a_link_are_a_timeline_while_it_is_a_trend() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |_| {}).await;
        let page = crowd.page(1).await;
        let mut posts = Vec::new();
        for author in 0..6 {
            posts.push(crowd.share(author, page, |_| {}).await.to_string());
        }
        crowd.share(0, page, |new| new.visibility = Visibility::Private).await;
        let timeline = "/api/v1/timelines/link?url=https://news.example/1";
        assert_eq!(crowd.app.get(timeline).await.status, 404, "no trend yet");
        crowd.refresh().await;
        posts.reverse();
        assert_eq!(crowd.names(timeline).await, posts);
        assert_eq!(
            crowd
                .names("/api/v1/timelines/link?url=https%3A%2F%2Fnews.example%2F1%3Futm_source%3Dx%23y")
                .await,
            posts
        );
        let some = crowd.app.get(&format!("{timeline}&limit=2")).await;
        let link = some.headers["link"].to_str().unwrap().to_owned();
        assert!(link.contains(&format!("max_id={}", posts[1])) && link.contains("url=https"), "{link}");
        assert_eq!(crowd.names(&format!("{timeline}&max_id={}", posts[1])).await, posts[2..]);
        crowd.sql(&format!("UPDATE accounts SET discoverable = FALSE WHERE id = {}", crowd.people[5])).await;
        assert_eq!(crowd.names(timeline).await, posts[1..], "who does not want to be found is not");
        for other in ["https://news.example/2", "no+address", ""] {
            assert_eq!(
                crowd.app.get(&format!("/api/v1/timelines/link?url={other}")).await.status,
                404,
                "{other}"
            );
        }
        trend::review(&crowd.app.ctx, TrendKind::Link, page.0, false).await.unwrap();
        assert_eq!(crowd.app.get(timeline).await.status, 404, "refused");
    }
}

#[tokio::test]
async fn what_is_in_ones_languages_comes_first() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |_| {}).await;
        let german = crowd.liked(0, |new| new.language = Some("de".to_owned())).await.to_string();
        crowd.boost(german.parse().unwrap(), 1).await;
        let english = crowd.liked(1, |_| {}).await.to_string();
        crowd.refresh().await;
        assert_eq!(
            crowd.names(STATUSES).await,
            [english.clone(), german.clone()],
            "as the server's language is"
        );
        let alice = crowd.app.user("alice").await;
        crowd.sql("UPDATE users SET locale = 'fr', default_language = 'de'").await;
        let seen = crowd.app.get_as(&alice.token, STATUSES).await.ok();
        assert_eq!((&seen[0]["id"], &seen[1]["id"]), (&german.into(), &english.into()));
    }
}

#[tokio::test]
async fn lists_are_walked_by_position() {
    let crowd = Crowd::new().await;
    for tag in ["one", "two", "three"] {
        for author in 0..5 {
            crowd.tagged(author, tag).await;
        }
    }
    crowd.refresh().await;
    let first = crowd.app.get(&format!("{TAGS}?limit=2")).await;
    assert_eq!(
        first.headers["link"],
        "<https://phiomia.test/api/v1/trends/tags?limit=2&offset=2>; rel=\"next\""
    );
    let second = crowd.app.get(&format!("{TAGS}?limit=2&offset=2")).await;
    assert_eq!(
        second.headers["link"],
        "<https://phiomia.test/api/v1/trends/tags?limit=2&offset=0>; rel=\"prev\""
    );
    assert_eq!(first.body.as_array().unwrap().len() + second.body.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn where_trends_are_reviewed_only_what_was_allowed_is_shown() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |config| config.trends.review = true).await;
        let page = crowd.page(1).await;
        for author in 0..5 {
            crowd.share(author, page, |new| new.tags = vec![("heron".to_owned(), "heron".to_owned())]).await;
        }
        crowd.liked(0, |_| {}).await;
        crowd.refresh().await;
        for path in [TAGS, STATUSES, LINKS] {
            assert_eq!(crowd.list(path).await.len(), 0, "{path}");
        }
        let waiting = trend::reviewed(&crowd.app.ctx, None).await.unwrap();
        assert_eq!(waiting.len(), 3);
        for row in waiting {
            assert_eq!(row.allowed, None);
            trend::review(&crowd.app.ctx, row.kind, row.id, true).await.unwrap();
        }
        for path in [TAGS, STATUSES, LINKS] {
            assert_eq!(crowd.list(path).await.len(), 1, "{path}");
        }
        let unknown = trend::review(&crowd.app.ctx, TrendKind::Tag, 4711, true).await;
        assert!(matches!(unknown, Err(crate::error::ServiceError::NotFound)));
    }
}

#[tokio::test]
async fn a_search_leaves_out_hashtags_that_nobody_has_reviewed() {
    for database in TestDatabase::all().await {
        let crowd = Crowd::on(database, |config| config.trends.review = true).await;
        let alice = crowd.app.user("alice").await;
        for tag in ["her", "heron", "heroin"] {
            crowd.tagged(0, tag).await;
        }
        let id = query::tag::by_name(crowd.app.ctx.db.read(), "heron").await.unwrap().unwrap().id;
        trend::review(&crowd.app.ctx, TrendKind::Tag, id.0, true).await.unwrap();
        let found = async |more: &str| {
            let path = format!("/api/v2/search?type=hashtags&q=her{more}");
            let found = crowd.app.get_as(&alice.token, &path).await.ok();
            found["hashtags"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(found("").await, ["her", "heron", "heroin"]);
        assert_eq!(
            found("&exclude_unreviewed=true").await,
            ["her", "heron"],
            "a whole name is no suggestion"
        );
    }
}

#[tokio::test]
async fn where_there_are_no_trends_lists_are_empty() {
    let crowd = Crowd::on(TestDatabase::sqlite().await, |config| config.trends.enabled = false).await;
    crowd.sql("INSERT INTO tags (id, name, display, created_at) VALUES (1, 'a', 'a', 0)").await;
    crowd
        .sql("INSERT INTO trends (kind, id, score, peak, peak_at) VALUES (0, 1, 1, 1, 0), (2, 1, 1, 1, 0)")
        .await;
    crowd.page(1).await;
    for path in [TAGS, STATUSES, LINKS, "/api/v1/trends"] {
        assert_eq!(crowd.list(path).await.len(), 0, "{path}");
    }
    assert_eq!(crowd.app.get("/api/v1/timelines/link?url=https://news.example/1").await.status, 404);
    trend::schedule(&crowd.app.ctx).await.unwrap();
    crowd.app.ctx.clock.advance(RefreshTrends::EVERY);
    assert_eq!(crowd.app.drain().await, 0);
}

#[tokio::test]
async fn every_five_minutes_one_process_makes_the_lists() {
    let crowd = Crowd::new().await;
    let other = crowd.app.beside(|_| {}).await;
    crowd.app.drain().await;
    for _ in 0..3 {
        for ctx in [&crowd.app.ctx, &other.ctx, &crowd.app.ctx] {
            trend::schedule(ctx).await.unwrap();
        }
        assert_eq!(crowd.app.drain().await, 0, "not yet");
        crowd.app.ctx.clock.advance(RefreshTrends::EVERY);
        other.ctx.clock.advance(RefreshTrends::EVERY);
        assert_eq!(crowd.app.drain().await, 1);
    }
}
