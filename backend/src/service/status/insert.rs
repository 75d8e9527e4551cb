//! Stores a new status, written here or elsewhere, with everything that follows from it.

use kinds::{
    AccountId, AppId, ConversationId, MediaId, Millis, NotificationKind, QuotePolicy, ReplyPolicy, StatusId,
    Visibility,
};
use shared::entities::CustomEmoji;
use store::{
    Event, Tx,
    entity::{media_attachment, status},
    query::{
        featured_tag, status as rows,
        status_change::{self as change, Counter},
        status_search::Source,
        tag,
    },
};

use super::content;
use crate::{
    ctx::Ctx,
    effects::notify::offer,
    error::{Result, ServiceError},
    job::{FanOut, JobKind},
    service::{
        conversation, email_subscription,
        interaction::Policy,
        link,
        poll::{self, NewPoll},
        quote::{self, NewQuote},
        reply, search,
    },
};

/// Statuses older than this are put into no feed: they were fetched, not posted now.
const FRESH: i64 = 6 * Millis::HOUR;

/// How often another id is tried.
const MAX_TRIES: u32 = 5;

/// What a status answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Parent {
    /// Nothing.
    #[default]
    None,
    /// A status that is here.
    Known(StatusId),
    /// A status by the id of its object, which may not be here yet.
    Uri(String),
}

/// The media of a status.
#[derive(Clone, Debug)]
pub enum Media {
    /// Uploads of the author, in order.
    Uploaded(Vec<MediaId>),
    /// Rows to be stored; status, author and position are filled in.
    Remote(Vec<media_attachment::Model>),
}

/// A status to be stored.
#[derive(Clone, Debug)]
pub struct NewStatus {
    /// Its id; for remote ones made from the time of publication, when that is plausible.
    pub id: StatusId,
    /// The id of its object.
    pub uri: String,
    /// Its web page, for remote ones.
    pub url: Option<String>,
    /// The author.
    pub account: AccountId,
    /// Whether it was written here.
    pub local: bool,
    /// Who may see it.
    pub visibility: Visibility,
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
    /// Media.
    pub media: Media,
    /// What it answers.
    pub parent: Parent,
    /// The thread's id, when another server gave one.
    pub conversation_uri: Option<String>,
    /// Custom emoji in text, warning and poll.
    pub emojis: Vec<CustomEmoji>,
    /// Its poll.
    pub poll: Option<NewPoll>,
    /// What it quotes.
    pub quote: Option<NewQuote>,
    /// The application it was posted with.
    pub app: Option<AppId>,
    /// Who may quote it.
    pub quote_policy: Policy,
    /// Who may reply to it.
    pub reply_policy: Policy,
    /// When it was published.
    pub published: Millis,
    /// Whether it stays on this server.
    pub local_only: bool,
}

impl NewStatus {
    /// A public status without text, published now.
    pub fn new(id: StatusId, uri: String, account: AccountId, published: Millis) -> Self {
        Self {
            id,
            uri,
            url: None,
            account,
            local: false,
            visibility: Visibility::Public,
            content: String::new(),
            text: String::new(),
            spoiler_text: String::new(),
            sensitive: false,
            language: None,
            mentions: Vec::new(),
            tags: Vec::new(),
            media: Media::Uploaded(Vec::new()),
            parent: Parent::None,
            conversation_uri: None,
            emojis: Vec::new(),
            poll: None,
            quote: None,
            app: None,
            quote_policy: QuotePolicy::Public.into(),
            reply_policy: ReplyPolicy::Public.into(),
            published,
            local_only: false,
        }
    }
}

