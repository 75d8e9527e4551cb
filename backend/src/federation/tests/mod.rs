//! Whole conversations between servers, and what hostile ones try.

mod conversations;
mod deliveries;
mod fetched;
mod hidden;
mod hostile;
mod local_only;
mod polls;
mod quotes;
mod reactions;
mod replies;
mod reply_policies;
mod reports;
mod samples;
mod showcase;
mod signatures;
mod split_domain;
mod two_servers;
