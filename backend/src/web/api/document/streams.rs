//! The streaming API in the API document. Its handlers answer with streams, which the generator does not
//! know, so its operations are written here; names and scopes are those that the streams themselves have.

use kinds::StreamEventKind::{
    self, Announcement, AnnouncementDelete, AnnouncementReaction, Conversation, Delete, FiltersChanged,
    Notification, NotificationsMerged, StatusUpdate, Update,
};
use serde_json::{Map, Value, json};

use super::{describe, schemas::PREFIX};
use crate::streaming::{Channel, Parameters};

/// Where the streams are.
pub(in crate::web::api) const ROOT: &str = "/api/v1/streaming";

/// What streams of posts tell.
const OF_STATUSES: &[StreamEventKind] = &[Update, StatusUpdate, Delete];
/// What the stream of notifications tells.
const OF_NOTIFICATIONS: &[StreamEventKind] = &[Notification, NotificationsMerged];
/// What a user's own stream tells.
const OF_USER: &[StreamEventKind] = &[
    Update,
    StatusUpdate,
    Delete,
    Notification,
    NotificationsMerged,
    FiltersChanged,
    Announcement,
    AnnouncementReaction,
    AnnouncementDelete,
];

/// A stream: its name, what it is, what it tells. Those of media alone are asked for with `only_media`, or
/// on a WebSocket by their own names.
pub(in crate::web::api) const STREAMS: [(&str, &str, &[StreamEventKind]); 9] = [
    ("user", "Listen to home, notifications and announcements", OF_USER),
    ("user:notification", "Listen to notifications", OF_NOTIFICATIONS),
    ("public", "Listen to public posts", OF_STATUSES),
    ("public:local", "Listen to public posts of this server", OF_STATUSES),
    ("public:remote", "Listen to public posts of other servers", OF_STATUSES),
    ("hashtag", "Listen to public posts with a hashtag", OF_STATUSES),
    ("hashtag:local", "Listen to public posts of this server with a hashtag", OF_STATUSES),
    ("list", "Listen to posts of the members of a list", OF_STATUSES),
    ("direct", "Listen to private conversations", &[Conversation]),
];

const OF_EVENTS: &str = "Server-sent events: each has a name (`event`), a number (`id`) and one line of `data`. \
    Every 15 seconds a comment (`:thump`) shows that the connection lives. A client that comes back with \
    `Last-Event-ID` or `since` is first sent what it missed.";
const OF_SOCKETS: &str = "A WebSocket (RFC 6455) that carries any number of streams. The one that is named in the \
    address is there at once; messages of the client begin and end others. Every message is JSON. Needs a \
    token of a user; each stream asks for the scope that its own operation names.";

/// The paths of the streams with their operations.
pub(super) fn paths() -> Map<String, Value> {
    let streams = STREAMS.iter().map(|(name, summary, events)| {
        (format!("{ROOT}/{}", name.replace(':', "/")), json!({ "get": stream(name, summary, events) }))
    });
    let streams_live = json!({ "get": alive("Whether streams can be listened to") });
    let server_lives = json!({ "get": alive("Whether the server is alive") });
    let socket = json!({ "get": socket() });
    let others = [
        (ROOT.to_owned(), socket),
        (format!("{ROOT}/health"), streams_live),
        ("/health".to_owned(), server_lives),
    ];
    others.into_iter().chain(streams).collect()
}

