-- Durable work: jobs, events, and what federation has to remember.

CREATE TABLE jobs (
    id {ID},
    queue SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- Jobs with the same lane run one after another, in order of id.
    lane TEXT,
    -- At most one unfinished job with the same key.
    unique_key TEXT,
    -- 0 waiting, 1 leased, 2 dead.
    state SMALLINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    leased_until BIGINT,
    leased_by TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX jobs_unique ON jobs (unique_key);
CREATE INDEX jobs_due ON jobs (state, queue, run_at, id);
CREATE INDEX jobs_lane ON jobs (lane, id);

-- What happened, in order, for streaming and caches of every process; trimmed by age.
CREATE TABLE events (
    seq {SEQ},
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX events_created ON events (created_at);

-- Bodies of outgoing activities, shared by their deliveries.
CREATE TABLE outgoing_activities (
    id {ID},
    account_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Activities and objects seen or deleted, so that repeats and latecomers have no effect.
CREATE TABLE seen_activities (
    uri TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);
CREATE INDEX seen_activities_created ON seen_activities (created_at);

CREATE TABLE tombstones (
    uri TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

-- Other servers: how deliveries fare.
CREATE TABLE hosts (
    domain TEXT PRIMARY KEY,
    failing_since BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    retry_after BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Servers the administrator limits: 0 silence, 1 suspend.
CREATE TABLE domain_blocks (
    domain TEXT PRIMARY KEY,
    severity SMALLINT NOT NULL,
    reject_media BOOLEAN NOT NULL DEFAULT FALSE,
    comment TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

-- Settings and secrets of the server, JSON values.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
