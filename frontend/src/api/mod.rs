//! Calls of the server's API, one file per resource, named as on the server.
//! Pages and state call these; components do not.

pub(crate) mod accounts;
pub(crate) mod conversations;
pub(crate) mod filters;
pub(crate) mod http;
pub(crate) mod instance;
pub(crate) mod media;
pub(crate) mod notifications;
pub(crate) mod search;
pub(crate) mod statuses;
