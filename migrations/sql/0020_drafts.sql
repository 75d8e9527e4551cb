-- Posts that somebody has begun to write.

CREATE TABLE drafts (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- What there is so far, JSON.
    params TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_account ON drafts (account_id, id);

-- Uploads of drafts do not grow old; they may be posted at any time.
CREATE TABLE draft_media (
    draft_id BIGINT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL REFERENCES media_attachments (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    PRIMARY KEY (draft_id, media_id)
);
CREATE INDEX draft_media_by_media ON draft_media (media_id);
