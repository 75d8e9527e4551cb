-- Which status quotes which.

CREATE TABLE quotes (
    id {ID},
    -- The status that quotes, and its author.
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The quoted status and its author; NULL while it is not here.
    quoted_id BIGINT REFERENCES statuses (id) ON DELETE SET NULL,
    quoted_account_id BIGINT,
    -- The id of the quoted object.
    quoted_uri TEXT NOT NULL,
    state SMALLINT NOT NULL,
    -- Made in a form that knows no consent.
    legacy BOOLEAN NOT NULL DEFAULT FALSE,
    -- The stamp that permits it: ours when the quoted status is, else as its author's server gave it.
    authorization_uri TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX quotes_by_status ON quotes (status_id);
CREATE INDEX quotes_of_status ON quotes (quoted_id, id);
CREATE INDEX quotes_authorization ON quotes (authorization_uri) WHERE authorization_uri IS NOT NULL;