/// Adds what is sent over WebSockets to the types.
pub(super) fn add_schemas(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let text = |about: &str| json!({ "type": "string", "description": about });
    let events: Vec<&str> = StreamEventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let names: Vec<String> = names().collect();
    let since = "What happened after the event of this number is sent first.";
    schemas.insert(
        "StreamingEvent".to_owned(),
        json!({
            "type": "object",
            "description": "A message on a WebSocket.",
            "required": ["stream", "event", "id"],
            "properties": {
                "stream": {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "The stream's name, and its parameter if it has one.",
                },
                "event": { "type": "string", "enum": events, "description": "What happened." },
                "payload": text("JSON in a string, or an id. Absent where there is nothing to say."),
                "id": text("The number of the event, for `since`."),
            },
        }),
    );
    schemas.insert(
        "StreamingReaction".to_owned(),
        json!({
            "type": "object",
            "description": "How many have put an emoji under an announcement.",
            "required": ["name", "count", "announcement_id"],
            "properties": {
                "name": text("A Unicode emoji, or the shortcode of a custom one."),
                "count": { "type": "integer", "description": "How many users have put it there." },
                "announcement_id": text("The announcement."),
                "url": text("Address of the picture. Absent for Unicode emoji."),
                "static_url": text("The picture without animation. Absent for Unicode emoji."),
            },
        }),
    );
    schemas.insert(
        "StreamingCommand".to_owned(),
        json!({
            "type": "object",
            "description": "What a client says on a WebSocket.",
            "required": ["type", "stream"],
            "properties": {
                "type": {
                    "type": "string",
                    "enum": ["subscribe", "unsubscribe"],
                    "description": "Whether to begin or to end.",
                },
                "stream": { "type": "string", "enum": names, "description": "The stream." },
                "tag": text("The hashtag, for streams of hashtags."),
                "list": text("The id of the list, for the stream of a list."),
                "since": text(since),
            },
        }),
    );
}

/// All names that WebSockets know.
fn names() -> impl Iterator<Item = String> {
    STREAMS.iter().flat_map(|(name, ..)| {
        let media = name.starts_with("public").then(|| format!("{name}:media"));
        [(*name).to_owned()].into_iter().chain(media)
    })
}

/// The scope that a stream asks for.
fn scope(name: &str) -> &'static str {
    let parameters = Parameters { tag: Some("a"), list: Some("1") };
    Channel::parse(name, parameters, false).map(|channel| channel.scope()).unwrap_or_default()
}

fn stream(name: &str, summary: &str, events: &[StreamEventKind]) -> Value {
    let mut parameters = Vec::new();
    if name.starts_with("hashtag") {
        parameters.push(parameter("tag", true, "The hashtag, without its sign"));
    }
    if name == "list" {
        parameters.push(parameter("list", true, "The id of the list"));
    }
    if name.starts_with("public") {
        let schema = json!({ "type": "boolean", "default": false });
        let about = "Only posts with media";
        parameters
            .push(json!({ "name": "only_media", "in": "query", "description": about, "schema": schema }));
    }
    parameters.extend([token(), since()]);
    let last = "The number of the last event that was read: browsers send it by themselves";
    let schema = json!({ "type": "string" });
    parameters
        .push(json!({ "name": "Last-Event-ID", "in": "header", "description": last, "schema": schema }));
    let example = "event: delete\nid: 1204\ndata: 116205119897600002\n\n";
    let content = json!({ "text/event-stream": { "schema": { "type": "string" }, "example": example } });
    let mut responses = json!({ "200": { "description": "Events, as they happen", "content": content } });
    if parameters.iter().any(|parameter| parameter.get("required") == Some(&json!(true))) {
        fail(&mut responses, &[("400", "BadRequest")]);
    }
    fail(
        &mut responses,
        &[("401", "Unauthorized"), ("403", "Forbidden"), ("404", "NotFound"), ("500", "InternalError")],
    );
    let mut operation = json!({
        "summary": summary,
        "description": OF_EVENTS,
        "parameters": parameters,
        "responses": responses,
        "security": [{ "OAuth2": [scope(name)] }],
        "x-events": described(events),
    });
    describe(&mut operation);
    operation
}

