//! What follows a change, written in the change's own transaction: notifications, feeds, streams
//! (`surface`), and what other servers are told (`federate`). Nothing here talks to the network.

pub mod federate;
mod judge;
pub mod notify;