/// Stores a status with mentions, hashtags, media, counters, events, jobs and notifications. One
/// that is here already (same uri) is left as it is. Returns the id it has.
///
/// # Errors
/// 422 when an upload cannot be used, 403 when it answers what its author may not reply to; else when the
/// database fails.
pub async fn insert(ctx: &Ctx, tx: &Tx, mut new: NewStatus) -> Result<StatusId> {
    let db = tx.conn();
    let parent = match &new.parent {
        Parent::None => None,
        Parent::Known(id) => change::by_id(db, *id).await?,
        Parent::Uri(uri) => change::by_uri(db, uri).await?,
    };
    // What stays here cannot be answered from elsewhere, should somebody guess its address.
    let parent = parent.filter(|parent| new.local || !parent.local_only);
    // Whom authors elsewhere let reply is known to their servers; here it counts for what is written here.
    if let Some(parent) = parent.as_ref().filter(|parent| parent.local || new.local) {
        reply::check(db, parent, new.account).await?;
    }
    let conversation = match parent.as_ref().and_then(|parent| parent.conversation_id) {
        Some(known) => known,
        None => {
            let id: ConversationId = ctx.next_id();
            change::conversation(db, id, new.conversation_uri.clone(), tx.now()).await?
        }
    };
    let mut row = row(&new, parent.as_ref(), conversation)?;
    let mut tries = 0;
    while !change::insert(db, row.clone()).await? {
        if let Some(found) = change::by_uri(db, &new.uri).await? {
            return Ok(found.id);
        }
        // Another status of the same millisecond has this id by chance.
        if new.local || tries == MAX_TRIES {
            return Err(ServiceError::internal("no free id for a status"));
        }
        tries += 1;
        new.id = StatusId(ctx.ids.at(new.published));
        row.id = new.id;
    }
    change::add_mentions(db, new.id, &new.mentions).await?;
    let tags = tag::ensure(db, &ctx.ids, tx.now(), &new.tags).await?;
    change::add_tags(db, new.id, &tags).await?;
    if is_open(new.visibility) && !tags.is_empty() {
        tx.defer(featured_tag::counting(new.account, &tags, new.published));
    }
    let media = attach(tx, &new).await?;
    let choices = new.poll.as_ref().map(|poll| poll.options.iter().map(|(title, _)| title.clone()).collect());
    if let Some(poll) = new.poll {
        poll::insert(ctx, tx, &row, poll).await?;
    }
    if let Some(quote) = &new.quote {
        quote::insert(ctx, tx, &row, quote).await?;
    }
    count(tx, &row, parent.as_ref());
    let tags = new.tags.iter().map(|(key, _)| key.clone()).collect();
    search::index_status(tx, &Source { status: row.clone(), media, tags, poll: choices, embed: false });
    link::look_up(ctx, tx, &row)?;
    email_subscription::announce(ctx, tx, &row)?;
    adopt(tx, &row).await?;
    tx.emit(Event::StatusCreated { status: new.id, account: new.account });
    if tx.now().since(new.published) < FRESH {
        tx.enqueue([FanOut { status: new.id, account: new.account }.to_job()?]);
    }
    let mut reached: Vec<AccountId> = new.local.then_some(new.account).into_iter().collect();
    for (account, silent) in &new.mentions {
        if !silent && offer(ctx, tx, *account, new.account, NotificationKind::Mention, Some(new.id)).await? {
            reached.push(*account);
        }
    }
    if new.visibility == Visibility::Direct {
        conversation::add(ctx, tx, &row, &new.mentions, &reached).await?;
    }
    Ok(new.id)
}

fn row(
    new: &NewStatus,
    parent: Option<&status::Model>,
    conversation: ConversationId,
) -> Result<status::Model> {
    let orphan = match (&new.parent, parent) {
        (Parent::Uri(uri), None) => Some(uri.clone()),
        _ => None,
    };
    let to_others = orphan.is_some() || parent.is_some_and(|parent| parent.account_id != new.account);
    let has_media = match &new.media {
        Media::Uploaded(ids) => !ids.is_empty(),
        Media::Remote(rows) => !rows.is_empty(),
    };
    Ok(status::Model {
        id: new.id,
        uri: new.uri.clone(),
        url: new.url.clone(),
        account_id: new.account,
        local: new.local,
        visibility: new.visibility,
        listed: new.visibility == Visibility::Public && !to_others,
        text: new.text.clone(),
        content: new.content.clone(),
        spoiler_text: new.spoiler_text.clone(),
        sensitive: new.sensitive,
        language: new.language.clone(),
        conversation_id: Some(conversation),
        in_reply_to_id: parent.map(|parent| parent.id),
        in_reply_to_account_id: parent.map(|parent| parent.account_id),
        in_reply_to_uri: orphan,
        reblog_of_id: None,
        app_id: new.app,
        has_media,
        emojis: serde_json::to_string(&new.emojis)?,
        quote_policy: new.quote_policy.to_string(),
        reply_policy: new.reply_policy.to_string(),
        created_at: new.published,
        edited_at: None,
        fetched_at: None,
        local_only: new.local_only,
    })
}

