//! Whole conversations between servers, and what hostile ones try.

mod conversations;
mod deliveries;
mod fetched;
mod hidden;
mod hostile;
mod polls;
mod quotes;
mod replies;
mod reports;
mod samples;
mod signatures;
mod split_domain;
mod two_servers;
