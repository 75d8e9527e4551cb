//! Whole conversations between servers, and what hostile ones try.

mod deliveries;
mod fetched;
mod hostile;
mod polls;
mod quotes;
mod samples;
mod signatures;
mod split_domain;
mod two_servers;
