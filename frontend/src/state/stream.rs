//! The live connection: one WebSocket that carries every stream in use. Lost connections come back
//! with growing pauses, and then the timelines ask for what they missed.

use std::cell::RefCell;

use futures_channel::mpsc;
use futures_util::{SinkExt, StreamExt, future::Either};
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use serde_json::json;
use shared::{
    entities::{Notification, Status, StreamingEvent},
    kinds::{NotificationKind, StatusId, StreamEventKind},
};

use super::{
    App,
    posts::{self, Entry},
    timeline::{self, Paging, TimelineKey},
};

const FIRST_PAUSE_MS: u32 = 1_000;
const LONGEST_PAUSE_MS: u32 = 60_000;

/// A stream somebody looks at: name and hashtag.
type Channel = (&'static str, Option<String>);

#[derive(Default)]
struct Hub {
    running: bool,
    wanted: Vec<Channel>,
    commands: Option<mpsc::UnboundedSender<String>>,
}

thread_local! {
    static HUB: RefCell<Hub> = RefCell::default();
}

/// Connects, and keeps connected.
pub(super) fn start(app: App) {
    let already = HUB.with_borrow_mut(|hub| std::mem::replace(&mut hub.running, true));
    if already {
        return;
    }
    spawn_local(async move {
        let mut pause = FIRST_PAUSE_MS;
        loop {
            if connection(app).await {
                pause = FIRST_PAUSE_MS;
            }
            // A little chance in the pause keeps all browsers from coming back at the same moment.
            let jitter = (js_sys::Math::random() * f64::from(pause) / 2.0) as u32;
            TimeoutFuture::new(pause / 2 + jitter).await;
            pause = (pause * 2).min(LONGEST_PAUSE_MS);
        }
    });
}

/// One connection from beginning to end; tells whether it ever spoke.
async fn connection(app: App) -> bool {
    let scheme = if location().protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    let url = format!("{scheme}://{}/api/v1/streaming", crate::api::http::own_host());
    let Ok(socket) = WebSocket::open(&url) else { return false };
    let (mut write, mut read) = socket.split();
    let (sender, mut commands) = mpsc::unbounded();
    let wanted = HUB.with_borrow_mut(|hub| {
        hub.commands = Some(sender);
        hub.wanted.clone()
    });
    // Sending waits until the connection stands: what comes before that is caught up with.
    for channel in std::iter::once(("user", None)).chain(wanted) {
        if write.send(Message::Text(command("subscribe", &channel))).await.is_err() {
            return false;
        }
    }
    catch_up();
    let mut spoke = false;
    loop {
        match futures_util::future::select(read.next(), commands.next()).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => {
                spoke = true;
                hear(app, &text);
            }
            Either::Left((Some(Ok(Message::Bytes(_))), _)) => {}
            Either::Right((Some(text), _)) => {
                if write.send(Message::Text(text)).await.is_err() {
                    break;
                }
            }
            _ => break,
        }
    }
    HUB.with_borrow_mut(|hub| hub.commands = None);
    spoke
}

fn command(verb: &str, (stream, tag): &Channel) -> String {
    match tag {
        Some(tag) => json!({"type": verb, "stream": stream, "tag": tag}),
        None => json!({"type": verb, "stream": stream}),
    }
    .to_string()
}

fn say(text: String) {
    HUB.with_borrow(|hub| {
        if let Some(commands) = &hub.commands {
            let _ = commands.unbounded_send(text);
        }
    });
}

/// Listens to the stream of a timeline while the current page is shown.
pub(crate) fn listen(key: &TimelineKey) {
    let Some(channel) = key.stream().filter(|(stream, _)| *stream != "user") else { return };
    say(command("subscribe", &channel));
    HUB.with_borrow_mut(|hub| hub.wanted.push(channel.clone()));
    on_cleanup(move || {
        say(command("unsubscribe", &channel));
        HUB.with_borrow_mut(|hub| {
            if let Some(at) = hub.wanted.iter().position(|wanted| *wanted == channel) {
                hub.wanted.remove(at);
            }
        });
    });
}

fn catch_up() {
    for timeline in timeline::all().iter().filter(|timeline| timeline.key.stream().is_some()) {
        timeline.catch_up(false);
    }
}

fn hear(app: App, text: &str) {
    let Ok(event) = serde_json::from_str::<StreamingEvent>(text) else { return };
    let payload = event.payload.as_deref().unwrap_or_default();
    match event.event {
        StreamEventKind::Update => {
            if let Ok(status) = serde_json::from_str::<Status>(payload) {
                arrived(app, &event.stream, status);
            }
        }
        StreamEventKind::StatusUpdate => {
            if let Ok(status) = serde_json::from_str::<Status>(payload)
                && posts::find(status.id).is_some()
            {
                posts::intern(status);
            }
        }
        StreamEventKind::Delete => {
            if let Ok(id) = payload.parse::<StatusId>() {
                deleted(id);
            }
        }
        StreamEventKind::Notification => {
            if let Ok(notification) = serde_json::from_str::<Notification>(payload) {
                // Answers of people one does not follow come only this way; open threads take them in.
                if let Some(status) = &notification.status
                    && notification.kind == NotificationKind::Mention
                {
                    app.ui.arrived.set(Some(posts::intern(Status::clone(status))));
                }
                app.notifications.receive(notification);
            }
        }
        StreamEventKind::NotificationsMerged => app.notifications.merge(),
        StreamEventKind::FiltersChanged => posts::judge_anew(),
        _ => {}
    }
}

/// Which timeline a stream's name stands for: `["hashtag", "rust"]`, `["user"]`.
fn key_of(stream: &[String]) -> Option<TimelineKey> {
    let mut names = stream.iter().map(String::as_str);
    match (names.next()?, names.next()) {
        ("user", _) => Some(TimelineKey::Home),
        ("public:local", _) => Some(TimelineKey::Local),
        ("public", _) => Some(TimelineKey::Federated),
        ("hashtag", Some(tag)) => Some(TimelineKey::Tag(tag.to_owned())),
        _ => None,
    }
}

fn arrived(app: App, stream: &[String], status: Status) {
    let mine = app.session.is_me(status.account.id);
    let Some(timeline) = key_of(stream).and_then(|key| timeline::find(&key)) else { return };
    let entry = Entry::new(status);
    if entry.boosted_by.is_none() {
        app.ui.arrived.set(Some(entry.post.clone()));
    }
    if mine { timeline.put_first(entry) } else { timeline.receive(entry) }
}

fn deleted(id: StatusId) {
    if let Some(post) = posts::find(id) {
        post.set_gone(true);
    }
    for timeline in timeline::all() {
        timeline.remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_names_lead_to_timelines() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(key_of(&names(&["user"])), Some(TimelineKey::Home));
        assert_eq!(key_of(&names(&["hashtag", "rust"])), Some(TimelineKey::Tag("rust".into())));
        assert_eq!(key_of(&names(&["list", "3"])), None);
    }

    #[test]
    fn commands_name_their_stream() {
        let text = command("subscribe", &("hashtag", Some("rust".into())));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value, json!({"type": "subscribe", "stream": "hashtag", "tag": "rust"}));
    }
}
