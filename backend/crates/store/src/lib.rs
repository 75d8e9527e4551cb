//! Everything that touches the database: entities, queries, transactions, the job queue, events.
//!
//! Knows nothing of HTTP, ActivityPub or the API's types. Decides no permission beyond the viewer
//! filter in [`query::visibility`]: what a viewer may see is part of every query of user content.

mod batch;
pub mod db;
pub mod entity;
pub mod event;
pub mod id;
pub mod job_queue;
pub mod query;
pub mod sql;
pub mod tx;

pub use db::{Db, DbOptions};
pub use event::Event;
pub use id::IdGenerator;
pub use job_queue::{Job, NewJob, Queue};
pub use sql::Sql;
pub use tx::Tx;

/// Errors of this layer are the ORM's own: callers turn them into "internal error" and log them.
pub type Result<T> = std::result::Result<T, sea_orm::DbErr>;
