//! The kinds of background work: names, queues and payloads. The handlers are in `jobs`.

mod federation;
mod fetch;
mod files;
mod local;
mod message;

pub use federation::*;
pub use fetch::*;
pub use files::*;
pub use local::*;
pub use message::*;

use kinds::Millis;
use serde::{Serialize, de::DeserializeOwned};
use store::{NewJob, Queue};

use crate::error::Result;

/// A kind of job. Payloads hold ids, not copies: the handler reads what is true when it runs.
pub trait JobKind: Serialize + DeserializeOwned {
    /// The name in the database. Never reuse one for another payload.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: Queue;

    /// Jobs of one lane run in order, one at a time.
    fn lane(&self) -> Option<String> {
        None
    }

    /// While a job with this key is unfinished, another is not added.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// The row to be written.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    fn to_job(&self) -> Result<NewJob> {
        Ok(NewJob {
            queue: Self::QUEUE,
            kind: Self::KIND,
            payload: serde_json::to_string(self)?,
            lane: self.lane(),
            unique_key: self.unique_key(),
            run_at: None,
        })
    }

    /// The same, to be run not before `time`.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    fn to_job_at(&self, time: Millis) -> Result<NewJob> {
        Ok(NewJob { run_at: Some(time), ..self.to_job()? })
    }
}
