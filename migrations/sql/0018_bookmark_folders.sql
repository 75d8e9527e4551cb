-- Folders that people put their bookmarks into.

CREATE TABLE bookmark_folders (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name {BYTES} NOT NULL,
    -- A Unicode emoji, or the shortcode of a custom one between colons.
    emoji TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookmark_folders_by_account ON bookmark_folders (account_id, name);

-- None: it lies beside the folders.
ALTER TABLE bookmarks ADD COLUMN folder_id BIGINT REFERENCES bookmark_folders (id) ON DELETE SET NULL;
CREATE INDEX bookmarks_by_folder ON bookmarks (folder_id, id) WHERE folder_id IS NOT NULL;
