//! Readable pages of profiles, posts, hashtags and the server, for visitors without the app, for
//! search engines and for link previews. They show what a visitor may see, whoever asks: so that a
//! cache in between can do no harm.

use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};
use protocol::html::{escape, to_plain};
use shared::{
    entities::{Account, Instance, Status},
    form::encode_pairs,
};

use super::{
    Page,
    article::{self, post},
    feed, missing,
    words::{Words, words},
};
use crate::{ctx::Ctx, error::ServiceError, service, web::error::ApiError};

/// Characters of a description.
const DESCRIPTION: usize = 280;
/// Characters of a title.
const TITLE: usize = 70;

/// `/@name`
#[handler]
pub(in crate::web) async fn show_profile(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(handle): Path<String>,
) -> poem::Result<Response> {
    if let Some(name) = handle.strip_suffix(feed::SUFFIX) {
        return feed::account(request, &ctx, name).await.or_else(|error| refused(request, &ctx, error));
    }
    if handle.contains('@') {
        return Ok(remote(&ctx));
    }
    match service::public_page::profile(&ctx, &handle).await {
        Ok(page) if wants_activity(request) => Ok(to_document(&page.account.uri)),
        Ok(page) => Ok(profile_page(&ctx, words(request), &page)),
        Err(error) => refused(request, &ctx, error),
    }
}

/// `/@name/id`
#[handler]
pub(in crate::web) async fn show_post(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((handle, id)): Path<(String, String)>,
) -> poem::Result<Response> {
    // Also the app's `/@name/followers` and its kin.
    let Ok(id) = id.parse::<i64>() else { return Ok(remote(&ctx)) };
    if handle.contains('@') {
        return Ok(remote(&ctx));
    }
    match service::public_page::post(&ctx, &handle, id.into()).await {
        Ok(page) if wants_activity(request) => Ok(to_document(&page.status.uri)),
        Ok(page) => Ok(thread_page(&ctx, words(request), &page)),
        Err(error) => refused(request, &ctx, error),
    }
}

/// `/tags/name`
#[handler]
pub(in crate::web) async fn show_tag(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
) -> poem::Result<Response> {
    if let Some(tag) = name.strip_suffix(feed::SUFFIX) {
        return feed::tag(request, &ctx, tag).await.or_else(|error| refused(request, &ctx, error));
    }
    let statuses = match service::public_page::tag(&ctx, &name).await {
        Ok(statuses) => statuses,
        Err(error) => return refused(request, &ctx, error),
    };
    let title = format!("#{name}");
    let url = ctx.url(&format!("/tags/{name}"));
    let words = words(request);
    let posts: String = statuses.iter().map(|status| post(status, words)).collect();
    Ok(Page::new(&ctx)
        .title(&title)
        .meta("og:type", "website")
        .describe(&title, &ctx.config.instance.description, &url)
        .link("alternate", feed::TYPE, &format!("{url}{}", feed::SUFFIX))
        .content(format!("<h1>{}</h1>{posts}", escape(&title)))
        .respond())
}

/// `/about`
#[handler]
pub(in crate::web) async fn show_about(request: &Request, ctx: Data<&Ctx>) -> poem::Result<Response> {
    match service::instance::instance(&ctx).await {
        Ok(instance) => Ok(about_page(&ctx, words(request), &instance)),
        Err(error) => refused(request, &ctx, error),
    }
}

/// Profiles and posts of other servers have a page of their own there: here is only the app.
fn remote(ctx: &Ctx) -> Response {
    Page::new(ctx).noindex().respond()
}

/// The same as a document of ActivityPub has an address of its own.
fn to_document(uri: &str) -> Response {
    Response::builder()
        .status(StatusCode::FOUND)
        .header(header::LOCATION, uri)
        .header(header::VARY, "accept")
        .finish()
}

fn refused(request: &Request, ctx: &Ctx, error: ServiceError) -> poem::Result<Response> {
    match error {
        ServiceError::NotFound => Ok(missing(request, ctx, StatusCode::NOT_FOUND)),
        ServiceError::Gone => Ok(missing(request, ctx, StatusCode::GONE)),
        error => Err(ApiError::from(error).into()),
    }
}

/// Whether an ActivityPub document is wanted rather than a page: the first type named decides.
fn wants_activity(request: &Request) -> bool {
    let accept =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = accept.split(',').find_map(|item| match item.split(';').next().unwrap_or_default().trim() {
        "application/activity+json" | "application/ld+json" => Some(true),
        "text/html" | "application/xhtml+xml" => Some(false),
        _ => None,
    });
    known.unwrap_or(false)
}