/// Gives the status its media; returns them.
async fn attach(tx: &Tx, new: &NewStatus) -> Result<Vec<media_attachment::Model>> {
    match &new.media {
        Media::Uploaded(ids) if ids.is_empty() => Ok(Vec::new()),
        Media::Uploaded(ids) => {
            content::attached(change::attach_media(tx.conn(), new.id, new.account, ids).await?)?;
            Ok(rows::media(tx.conn(), &[new.id]).await?)
        }
        Media::Remote(rows) => {
            let rows = rows.iter().zip(0_i16..).map(|(row, position)| media_attachment::Model {
                account_id: new.account,
                status_id: Some(new.id),
                position,
                ..row.clone()
            });
            let rows: Vec<_> = rows.collect();
            change::insert_media(tx.conn(), rows.clone()).await?;
            Ok(rows)
        }
    }
}

/// Direct statuses count for nobody, and a parent only counts replies that everybody may see who sees the
/// parent.
fn count(tx: &Tx, row: &status::Model, parent: Option<&status::Model>) {
    if row.visibility != Visibility::Direct {
        tx.defer(change::counting_post(row.account_id, row.created_at));
        tx.emit(Event::PostsCounted { account: row.account_id });
    }
    if let Some(parent) = parent
        && is_open(row.visibility)
        && (parent.local_only || !row.local_only)
    {
        tx.defer(change::counting(parent.id, Counter::Replies, 1));
        tx.emit(Event::StatusTouched { status: parent.id });
    }
}

/// Ties replies that came before their parent to it.
async fn adopt(tx: &Tx, row: &status::Model) -> Result<()> {
    if row.local {
        return Ok(());
    }
    let replies = change::adopt_replies(tx.conn(), row).await?;
    if replies.is_empty() {
        return Ok(());
    }
    let open = replies.iter().filter(|reply| is_open(reply.visibility)).count();
    tx.defer(change::counting(row.id, Counter::Replies, i64::try_from(open).unwrap_or_default()));
    for reply in replies {
        tx.emit(Event::StatusTouched { status: reply.id });
    }
    Ok(())
}

/// Whether everybody may see it.
pub fn is_open(visibility: Visibility) -> bool {
    matches!(visibility, Visibility::Public | Visibility::Unlisted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn two_posts_of_other_servers_that_were_given_one_id_are_both_stored() {
        let app = TestApp::start().await;
        let account = app.remote("max", "masto.example").await;
        let store = async |uri: &str| {
            let tx = app.ctx.begin().await.unwrap();
            let new = NewStatus::new(StatusId(5), uri.to_owned(), account, tx.now());
            let id = insert(&app.ctx, &tx, new).await.unwrap();
            app.ctx.commit(tx).await.unwrap();
            id
        };
        let first = store("https://masto.example/1").await;
        let second = store("https://masto.example/2").await;
        assert_ne!(first, second);
        assert_eq!(store("https://masto.example/2").await, second);
    }

    #[tokio::test]
    async fn answers_that_came_first_are_counted_like_those_that_come_after() {
        for database in testkit::TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let account = app.remote("max", "masto.example").await;
            let store = async |name: &str, visibility: Visibility, parent: Parent| {
                let tx = app.ctx.begin().await.unwrap();
                let uri = format!("https://masto.example/{name}");
                let new = NewStatus::new(app.ctx.next_id(), uri, account, tx.now());
                let id = insert(&app.ctx, &tx, NewStatus { visibility, parent, ..new }).await.unwrap();
                app.ctx.commit(tx).await.unwrap();
                id
            };
            for (name, visibility) in [
                ("open", Visibility::Unlisted),
                ("followers", Visibility::Private),
                ("one", Visibility::Direct),
            ] {
                store(name, visibility, Parent::Uri("https://masto.example/parent".to_owned())).await;
            }
            let parent = store("parent", Visibility::Public, Parent::None).await;
            let shown = crate::service::present::status(&app.ctx, None, parent).await.unwrap();
            assert_eq!(shown.replies_count, 1);
        }
    }
}
