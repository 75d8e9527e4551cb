//! Whole conversations between servers, and what hostile ones try.

mod hostile;
mod samples;
mod two_servers;
