//! Whole servers as their users meet them: processes, sockets, browsers. Nothing of the backend's
//! insides is used, so that what passes here works for people.

mod browser;
mod client;
mod clients;
mod server;
mod wait;

pub use browser::{Browser, Window};
pub use client::Client;
pub use clients::{clients, node, python};
pub use server::{Options, Server};
pub use wait::eventually;
