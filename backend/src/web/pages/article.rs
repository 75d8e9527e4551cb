//! Profiles and posts as plain HTML, marked up as microformats (h-card, h-entry). What the database
//! holds as HTML was sanitised when it came in; everything else is escaped here.

use kinds::MediaKind;
use protocol::html::escape;
use shared::entities::{Account, MediaAttachment, Status};

use super::words::Words;
use crate::ctx::Ctx;

/// The head of a profile.
pub(super) fn profile(ctx: &Ctx, account: &Account, words: &Words) -> String {
    let fields: String = account
        .fields
        .iter()
        .map(|field| format!("<dt>{}</dt><dd>{}</dd>", escape(&field.name), field.value))
        .collect();
    format!(
        "<header class=\"h-card\"><img class=\"u-photo\" src=\"{avatar}\" alt=\"{alt}\" width=\"96\" height=\"96\">\
         <h1 class=\"p-name\">{name}</h1><p><a class=\"u-url u-uid\" rel=\"me\" href=\"{url}\">@{user}@{domain}</a></p>\
         <div class=\"p-note\">{note}</div><dl>{fields}</dl>\
         <p>{posts}: {posts_count} · {following}: {following_count} · {followers}: {followers_count}</p></header>",
        avatar = escape(&account.avatar),
        alt = escape(&account.avatar_description),
        name = escape(name(account)),
        url = escape(account.url.as_deref().unwrap_or(&account.uri)),
        user = escape(&account.username),
        domain = escape(ctx.config.account_domain()),
        note = account.note,
        posts = escape(&words.posts),
        posts_count = account.statuses_count,
        following = escape(&words.following),
        following_count = account.following_count,
        followers = escape(&words.followers),
        followers_count = account.followers_count,
    )
}

/// A post.
pub(super) fn post(status: &Status, words: &Words) -> String {
    let media: String =
        status.media_attachments.iter().map(|media| attachment(media, status, words)).collect();
    let body = format!("<div class=\"e-content\">{}</div>{media}", status.content);
    let body = if status.spoiler_text.is_empty() {
        body
    } else {
        format!(
            "<details><summary class=\"p-summary\">{}</summary>{body}</details>",
            escape(&status.spoiler_text)
        )
    };
    let language = status.language.as_deref().map(|code| format!(" lang=\"{}\"", escape(code)));
    let time = status.created_at.to_string();
    format!(
        "<article class=\"h-entry\"{language}><p><a class=\"p-author h-card\" href=\"{author}\">{name} \
         <span>@{acct}</span></a> <a class=\"u-url\" href=\"{url}\"><time class=\"dt-published\" \
         datetime=\"{time}\">{date}</time></a></p>{body}</article>",
        language = language.unwrap_or_default(),
        author = escape(status.account.url.as_deref().unwrap_or(&status.account.uri)),
        name = escape(name(&status.account)),
        acct = escape(&status.account.acct),
        url = escape(status.url.as_deref().unwrap_or(&status.uri)),
        time = escape(&time),
        date = escape(time.split('T').next().unwrap_or_default()),
    )
}

fn attachment(media: &MediaAttachment, status: &Status, words: &Words) -> String {
    let Some(url) = media.url.as_deref() else { return String::new() };
    let alt = media.description.as_deref().unwrap_or_default();
    let url = escape(url);
    let player = match media.kind {
        MediaKind::Video | MediaKind::Gifv => Some("video"),
        MediaKind::Audio => Some("audio"),
        MediaKind::Image | MediaKind::Unknown => None,
    };
    if let Some(player) = player.filter(|_| !status.sensitive) {
        let poster = media.preview_url.as_deref().filter(|_| player == "video");
        let poster = poster.map(|url| format!(" poster=\"{}\"", escape(url))).unwrap_or_default();
        return format!(
            "<p><{player} class=\"u-{player}\" src=\"{url}\"{poster} aria-label=\"{}\" controls \
             preload=\"none\"></{player}></p>",
            escape(alt)
        );
    }
    if status.sensitive || media.kind != MediaKind::Image {
        let text = if alt.is_empty() { &words.sensitive } else { alt };
        return format!("<p><a class=\"u-photo\" href=\"{url}\">{}</a></p>", escape(text));
    }
    let preview = escape(media.preview_url.as_deref().unwrap_or_default());
    format!(
        "<p><a href=\"{url}\"><img class=\"u-photo\" src=\"{preview}\" alt=\"{}\" loading=\"lazy\"></a></p>",
        escape(alt)
    )
}

fn name(account: &Account) -> &str {
    if account.display_name.is_empty() { &account.username } else { &account.display_name }
}
