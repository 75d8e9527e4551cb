//! The configuration: a TOML file, then environment variables, then flags, the later winning.
//!
//! Everything has a default that works on a laptop. Unknown or wrong keys stop the start with an
//! error that names the key. `phiomia config reference` prints every key; `docs/configuration.md`
//! is that text, and a test holds it true.

mod ip_range;
mod section;
mod sections;

use std::path::{Path, PathBuf};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

pub use ip_range::IpRange;
pub use section::Entry;
pub use sections::*;

/// Environment variables that set a key: `PHIOMIA_SERVER__LISTEN` is `server.listen`.
const ENV_PREFIX: &str = "PHIOMIA_";

/// Variables with the prefix that are not configuration keys.
const ENV_OTHER: &[&str] = &["config", "data_dir", "bin"];

/// The whole configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Addresses and names.
    pub server: ServerConfig,
    /// Where data is kept.
    pub database: DatabaseConfig,
    /// Shared caches and events of several processes.
    pub valkey: ValkeyConfig,
    /// Media files.
    pub storage: StorageConfig,
    /// What is accepted and how it is converted.
    pub media: MediaConfig,
    /// Outgoing mail.
    pub mail: MailConfig,
    /// How the server presents itself and who may join.
    pub instance: InstanceConfig,
    /// Other servers.
    pub federation: FederationConfig,
    /// Lengths and counts.
    pub limits: LimitsConfig,
    /// Requests per time.
    pub rate_limits: RateLimitsConfig,
    /// Background work.
    pub jobs: JobsConfig,
    /// Memory for caches.
    pub caches: CachesConfig,
    /// Posts in other languages.
    pub translation: TranslationConfig,
    /// Posts by mail, for people without an account.
    pub email_subscriptions: EmailSubscriptionsConfig,
    /// What many write about at the moment.
    pub trends: TrendsConfig,
    /// Logs and metrics.
    pub telemetry: TelemetryConfig,
}

