//! The parts pages are made of, each with all its states on the `/design` page.
//! Components show what they are given and ask `state` to change it; they fetch nothing.

pub(crate) mod account;
pub(crate) mod column;
pub(crate) mod composer;
pub(crate) mod dialog;
pub(crate) mod feed;
pub(crate) mod feedback;
pub(crate) mod icon;
pub(crate) mod menu;
pub(crate) mod post;
pub(crate) mod toaster;
pub(crate) mod viewer;
