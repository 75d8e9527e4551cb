-- Files of other servers: fetched when somebody looks at them, kept for a while.

CREATE TABLE remote_files (
    -- A digest of shape, owner and address at the origin.
    id TEXT PRIMARY KEY NOT NULL,
    -- Whose it is; none for emoji and pictures of pages. No reference: a row is needed to remove its files.
    account_id BIGINT,
    -- The owner's server, or else that of the file: what blocks of servers are about.
    host TEXT NOT NULL,
    -- None: it could not be had.
    file_key TEXT,
    -- The same without movement, when it is another file.
    still_key TEXT,
    -- Of both files.
    bytes BIGINT NOT NULL DEFAULT 0,
    -- Failures in a row, and when it is tried again.
    failures BIGINT NOT NULL DEFAULT 0,
    retry_at BIGINT,
    fetched_at BIGINT NOT NULL,
    -- Noted once an hour at most.
    used_at BIGINT NOT NULL
);
-- With the sizes, so that their sum is read from the index alone.
CREATE INDEX remote_files_by_use ON remote_files (used_at, bytes);
CREATE INDEX remote_files_by_account ON remote_files (account_id);
CREATE INDEX remote_files_by_host ON remote_files (host);
CREATE INDEX remote_files_failed ON remote_files (fetched_at) WHERE file_key IS NULL;
