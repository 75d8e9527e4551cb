//! Rules of the web app that need no browser: plain functions on plain data, tested on the host.
//! Nothing here may touch the DOM, the network or signals.

pub(crate) mod acct;
pub(crate) mod composer;
pub(crate) mod emoji;
pub(crate) mod emoji_list;
pub(crate) mod filter_draft;
pub(crate) mod filtering;
pub(crate) mod focal;
pub(crate) mod folding;
pub(crate) mod grouping;
pub(crate) mod link_header;
pub(crate) mod links;
pub(crate) mod plain;
pub(crate) mod time;
pub(crate) mod token;
pub(crate) mod window;
