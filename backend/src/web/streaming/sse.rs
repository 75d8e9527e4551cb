//! Server-sent events: one stream a request.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use poem::{Body, Request, Response, handler, web::Data};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{
    channel,
    credential::{parameters, shown},
};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    streaming::{Message, Session},
    web::error::ApiError,
};

/// How often a comment shows that the connection is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The comment, as Mastodon's clients know it.
const THUMP: &str = ":thump\n\n";

/// `GET /api/v1/streaming/…`
#[handler]
pub(in crate::web) async fn events(request: &Request, ctx: Data<&Ctx>) -> Result<Response, ApiError> {
    let path = request.uri().path();
    let name = path.strip_prefix("/api/v1/streaming/").unwrap_or_default().trim_end_matches('/');
    if name.contains(':') {
        return Err(ServiceError::NotFound.into());
    }
    let parameters = parameters(request);
    let channel = match channel(&name.replace('/', ":"), parameters.of_channel(), parameters.only_media) {
        Ok(channel) => channel,
        Err(error) if name == "list" || name.starts_with("hashtag") => return Err(error.into()),
        Err(_) => return Err(ServiceError::NotFound.into()),
    };
    let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    let since = last.and_then(|value| value.parse().ok()).or(parameters.since);
    let shown = shown(&ctx, request, &parameters)?;
    let mut session = Session::open(&ctx, shown.credential()).await?;
    let missed = session.subscribe(channel, since).await?;
    Ok(Response::builder()
        .content_type("text/event-stream")
        .header("cache-control", "private, no-store")
        // Otherwise nginx keeps events back until it has a buffer full.
        .header("x-accel-buffering", "no")
        .body(stream_of(session, &missed)))
}

fn stream_of(session: Session, missed: &[Message]) -> Body {
    let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waiting: VecDeque<String> = VecDeque::from([":)\n\n".to_owned()]);
    waiting.extend(missed.iter().map(frame));
    let state = (session, heartbeat, waiting);
    let chunks = stream::unfold(state, |(mut session, mut heartbeat, mut waiting)| async move {
        while waiting.is_empty() {
            let happened = tokio::select! {
                happened = session.next() => Some(happened.ok()?),
                _ = heartbeat.tick() => None,
            };
            match happened {
                Some(happened) => waiting.extend(session.render(happened).await.ok()?.iter().map(frame)),
                None => {
                    session.check().await.ok()?;
                    waiting.push_back(THUMP.to_owned());
                }
            }
        }
        let chunk = Bytes::from(waiting.pop_front()?);
        Some((Ok::<_, std::io::Error>(chunk), (session, heartbeat, waiting)))
    });
    Body::from_bytes_stream(chunks)
}

/// A message in the words of the HTML standard, section 9.2.
fn frame(message: &Message) -> String {
    format!("event: {}\nid: {}\ndata: {}\n\n", message.event.as_str(), message.seq, message.payload)
}
