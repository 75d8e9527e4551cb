-- Accounts of this server and of others, and the private side of local ones.
-- {ID}: primary key column type; {SEQ}: self-counting primary key; {BYTES}: text sorted by bytes. Times are unix milliseconds.

CREATE TABLE accounts (
    id {ID},
    username TEXT NOT NULL,
    -- Lower case, for lookups; `domain` is '' for local accounts.
    username_key {BYTES} NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    uri TEXT NOT NULL,
    url TEXT,
    -- 0 person, 1 service, 2 application, 3 group, 4 organization.
    actor_kind SMALLINT NOT NULL DEFAULT 0,
    display_name TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '[]',
    emojis TEXT NOT NULL DEFAULT '[]',
    avatar_key TEXT,
    avatar_remote_url TEXT,
    avatar_description TEXT NOT NULL DEFAULT '',
    header_key TEXT,
    header_remote_url TEXT,
    header_description TEXT NOT NULL DEFAULT '',
    locked BOOLEAN NOT NULL DEFAULT FALSE,
    discoverable BOOLEAN,
    indexable BOOLEAN NOT NULL DEFAULT FALSE,
    hide_collections BOOLEAN,
    show_media BOOLEAN NOT NULL DEFAULT TRUE,
    show_media_replies BOOLEAN NOT NULL DEFAULT TRUE,
    show_featured BOOLEAN NOT NULL DEFAULT TRUE,
    memorial BOOLEAN NOT NULL DEFAULT FALSE,
    moved_to_id BIGINT,
    also_known_as TEXT NOT NULL DEFAULT '[]',
    attribution_domains TEXT NOT NULL DEFAULT '[]',
    inbox_url TEXT NOT NULL DEFAULT '',
    shared_inbox_url TEXT,
    outbox_url TEXT,
    followers_url TEXT,
    following_url TEXT,
    featured_url TEXT,
    public_key TEXT NOT NULL DEFAULT '',
    public_key_id TEXT NOT NULL DEFAULT '',
    suspended_at BIGINT,
    limited_at BIGINT,
    fetched_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX accounts_handle ON accounts (username_key, domain);
CREATE UNIQUE INDEX accounts_uri ON accounts (uri);
CREATE INDEX accounts_domain ON accounts (domain, id);
CREATE INDEX accounts_key_id ON accounts (public_key_id);

CREATE TABLE account_stats (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    statuses_count BIGINT NOT NULL DEFAULT 0,
    followers_count BIGINT NOT NULL DEFAULT 0,
    following_count BIGINT NOT NULL DEFAULT 0,
    last_status_at BIGINT
);

-- Folded words of display names, for search by how they begin.
CREATE TABLE account_words (
    word {BYTES} NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    PRIMARY KEY (word, account_id)
);
CREATE INDEX account_words_account ON account_words (account_id);

-- Private signing keys of local accounts (PKCS#8 PEM).
CREATE TABLE account_keys (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    private_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE roles (
    id {ID},
    name TEXT NOT NULL,
    color TEXT NOT NULL DEFAULT '',
    permissions BIGINT NOT NULL DEFAULT 0,
    highlighted BOOLEAN NOT NULL DEFAULT FALSE,
    position BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX roles_name ON roles (name);

CREATE TABLE users (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    unconfirmed_email TEXT,
    password_hash TEXT NOT NULL,
    role_id BIGINT REFERENCES roles (id) ON DELETE SET NULL,
    confirmed_at BIGINT,
    approved BOOLEAN NOT NULL DEFAULT TRUE,
    disabled_at BIGINT,
    sign_up_reason TEXT,
    invite_id BIGINT,
    created_by_app_id BIGINT,
    locale TEXT NOT NULL DEFAULT 'en',
    default_visibility SMALLINT NOT NULL DEFAULT 0,
    default_sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    default_language TEXT,
    quote_policy TEXT NOT NULL DEFAULT 'public',
    note_source TEXT NOT NULL DEFAULT '',
    fields_source TEXT NOT NULL DEFAULT '[]',
    settings TEXT NOT NULL DEFAULT '{}',
    otp_secret TEXT,
    otp_enabled_at BIGINT,
    otp_last_step BIGINT,
    last_active_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_account ON users (account_id);
CREATE UNIQUE INDEX users_email ON users (email_key);
CREATE INDEX users_pending ON users (approved, id);

CREATE TABLE otp_backup_codes (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE invites (
    id {ID},
    code TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    max_uses BIGINT,
    uses BIGINT NOT NULL DEFAULT 0,
    follow_inviter BOOLEAN NOT NULL DEFAULT FALSE,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX invites_code ON invites (code);

-- Browser sessions; the cookie holds a signed token that names the row.
CREATE TABLE sessions (
    id {ID},
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    user_agent TEXT NOT NULL DEFAULT '',
    ip TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, id);

CREATE TABLE oauth_apps (
    id {ID},
    client_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX oauth_apps_client ON oauth_apps (client_id);

-- Authorization codes, single use, by the SHA-256 of the code.
CREATE TABLE oauth_grants (
    code_hash TEXT PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES oauth_apps (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    code_challenge TEXT,
    -- The token made from the code: using a code twice revokes it (RFC 6749 section 4.1.2).
    token_id BIGINT,
    expires_at BIGINT NOT NULL
);

CREATE TABLE oauth_tokens (
    id {ID},
    token_hash TEXT NOT NULL,
    app_id BIGINT REFERENCES oauth_apps (id) ON DELETE CASCADE,
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE UNIQUE INDEX oauth_tokens_hash ON oauth_tokens (token_hash);
CREATE INDEX oauth_tokens_user ON oauth_tokens (user_id, app_id);
