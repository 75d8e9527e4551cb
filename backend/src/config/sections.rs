//! The sections of the configuration.

use super::{IpRange, section::section};

section! {
    /// `[server]`
    ServerConfig {
        /// The public address of the server. Ids of accounts and posts begin with it: never change it later.
        /// Not given, it is `http://localhost` with the port of `listen`.
        base_url: String = "http://localhost:3000",
        /// The domain in handles (`@name@domain`), when it differs from the host of `base_url`. Never change it later.
        account_domain: String = "",
        /// Address and port to listen on.
        listen: String = "127.0.0.1:3000",
        /// Folder for the SQLite file, media and development mail.
        data_dir: String = "data",
        /// Address ranges of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are believed.
        /// Whether the outside world uses `https` is what `base_url` says.
        trusted_proxies: Vec<IpRange> = [IpRange::LOOPBACK_V4, IpRange::LOOPBACK_V6],
        /// Seconds that running requests, streams and jobs may take to end after a signal to stop.
        shutdown_seconds: u64 = 20_u64,
    }
}

section! {
    /// `[database]`
    DatabaseConfig {
        /// `sqlite://path/file.db` or `postgres://user:password@host/name`. Empty: SQLite in the data folder.
        url: String = "",
        /// Connections: for reading with SQLite, in all with PostgreSQL.
        connections: u32 = 8_u32,
    }
}

section! {
    /// `[valkey]`
    ValkeyConfig {
        /// `redis://host:port`. Needed as soon as more than one process serves the same database. Empty: none.
        url: String = "",
        /// Put before every key, so that several servers can share one Valkey.
        prefix: String = "phiomia:",
    }
}

section! {
    /// `[storage]`
    StorageConfig {
        /// `local` (a folder in the data folder) or `s3`.
        kind: String = "local",
        /// Where media is read from by browsers, when it is not this server: `https://files.example`.
        public_url: String = "",
        /// S3: the bucket.
        bucket: String = "",
        /// S3: the region.
        region: String = "us-east-1",
        /// S3: the endpoint, for services other than AWS.
        endpoint: String = "",
        /// S3: the access key id.
        access_key_id: String = "",
        /// S3: the secret access key.
        secret_access_key: String = "",
    }
}

section! {
    /// `[media]`
    MediaConfig {
        /// Largest picture, in bytes.
        image_bytes: u64 = 16_u64 * 1024 * 1024,
        /// Most pixels of a picture that is accepted.
        image_pixels: u64 = 33_177_600_u64,
        /// Largest avatar or header, in bytes.
        avatar_bytes: u64 = 8_u64 * 1024 * 1024,
        /// Pictures worked on at the same time. Videos and sounds are jobs: see `jobs.media`.
        concurrency: u32 = 2_u32,
        /// Largest video or sound, in bytes, as it comes in and as it is kept.
        video_bytes: u64 = 99_u64 * 1024 * 1024,
        /// Most pixels of a frame of a video that is accepted; above 1920×1080 it is made smaller.
        video_pixels: u64 = 8_294_400_u64,
        /// Most frames in a second of a video that is accepted.
        video_frame_rate: u32 = 120_u32,
        /// Seconds that one video or sound may take to be converted; more than 480 have no effect.
        processing_seconds: u64 = 480_u64,
        /// The program `ffmpeg`: a path, or a name that is looked for in `PATH`. Without ffmpeg, ffprobe
        /// and `prlimit` (util-linux) the server takes pictures only.
        ffmpeg: String = "ffmpeg",
        /// The program `ffprobe`.
        ffprobe: String = "ffprobe",
        /// The program `heif-convert` of libheif, which newer versions call `heif-dec`. Without it and
        /// `prlimit` HEIC pictures are refused.
        heif_convert: String = "heif-convert",
        /// Whether files of other servers (pictures, videos, sounds, avatars, emoji) are passed on by this
        /// server. If not, readers get the original addresses, and other servers learn who reads.
        proxy: bool = true,
        /// Most bytes of such files that are kept; beyond it, those unused for longest go.
        cache_size: u64 = 5_u64 * 1024 * 1024 * 1024,
        /// Largest file of another server that is passed on, in bytes. Pictures follow `image_bytes`.
        remote_bytes: u64 = 100_u64 * 1024 * 1024,
        /// Hours after which uploads that no post uses are removed.
        unattached_hours: u64 = 24_u64,
    }
}

