//! What an event looks like on a viewer's streams, if the viewer gets to see it at all.

use kinds::{
    AccountConversationId, AccountId, NotificationId, NotificationKind, StatusId, StreamEventKind, Visibility,
};
use store::{Event, query};

use super::{
    channel::Channel,
    session::{Message, Session},
};
use crate::{
    error::Result,
    feed,
    service::{
        announcement,
        present::{self, Relations, StatusParts},
    },
};

/// The messages that `event` makes on these streams of a connection.
pub(super) async fn messages(
    session: &mut Session,
    seq: i64,
    event: &Event,
    channels: &[Channel],
) -> Result<Vec<Message>> {
    let (kind, payload, streams) = match event {
        Event::FeedInserted { status, accounts } if accounts.contains(&session.viewer.account) => {
            let streams = pick(channels, |channel| *channel == Channel::User);
            (StreamEventKind::Update, status_payload(session, *status, &streams).await?, streams)
        }
        Event::StatusCreated { status, account } => {
            let mut streams = open_streams(session, *status, channels).await?;
            streams.extend(lists(session, *status, *account, channels).await?);
            (StreamEventKind::Update, status_payload(session, *status, &streams).await?, streams)
        }
        Event::StatusEdited { status, account } => {
            let mut streams = open_streams(session, *status, channels).await?;
            streams.extend(lists(session, *status, *account, channels).await?);
            if follows(session, *account).await? || session.forget(*status) {
                streams.extend(pick(channels, |channel| *channel == Channel::User));
            }
            (StreamEventKind::StatusUpdate, status_payload(session, *status, &streams).await?, streams)
        }
        Event::StatusDeleted { status, account, listed, local, .. } => {
            let known = session.forget(*status);
            let own = known || follows(session, *account).await?;
            let relations = present::relations(&session.ctx, session.viewer.account).await?;
            let streams = pick(channels, |channel| match channel {
                Channel::User => own,
                Channel::Public { local: wanted, .. } => {
                    known || (*listed && wanted.is_none_or(|wanted| wanted == *local))
                }
                Channel::Hashtag { .. } => known,
                Channel::List(list) => {
                    relations.lists.get(list).is_some_and(|list| list.members.contains(account))
                }
                Channel::UserNotification | Channel::Direct => false,
            });
            (StreamEventKind::Delete, Some(status.to_string()), streams)
        }
        Event::NotificationCreated { notification, account } if *account == session.viewer.account => {
            let streams =
                pick(channels, |channel| matches!(channel, Channel::User | Channel::UserNotification));
            let payload = notification_payload(session, *notification, &streams).await?;
            (StreamEventKind::Notification, payload, streams)
        }
        Event::ConversationChanged { conversation, account } if *account == session.viewer.account => {
            let streams = pick(channels, |channel| *channel == Channel::Direct);
            let payload = conversation_payload(session, *conversation, &streams).await?;
            (StreamEventKind::Conversation, payload, streams)
        }
        Event::NotificationsMerged { account } if *account == session.viewer.account => {
            let may = session.viewer.scopes.allow("read:notifications");
            let streams =
                pick(channels, |channel| may && matches!(channel, Channel::User | Channel::UserNotification));
            // Mastodon sends this; apps read the notifications anew whatever it is.
            (StreamEventKind::NotificationsMerged, Some("1".to_owned()), streams)
        }
        Event::FiltersChanged { account } if *account == session.viewer.account => {
            let streams = pick(channels, |channel| *channel == Channel::User);
            (StreamEventKind::FiltersChanged, Some(String::new()), streams)
        }
        Event::AnnouncementShown { .. }
        | Event::AnnouncementEnded { .. }
        | Event::AnnouncementReacted { .. } => {
            let streams = pick(channels, |channel| *channel == Channel::User);
            let (kind, payload) = announcement(session, event, &streams).await?;
            (kind, payload, streams)
        }
        _ => return Ok(Vec::new()),
    };
    let Some(payload) = payload else { return Ok(Vec::new()) };
    let message =
        |stream: &Channel| Message { seq, stream: stream.name(), event: kind, payload: payload.clone() };
    Ok(streams.iter().map(message).collect())
}

/// What the staff tells everybody looks the same on all streams.
async fn announcement(
    session: &Session,
    event: &Event,
    streams: &[Channel],
) -> Result<(StreamEventKind, Option<String>)> {
    let ctx = &session.ctx;
    let is_heard = !streams.is_empty();
    Ok(match event {
        Event::AnnouncementReacted { announcement: id, name } if is_heard => {
            let payload = announcement::reaction_payload(ctx, *id, name).await?;
            (StreamEventKind::AnnouncementReaction, Some(payload))
        }
        Event::AnnouncementShown { announcement: id } if is_heard => {
            (StreamEventKind::Announcement, announcement::announcement_payload(ctx, *id).await?)
        }
        Event::AnnouncementEnded { announcement: id } if is_heard => {
            (StreamEventKind::AnnouncementDelete, Some(id.to_string()))
        }
        _ => (StreamEventKind::Announcement, None),
    })
}

fn pick(channels: &[Channel], which: impl Fn(&Channel) -> bool) -> Vec<Channel> {
    channels.iter().filter(|channel| which(channel)).cloned().collect()
}

