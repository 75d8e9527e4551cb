//! Changing one's own profile. What is absent stays; what is there is checked whole before anything
//! is written.

use protocol::{
    html::clean_line,
    text::{self, MentionLink, Style},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use shared::{
    entities::{AccountField, CredentialAccount},
    params::{FieldAttributes, UpdateCredentials},
};
use store::{
    Event,
    entity::{account, user},
    query,
};

use super::{
    credentials::{self, FieldSource},
    pictures::Pictures,
    validate::Problems,
};
use crate::{
    config::LimitsConfig,
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
    service::{auth::Viewer, emoji, media, present, search},
};

/// Domains that may name the account as author.
const MAX_ATTRIBUTION_DOMAINS: usize = 10;

/// Changes the viewer's profile and defaults.
///
/// # Errors
/// 422 with what is wrong; nothing has changed then.
pub async fn update(
    ctx: &Ctx,
    viewer: &Viewer,
    changes: UpdateCredentials,
    pictures: Pictures,
) -> Result<CredentialAccount> {
    check(&ctx.config.limits, &changes)?;
    let pictures = pictures.keep(ctx, &changes).await?;
    let id = viewer.user.ok_or(ServiceError::NotFound)?;
    let tx = ctx.begin().await?;
    let found = query::token::user(tx.conn(), id).await?;
    let (user, account, _) = found.ok_or(ServiceError::NotFound)?;
    if changes.indexable == Some(true) && !account.indexable {
        tx.enqueue([search::index_account_statuses(viewer.account)?]);
    }
    let mut account = account.into_active_model();
    let mut user = user.into_active_model();
    profile(ctx, &mut account, &mut user, &changes);
    account.emojis = Set(emojis(ctx, &account, &user).await?);
    flags(&mut account, &changes);
    defaults(&mut user, &changes);
    account.updated_at = Set(tx.now());
    user.updated_at = Set(tx.now());
    account::Entity::update(account).exec(tx.conn()).await?;
    for (which, key) in pictures {
        media::set_profile_picture(&tx, viewer.account, which, Some(key)).await?;
    }
    if let Some(name) = &changes.display_name {
        search::index_account(&tx, viewer.account, name).await?;
    }
    user::Entity::update(user).exec(tx.conn()).await?;
    tx.emit(Event::AccountTouched { account: viewer.account });
    tx.emit(Event::UserChanged { user: id });
    federate::tell(ctx, &tx, Outgoing::UpdateAccount { account: viewer.account })?;
    ctx.commit(tx).await?;
    credentials::credentials(ctx, viewer).await
}

fn profile(
    ctx: &Ctx,
    account: &mut account::ActiveModel,
    user: &mut user::ActiveModel,
    changes: &UpdateCredentials,
) {
    let limits = &ctx.config.limits;
    if let Some(name) = &changes.display_name {
        account.display_name = Set(clean_line(name, to_usize(limits.display_name)));
    }
    if let Some(note) = &changes.note {
        account.note = Set(render(ctx, note, Style::Bio));
        user.note_source = Set(note.clone());
    }
    if let Some(rows) = &changes.fields_attributes {
        let rows = filled(rows);
        let shown: Vec<_> = rows
            .iter()
            .map(|row| AccountField {
                name: row.name.clone(),
                value: render(ctx, &row.value, Style::Field),
                verified_at: None,
            })
            .collect();
        account.fields = Set(serde_json::to_string(&shown).unwrap_or_else(|_| "[]".to_owned()));
        user.fields_source = Set(serde_json::to_string(&rows).unwrap_or_else(|_| "[]".to_owned()));
    }
    if let Some(text) = &changes.avatar_description {
        account.avatar_description = Set(text.clone());
    }
    if let Some(text) = &changes.header_description {
        account.header_description = Set(text.clone());
    }
    if let Some(domains) = &changes.attribution_domains {
        let domains: Vec<String> = domains.iter().filter_map(|domain| host(domain)).collect();
        account.attribution_domains =
            Set(serde_json::to_string(&domains).unwrap_or_else(|_| "[]".to_owned()));
    }
}

/// The custom emoji in the profile as it is going to be, JSON.
async fn emojis(ctx: &Ctx, account: &account::ActiveModel, user: &user::ActiveModel) -> Result<String> {
    let texts = [&account.display_name, &user.note_source, &user.fields_source];
    let codes = texts.into_iter().flat_map(|text| text::shortcodes(text.as_ref())).collect();
    Ok(serde_json::to_string(&emoji::used(ctx, codes).await?)?)
}

fn flags(account: &mut account::ActiveModel, changes: &UpdateCredentials) {
    let set = |column: &mut sea_orm::ActiveValue<bool>, value: Option<bool>| {
        if let Some(value) = value {
            *column = Set(value);
        }
    };
    set(&mut account.locked, changes.locked);
    set(&mut account.indexable, changes.indexable);
    set(&mut account.show_media, changes.show_media);
    set(&mut account.show_media_replies, changes.show_media_replies);
    set(&mut account.show_featured, changes.show_featured);
    if let Some(discoverable) = changes.discoverable {
        account.discoverable = Set(Some(discoverable));
    }
    if let Some(hide) = changes.hide_collections {
        account.hide_collections = Set(Some(hide));
    }
    if let Some(bot) = changes.bot {
        account.actor_kind = Set(i16::from(bot));
    }
}

fn defaults(user: &mut user::ActiveModel, changes: &UpdateCredentials) {
    let Some(source) = &changes.source else { return };
    if let Some(privacy) = source.privacy {
        user.default_visibility = Set(privacy);
    }
    if let Some(sensitive) = source.sensitive {
        user.default_sensitive = Set(sensitive);
    }
    if let Some(language) = &source.language {
        user.default_language = Set(Some(language.clone()).filter(|language| !language.is_empty()));
    }
    if let Some(policy) = source.quote_policy {
        user.quote_policy = Set(policy.to_string());
    }
    if let Some(policy) = source.reply_policy {
        user.reply_policy = Set(policy.to_string());
    }
}

/// Text as typed to HTML. Names of accounts of this server become links to them; others stay text,
/// for a profile is shown long before anybody has asked another server.
fn render(ctx: &Ctx, source: &str, style: Style) -> String {
    let mention = |named: &text::Mention| -> Option<MentionLink> {
        let local = named.domain.as_deref().is_none_or(|domain| domain == ctx.config.account_domain());
        local.then(|| MentionLink {
            username: named.username.clone(),
            url: present::profile_url(ctx, &named.username),
        })
    };
    text::render(&text::parse(source), style, &mention, &|tag| ctx.url(&format!("/tags/{tag}")))
}

fn filled(rows: &[FieldAttributes]) -> Vec<FieldSource> {
    rows.iter()
        .filter(|row| !row.name.trim().is_empty())
        .map(|row| FieldSource {
            name: row.name.trim().to_owned(),
            value: row.value.trim().to_owned(),
            verified_at: None,
        })
        .collect()
}

/// The host of something people paste: `https://example.org/`, `*.example.org`, `example.org`.
fn host(text: &str) -> Option<String> {
    let text =
        text.trim().trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("*.");
    let host = text.split('/').next()?.to_lowercase();
    url::Host::parse(&host).ok().map(|host| host.to_string())
}

fn check(limits: &LimitsConfig, changes: &UpdateCredentials) -> Result<()> {
    let mut problems = Problems::default();
    let mut at_most = |field, count: usize, max: u32| {
        if count > to_usize(max) {
            problems.add(field, "ERR_TOO_LONG", format!("is too long (maximum is {max} characters)"));
        }
    };
    let count = |text: &Option<String>| text.as_deref().map_or(0, |text| text.chars().count());
    at_most("display_name", count(&changes.display_name), limits.display_name);
    at_most("note", changes.note.as_deref().map_or(0, text::length), limits.note);
    at_most("avatar_description", count(&changes.avatar_description), limits.media_description);
    at_most("header_description", count(&changes.header_description), limits.media_description);
    let rows = changes.fields_attributes.as_deref().unwrap_or_default();
    for row in rows {
        at_most("fields", row.name.chars().count(), limits.profile_field);
        at_most("fields", row.value.chars().count(), limits.profile_field);
    }
    if filled(rows).len() > to_usize(limits.profile_fields) {
        problems.add(
            "fields",
            "ERR_TOO_LONG",
            format!("are too many (maximum is {})", limits.profile_fields),
        );
    }
    let domains = changes.attribution_domains.as_deref().unwrap_or_default();
    if domains.len() > MAX_ATTRIBUTION_DOMAINS {
        problems.add("attribution_domains", "ERR_TOO_LONG", "are too many (maximum is 10)");
    } else if domains.iter().any(|domain| !domain.trim().is_empty() && host(domain).is_none()) {
        problems.add("attribution_domains", "ERR_INVALID", "are not valid domains");
    }
    let language = changes.source.as_ref().and_then(|source| source.language.as_deref()).unwrap_or_default();
    if language.len() > 12 || !language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        problems.add("language", "ERR_INCLUSION", "is not included in the list");
    }
    problems.check()
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