fn socket() -> Value {
    let mut stream = parameter("stream", false, "A stream to begin with");
    if let Some(schema) = stream.get_mut("schema").and_then(Value::as_object_mut) {
        schema.insert("enum".to_owned(), names().collect());
    }
    let parameters = json!([
        stream,
        parameter("tag", false, "The hashtag of that stream, without its sign"),
        parameter("list", false, "The id of that stream's list"),
        token(),
        since(),
    ]);
    let mut responses = json!({ "101": { "description": "From now on a WebSocket" } });
    fail(&mut responses, &[("400", "BadRequest"), ("401", "Unauthorized"), ("500", "InternalError")]);
    json!({
        "summary": "Open a WebSocket",
        "description": OF_SOCKETS,
        "parameters": parameters,
        "responses": responses,
        "security": [{ "OAuth2": [] }],
        "x-messages": { "server": reference("StreamingEvent"), "client": reference("StreamingCommand") },
        "x-events": described(StreamEventKind::ALL),
    })
}

fn alive(summary: &str) -> Value {
    let content = json!({ "text/plain; charset=utf-8": { "schema": { "type": "string" }, "example": "OK" } });
    let responses = json!({ "200": { "description": "It is", "content": content } });
    json!({ "summary": summary, "description": "Needs no token.", "responses": responses })
}

/// Events by their names, with what their data is.
fn described(events: &[StreamEventKind]) -> Value {
    let described = events.iter().map(|kind| {
        let (about, payload) = event(*kind);
        (kind.as_str().to_owned(), json!({ "description": about, "payload": payload }))
    });
    described.collect::<Map<String, Value>>().into()
}

/// What an event means, and the type of its data; `Null` where there is none.
fn event(kind: StreamEventKind) -> (&'static str, Value) {
    let id = || json!({ "type": "string" });
    match kind {
        Update => ("A new post", reference("Status")),
        StatusUpdate => ("A post was edited", reference("Status")),
        Delete => ("A post is gone: its id", id()),
        Notification => ("A new notification", reference("Notification")),
        NotificationsMerged => ("Accepted notifications are among the others now: read them anew", id()),
        FiltersChanged => ("Read the filters anew", Value::Null),
        Conversation => ("Something was said in a conversation", reference("Conversation")),
        Announcement => ("A new announcement, or a changed one", reference("Announcement")),
        AnnouncementDelete => ("An announcement is gone: its id", id()),
        AnnouncementReaction => {
            ("The reactions to an announcement have changed", reference("StreamingReaction"))
        }
    }
}

fn parameter(name: &str, required: bool, about: &str) -> Value {
    let schema = json!({ "type": "string" });
    json!({ "name": name, "in": "query", "required": required, "description": about, "schema": schema })
}

/// Browsers can set no header on a stream.
fn token() -> Value {
    parameter("access_token", false, "The token, for clients that cannot send the `Authorization` header")
}

fn since() -> Value {
    let schema = json!({ "type": "integer", "format": "int64" });
    let about = "What happened after the event of this number is sent first";
    json!({ "name": "since", "in": "query", "description": about, "schema": schema })
}

/// Adds errors that are named.
fn fail(responses: &mut Value, errors: &[(&str, &str)]) {
    if let Some(responses) = responses.as_object_mut() {
        for (status, name) in errors {
            responses
                .insert((*status).to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{PREFIX}{name}") })
}

#[cfg(test)]
mod tests {
    use super::{STREAMS, names, scope};
    use crate::streaming::{Channel, Parameters};

    #[test]
    fn every_name_is_that_of_a_stream() {
        let parameters = Parameters { tag: Some("rust"), list: Some("1") };
        for name in names() {
            let channel = Channel::parse(&name, parameters, false).unwrap();
            assert_eq!(channel.name()[0], name);
        }
    }

    #[test]
    fn notifications_are_another_scope_than_posts() {
        assert_eq!(scope("user:notification"), "read:notifications");
        let others = STREAMS.iter().filter(|(name, ..)| *name != "user:notification");
        assert!(others.map(|(name, ..)| scope(name)).all(|scope| scope == "read:statuses"));
    }
}
