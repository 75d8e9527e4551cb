-- Words and statuses that people do not want to see.

CREATE TABLE filters (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    -- Where it applies: a bit for the number of each FilterContext.
    contexts SMALLINT NOT NULL,
    action SMALLINT NOT NULL,
    expires_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX filters_by_account ON filters (account_id, id);

CREATE TABLE filter_keywords (
    id {ID},
    filter_id BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    -- The owner of the filter, so that both are asked for together.
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    whole_word BOOLEAN NOT NULL DEFAULT TRUE
);
CREATE INDEX filter_keywords_by_filter ON filter_keywords (filter_id, id);
CREATE INDEX filter_keywords_by_account ON filter_keywords (account_id, id);

CREATE TABLE filter_statuses (
    id {ID},
    filter_id BIGINT NOT NULL REFERENCES filters (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX filter_statuses_pair ON filter_statuses (filter_id, status_id);
CREATE INDEX filter_statuses_by_account ON filter_statuses (account_id, id);
CREATE INDEX filter_statuses_by_status ON filter_statuses (status_id);
