//! Messages to people: pushed to their devices, and by mail.

use kinds::{AccountId, EmailSubscriptionId, NotificationId, PushSubscriptionId, StatusId, UserId};
use serde::{Deserialize, Serialize};
use store::Queue;

use super::JobKind;
use crate::mail::Letter;

/// Push a notification to the devices that want it: one [`PushTo`] each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Push {
    /// The notification.
    pub notification: NotificationId,
    /// To whom it is.
    pub account: AccountId,
}

impl JobKind for Push {
    const KIND: &'static str = "push";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("push:{}", self.notification))
    }
}

/// Push a notification to one device.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushTo {
    /// The notification.
    pub notification: NotificationId,
    /// Where to.
    pub subscription: PushSubscriptionId,
}

impl JobKind for PushTo {
    const KIND: &'static str = "push_to";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("push_to:{}:{}", self.subscription, self.notification))
    }
}

/// Write a letter and send it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// Who gets it.
    pub user: UserId,
    /// What it is about.
    pub letter: Letter,
    /// Whom it is about, when that is somebody else.
    pub about: Option<UserId>,
}

impl JobKind for SendMail {
    const KIND: &'static str = "send_mail";
    const QUEUE: Queue = Queue::Message;
}

/// Send a notification by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailNotification {
    /// The notification.
    pub notification: NotificationId,
    /// To whom it is.
    pub account: AccountId,
}

impl JobKind for MailNotification {
    const KIND: &'static str = "mail_notification";
    const QUEUE: Queue = Queue::Message;

    /// One after another, so that they can be counted.
    fn lane(&self) -> Option<String> {
        Some(format!("mail:{}", self.account))
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_notification:{}", self.notification))
    }
}

/// Ask the owner of a mail address whether somebody's posts are wanted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmSubscription {
    /// The subscription.
    pub subscription: EmailSubscriptionId,
}

impl JobKind for ConfirmSubscription {
    const KIND: &'static str = "confirm_subscription";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("confirm_subscription:{}", self.subscription))
    }
}

/// Send a post to those who have subscribed to its author by mail: one [`MailPost`] each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailSubscribers {
    /// The post.
    pub status: StatusId,
    /// The last subscription that was seen to; `None` at the beginning.
    pub after: Option<EmailSubscriptionId>,
}

impl JobKind for MailSubscribers {
    const KIND: &'static str = "mail_subscribers";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_subscribers:{}:{}", self.status, self.after.unwrap_or_default()))
    }
}

/// Send a post to one subscriber.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailPost {
    /// The subscription.
    pub subscription: EmailSubscriptionId,
    /// The post.
    pub status: StatusId,
}

impl JobKind for MailPost {
    const KIND: &'static str = "mail_post";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_post:{}:{}", self.subscription, self.status))
    }
}
