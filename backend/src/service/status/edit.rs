//! A new version of a status. The old ones are kept.

use kinds::{AccountId, MediaId, Millis, NotificationKind, StatusId, Visibility};
use shared::{
    entities::{CustomEmoji, Status},
    params::{EditStatus, MediaAttributes},
};
use store::{
    Event, Tx,
    entity::{media_attachment, status},
    query::{featured_tag, quote as quotes, status as rows, status_change as change, tag},
};

use super::{
    content::{self, Attached},
    history::version,
    insert::Media,
    language,
};
use crate::{
    ctx::Ctx,
    effects::{
        federate,
        notify::{about_edit, offer},
    },
    error::{Result, ServiceError},
    job::{JobKind, NotifyBoosters, Outgoing},
    service::{
        self,
        auth::Viewer,
        conversation, interaction, link,
        poll::{self, NewPoll},
        present, quote, search,
    },
};

/// What a status becomes.
#[derive(Clone, Debug)]
pub struct Revision {
    /// Sanitised HTML.
    pub content: String,
    /// What the author typed, for local ones.
    pub text: String,
    /// Content warning, plain text.
    pub spoiler_text: String,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// Language code.
    pub language: Option<String>,
    /// Who is addressed, and whether silently.
    pub mentions: Vec<(AccountId, bool)>,
    /// Hashtags: folded name, and as written.
    pub tags: Vec<(String, String)>,
    /// Media. Remote ones replace all that were there; the caller leaves `None` when they are the same.
    pub media: Option<Media>,
    /// Custom emoji in text, warning and poll.
    pub emojis: Vec<CustomEmoji>,
    /// Its poll.
    pub poll: Option<NewPoll>,
    /// When.
    pub edited_at: Millis,
}

/// Edits one's own status.
///
/// # Errors
/// 404 when it is not one's own, 422 when the text or the media are not acceptable.
pub async fn edit(ctx: &Ctx, viewer: &Viewer, id: StatusId, params: EditStatus) -> Result<Status> {
    let row = super::own(ctx, viewer.account, id).await?;
    if row.reblog_of_id.is_some() {
        return Err(ServiceError::NotFound);
    }
    let wanted = params.media_ids.clone().unwrap_or_default();
    let media = content::media(ctx, viewer.account, Some(id), &wanted).await?;
    let ids: Vec<MediaId> = media.iter().map(|media| media.id).collect();
    let poll = content::poll(ctx, params.poll, true)?;
    let quote = quotes::published(ctx.db.read(), &[id]).await?.pop();
    let attached = Attached { media: !ids.is_empty(), poll: poll.as_ref(), quote: quote.is_some() };
    let mut ready = content::prepare(ctx, params.status, params.spoiler_text, attached).await?;
    if let Some(quote) = &quote {
        let page = quote::quoted_page(ctx, quote);
        ready.html = quote::with_fallback(ready.html, &quote.quoted_uri, &page);
    }
    let explicit = params.language.as_deref().and_then(language::code);
    let revision = Revision {
        sensitive: params.sensitive.unwrap_or_default() || !ready.spoiler_text.is_empty(),
        language: explicit.or_else(|| row.language.clone()).or(ready.detected),
        content: ready.html,
        text: ready.text,
        spoiler_text: ready.spoiler_text,
        mentions: ready.mentions.into_iter().map(|account| (account, false)).collect(),
        tags: ready.tags,
        media: Some(Media::Uploaded(ids)),
        emojis: ready.emojis,
        poll,
        edited_at: ctx.now(),
    };
    let tx = ctx.begin().await?;
    let described = describe(ctx, &tx, &media, params.media_attributes.unwrap_or_default()).await?;
    let before = (row.quote_policy.clone(), row.reply_policy.clone());
    let row = interaction::changed(row, params.quote_approval_policy, params.reply_approval_policy);
    let policy_differs = before != (row.quote_policy.clone(), row.reply_policy.clone());
    if revise(ctx, &tx, &row, revision, described).await? {
        federate::tell(ctx, &tx, Outgoing::Update { status: id })?;
    } else if policy_differs {
        tx.emit(Event::StatusTouched { status: id });
        federate::tell(ctx, &tx, Outgoing::Facts { status: id })?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer.account), id).await
}

