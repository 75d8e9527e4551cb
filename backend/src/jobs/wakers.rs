//! Wakes the workers of a queue when there is something new in it.

use store::{Queue, job_queue::Queues};
use tokio::sync::{Notify, futures::Notified};

/// One bell for each queue: workers with nothing new are left alone.
#[derive(Debug, Default)]
pub struct Wakers {
    bells: [Notify; Queue::ALL.len()],
}

impl Wakers {
    /// Wakes the workers of these queues.
    pub fn wake(&self, queues: Queues) {
        for queue in Queue::ALL.into_iter().filter(|queue| queues.has(*queue)) {
            self.bell(queue).notify_waiters();
        }
    }

    /// Ends when the workers of `queue` are woken after this call.
    pub fn woken(&self, queue: Queue) -> Notified<'_> {
        self.bell(queue).notified()
    }

    fn bell(&self, queue: Queue) -> &Notify {
        let [local, inbox, deliver, fetch, media, message] = &self.bells;
        match queue {
            Queue::Local => local,
            Queue::Inbox => inbox,
            Queue::Deliver => deliver,
            Queue::Fetch => fetch,
            Queue::Media => media,
            Queue::Message => message,
        }
    }
}
