//! Whole conversations between servers.

mod two_servers;