/// Changes descriptions and focal points of attachments; returns whether any is another now.
async fn describe(
    ctx: &Ctx,
    tx: &Tx,
    media: &[media_attachment::Model],
    attributes: Vec<MediaAttributes>,
) -> Result<bool> {
    let mut changed = false;
    for attribute in attributes {
        let Some(row) = media.iter().find(|row| row.id == attribute.id) else { continue };
        let description = match attribute.description {
            Some(text) => {
                let limit = usize::try_from(ctx.config.limits.media_description).unwrap_or(usize::MAX);
                if text.chars().count() > limit {
                    return Err(ServiceError::field(
                        "description",
                        "ERR_TOO_LONG",
                        format!("is too long (maximum is {limit} characters)"),
                    ));
                }
                Some(text).filter(|text| !text.trim().is_empty())
            }
            None => row.description.clone(),
        };
        let mut described = media_attachment::Model { description, ..row.clone() };
        if let Some(focus) = attribute.focus {
            service::media::set_focus(&mut described, focus);
        }
        if described != *row {
            change::describe_media(tx.conn(), &described).await?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Replaces a status, written here or elsewhere, by its new version; keeps the old one; notifies who
/// is newly mentioned and who has boosted it. False when nothing is different. `described` says that
/// descriptions of media were changed.
///
/// # Errors
/// 404 when it is gone, else when the database fails.
pub async fn revise(ctx: &Ctx, tx: &Tx, old: &status::Model, new: Revision, described: bool) -> Result<bool> {
    let db = tx.conn();
    // Since the caller read it, what it answers may have come.
    let held = change::hold(db, old.id).await?.ok_or(ServiceError::NotFound)?;
    let (quote_policy, reply_policy) = (old.quote_policy.clone(), old.reply_policy.clone());
    let old = &status::Model { quote_policy, reply_policy, ..held };
    let media = rows::media(db, &[old.id]).await?;
    let emojis = serde_json::to_string(&new.emojis)?;
    let media_differ = described || new.media.as_ref().is_some_and(|new| differ(new, &media));
    let poll = poll::put(ctx, tx, old, new.poll).await?;
    let row = status::Model {
        content: new.content,
        text: new.text,
        spoiler_text: new.spoiler_text,
        sensitive: new.sensitive,
        language: new.language,
        emojis,
        edited_at: Some(new.edited_at),
        has_media: match &new.media {
            Some(Media::Uploaded(ids)) => !ids.is_empty(),
            Some(Media::Remote(rows)) => !rows.is_empty(),
            None => old.has_media,
        },
        ..old.clone()
    };
    if !media_differ && !poll.is_another && same(old, &row) {
        change::update(db, status::Model { edited_at: old.edited_at, ..row }).await?;
        return Ok(false);
    }
    if change::edits(db, old.id).await?.is_empty() {
        change::insert_edit(db, version(old, &media, poll.before.as_deref(), ctx.next_id())?).await?;
    }
    change::update(db, row.clone()).await?;
    replace_media(tx, old, new.media).await?;
    let media = rows::media(db, &[old.id]).await?;
    change::insert_edit(db, version(&row, &media, poll.after.as_deref(), ctx.next_id())?).await?;
    let before: Vec<AccountId> =
        change::mentions(db, old.id).await?.into_iter().map(|(account, _)| account).collect();
    change::set_mentions(db, old.id, &with_former(&new.mentions, &before)).await?;
    let tags = tag::ensure(db, &ctx.ids, tx.now(), &new.tags).await?;
    let former = change::tags(db, old.id).await?;
    change::set_tags(db, old.id, &tags).await?;
    if old.local && former != tags {
        tx.defer(featured_tag::recounting(old.account_id, None));
    }
    search::index_again(tx, &[old.id]).await?;
    if link::first(&old.content) != link::first(&row.content) {
        link::look_up_again(ctx, tx, &row)?;
    }
    tx.emit(Event::StatusEdited { status: old.id, account: old.account_id });
    tx.enqueue([NotifyBoosters { status: old.id }.to_job()?]);
    let mut reached = Vec::new();
    for (account, silent) in &new.mentions {
        if !silent
            && !before.contains(account)
            && offer(ctx, tx, *account, old.account_id, NotificationKind::Mention, Some(old.id)).await?
        {
            reached.push(*account);
        }
    }
    if old.visibility == Visibility::Direct {
        conversation::add(ctx, tx, &row, &new.mentions, &reached).await?;
    }
    Ok(true)
}

/// Who is addressed now, and silently who was before: what they have been told of they are told of further, so that
/// what was sent to the wrong people can be taken back from them.
fn with_former(now: &[(AccountId, bool)], before: &[AccountId]) -> Vec<(AccountId, bool)> {
    let is_former = |account: &&AccountId| !now.iter().any(|(named, _)| named == *account);
    now.iter().copied().chain(before.iter().filter(is_former).map(|account| (*account, true))).collect()
}

fn same(old: &status::Model, new: &status::Model) -> bool {
    old.content == new.content
        && old.text == new.text
        && old.spoiler_text == new.spoiler_text
        && old.sensitive == new.sensitive
        && old.language == new.language
}

fn differ(new: &Media, old: &[media_attachment::Model]) -> bool {
    match new {
        Media::Uploaded(ids) => {
            let old: Vec<MediaId> = old.iter().map(|row| row.id).collect();
            *ids != old
        }
        Media::Remote(rows) => {
            let facts = |row: &media_attachment::Model| (row.remote_url.clone(), row.description.clone());
            rows.iter().map(facts).ne(old.iter().map(facts))
        }
    }
}

async fn replace_media(tx: &Tx, old: &status::Model, media: Option<Media>) -> Result<()> {
    match media {
        None => {}
        Some(Media::Uploaded(ids)) => {
            content::attached(change::set_media(tx.conn(), old.id, old.account_id, &ids, tx.now()).await?)?;
        }
        Some(Media::Remote(rows)) => {
            change::release_media(tx.conn(), old.id, tx.now()).await?;
            let rows = rows.into_iter().zip(0_i16..).map(|(row, position)| media_attachment::Model {
                account_id: old.account_id,
                status_id: Some(old.id),
                position,
                ..row
            });
            change::insert_media(tx.conn(), rows.collect()).await?;
        }
    }
    Ok(())
}

/// Tells local accounts that have boosted or quoted a status that it was edited.
///
/// # Errors
/// When the database fails.
pub async fn notify_boosters(ctx: &Ctx, status: StatusId) -> Result<()> {
    let Some(row) = change::by_id(ctx.db.read(), status).await? else { return Ok(()) };
    let boosts = change::boosts(ctx.db.read(), status, 5_000).await?;
    let local: Vec<AccountId> =
        boosts.iter().filter(|boost| boost.local).map(|boost| boost.account_id).collect();
    for chunk in local.chunks(100) {
        let tx = ctx.begin().await?;
        for booster in chunk {
            about_edit(ctx, &tx, *booster, row.account_id, NotificationKind::Update, status).await?;
        }
        ctx.commit(tx).await?;
    }
    quote::notify_quoters(ctx, &row).await
}

#[cfg(test)]
mod tests {
    use testkit::TestDatabase;

    use super::*;
    use crate::{
        service::status::{NewStatus, Parent, insert, remove},
        testing::TestApp,
    };

    #[tokio::test]
    async fn an_edit_leaves_what_changed_since_its_post_was_read() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let account = app.remote("max", "masto.example").await;
            let store = async |name: &str, parent: Parent| {
                let tx = app.ctx.begin().await.unwrap();
                let uri = format!("https://masto.example/{name}");
                let new = NewStatus::new(app.ctx.next_id(), uri, account, tx.now());
                let id = insert(&app.ctx, &tx, NewStatus { parent, ..new }).await.unwrap();
                app.ctx.commit(tx).await.unwrap();
                id
            };
            let reply = store("reply", Parent::Uri("https://masto.example/parent".to_owned())).await;
            let read = change::by_id(app.ctx.db.read(), reply).await.unwrap().unwrap();
            let parent = store("parent", Parent::None).await;
            let edit = async |text: &str| {
                let revision = Revision {
                    content: text.to_owned(),
                    text: String::new(),
                    spoiler_text: String::new(),
                    sensitive: false,
                    language: None,
                    mentions: Vec::new(),
                    tags: Vec::new(),
                    media: None,
                    emojis: Vec::new(),
                    poll: None,
                    edited_at: app.ctx.now(),
                };
                let tx = app.ctx.begin().await.unwrap();
                let changed = revise(&app.ctx, &tx, &read, revision, false).await?;
                app.ctx.commit(tx).await?;
                Ok(changed)
            };
            assert!(edit("<p>Edited</p>").await.unwrap());
            let row = change::by_id(app.ctx.db.read(), reply).await.unwrap().unwrap();
            assert_eq!((row.content.as_str(), row.in_reply_to_id), ("<p>Edited</p>", Some(parent)));
            let tx = app.ctx.begin().await.unwrap();
            remove(&app.ctx, &tx, reply).await.unwrap();
            app.ctx.commit(tx).await.unwrap();
            assert!(matches!(edit("<p>Too late</p>").await, Err(ServiceError::NotFound)));
        }
    }
}
