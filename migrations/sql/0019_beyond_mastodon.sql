-- What this server offers beyond Mastodon: posts that stay here.

-- Shown to those who have an account here, and to nobody elsewhere.
ALTER TABLE statuses ADD COLUMN local_only BOOLEAN NOT NULL DEFAULT FALSE;

-- Removing a status finds its bookmarks; streams read the acts of a new one for all listeners at once.
CREATE INDEX bookmarks_by_status ON bookmarks (status_id);
