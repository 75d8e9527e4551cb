//! The services: LibreTranslate and DeepL, by their HTTP APIs.

use std::collections::BTreeSet;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::Url;

use super::{Languages, Translated, UNKNOWN, unavailable};
use crate::{
    config::{Config, FederationConfig, IpRange, TranslationConfig},
    error::{Result, ServiceError},
    federation::http::{Call, Http, HttpError},
};

/// Most languages and targets that are listened to.
const MAX_LANGUAGES: usize = 500;
/// DeepL's addresses: for keys that end in `:fx`, and for the others.
const DEEPL_FREE: &str = "https://api-free.deepl.com";
const DEEPL: &str = "https://api.deepl.com";

/// Which service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    LibreTranslate,
    DeepL,
}

/// A service with its address and key. Has no `Debug`: the key stays in here.
pub(super) struct Backend {
    kind: Kind,
    base: String,
    key: String,
    http: Http,
}

impl Backend {
    /// The configured one, if any.
    pub(super) fn new(config: &Config) -> Option<Self> {
        let TranslationConfig { backend, url, api_key, timeout_seconds } = config.translation.clone();
        let kind = match backend.as_str() {
            "libretranslate" => Kind::LibreTranslate,
            "deepl" => Kind::DeepL,
            _ => return None,
        };
        let of_key = || if api_key.ends_with(":fx") { DEEPL_FREE } else { DEEPL }.to_owned();
        let base = if url.is_empty() && kind == Kind::DeepL { of_key() } else { url };
        // The administrator named the address: it may be on this machine or in its network.
        let reach = FederationConfig {
            allow_addresses: [IpRange::ALL_V4, IpRange::ALL_V6].into(),
            allow_http: true,
            timeout_seconds,
            ..config.federation.clone()
        };
        let http = Http::new(&reach, config.base_url());
        Some(Self { kind, base: base.trim_end_matches('/').to_owned(), key: api_key, http })
    }

    /// What it is called in answers.
    pub(super) fn provider(&self) -> &'static str {
        match self.kind {
            Kind::LibreTranslate => "LibreTranslate",
            Kind::DeepL => "DeepL.com",
        }
    }

    /// From which languages it translates into which.
    pub(super) async fn languages(&self) -> Result<Languages> {
        match self.kind {
            Kind::LibreTranslate => {
                let listed: Vec<LibreLanguage> = self.ask("/languages", None).await?;
                Ok(libre_languages(listed))
            }
            Kind::DeepL => {
                let sources: Vec<DeepLanguage> = self.ask("/v2/languages?type=source", None).await?;
                let targets: Vec<DeepLanguage> = self.ask("/v2/languages?type=target", None).await?;
                Ok(deepl_languages(&sources, &targets))
            }
        }
    }

    /// Translates HTML; as many texts come back, in the same order.
    pub(super) async fn translate(
        &self,
        texts: &[String],
        source: Option<&str>,
        target: &str,
    ) -> Result<Translated> {
        let done = match self.kind {
            Kind::LibreTranslate => {
                let body = json!({
                    "q": texts, "source": source.unwrap_or("auto"), "target": target, "format": "html",
                    "api_key": self.key,
                });
                let answer: LibreAnswer = self.ask("/translate", Some(body)).await?;
                let detected = answer.detected.and_then(LibreDetected::language);
                Translated { texts: answer.texts, source: named(source, detected) }
            }
            Kind::DeepL => {
                let mut body =
                    json!({ "text": texts, "target_lang": target.to_uppercase(), "tag_handling": "html" });
                if let (Some(source), Some(body)) = (source, body.as_object_mut()) {
                    body.insert("source_lang".to_owned(), json!(source.to_uppercase()));
                }
                let answer: DeepAnswer = self.ask("/v2/translate", Some(body)).await?;
                let detected = answer.translations.first().map(|first| first.language.to_lowercase());
                let texts = answer.translations.into_iter().map(|one| one.text).collect();
                Translated { texts, source: named(source, detected) }
            }
        };
        if done.texts.len() == texts.len() {
            return Ok(done);
        }
        tracing::warn!(
            provider = self.provider(),
            "translation service answered with another number of texts"
        );
        Err(unavailable())
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str, body: Option<Value>) -> Result<T> {
        let url = Url::parse(&format!("{}{path}", self.base)).map_err(ServiceError::internal)?;
        let authorization = (self.kind == Kind::DeepL).then(|| format!("DeepL-Auth-Key {}", self.key));
        let call = Call { url: &url, authorization: authorization.as_deref(), body: body.as_ref() };
        let bytes = self.http.call(&call).await.map_err(|error| self.failed(&error))?;
        serde_json::from_slice(&bytes).map_err(|error| {
            tracing::warn!(%error, provider = self.provider(), "translation service answered something else");
            unavailable()
        })
    }

    fn failed(&self, error: &HttpError) -> ServiceError {
        tracing::warn!(%error, provider = self.provider(), "translation service failed");
        match error.status() {
            Some(429) => {
                ServiceError::Unavailable("Too many translations were asked for. Try again later.".into())
            }
            // DeepL's code for a quota that is used up.
            Some(456) => ServiceError::Unavailable("This server's quota of translations is used up".into()),
            _ => unavailable(),
        }
    }
}

