//! Posts in another language, by a service that the administrator has named (`[translation]`).
//!
//! Only what everybody may read is sent away. What comes back is foreign HTML and cleaned like it.

mod backend;
mod texts;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use kinds::{AccountId, Millis, StatusId, Visibility};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use shared::entities::{Status, Translation};
use store::query;
use tokio::sync::Mutex;

use self::{backend::Backend, texts::Texts};
use super::present;
use crate::{
    config::Config,
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// How long the languages of the service are believed, and how long it is left alone after a failure.
const LANGUAGES_KEPT: i64 = Millis::DAY;
const PAUSE: i64 = Millis::MINUTE;
/// How long a translation is kept.
const KEPT: Duration = Duration::from_secs(86_400);
/// The name of "whatever it is" among the languages translated from.
const UNKNOWN: &str = "und";

/// Languages translated from, each with those it is translated into.
pub type Languages = BTreeMap<String, Vec<String>>;

/// What a service made of some texts.
#[derive(Clone, Debug)]
struct Translated {
    texts: Vec<String>,
    /// The language they were written in.
    source: String,
}

/// What the process keeps for translating.
pub struct Translator {
    backend: Option<Backend>,
    /// When it was asked, and what it said; nothing when it failed.
    languages: Mutex<Option<(Millis, Option<Arc<Languages>>)>>,
    /// By the hash of texts and languages: an edited post is another one.
    done: Cache<[u8; 32], Arc<Translated>>,
}

impl Translator {
    /// For a configuration.
    pub fn new(config: &Config) -> Self {
        let weigh = |_: &[u8; 32], done: &Arc<Translated>| {
            let bytes: usize = done.texts.iter().map(|text| text.len() + 24).sum();
            u32::try_from(bytes + 128).unwrap_or(u32::MAX)
        };
        let done =
            Cache::builder().max_capacity(config.caches.translations).weigher(weigh).time_to_live(KEPT);
        Self { backend: Backend::new(config), languages: Mutex::default(), done: done.build() }
    }

    /// Whether there is a service.
    pub fn is_configured(&self) -> bool {
        self.backend.is_some()
    }
}

/// The languages that can be translated; none without a service.
///
/// # Errors
/// 503 when the service does not answer.
pub async fn languages(ctx: &Ctx) -> Result<Arc<Languages>> {
    let Some(backend) = &ctx.translator.backend else { return Ok(Arc::default()) };
    // One asks, the others wait for what it hears.
    let mut known = ctx.translator.languages.lock().await;
    let now = ctx.now();
    match &*known {
        Some((asked, Some(languages))) if now.since(*asked) < LANGUAGES_KEPT => return Ok(languages.clone()),
        Some((asked, None)) if now.since(*asked) < PAUSE => return Err(unavailable()),
        _ => {}
    }
    let heard = backend.languages().await.map(Arc::new);
    *known = Some((now, heard.as_ref().ok().cloned()));
    heard
}

/// A status in another language: in `lang`, else in the viewer's own, else in the server's first.
///
/// # Errors
/// 404 when the viewer may not see the status, or there is no translation from its language into the
/// other; 403 when not everybody may read it; 503 when there is no service or it does not answer.
pub async fn translate(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    id: StatusId,
    lang: Option<String>,
) -> Result<Translation> {
    let mut status = present::status(ctx, viewer, id).await?;
    if let Some(original) = status.reblog.take() {
        status = *original;
    }
    if !matches!(status.visibility, Visibility::Public | Visibility::Unlisted) {
        return Err(ServiceError::forbidden("Only public posts are translated"));
    }
    let backend = ctx
        .translator
        .backend
        .as_ref()
        .ok_or(ServiceError::Unavailable("This server does not translate".into()))?;
    let wanted = wanted(ctx, viewer, lang).await?;
    let languages = languages(ctx).await?;
    let (source, target) = pair(&languages, &status, &wanted).ok_or(ServiceError::NotFound)?;
    let texts = Texts::of(&status);
    let key = key(texts.all(), source.as_deref(), &target);
    let done = match ctx.translator.done.get(&key) {
        Some(done) => done,
        None => {
            let done = Arc::new(backend.translate(texts.all(), source.as_deref(), &target).await?);
            ctx.translator.done.insert(key, done.clone());
            done
        }
    };
    Ok(texts.translation(&status, &done, target, backend.provider()))
}

/// The language that the viewer wants to read.
async fn wanted(ctx: &Ctx, viewer: Option<AccountId>, lang: Option<String>) -> Result<String> {
    if let Some(lang) = lang.filter(|lang| !lang.trim().is_empty()) {
        return Ok(lang.trim().to_owned());
    }
    let user = match viewer {
        Some(account) => query::user::by_account(ctx.db.read(), account).await?,
        None => None,
    };
    let own = user.map(|user| user.locale).filter(|locale| !locale.is_empty());
    let first = || ctx.config.instance.languages.first().cloned();
    Ok(own.or_else(first).unwrap_or_else(|| "en".to_owned()))
}

/// The languages as the service names them: from which (`None`: it has to find out) into which.
fn pair(languages: &Languages, status: &Status, wanted: &str) -> Option<(Option<String>, String)> {
    let written = status.language.as_deref().unwrap_or(UNKNOWN);
    let (source, targets) =
        languages.get_key_value(written).or_else(|| languages.get_key_value(base(written)))?;
    let named = |name: &str| targets.iter().find(|target| target.eq_ignore_ascii_case(name));
    let target = named(&wanted.replace('_', "-")).or_else(|| named(base(wanted)))?;
    Some((Some(source.clone()).filter(|source| source != UNKNOWN), target.clone()))
}

/// `de` of `de-AT`.
fn base(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn key(texts: &[String], source: Option<&str>, target: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    let names = [source.unwrap_or_default(), target];
    for text in names.into_iter().chain(texts.iter().map(String::as_str)) {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

/// The service does not do what it should now.
fn unavailable() -> ServiceError {
    ServiceError::Unavailable("The translation service does not answer. Try again later.".into())
}
