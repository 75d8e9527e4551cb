//! What is done with files.

use kinds::{MediaId, Millis};
use serde::{Deserialize, Serialize};
use store::{NewJob, Queue};

use super::JobKind;
use crate::error::Result;

/// Make of an uploaded video or sound what can be shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProcessMedia {
    /// The upload.
    pub media: MediaId,
}

impl ProcessMedia {
    /// The lane of an upload's job: while it is busy, the upload is being processed.
    pub fn name(&self) -> String {
        format!("process_media:{}", self.media)
    }
}

impl JobKind for ProcessMedia {
    const KIND: &'static str = "process_media";
    const QUEUE: Queue = Queue::Media;

    fn lane(&self) -> Option<String> {
        Some(self.name())
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.name())
    }
}

/// Remove files that no row names any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteFiles {
    /// Keys in the storage of media.
    pub keys: Vec<String>,
}

impl DeleteFiles {
    /// The job for these files, if there are any.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn of(keys: impl IntoIterator<Item = Option<String>>) -> Result<Option<NewJob>> {
        let keys: Vec<String> = keys.into_iter().flatten().collect();
        if keys.is_empty() { Ok(None) } else { Self { keys }.to_job().map(Some) }
    }

    /// The job that removes a new file at `time`, unless it is cancelled by its [`DeleteFiles::claim`].
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn unless_claimed(key: &str, time: Millis) -> Result<NewJob> {
        let job = Self { keys: vec![key.to_owned()] }.to_job_at(time)?;
        Ok(NewJob { unique_key: Some(Self::claim(key)), ..job })
    }

    /// The unique key of that job.
    pub fn claim(key: &str) -> String {
        format!("unclaimed:{key}")
    }
}

impl JobKind for DeleteFiles {
    const KIND: &'static str = "delete_files";
    const QUEUE: Queue = Queue::Media;
}

/// Make room among the files of other servers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrimRemoteFiles {}

impl JobKind for TrimRemoteFiles {
    const KIND: &'static str = "trim_remote_files";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some("trim_remote_files".to_owned())
    }
}
