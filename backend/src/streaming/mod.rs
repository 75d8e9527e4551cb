//! Live streams: what happens is sent to those who listen, over WebSockets and server-sent events.
//!
//! Durable events are read from the `events` table, so every message has a sequence number and a
//! client can resume after it; the bus only tells that there is something to read. One [`Hub`] in a
//! process reads for all connections and hands each event to those it may concern. Each connection
//! ([`Session`]) decides for its own viewer, through the presenters, what is sent. A connection that
//! does not keep up is closed: it can resume without loss.

mod channel;
mod connections;
mod hub;
mod render;
mod session;
mod tail;

pub use channel::{Channel, Parameters, UnknownChannel};
pub use hub::Hub;
pub use session::{Closed, Message, Session};