section! {
    /// `[mail]`
    MailConfig {
        /// `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Empty: mail is written to the
        /// folder `mail` in the data folder, and `/dev/mail` shows it to visitors from this machine.
        smtp_url: String = "",
        /// The sender.
        from: String = "Phiomia <no-reply@localhost>",
    }
}

section! {
    /// `[instance]`
    InstanceConfig {
        /// The server's name.
        title: String = "Phiomia",
        /// One or two sentences about the server.
        description: String = "A small corner of the fediverse.",
        /// Who may sign up: `open`, `approval`, `invite` or `closed`.
        registrations: String = "open",
        /// A text for visitors when nobody may sign up.
        closed_message: String = "",
        /// Whether people who ask to join have to say why.
        reason_required: bool = true,
        /// Whether a new account has to confirm its mail address before it can be used.
        confirm_email: bool = true,
        /// Mail address of the administrator, shown publicly.
        contact_email: String = "",
        /// Handle (without @) of the local account to contact.
        contact_account: String = "",
        /// User names of local accounts that new people may like to follow: the first suggestions. They have to be discoverable.
        suggested_accounts: Vec<String> = [],
        /// Languages of the server, ISO 639-1.
        languages: Vec<String> = ["en".to_owned()],
        /// Rules, one text each.
        rules: Vec<String> = [],
        /// Where the source code of this server can be had (AGPL section 13).
        source_url: String = "https://github.com/phiomia/phiomia",
    }
}

section! {
    /// `[federation]`
    FederationConfig {
        /// Whether this server talks with others.
        enabled: bool = true,
        /// Address ranges that may be connected to although they are private, such as `127.0.0.0/8`. Only for tests.
        allow_addresses: Vec<IpRange> = [],
        /// Whether `http` addresses are accepted for other servers. Only for tests.
        allow_http: bool = false,
        /// PEM file with an extra certificate authority. Only for tests.
        extra_ca: String = "",
        /// Whether fetches of posts and profiles have to be signed.
        authorized_fetch: bool = false,
        /// Seconds for a whole request to another server.
        timeout_seconds: u64 = 30_u64,
        /// Largest document taken from another server, in bytes.
        document_bytes: u64 = 1024_u64 * 1024,
        /// Requests to the same server at the same time.
        host_concurrency: u32 = 6_u32,
    }
}

section! {
    /// `[limits]`
    LimitsConfig {
        /// Characters of a post, its content warning included.
        status_characters: u32 = 500_u32,
        /// Pictures of a post.
        media_per_status: u32 = 4_u32,
        /// Characters of a picture's description.
        media_description: u32 = 10_000_u32,
        /// Characters of a display name.
        display_name: u32 = 40_u32,
        /// Characters of a profile text.
        note: u32 = 500_u32,
        /// Rows of a profile.
        profile_fields: u32 = 4_u32,
        /// Characters of a profile row's name and of its value.
        profile_field: u32 = 255_u32,
        /// Pinned posts.
        pinned_statuses: u32 = 5_u32,
        /// Featured hashtags.
        featured_tags: u32 = 10_u32,
        /// Largest body of a request that carries no file, in bytes.
        body_bytes: u64 = 1024_u64 * 1024,
    }
}

