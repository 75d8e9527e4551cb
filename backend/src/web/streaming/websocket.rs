//! WebSockets: any number of streams on one connection.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use kinds::ListId;
use poem::{
    IntoResponse, Request, Response, handler,
    web::{
        Data,
        websocket::{CloseCode, Message as Frame, WebSocket, WebSocketConfig, WebSocketStream},
    },
};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::{
    channel,
    credential::{Parameters, parameters, shown},
};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    streaming::{Closed, Message, Parameters as ChannelParameters, Session},
    web::error::ApiError,
};

/// How often the client is asked for a sign of life.
const PING: Duration = Duration::from_secs(30);
/// How long a closing connection may take to take the news.
const FAREWELL: Duration = Duration::from_secs(2);
/// Largest message taken from a client.
const MAX_MESSAGE: usize = 4096;
/// What is read at once. The buffer is held as long as the connection: what clients say is short.
const READ_BUFFER: usize = 512;

/// A client's message: `{"type":"subscribe","stream":"hashtag","tag":"rust"}`.
#[derive(Debug, Deserialize)]
struct Control {
    #[serde(rename = "type")]
    action: String,
    stream: Option<String>,
    tag: Option<String>,
    list: Option<ListId>,
    since: Option<String>,
}

/// A server's message.
#[derive(Serialize)]
struct Out<'a> {
    stream: &'a [String],
    event: &'a str,
    /// Left out where there is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    payload: &'a str,
    /// The sequence number, beyond Mastodon.
    id: String,
}

/// A request that was refused.
#[derive(Serialize)]
struct Refusal {
    error: String,
    status: u16,
}

type Sink = SplitSink<WebSocketStream, Frame>;

/// `GET /api/v1/streaming`
#[handler]
pub(in crate::web) async fn socket(
    request: &Request,
    socket: poem::Result<WebSocket>,
    ctx: Data<&Ctx>,
) -> Result<Response, ApiError> {
    let Ok(socket) = socket else {
        return Err(ServiceError::BadRequest("This address speaks WebSocket".into()).into());
    };
    let parameters = parameters(request);
    let shown = shown(&ctx, request, &parameters)?;
    let session = Session::open(&ctx, shown.credential()).await?;
    // A client that sent its token as protocol expects it to be chosen.
    let protocol = request.headers().get("sec-websocket-protocol").and_then(|value| value.to_str().ok());
    let protocols: Vec<String> = protocol.map(str::to_owned).into_iter().collect();
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE))
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0);
    let upgraded = socket
        .protocols(protocols)
        .config(config)
        .on_upgrade(move |stream| async move { serve(stream, session, parameters).await });
    Ok(upgraded.into_response())
}

async fn serve(stream: WebSocketStream, session: Session, parameters: Parameters) {
    let (sink, mut stream) = stream.split();
    let mut line = Line { sink, session };
    let why = match line.begin(&parameters).await {
        Ok(()) => line.run(&mut stream).await,
        Err(why) => why,
    };
    line.end(why).await;
}

/// Why a connection ends.
enum End {
    /// The server's reasons.
    Closed(Closed),
    /// The client is gone.
    Gone,
}

impl From<Closed> for End {
    fn from(why: Closed) -> Self {
        Self::Closed(why)
    }
}

struct Line {
    sink: Sink,
    session: Session,
}

impl Line {
    /// Subscribes to the stream that the address names, if it names one.
    async fn begin(&mut self, parameters: &Parameters) -> Result<(), End> {
        match &parameters.stream {
            Some(name) => self.subscribe(name, parameters.of_channel(), parameters.since).await,
            None => Ok(()),
        }
    }

    async fn run(&mut self, stream: &mut futures_util::stream::SplitStream<WebSocketStream>) -> End {
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut unanswered = 0;
        loop {
            let step = tokio::select! {
                happened = self.session.next() => match happened {
                    Ok(happened) => match self.session.render(happened).await {
                        Ok(messages) => self.send_all(&messages).await,
                        Err(why) => Err(why.into()),
                    },
                    Err(why) => Err(why.into()),
                },
                received = stream.next() => {
                    unanswered = 0;
                    match received {
                        Some(Ok(Frame::Text(text))) => self.obey(&text).await,
                        Some(Ok(Frame::Close(_)) | Err(_)) | None => Err(End::Gone),
                        Some(Ok(_)) => Ok(()),
                    }
                }
                _ = ping.tick() => {
                    unanswered += 1;
                    if unanswered > 2 { Err(End::Gone) } else { self.ping().await }
                }
            };
            if let Err(why) = step {
                return why;
            }
        }
    }

    async fn ping(&mut self) -> Result<(), End> {
        self.session.check().await?;
        self.send(Frame::Ping(Vec::new())).await
    }

    /// Does what a client's message asks for.
    async fn obey(&mut self, text: &str) -> Result<(), End> {
        let Ok(control) = serde_json::from_str::<Control>(text) else {
            return self.refuse(ServiceError::BadRequest("The message is not understood".into())).await;
        };
        let name = control.stream.unwrap_or_default();
        let list = control.list.map(|list| list.to_string());
        let parameters = ChannelParameters { tag: control.tag.as_deref(), list: list.as_deref() };
        match control.action.as_str() {
            "subscribe" => {
                let since = control.since.and_then(|since| since.parse().ok());
                self.subscribe(&name, parameters, since).await
            }
            "unsubscribe" => match channel(&name, parameters, false) {
                Ok(channel) => {
                    self.session.unsubscribe(&channel);
                    Ok(())
                }
                Err(error) => self.refuse(error).await,
            },
            _ => self.refuse(ServiceError::BadRequest("The message is not understood".into())).await,
        }
    }

    async fn subscribe(
        &mut self,
        name: &str,
        parameters: ChannelParameters<'_>,
        since: Option<i64>,
    ) -> Result<(), End> {
        let missed = match channel(name, parameters, false) {
            Ok(channel) => self.session.subscribe(channel, since).await,
            Err(error) => Err(error),
        };
        match missed {
            Ok(missed) => self.send_all(&missed).await,
            Err(error) => self.refuse(error).await,
        }
    }

    async fn refuse(&mut self, error: ServiceError) -> Result<(), End> {
        let error = ApiError::from(error);
        let refusal = Refusal { error: error.to_string(), status: error.status().as_u16() };
        self.send(Frame::Text(serde_json::to_string(&refusal).unwrap_or_default())).await
    }

    async fn send_all(&mut self, messages: &[Message]) -> Result<(), End> {
        for message in messages {
            let out = Out {
                stream: &message.stream,
                event: message.event.as_str(),
                payload: &message.payload,
                id: message.seq.to_string(),
            };
            self.send(Frame::Text(serde_json::to_string(&out).unwrap_or_default())).await?;
        }
        Ok(())
    }

    /// Sends, but never waits for a client beyond the time at which it has been given up.
    async fn send(&mut self, frame: Frame) -> Result<(), End> {
        tokio::select! {
            biased;
            why = self.session.closed() => Err(why.into()),
            sent = self.sink.send(frame) => sent.map_err(|_| End::Gone),
        }
    }

    async fn end(mut self, why: End) {
        let frame = match why {
            End::Gone => return,
            End::Closed(Closed::TooSlow) => Frame::close_with(CloseCode::Again, "too slow: resume later"),
            End::Closed(Closed::Revoked) => Frame::close_with(CloseCode::Policy, "not signed in any more"),
            End::Closed(Closed::GoingAway) => Frame::close_with(CloseCode::Away, "the server is stopping"),
        };
        let _ = timeout(FAREWELL, self.sink.send(frame)).await;
    }
}