/// What is wrong with the configuration, in words for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key is unknown or has a value of the wrong type.
    #[error("configuration: {0}")]
    Read(#[from] Box<figment::Error>),
    /// A value makes no sense.
    #[error("configuration: {key}: {reason}")]
    Invalid {
        /// The key, as in `server.base_url`.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The file named on the command line is not there.
    #[error("configuration: there is no file {0}")]
    Missing(PathBuf),
}

impl Config {
    /// Reads the file (when given, it must exist), the environment and `overrides` (`key`, value).
    ///
    /// # Errors
    /// When a key is unknown, or a value has the wrong type or makes no sense.
    pub fn load(file: Option<&Path>, overrides: &[(&str, String)]) -> Result<Self, ConfigError> {
        let mut given = Figment::new();
        if let Some(path) = file {
            if !path.is_file() {
                return Err(ConfigError::Missing(path.to_owned()));
            }
            given = given.merge(Toml::file(path));
        }
        given = given.merge(
            Env::prefixed(ENV_PREFIX).ignore(ENV_OTHER).filter(|key| key.as_str().contains("__")).split("__"),
        );
        for (key, value) in overrides {
            given = given.merge(Serialized::default(key, value));
        }
        let has_address = given.contains("server.base_url");
        let figment = Figment::from(Serialized::defaults(Self::default())).merge(given);
        let mut config: Self = figment.extract().map_err(Box::new)?;
        if !has_address {
            config.server.base_url = address_here(&config.server.listen);
        }
        config.check()?;
        Ok(config)
    }

    /// Every key with its type, default and meaning, in the order of the file.
    pub fn reference() -> Vec<(&'static str, Vec<Entry>)> {
        vec![
            ("server", ServerConfig::entries()),
            ("database", DatabaseConfig::entries()),
            ("valkey", ValkeyConfig::entries()),
            ("storage", StorageConfig::entries()),
            ("media", MediaConfig::entries()),
            ("mail", MailConfig::entries()),
            ("instance", InstanceConfig::entries()),
            ("federation", FederationConfig::entries()),
            ("limits", LimitsConfig::entries()),
            ("rate_limits", RateLimitsConfig::entries()),
            ("jobs", JobsConfig::entries()),
            ("caches", CachesConfig::entries()),
            ("translation", TranslationConfig::entries()),
            ("email_subscriptions", EmailSubscriptionsConfig::entries()),
            ("trends", TrendsConfig::entries()),
            ("telemetry", TelemetryConfig::entries()),
        ]
    }

    /// The public address, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.server.base_url.trim_end_matches('/')
    }

    /// Host (and port) of the public address: where actors and objects live.
    pub fn web_domain(&self) -> &str {
        self.base_url().split_once("://").map_or(self.base_url(), |(_, host)| host)
    }

    /// The domain in handles; the web domain unless another is set.
    pub fn account_domain(&self) -> &str {
        if self.server.account_domain.is_empty() { self.web_domain() } else { &self.server.account_domain }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let invalid = |key, reason: &str| Err(ConfigError::Invalid { key, reason: reason.to_owned() });
        match url::Url::parse(&self.server.base_url) {
            Ok(url)
                if matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none() => {
            }
            _ => return invalid("server.base_url", "has to be an address such as https://social.example"),
        }
        if self.server.listen.parse::<std::net::SocketAddr>().is_err() {
            return invalid("server.listen", "has to be an address and port such as 127.0.0.1:3000");
        }
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| self.database.url.starts_with(scheme))
            && !self.database.url.is_empty()
        {
            return invalid("database.url", "has to begin with sqlite: or postgres:");
        }
        let domain = &self.server.account_domain;
        if !domain.is_empty() && protocol::origin::normalize_host(domain).is_none() {
            return invalid("server.account_domain", "has to be a domain such as social.example");
        }
        if !self.federation.extra_ca.is_empty() && !Path::new(&self.federation.extra_ca).is_file() {
            return invalid("federation.extra_ca", "there is no such file");
        }
        if !matches!(self.instance.registrations.as_str(), "open" | "approval" | "invite" | "closed") {
            return invalid("instance.registrations", "has to be open, approval, invite or closed");
        }
        match self.storage.kind.as_str() {
            "local" => {}
            "s3" if self.storage.bucket.is_empty() => return invalid("storage.bucket", "is needed for s3"),
            "s3" => {}
            _ => return invalid("storage.kind", "has to be local or s3"),
        }
        self.check_translation()?;
        self.check_services()
    }

    fn check_translation(&self) -> Result<(), ConfigError> {
        let invalid = |key, reason: &str| Err(ConfigError::Invalid { key, reason: reason.to_owned() });
        let TranslationConfig { backend, url, api_key, .. } = &self.translation;
        let is_address = url.starts_with("http") && url::Url::parse(url).is_ok();
        match backend.as_str() {
            "" => Ok(()),
            "libretranslate" | "deepl" if !url.is_empty() && !is_address => {
                invalid("translation.url", "has to be an address such as http://127.0.0.1:5000")
            }
            "libretranslate" if url.is_empty() => invalid("translation.url", "is needed for libretranslate"),
            "deepl" if api_key.is_empty() => invalid("translation.api_key", "is needed for deepl"),
            "libretranslate" | "deepl" => Ok(()),
            _ => invalid("translation.backend", "has to be libretranslate or deepl"),
        }
    }

    /// What other programs are reached by.
    fn check_services(&self) -> Result<(), ConfigError> {
        let invalid = |key, reason: &str| Err(ConfigError::Invalid { key, reason: reason.to_owned() });
        let begins = |text: &str, schemes: &[&str]| schemes.iter().any(|scheme| text.starts_with(scheme));
        let (valkey, smtp) = (&self.valkey.url, &self.mail.smtp_url);
        if !valkey.is_empty() && !begins(valkey, &["redis", "valkey"]) {
            return invalid("valkey.url", "has to begin with redis: or rediss:");
        }
        if !smtp.is_empty() && !begins(smtp, &["smtp:", "smtps:"]) {
            return invalid("mail.smtp_url", "has to begin with smtp: or smtps:");
        }
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            return invalid("mail.from", "has to be a sender such as Phiomia <no-reply@social.example>");
        }
        if !matches!(self.telemetry.log_format.as_str(), "text" | "json") {
            return invalid("telemetry.log_format", "has to be text or json");
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.telemetry.log) {
            return invalid("telemetry.log", &error.to_string());
        }
        let metrics = &self.telemetry.metrics_listen;
        if !metrics.is_empty() && metrics.parse::<std::net::SocketAddr>().is_err() {
            return invalid(
                "telemetry.metrics_listen",
                "has to be an address and port such as 127.0.0.1:9090",
            );
        }
        Ok(())
    }
}

