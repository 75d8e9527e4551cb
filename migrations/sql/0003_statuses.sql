-- Statuses and everything that hangs on them.

CREATE TABLE conversations (
    id {ID},
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversations_uri ON conversations (uri);

CREATE TABLE statuses (
    id {ID},
    uri TEXT NOT NULL,
    url TEXT,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    local BOOLEAN NOT NULL,
    visibility SMALLINT NOT NULL,
    -- In public timelines: public, no boost, no reply to somebody else.
    listed BOOLEAN NOT NULL,
    -- What the author wrote; for remote statuses empty.
    text TEXT NOT NULL DEFAULT '',
    -- Sanitised HTML.
    content TEXT NOT NULL DEFAULT '',
    spoiler_text TEXT NOT NULL DEFAULT '',
    sensitive BOOLEAN NOT NULL DEFAULT FALSE,
    language TEXT,
    conversation_id BIGINT REFERENCES conversations (id) ON DELETE SET NULL,
    in_reply_to_id BIGINT REFERENCES statuses (id) ON DELETE SET NULL,
    in_reply_to_account_id BIGINT,
    -- A parent that has not been fetched yet.
    in_reply_to_uri TEXT,
    reblog_of_id BIGINT REFERENCES statuses (id) ON DELETE CASCADE,
    app_id BIGINT REFERENCES oauth_apps (id) ON DELETE SET NULL,
    has_media BOOLEAN NOT NULL DEFAULT FALSE,
    emojis TEXT NOT NULL DEFAULT '[]',
    quote_policy TEXT NOT NULL DEFAULT 'public',
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    fetched_at BIGINT
);
CREATE UNIQUE INDEX statuses_uri ON statuses (uri);
CREATE INDEX statuses_by_account ON statuses (account_id, id);
CREATE INDEX statuses_listed ON statuses (listed, id);
CREATE INDEX statuses_listed_local ON statuses (listed, local, id);
CREATE INDEX statuses_replies ON statuses (in_reply_to_id, id);
CREATE INDEX statuses_conversation ON statuses (conversation_id, id);
-- An account boosts a status once.
CREATE UNIQUE INDEX statuses_reblogs ON statuses (reblog_of_id, account_id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX statuses_reblogs_in_order ON statuses (reblog_of_id, id) WHERE reblog_of_id IS NOT NULL;
CREATE INDEX statuses_unresolved ON statuses (in_reply_to_uri) WHERE in_reply_to_uri IS NOT NULL;

CREATE TABLE status_stats (
    status_id BIGINT PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    replies_count BIGINT NOT NULL DEFAULT 0,
    reblogs_count BIGINT NOT NULL DEFAULT 0,
    favourites_count BIGINT NOT NULL DEFAULT 0,
    quotes_count BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE mentions (
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Addressed without being named in the text: may see, is not notified.
    silent BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mentions_by_account ON mentions (account_id, status_id);

CREATE TABLE tags (
    id {ID},
    -- Folded form, unique; `display` is how it was first written.
    name {BYTES} NOT NULL,
    display TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tags_name ON tags (name);

CREATE TABLE status_tags (
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_id, status_id)
);
CREATE INDEX status_tags_by_status ON status_tags (status_id);

CREATE TABLE tag_follows (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tag_follows_pair ON tag_follows (account_id, tag_id);
CREATE INDEX tag_follows_by_tag ON tag_follows (tag_id, account_id);

CREATE TABLE media_attachments (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT REFERENCES statuses (id) ON DELETE SET NULL,
    position SMALLINT NOT NULL DEFAULT 0,
    -- 0 unknown, 1 image, 2 gifv, 3 video, 4 audio.
    kind SMALLINT NOT NULL,
    -- 0 ready, 1 processing, 2 failed.
    state SMALLINT NOT NULL DEFAULT 0,
    content_type TEXT NOT NULL DEFAULT '',
    file_key TEXT,
    file_size BIGINT NOT NULL DEFAULT 0,
    preview_key TEXT,
    remote_url TEXT,
    remote_preview_url TEXT,
    description TEXT,
    blurhash TEXT,
    focus_x REAL,
    focus_y REAL,
    meta TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX media_by_status ON media_attachments (status_id, position);
CREATE INDEX media_by_account ON media_attachments (account_id, id);

CREATE TABLE status_edits (
    id {ID},
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    content TEXT NOT NULL,
    spoiler_text TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    language TEXT,
    media TEXT NOT NULL DEFAULT '[]',
    emojis TEXT NOT NULL DEFAULT '[]',
    created_at BIGINT NOT NULL
);
CREATE INDEX status_edits_by_status ON status_edits (status_id, id);

CREATE TABLE favourites (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX favourites_pair ON favourites (account_id, status_id);
CREATE INDEX favourites_by_account ON favourites (account_id, id);
CREATE INDEX favourites_by_status ON favourites (status_id, id);

CREATE TABLE bookmarks (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookmarks_pair ON bookmarks (account_id, status_id);
CREATE INDEX bookmarks_by_account ON bookmarks (account_id, id);

CREATE TABLE pins (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pins_pair ON pins (account_id, status_id);

CREATE TABLE conversation_mutes (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    conversation_id BIGINT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, conversation_id)
);

CREATE TABLE custom_emojis (
    id {ID},
    shortcode TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    uri TEXT,
    file_key TEXT,
    static_key TEXT,
    remote_url TEXT,
    visible_in_picker BOOLEAN NOT NULL DEFAULT TRUE,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    category TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX custom_emojis_code ON custom_emojis (domain, shortcode);

CREATE TABLE notifications (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    from_account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind SMALLINT NOT NULL,
    status_id BIGINT REFERENCES statuses (id) ON DELETE CASCADE,
    group_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX notifications_by_account ON notifications (account_id, id);
CREATE INDEX notifications_by_group ON notifications (account_id, group_key, id);
CREATE INDEX notifications_by_status ON notifications (status_id);
-- One notification an act, however often it is told.
CREATE UNIQUE INDEX notifications_act ON notifications (from_account_id, account_id, kind, COALESCE(status_id, 0));

CREATE TABLE markers (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    timeline TEXT NOT NULL,
    last_read_id BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, timeline)
);

CREATE TABLE idempotency_keys (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key)
);