section! {
    /// `[rate_limits]`
    RateLimitsConfig {
        /// Whether requests are limited at all.
        enabled: bool = true,
        /// Requests of one token or address in five minutes.
        api: u32 = 300_u32,
        /// Requests of one account over all its tokens in five minutes.
        account: u32 = 1500_u32,
        /// Pages of lists in fifteen minutes.
        paging: u32 = 300_u32,
        /// Uploads in thirty minutes.
        media: u32 = 30_u32,
        /// Deletions and undone boosts in thirty minutes.
        deletes: u32 = 30_u32,
        /// Sign-ups, and subscriptions by mail, of one address in thirty minutes.
        sign_ups: u32 = 5_u32,
        /// Attempts on sign-in and password pages of one address in five minutes.
        sign_ins: u32 = 25_u32,
        /// Mails for a new password or a confirmation to one mail address in thirty minutes.
        mails: u32 = 5_u32,
        /// Follows of one account in a day.
        follows: u32 = 400_u32,
        /// Files of other servers that are fetched for one address in ten minutes; files that are here already
        /// do not count.
        remote_media: u32 = 300_u32,
        /// Posts of one account in three hours.
        statuses: u32 = 300_u32,
    }
}

section! {
    /// `[jobs]`
    JobsConfig {
        /// Jobs for local effects at the same time.
        local: u32 = 4_u32,
        /// Incoming activities worked on at the same time.
        inbox: u32 = 8_u32,
        /// Deliveries at the same time.
        deliver: u32 = 128_u32,
        /// Fetches from other servers at the same time.
        fetch: u32 = 8_u32,
        /// Media jobs at the same time.
        media: u32 = 1_u32,
        /// Mails and push messages at the same time.
        message: u32 = 4_u32,
        /// Seconds after which the jobs of a worker that gives no sign of life go to another one.
        lease_seconds: u32 = 30_u32,
        /// Attempts before a job is given up.
        attempts: u32 = 16_u32,
        /// Days that dead letters are kept.
        dead_days: u64 = 14_u64,
        /// Hours that events are kept for clients that resume.
        event_hours: u64 = 24_u64,
    }
}

section! {
    /// `[caches]` in bytes
    CachesConfig {
        /// Rendered posts.
        statuses: u64 = 24_u64 * 1024 * 1024,
        /// Rendered accounts.
        accounts: u64 = 12_u64 * 1024 * 1024,
        /// Home feeds.
        feeds: u64 = 24_u64 * 1024 * 1024,
        /// Tokens, sessions, relations, filters.
        viewers: u64 = 8_u64 * 1024 * 1024,
        /// Public keys of other servers' accounts.
        keys: u64 = 4_u64 * 1024 * 1024,
        /// Translated posts.
        translations: u64 = 2_u64 * 1024 * 1024,
    }
}

section! {
    /// `[translation]`
    TranslationConfig {
        /// What translates posts: `libretranslate` or `deepl`. Empty: nothing does.
        backend: String = "",
        /// The service's address, such as `http://127.0.0.1:5000`. Empty with `deepl`: DeepL's own, by the key.
        url: String = "",
        /// The service's key.
        api_key: String = "",
        /// Seconds for a whole request to the service.
        timeout_seconds: u64 = 10_u64,
    }
}

section! {
    /// `[email_subscriptions]`
    EmailSubscriptionsConfig {
        /// Whether people without an account can have the public posts of those sent to them by mail who let them.
        enabled: bool = false,
        /// Posts sent to one mail address in an hour; what is beyond is not sent.
        per_hour: u32 = 20_u32,
    }
}

section! {
    /// `[trends]`
    TrendsConfig {
        /// Whether there are lists of what many write about, share and like at the moment.
        enabled: bool = true,
        /// Whether hashtags, posts and links are shown there only once `phiomia trends allow` has allowed them.
        /// Otherwise they are shown unless `phiomia trends deny` has refused them.
        review: bool = false,
    }
}

section! {
    /// `[telemetry]`
    TelemetryConfig {
        /// `text` or `json`.
        log_format: String = "text",
        /// What is logged: `info`, or a filter such as `phiomia=debug,sqlx=warn`.
        log: String = "info",
        /// Address and port of the Prometheus metrics. Empty: none.
        metrics_listen: String = "",
    }
}
