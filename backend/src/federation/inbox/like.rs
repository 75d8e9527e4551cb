//! Like, which with content is a reaction (Misskey), and EmojiReact (FEP-c0e0).

use protocol::{
    Uri,
    vocab::{Activity, ActivityKind},
};
use store::{
    entity::status,
    query::{
        self,
        reaction::{NewReaction, Reacted},
    },
};

use super::{Handled, Outcome, Received};
use crate::{
    ctx::Ctx,
    error::Result,
    federation::is_own_host,
    service::{self, status::Stored},
};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(object) = received.activity.object_id() else {
        return Ok(Outcome::Ignored("nothing is named"));
    };
    let actor = received.actor.id;
    let Some(status) = query::status_change::by_uri(ctx.db.read(), object.as_str()).await? else {
        return Ok(Outcome::Ignored("the post is not here"));
    };
    let visible = query::status_change::visible(ctx.db.read(), Some(actor), status.id).await?.is_some();
    if !visible || status.reblog_of_id.is_some() {
        return Ok(Outcome::Ignored("the post is not visible to the account"));
    }
    match emoji(ctx, received, received.activity).await? {
        Some(emoji) => react(ctx, received, &status, emoji).await,
        None if received.activity.kind == ActivityKind::EmojiReact => {
            Ok(Outcome::Ignored("not an emoji that is known here"))
        }
        None => favourite(ctx, received, &status).await,
    }
}

async fn favourite(ctx: &Ctx, received: &Received<'_>, status: &status::Model) -> Handled {
    let (row, uri) = name(ctx, received, "likes");
    let tx = ctx.begin().await?;
    service::status::store_favourite(ctx, &tx, received.actor.id, status, row, &uri).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

async fn react(ctx: &Ctx, received: &Received<'_>, status: &status::Model, emoji: Reacted) -> Handled {
    let (id, uri) = name(ctx, received, "reactions");
    let tx = ctx.begin().await?;
    let new = NewReaction { id, account: received.actor.id, status: status.id, emoji, uri, now: tx.now() };
    let stored = service::status::store_reaction(ctx, &tx, status, new).await?;
    ctx.commit(tx).await?;
    Ok(if stored == Stored::TooMany { Outcome::Ignored("there are too many") } else { Outcome::Done })
}

/// A new row, and the id of the activity, which some servers leave out.
fn name(ctx: &Ctx, received: &Received<'_>, what: &str) -> (i64, String) {
    let row: i64 = ctx.next_id();
    let made_up = || format!("{}#{what}/{row}", received.actor_uri);
    (row, received.activity.id.as_ref().map_or_else(made_up, Uri::to_string))
}

/// The emoji of a reaction: a Unicode one, or a custom one whose picture comes along. One of this server
/// counts as that.
pub(super) async fn emoji(
    ctx: &Ctx,
    received: &Received<'_>,
    activity: &Activity,
) -> Result<Option<Reacted>> {
    let content = activity.content.trim();
    if let Some(name) = service::emoji::unicode(content) {
        return Ok(Some(Reacted { name, pictures: None }));
    }
    // Misskey writes `:name@host:` for emoji of a third server, and `@.` for its own.
    let written = content.trim_matches(':');
    let code = written.split_once('@').map_or(written, |(code, _)| code);
    let known = activity.emoji.iter().find(|emoji| {
        let shortcode = emoji.shortcode.as_str();
        shortcode == written || shortcode.split('@').next() == Some(code)
    });
    let (Some(custom), Some(code)) = (known, service::emoji::shortcode(code)) else { return Ok(None) };
    let host = custom.id.as_ref().map_or_else(|| received.actor_uri.host(), Uri::host);
    if is_own_host(ctx, &host) {
        let own = service::emoji::used(ctx, vec![code]).await?.into_iter().next();
        return Ok(own.map(|own| Reacted { name: own.shortcode, pictures: Some((own.url, own.static_url)) }));
    }
    let url = custom.url.to_string();
    Ok(Some(Reacted { name: format!("{code}@{host}"), pictures: Some((url.clone(), url)) }))
}
