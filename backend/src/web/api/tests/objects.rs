//! Somebody's private things, to be asked for by others.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use poem::http::Method;
use serde_json::{Value, json};

use super::Operation;
use crate::testing::{Answer, TestApp, TestUser};

/// A server with two people, one of whom has private things.
pub(super) struct Objects {
    pub(super) app: TestApp,
    /// To whom everything belongs.
    pub(super) alice: TestUser,
    /// Who has nothing to do with it.
    pub(super) bob: TestUser,
    status: String,
    media: String,
    notification: String,
    /// Filtered notifications of somebody she does not know.
    request: String,
    group: String,
    asking: String,
    poll: String,
    scheduled: String,
    draft: String,
    folder: String,
    /// A filter, and a keyword and a status of it.
    filter: [String; 3],
    list: String,
    conversation: String,
}

impl Objects {
    pub(super) async fn new() -> Self {
        Self::on(TestApp::with(|config| config.limits.body_bytes = 20_000).await).await
    }

    pub(super) async fn on(app: TestApp) -> Self {
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let locked = json!({ "locked": true });
        app.request(Method::PATCH, "/api/v1/accounts/update_credentials", Some(&alice.token), Some(locked))
            .await
            .ok();
        app.post_as(&carol.token, &format!("/api/v1/accounts/{}/follow", alice.account), json!({}))
            .await
            .ok();
        let post = json!({ "status": "Nobody else's business", "visibility": "private" });
        let status = app.post_as(&alice.token, "/api/v1/statuses", post).await.ok();
        let media = app
            .upload_as(&alice.token, (Method::POST, "/api/v2/media"), &[], ("file", &picture()))
            .await
            .ok();
        let asked = json!({
            "status": "Which?",
            "visibility": "private",
            "poll": { "options": ["this", "that"], "expires_in": 3600 },
        });
        let asked = app.post_as(&alice.token, "/api/v1/statuses", asked).await.ok();
        let notifications = app.get_as(&alice.token, "/api/v1/notifications").await.ok();
        let filter = filter(&app, &alice, &status["id"]).await;
        let later = json!({ "status": "Soon", "scheduled_at": "2026-03-12T12:00:00Z" });
        let scheduled = app.post_as(&alice.token, "/api/v1/statuses", later).await.ok();
        let draft = app.post_as(&alice.token, "/api/v1/drafts", json!({ "status": "Dear" })).await.ok();
        let folder = json!({ "name": "To read" });
        let folder = app.post_as(&alice.token, "/api/v1/pleroma/bookmark_folders", folder).await.ok();
        let list = app.post_as(&alice.token, "/api/v1/lists", json!({ "title": "a" })).await.ok();
        let letter = json!({ "status": "Dear diary", "visibility": "direct" });
        app.post_as(&alice.token, "/api/v1/statuses", letter).await.ok();
        let conversations = app.get_as(&alice.token, "/api/v1/conversations").await.ok();
        let request = request(&app, &alice, &carol).await;
        Self {
            request,
            list: text(&list["id"]),
            conversation: text(&conversations[0]["id"]),
            poll: text(&asked["poll"]["id"]),
            scheduled: text(&scheduled["id"]),
            draft: text(&draft["id"]),
            folder: text(&folder["id"]),
            filter,
            status: text(&status["id"]),
            media: text(&media["id"]),
            notification: text(&notifications[0]["id"]),
            group: text(&notifications[0]["group_key"]),
            asking: carol.account.to_string(),
            app,
            alice,
            bob,
        }
    }

    /// The address of an operation on these things.
    pub(super) fn address(&self, operation: &Operation) -> String {
        let object = match operation.path.as_str() {
            path if path.starts_with("/api/v1/statuses/") => &self.status,
            path if path.starts_with("/api/v1/pleroma/statuses/") => &self.status,
            path if path.starts_with("/api/v1/pleroma/bookmark_folders/") => &self.folder,
            path if path.starts_with("/api/v1/scheduled_statuses/") => &self.scheduled,
            path if path.starts_with("/api/v1/drafts/") => &self.draft,
            path if path.starts_with("/api/v1/polls/") => &self.poll,
            path if path.starts_with("/api/v2/filters/keywords/") => &self.filter[1],
            path if path.starts_with("/api/v2/filters/statuses/") => &self.filter[2],
            path if path.starts_with("/api/v2/filters/") => &self.filter[0],
            path if path.starts_with("/api/v1/filters/") => &self.filter[1],
            path if path.starts_with("/api/v1/lists/") => &self.list,
            path if path.starts_with("/api/v1/timelines/list/") => &self.list,
            path if path.starts_with("/api/v1/conversations/") => &self.conversation,
            path if path.starts_with("/api/v1/media/") => &self.media,
            path if path.starts_with("/api/v1/notifications/requests/") => &self.request,
            path if path.starts_with("/api/v1/notifications/") => &self.notification,
            path if path.starts_with("/api/v2/notifications/") => &self.group,
            path if path.contains("/tag") => "rust",
            _ => &self.asking,
        };
        with_parameter(&operation.path, object)
    }

