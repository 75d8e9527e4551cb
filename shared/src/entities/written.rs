//! JSON that is written once and sent many times: turning the same posts into JSON again for each reader is
//! most of the work of a page that is in memory.

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::{Account, PreviewCard, QuoteApproval, ReplyApproval, Status};

/// A status as JSON, as it looks to those who have nothing to do with it: one text for people who are signed
/// in, one for visitors, and one for its author, whose notifications are full of it. It belongs to the copies of one status, between two changes of it; what of them
/// differs between readers is compared before the text is used.
#[derive(Default)]
pub struct WrittenStatus {
    texts: [Mutex<Option<Arc<Text>>>; 3],
}

/// The text, and what it holds that changes without the status.
struct Text {
    account: Arc<Account>,
    card: Option<PreviewCard>,
    quote_approval: QuoteApproval,
    reply_approval: ReplyApproval,
    json: Box<RawValue>,
}

impl WrittenStatus {
    /// Writes `status`, one of the copies this belongs to; `plain` is how it is written anew.
    pub(super) fn put<S: Serializer, P: Serialize>(
        &self,
        status: &Status,
        plain: P,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Some(kind) = ordinary(status) else { return plain.serialize(serializer) };
        let Some(slot) = self.texts.get(kind) else { return plain.serialize(serializer) };
        let known = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(text) = known.filter(|text| text.fits(status)) {
            return text.json.serialize(serializer);
        }
        let json = to_raw_value(&plain).map_err(serde::ser::Error::custom)?;
        let text = Arc::new(Text {
            account: status.account.clone(),
            card: status.card.clone(),
            quote_approval: status.quote_approval.clone(),
            reply_approval: status.reply_approval.clone(),
            json,
        });
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.clone());
        text.json.serialize(serializer)
    }
}

impl Text {
    fn fits(&self, status: &Status) -> bool {
        Arc::ptr_eq(&self.account, &status.account)
            && self.quote_approval == status.quote_approval
            && self.reply_approval == status.reply_approval
            && self.card == status.card
    }
}

/// Which of the texts the status is, if it is one of them: it holds no other status, no poll and no
/// reactions, and the reader did nothing with it.
fn ordinary(status: &Status) -> Option<usize> {
    let is_plain = status.reblog.is_none()
        && status.quote.is_none()
        && status.poll.is_none()
        && status.text.is_none()
        && status.reactions.is_empty()
        && status.pleroma.is_none();
    let flags = [status.favourited, status.reblogged, status.muted, status.bookmarked];
    let has_all = |wanted: Option<bool>| flags.iter().all(|flag| *flag == wanted);
    let is_untouched = status.filtered.as_ref().is_some_and(Vec::is_empty) && has_all(Some(false));
    let is_unseen = status.filtered.is_none() && has_all(None);
    match status.pinned {
        _ if !is_plain => None,
        None if is_untouched => Some(0),
        None if is_unseen => Some(1),
        Some(false) if is_untouched => Some(2),
        _ => None,
    }
}

impl PartialEq for WrittenStatus {
    /// It says nothing that the status does not say.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for WrittenStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenStatus")
    }
}

/// The JSON of an account that many statuses hold. A copy of the account begins without it, so that
/// whoever changes a copy sees the change written.
#[derive(Default)]
pub struct WrittenAccount(OnceLock<Option<Box<RawValue>>>);

impl Clone for WrittenAccount {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for WrittenAccount {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for WrittenAccount {}

impl fmt::Debug for WrittenAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrittenAccount")
    }
}

/// Writes the account of an entity that lists hold many of.
pub(super) fn account<S: Serializer>(account: &Arc<Account>, serializer: S) -> Result<S::Ok, S::Error> {
    match account.written.0.get_or_init(|| to_raw_value(account).ok()) {
        Some(json) => json.serialize(serializer),
        None => account.serialize(serializer),
    }
}
