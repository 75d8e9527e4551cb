-- What this server offers beyond Mastodon: posts that stay here, and reactions.

-- Shown to those who have an account here, and to nobody elsewhere.
ALTER TABLE statuses ADD COLUMN local_only BOOLEAN NOT NULL DEFAULT FALSE;

-- Removing a status finds its bookmarks; streams read the acts of a new one for all listeners at once.
CREATE INDEX bookmarks_by_status ON bookmarks (status_id);

-- Emoji that people put under posts.
CREATE TABLE reactions (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    -- A Unicode emoji; or the shortcode of a custom one, for those of other servers with `@` and the server.
    name {BYTES} NOT NULL,
    -- The picture of a custom one, and the same without motion.
    url TEXT,
    static_url TEXT,
    -- The id of the activity.
    uri TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX reactions_act ON reactions (status_id, account_id, name);
CREATE INDEX reactions_by_account ON reactions (account_id, uri);