fn named(source: Option<&str>, detected: Option<String>) -> String {
    source.map(str::to_owned).or(detected).unwrap_or_else(|| UNKNOWN.to_owned())
}

#[derive(Deserialize)]
struct LibreLanguage {
    code: String,
    #[serde(default)]
    targets: Vec<String>,
}

#[derive(Deserialize)]
struct LibreAnswer {
    #[serde(rename = "translatedText")]
    texts: Vec<String>,
    #[serde(rename = "detectedLanguage")]
    detected: Option<LibreDetected>,
}

/// One for each text, or one for all.
#[derive(Deserialize)]
#[serde(untagged)]
enum LibreDetected {
    Each(Vec<LibreGuess>),
    One(LibreGuess),
}

#[derive(Deserialize)]
struct LibreGuess {
    language: String,
}

impl LibreDetected {
    fn language(self) -> Option<String> {
        match self {
            Self::Each(guesses) => guesses.into_iter().next().map(|guess| guess.language),
            Self::One(guess) => Some(guess.language),
        }
    }
}

#[derive(Deserialize)]
struct DeepLanguage {
    language: String,
}

#[derive(Deserialize)]
struct DeepAnswer {
    translations: Vec<DeepText>,
}

#[derive(Deserialize)]
struct DeepText {
    text: String,
    #[serde(rename = "detected_source_language")]
    language: String,
}

fn libre_languages(listed: Vec<LibreLanguage>) -> Languages {
    let mut languages = Languages::new();
    let mut all = BTreeSet::new();
    for LibreLanguage { code, targets } in listed.into_iter().take(MAX_LANGUAGES) {
        let mut targets: Vec<String> = targets.into_iter().take(MAX_LANGUAGES).collect();
        all.extend(targets.iter().cloned());
        targets.retain(|target| *target != code);
        languages.insert(code, targets);
    }
    if !all.is_empty() {
        languages.insert(UNKNOWN.to_owned(), all.into_iter().collect());
    }
    languages
}

fn deepl_languages(sources: &[DeepLanguage], targets: &[DeepLanguage]) -> Languages {
    let mut into: Vec<String> =
        targets.iter().take(MAX_LANGUAGES).map(|target| tag(&target.language)).collect();
    // Named only with a region, but taken without.
    for bare in ["en", "pt"] {
        if !into.iter().any(|target| target == bare) && into.iter().any(|target| super::base(target) == bare)
        {
            into.push(bare.to_owned());
        }
    }
    let from = sources.iter().take(MAX_LANGUAGES).map(|source| tag(&source.language));
    let others = |source: &str| into.iter().filter(|target| super::base(target) != source).cloned().collect();
    let mut languages: Languages = from.map(|source| (source.clone(), others(&source))).collect();
    languages.insert(UNKNOWN.to_owned(), into.clone());
    languages
}

/// `pt-BR` of `PT-BR`.
fn tag(name: &str) -> String {
    match name.split_once('-') {
        Some((language, region)) => format!("{}-{region}", language.to_lowercase()),
        None => name.to_lowercase(),
    }
}