/// Where a server that was given no public address is found from its own machine.
fn address_here(listen: &str) -> String {
    match listen.rsplit_once(':') {
        Some((_, "80")) | None => "http://localhost".to_owned(),
        Some((_, port)) => format!("http://localhost:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(toml: &str) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml).unwrap();
        Config::load(Some(file.path()), &[])
    }

    #[test]
    fn an_empty_file_gives_a_configuration_that_works() {
        let config = load("").unwrap();
        assert_eq!(config.web_domain(), "localhost:3000");
        assert_eq!(config.account_domain(), "localhost:3000");
    }

    #[test]
    fn unknown_and_wrong_keys_are_named() {
        assert!(load("[server]\nlistn = '1'").unwrap_err().to_string().contains("listn"));
        assert!(
            load("[limits]\nstatus_characters = 'many'")
                .unwrap_err()
                .to_string()
                .contains("status_characters")
        );
        assert!(
            load("[server]\ntrusted_proxies = ['10.0.0.0/33']")
                .unwrap_err()
                .to_string()
                .contains("server.trusted_proxies")
        );
        assert!(load("[server]\nbase_url = 'ftp://x'").unwrap_err().to_string().contains("server.base_url"));
    }

    #[test]
    fn what_cannot_work_is_refused_before_the_start() {
        for (section, line) in [
            ("server", "listen = '3000'"),
            ("server", "account_domain = 'not a domain'"),
            ("database", "url = 'mysql://here'"),
            ("valkey", "url = 'http://here'"),
            ("storage", "kind = 'tape'"),
            ("mail", "smtp_url = 'http://here'"),
            ("mail", "from = 'nobody'"),
            ("instance", "registrations = 'maybe'"),
            ("federation", "extra_ca = '/nowhere/ca.pem'"),
            ("telemetry", "metrics_listen = '9090'"),
            ("translation", "backend = 'babelfish'"),
            ("translation", "url = 'here'\nbackend = 'libretranslate'"),
            ("translation", "api_key = ''\nbackend = 'deepl'"),
        ] {
            let key = line.split(' ').next().unwrap();
            let error = load(&format!("[{section}]\n{line}")).unwrap_err().to_string();
            assert!(error.contains(&format!("{section}.{key}")), "{error}");
        }
    }

    #[test]
    fn without_a_public_address_the_server_is_where_it_listens() {
        let listen = |address: &str| [("server.listen", address.to_owned())];
        let config = Config::load(None, &listen("127.0.0.1:4000")).unwrap();
        assert_eq!(config.base_url(), "http://localhost:4000");
        assert_eq!(Config::load(None, &listen("[::]:80")).unwrap().base_url(), "http://localhost");
        let error = Config::load(None, &listen("4000")).unwrap_err().to_string();
        assert!(error.contains("server.listen"), "{error}");
        let config =
            load("[server]\nlisten = '127.0.0.1:4000'\nbase_url = 'https://social.example'").unwrap();
        assert_eq!(config.base_url(), "https://social.example");
    }

    #[test]
    fn flags_win_over_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "[server]\nlisten = '127.0.0.1:1'").unwrap();
        let config = Config::load(Some(file.path()), &[("server.listen", "127.0.0.1:2".to_owned())]).unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:2");
    }
}
