-- Collections: accounts that somebody shows to others.

CREATE TABLE collections (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Plain text.
    description TEXT NOT NULL,
    language TEXT,
    tag_id BIGINT REFERENCES tags (id) ON DELETE SET NULL,
    sensitive BOOLEAN NOT NULL,
    -- Whether it is listed on the profile.
    discoverable BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX collections_by_account ON collections (account_id, id);
CREATE INDEX collections_by_tag ON collections (tag_id);

CREATE TABLE collection_items (
    id {ID},
    collection_id BIGINT NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- 0 pending, 1 accepted, 2 rejected, 3 revoked. The last two stay, so that nobody is asked twice.
    state SMALLINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX collection_items_pair ON collection_items (collection_id, account_id);
CREATE INDEX collection_items_by_account ON collection_items (account_id, collection_id);

-- The collection that a notification is about; one notification an act, whichever collection.
ALTER TABLE notifications ADD COLUMN collection_id BIGINT REFERENCES collections (id) ON DELETE CASCADE;
CREATE INDEX notifications_by_collection ON notifications (collection_id);
DROP INDEX notifications_act;
CREATE UNIQUE INDEX notifications_act ON notifications
    (from_account_id, account_id, kind, COALESCE(status_id, 0), COALESCE(collection_id, 0));

-- Work that goes on after an answer, and that clients ask about.
CREATE TABLE async_refreshes (
    id TEXT PRIMARY KEY NOT NULL,
    -- What is made anew, such as `context:STATUS`.
    subject TEXT NOT NULL,
    finished BOOLEAN NOT NULL DEFAULT FALSE,
    result_count BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX async_refreshes_by_subject ON async_refreshes (subject, created_at);
CREATE INDEX async_refreshes_by_age ON async_refreshes (created_at);

-- What people did in a year.
CREATE TABLE annual_reports (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    year BIGINT NOT NULL,
    -- JSON: the archetype and the ids of the most successful posts.
    data TEXT NOT NULL,
    schema_version BIGINT NOT NULL,
    viewed_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, year)
);
