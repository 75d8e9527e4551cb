//! What can be found of a status: its words, and the facts that operators ask for.

use kinds::{AccountId, StatusId, Visibility};
use protocol::html;
use store::{
    NewJob, Tx,
    entity::{media_attachment, status},
    query::status_search::{self as query, Document, Source},
};

use super::text;
use crate::{
    ctx::Ctx,
    error::Result,
    job::{IndexStatuses, JobKind},
    service::link,
};

/// Statuses that are indexed in one transaction, and transactions of one job.
const BATCH: i64 = 200;
const BATCHES: u32 = 50;

/// The word of a fact about a status, such as `has:image`.
pub(super) fn fact(kind: &str, value: &str) -> String {
    format!("~{kind}{value}")
}

/// The word of a language. The database would cut at hyphens.
pub(super) fn language(code: &str) -> String {
    fact("l", &code.to_lowercase().replace('-', "~"))
}

/// The word of a hashtag.
pub(super) fn tag(key: &str) -> String {
    format!("#{key}")
}

/// Has a status found by what it says. To be called whenever that was set.
pub fn index_status(tx: &Tx, source: &Source) {
    use sea_orm::ConnectionTrait;
    tx.defer(query::indexing(tx.conn().get_database_backend(), &document(source)));
}

/// The same for a status whose row and all that hangs on it were written before.
///
/// # Errors
/// When the database cannot be read.
pub async fn index_again(tx: &Tx, ids: &[StatusId]) -> Result<()> {
    for source in query::sources(tx.conn(), ids).await? {
        index_status(tx, &source);
    }
    Ok(())
}

/// The job that indexes all statuses of an account again, because it may be found by others now.
///
/// # Errors
/// When the payload cannot be written as JSON.
pub fn index_account_statuses(account: AccountId) -> Result<NewJob> {
    IndexStatuses { account: Some(account), below: None }.to_job()
}

/// Indexes statuses, the newest first. What is left is done by the next job.
///
/// # Errors
/// When the database fails.
pub async fn index_statuses(ctx: &Ctx, mut job: IndexStatuses) -> Result<()> {
    for _ in 0..BATCHES {
        let tx = ctx.begin().await?;
        let ids = query::before(tx.conn(), job.account, job.below, BATCH).await?;
        index_again(&tx, &ids).await?;
        ctx.commit(tx).await?;
        ctx.caches.searches.end();
        job.below = ids.last().copied();
        if job.below.is_none() {
            return Ok(());
        }
    }
    // The job that runs still has the key: the next one goes without.
    ctx.submit(NewJob { unique_key: None, ..job.to_job()? }).await
}

fn document(source: &Source) -> Document {
    let status = &source.status;
    let mut words = Vec::new();
    let mut add = |text: &str| {
        words.extend(text::words(text));
        // Nothing is found that begins in one text and ends in another.
        words.push("~".to_owned());
    };
    add(&status.spoiler_text);
    add(&html::to_plain(&status.content));
    source.media.iter().filter_map(|media| media.description.as_deref()).for_each(&mut add);
    source.poll.iter().flatten().for_each(|title| add(title));
    words.extend(source.tags.iter().map(|key| tag(key)));
    words.extend(facts(source));
    Document {
        id: status.id,
        author: status.account_id,
        public: status.visibility == Visibility::Public,
        words,
    }
}

fn facts(source: &Source) -> Vec<String> {
    let status: &status::Model = &source.status;
    let kind = |number: i16| source.media.iter().any(|media: &media_attachment::Model| media.kind == number);
    let is_reply = status.in_reply_to_account_id.is_some() || status.in_reply_to_uri.is_some();
    let known = [
        (!source.media.is_empty(), fact("has", "media")),
        (kind(1), fact("has", "image")),
        (kind(2) || kind(3), fact("has", "video")),
        (kind(4), fact("has", "audio")),
        (source.poll.is_some(), fact("has", "poll")),
        (link::first(&status.content).is_some(), fact("has", "link")),
        (source.embed, fact("has", "embed")),
        (is_reply, fact("is", "reply")),
        (status.sensitive, fact("is", "sensitive")),
    ];
    let language = status.language.as_deref().map(language);
    known.into_iter().filter_map(|(holds, word)| holds.then_some(word)).chain(language).collect()
}