fn profile_page(ctx: &Ctx, words: &Words, page: &service::public_page::ProfilePage) -> Response {
    let account = &page.account;
    let name = format!("{} (@{}@{})", display_name(account), account.username, ctx.config.account_domain());
    let url = ctx.url(&format!("/@{}", account.username));
    let posts: String = page.statuses.iter().map(|status| post(status, words)).collect();
    let mut out = Page::new(ctx)
        .title(&name)
        .meta("og:type", "profile")
        .meta("profile:username", &account.acct)
        .describe(&name, &cut(&to_plain(&account.note), DESCRIPTION), &url)
        .picture(&account.avatar, &account.avatar_description, false)
        .link("alternate", "application/activity+json", &account.uri)
        .link("alternate", feed::TYPE, &format!("{url}{}", feed::SUFFIX))
        .content(format!(
            "{}<h2>{}</h2>{posts}",
            article::profile(ctx, account, words),
            escape(&words.posts)
        ));
    if account.noindex == Some(true) {
        out = out.noindex();
    }
    out.respond()
}

fn thread_page(ctx: &Ctx, words: &Words, page: &service::public_page::ThreadPage) -> Response {
    let status = &page.status;
    let text = summary(status);
    let name = display_name(&status.account);
    let title =
        if text.is_empty() { name.to_owned() } else { format!("{name}: “{}”", cut(&text, TITLE)) };
    let url = ctx.url(&format!("/@{}/{}", status.account.username, status.id));
    let section = |title: &str, statuses: &[Status]| {
        let posts: String = statuses.iter().map(|status| post(status, words)).collect();
        if posts.is_empty() { posts } else { format!("<section><h2>{}</h2>{posts}</section>", escape(title)) }
    };
    let mut out = Page::new(ctx)
        .title(&title)
        .meta("og:type", "article")
        .meta("article:published_time", &status.created_at.to_string())
        .describe(&format!("{name} (@{})", status.account.acct), &cut(&text, DESCRIPTION), &url)
        .link("alternate", "application/activity+json", &status.uri)
        .link(
            "alternate",
            "application/json+oembed",
            &ctx.url(&format!("/api/oembed?{}", encode_pairs([("url", url.as_str())]))),
        )
        .content(format!(
            "{}{}{}",
            section(&words.earlier, &page.earlier),
            post(status, words),
            section(&words.replies, &page.replies)
        ));
    let shown =
        status.media_attachments.first().filter(|_| !status.sensitive && status.spoiler_text.is_empty());
    out = match shown.and_then(|media| Some((media, media.preview_url.as_ref()?))) {
        Some((media, preview)) => {
            out.picture(preview, media.description.as_deref().unwrap_or_default(), true)
        }
        None => out.picture(&status.account.avatar, &status.account.avatar_description, false),
    };
    if status.account.noindex == Some(true) || status.visibility != kinds::Visibility::Public {
        out = out.noindex();
    }
    out.respond()
}

fn about_page(ctx: &Ctx, words: &Words, instance: &Instance) -> Response {
    let rules: String =
        instance.rules.iter().map(|rule| format!("<li>{}</li>", escape(&rule.text))).collect();
    let mut content = format!("<h1>{}</h1><p>{}</p>", escape(&instance.title), escape(&instance.description));
    if !rules.is_empty() {
        content.push_str(&format!("<h2>{}</h2><ol>{rules}</ol>", escape(&words.rules)));
    }
    if !instance.contact.email.is_empty() {
        let address = escape(&instance.contact.email);
        content.push_str(&format!(
            "<h2>{}</h2><p><a href=\"mailto:{address}\">{address}</a></p>",
            escape(&words.contact)
        ));
    }
    Page::new(ctx)
        .meta("og:type", "website")
        .describe(&instance.title, &instance.description, &ctx.url("/about"))
        .picture(&instance.thumbnail.url, "", true)
        .content(content)
        .respond()
}

pub(super) fn display_name(account: &Account) -> &str {
    if account.display_name.is_empty() { &account.username } else { &account.display_name }
}

/// A post in a line or two: its warning if it has one, never what lies behind it.
fn summary(status: &Status) -> String {
    if status.spoiler_text.is_empty() { to_plain(&status.content) } else { status.spoiler_text.clone() }
}

pub(super) fn cut(text: &str, characters: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= characters {
        return text;
    }
    let short: String = text.chars().take(characters.saturating_sub(1)).collect();
    format!("{}…", short.trim_end())
}