    /// Whether the operation says when there is nothing to work on.
    pub(super) fn tells_of_nothing(operation: &Operation) -> bool {
        // Any year may be asked about, and most have nothing to be made of. Hashtags exist as soon as one asks; dismissing a group that is gone is done at once, as in
        // Mastodon.
        operation.path.contains('{')
            && !operation.path.contains("/tag")
            && !operation.path.ends_with("/{group_key}/dismiss")
            // Nobody learns who is there by not wanting to follow.
            && operation.path != "/api/v1/suggestions/{account_id}"
            && !operation.path.ends_with("/{year}/state")
            && !operation.path.ends_with("/{year}/generate")
    }

    /// Whether the operation is about something that only alice may see.
    pub(super) fn is_private(operation: &Operation) -> bool {
        let private = [
            "bookmark_folders",
            "conversations",
            "drafts",
            "filters",
            "follow_requests",
            "lists",
            "media",
            "notifications",
            "polls",
            "scheduled_statuses",
            "statuses",
            "timelines",
        ];
        Self::tells_of_nothing(operation)
            && private
                .iter()
                .any(|name| operation.path.replacen("/pleroma", "", 1).split('/').nth(3) == Some(name))
    }

    /// Asks for an operation on these things.
    pub(super) async fn ask(
        &self,
        operation: &Operation,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        self.app.request(operation.method.clone(), &self.address(operation), token, body).await
    }

    /// What alice sees of them.
    pub(super) async fn seen_by_owner(&self) -> Vec<Value> {
        let mut seen = Vec::new();
        for path in [
            format!("/api/v1/statuses/{}", self.status),
            format!("/api/v1/polls/{}", self.poll),
            format!("/api/v1/media/{}", self.media),
            "/api/v1/notifications".to_owned(),
            "/api/v1/notifications/requests".to_owned(),
            "/api/v1/follow_requests".to_owned(),
            "/api/v2/filters".to_owned(),
            "/api/v1/scheduled_statuses".to_owned(),
            "/api/v1/drafts".to_owned(),
            "/api/v1/pleroma/bookmark_folders".to_owned(),
            "/api/v1/lists".to_owned(),
            "/api/v1/conversations".to_owned(),
        ] {
            seen.push(self.app.get_as(&self.alice.token, &path).await.ok());
        }
        seen
    }
}

/// Makes a filter with a keyword and a status; answers with the ids of all three.
async fn filter(app: &TestApp, owner: &TestUser, status: &Value) -> [String; 3] {
    let body = json!({ "title": "a", "context": ["home"], "keywords_attributes": [{ "keyword": "a" }] });
    let filter = app.post_as(&owner.token, "/api/v2/filters", body).await.ok();
    let statuses = format!("/api/v2/filters/{}/statuses", text(&filter["id"]));
    let added = app.post_as(&owner.token, &statuses, json!({ "status_id": status })).await.ok();
    [text(&filter["id"]), text(&filter["keywords"][0]["id"]), text(&added["id"])]
}

/// Somebody writes to `owner` in private; answers with the id of the request that makes.
async fn request(app: &TestApp, owner: &TestUser, stranger: &TestUser) -> String {
    let letter = json!({ "status": "@alice hello", "visibility": "direct" });
    app.post_as(&stranger.token, "/api/v1/statuses", letter).await.ok();
    let requests = app.get_as(&owner.token, "/api/v1/notifications/requests").await.ok();
    text(&requests[0]["id"])
}

/// A path with its parameters filled in.
pub(super) fn with_parameter(path: &str, value: &str) -> String {
    match (path.split_once('{'), path.split_once('}')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{value}{}", with_parameter(after, value)),
        _ => path.to_owned(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(40, 30).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}
