//! Emoji under posts of other servers.

use kinds::{AccountId, StatusId};
use protocol::build::{self, EmojiDoc};
use store::query;

use super::{Parcel, inboxes_of, undone};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::documents,
    service::present,
};

/// An emoji: its name, and the picture of a custom one.
#[derive(Clone, Copy)]
pub(super) struct Emoji<'a> {
    pub(super) name: &'a str,
    pub(super) picture: Option<&'a str>,
}

/// The author of the post is told, nobody else.
pub(super) async fn parcel(
    ctx: &Ctx,
    (account, status): (AccountId, StatusId),
    uri: &str,
    emoji: Emoji<'_>,
    undo: bool,
) -> Result<Parcel> {
    let actor = documents::uri(ctx, account).await?;
    let status = query::status_change::by_id(ctx.db.read(), status).await?.ok_or(ServiceError::NotFound)?;
    let author = documents::uri(ctx, status.account_id).await?;
    // Other servers write the shortcode alone: whose it is they see in the tag.
    let (shortcode, domain) = emoji.name.split_once('@').unwrap_or((emoji.name, ""));
    let custom = emoji.picture.map(|picture| EmojiDoc {
        id: if domain.is_empty() {
            ctx.url(&format!("/emojis/{shortcode}"))
        } else {
            format!("https://{domain}/emojis/{shortcode}")
        },
        media_type: documents::media_type(picture),
        shortcode: shortcode.to_owned(),
        url: picture.to_owned(),
        updated: present::timestamp(status.created_at).0,
    });
    let content = if custom.is_some() { format!(":{shortcode}:") } else { emoji.name.to_owned() };
    let react = build::emoji_react(uri, &actor, (&status.uri, &author), &content, custom.as_ref());
    let body = if undo { undone(uri, &actor, react) } else { react };
    let object = format!("{actor} {}", status.uri);
    Ok(Parcel { account, body, object, inboxes: inboxes_of(ctx, &[status.account_id]).await? })
}
