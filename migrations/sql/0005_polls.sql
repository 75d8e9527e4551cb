-- Polls under statuses.

CREATE TABLE polls (
    id {ID},
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    multiple BOOLEAN NOT NULL,
    -- Nobody sees the counts of the choices before the end.
    hide_totals BOOLEAN NOT NULL DEFAULT FALSE,
    -- People who voted; NULL when the server of origin does not tell.
    voters_count BIGINT,
    -- NULL: it does not end.
    expires_at BIGINT,
    -- When the server of origin was last heard or asked.
    fetched_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX polls_by_status ON polls (status_id);

CREATE TABLE poll_options (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    -- One line of plain text.
    title TEXT NOT NULL,
    votes_count BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (poll_id, position)
);

-- Votes of everybody in polls made here, and of people here in polls made elsewhere.
CREATE TABLE poll_votes (
    poll_id BIGINT NOT NULL REFERENCES polls (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    position SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, account_id, position)
);
CREATE INDEX poll_votes_by_account ON poll_votes (account_id, poll_id);

-- The choices of the poll a version had, a JSON list of titles.
ALTER TABLE status_edits ADD COLUMN poll TEXT;