/// Whether statuses of `author` belong into the viewer's home.
async fn follows(session: &Session, author: AccountId) -> Result<bool> {
    let viewer = session.viewer.account;
    let relations = present::relations(&session.ctx, viewer).await?;
    Ok(author == viewer || (relations.following.contains_key(&author) && !relations.is_exclusive(author)))
}

/// The streams of lists that a status of `author` belongs into.
async fn lists(
    session: &Session,
    status: StatusId,
    author: AccountId,
    channels: &[Channel],
) -> Result<Vec<Channel>> {
    let mut streams = Vec::new();
    for channel in channels {
        if let Channel::List(list) = channel
            && feed::enters_list(&session.ctx, session.viewer.account, *list, status, author).await?
        {
            streams.push(channel.clone());
        }
    }
    Ok(streams)
}

/// The status as the viewer sees it, JSON; nothing when the viewer may not, or nobody listens.
async fn status_payload(
    session: &mut Session,
    status: StatusId,
    streams: &[Channel],
) -> Result<Option<String>> {
    if streams.is_empty() {
        return Ok(None);
    }
    let viewer = session.viewer.account;
    let Some(shown) = present::statuses(&session.ctx, Some(viewer), &[status]).await?.pop() else {
        return Ok(None);
    };
    let relations = present::relations(&session.ctx, viewer).await?;
    let boosted = shown.reblog.as_ref().map(|status| status.account.id);
    let muted = |author| author != viewer && relations.mutes(author, session.ctx.now());
    if muted(shown.account.id) || boosted.is_some_and(muted) {
        return Ok(None);
    }
    session.remember(status);
    if let Some(boosted) = &shown.reblog {
        session.remember(boosted.id);
    }
    Ok(Some(serde_json::to_string(&shown)?))
}

async fn notification_payload(
    session: &Session,
    id: NotificationId,
    streams: &[Channel],
) -> Result<Option<String>> {
    if streams.is_empty() || !session.viewer.scopes.allow("read:notifications") {
        return Ok(None);
    }
    let viewer = session.viewer.account;
    let row = query::notification::find(session.ctx.db.read(), viewer, id).await?;
    // A stream does not tell what its client knows, and Mastodon has no reactions.
    let row = row.filter(|row| row.kind != NotificationKind::Reaction);
    let Some(row) = row else { return Ok(None) };
    let shown = present::notifications(&session.ctx, viewer, vec![row]).await?.pop();
    Ok(shown.map(|shown| serde_json::to_string(&shown)).transpose()?)
}

async fn conversation_payload(
    session: &Session,
    id: AccountConversationId,
    streams: &[Channel],
) -> Result<Option<String>> {
    if streams.is_empty() {
        return Ok(None);
    }
    let viewer = session.viewer.account;
    let row = query::conversation::find(session.ctx.db.read(), viewer, id).await?;
    let Some(row) = row else { return Ok(None) };
    let shown = present::conversations(&session.ctx, viewer, &[row]).await?.pop();
    Ok(shown.map(|shown| serde_json::to_string(&shown)).transpose()?)
}

/// The public streams a status belongs into, as far as the viewer wants to see it there.
async fn open_streams(session: &Session, status: StatusId, channels: &[Channel]) -> Result<Vec<Channel>> {
    if !channels.iter().any(Channel::is_open) {
        return Ok(Vec::new());
    }
    let Some(parts) = present::status_parts(&session.ctx, status).await? else { return Ok(Vec::new()) };
    let streams = pick(channels, |channel| belongs(&parts, channel));
    if streams.is_empty() {
        return Ok(streams);
    }
    let relations = present::relations(&session.ctx, session.viewer.account).await?;
    Ok(if is_wanted(session, &relations, &parts) { streams } else { Vec::new() })
}

fn belongs(parts: &StatusParts, channel: &Channel) -> bool {
    match channel {
        Channel::Public { local, only_media } => {
            parts.listed
                && local.is_none_or(|local| local == parts.local)
                && (!only_media || !parts.status.media_attachments.is_empty())
        }
        Channel::Hashtag { tag, local, .. } => {
            parts.status.visibility == Visibility::Public
                && parts.reblog_of.is_none()
                && (!local || parts.local)
                && parts.status.tags.iter().any(|found| found.name == *tag)
        }
        Channel::User | Channel::UserNotification | Channel::List(_) | Channel::Direct => false,
    }
}

/// Whether the viewer wants to see the status among public ones: neither its author nor anybody it
/// mentions is blocked or muted, nor its server, and a limited author is followed.
fn is_wanted(session: &Session, relations: &Relations, parts: &StatusParts) -> bool {
    let viewer = session.viewer.account;
    if parts.account == viewer {
        return true;
    }
    let now = session.ctx.now();
    let mentioned = parts.status.mentions.iter().map(|mention| mention.id);
    let unwanted = |id| relations.blocked(id) || relations.mutes(id, now);
    if std::iter::once(parts.account).chain(mentioned).any(unwanted) {
        return false;
    }
    let author = &parts.status.account;
    let domain = author.acct.split_once('@').map_or("", |(_, domain)| domain);
    let follows = relations.following.contains_key(&parts.account);
    !relations.blocks_domain(domain) && (follows || author.limited != Some(true))
}
