-- Statuses to be posted later, featured hashtags, endorsements, dismissed suggestions.

CREATE TABLE scheduled_statuses (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- What was asked for, JSON.
    params TEXT NOT NULL,
    app_id BIGINT,
    idempotency_key TEXT,
    scheduled_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX scheduled_statuses_by_account ON scheduled_statuses (account_id, id);
CREATE INDEX scheduled_statuses_by_time ON scheduled_statuses (account_id, scheduled_at);

-- Uploads that wait for a scheduled status: nothing else may use them, and they do not grow old.
CREATE TABLE scheduled_media (
    media_id BIGINT PRIMARY KEY NOT NULL REFERENCES media_attachments (id) ON DELETE CASCADE,
    scheduled_status_id BIGINT NOT NULL REFERENCES scheduled_statuses (id) ON DELETE CASCADE,
    position BIGINT NOT NULL
);
CREATE INDEX scheduled_media_by_status ON scheduled_media (scheduled_status_id, position);

CREATE TABLE featured_tags (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    -- As its owner wrote it.
    name TEXT NOT NULL,
    -- Open statuses of the account with the tag.
    statuses_count BIGINT NOT NULL DEFAULT 0,
    last_status_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX featured_tags_pair ON featured_tags (account_id, tag_id);

CREATE TABLE endorsements (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX endorsements_pair ON endorsements (account_id, target_id);
CREATE INDEX endorsements_by_account ON endorsements (account_id, id);
CREATE INDEX endorsements_by_target ON endorsements (target_id);

CREATE TABLE suggestion_dismissals (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, target_id)
);

-- The orders of the directory and of suggestions.
CREATE INDEX accounts_discoverable ON accounts (discoverable, id);
CREATE INDEX account_stats_by_followers ON account_stats (followers_count);
CREATE INDEX account_stats_by_activity ON account_stats (last_status_at);

-- Reports for the moderators.
CREATE TABLE reports (
    id {ID},
    -- Who reports: somebody here, or the account that another server signed with.
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    target_account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    category SMALLINT NOT NULL,
    comment TEXT NOT NULL,
    status_ids TEXT NOT NULL,
    rule_ids TEXT NOT NULL,
    forwarded BOOLEAN NOT NULL DEFAULT FALSE,
    -- The id of the Flag of another server.
    uri TEXT,
    assigned_account_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    action_taken_at BIGINT,
    action_taken_by_account_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX reports_by_account ON reports (account_id, id);
CREATE INDEX reports_by_target ON reports (target_account_id, id);
CREATE INDEX reports_open ON reports (action_taken_at, id);
CREATE UNIQUE INDEX reports_uri ON reports (uri, target_account_id);

-- What the reported statuses said, for they may be gone when a moderator looks.
CREATE TABLE report_statuses (
    report_id BIGINT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL,
    uri TEXT NOT NULL,
    visibility SMALLINT NOT NULL,
    spoiler_text TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, status_id)
);

-- Texts about the server, Markdown: 0 extended description, 1 privacy policy, 2 terms of service. Terms have
-- a version for each day from which one holds; the others have one, with an empty day.
CREATE TABLE instance_texts (
    kind SMALLINT NOT NULL,
    effective_date TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (kind, effective_date)
);

-- Who was here in which week (weeks since the Monday before 1970), for the numbers of the last months.
CREATE TABLE active_weeks (
    week BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (week, user_id)
);
CREATE INDEX active_weeks_by_user ON active_weeks (user_id);
CREATE INDEX statuses_written_here ON statuses (id) WHERE local AND reblog_of_id IS NULL;
CREATE INDEX users_by_age ON users (created_at);

-- Messages of the staff to everybody here.
CREATE TABLE announcements (
    id {ID},
    content TEXT NOT NULL,
    html TEXT NOT NULL,
    -- JSON lists: ids of accounts and statuses, names of hashtags, custom emoji.
    account_ids TEXT NOT NULL,
    status_ids TEXT NOT NULL,
    tags TEXT NOT NULL,
    emojis TEXT NOT NULL,
    -- When what it is about begins and ends; it is not shown any more after the end.
    starts_at BIGINT,
    ends_at BIGINT,
    all_day BOOLEAN NOT NULL DEFAULT FALSE,
    -- Shown from then on.
    published_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX announcements_by_time ON announcements (published_at);

CREATE TABLE announcement_dismissals (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    PRIMARY KEY (account_id, announcement_id)
);
CREATE INDEX announcement_dismissals_by_announcement ON announcement_dismissals (announcement_id);

CREATE TABLE announcement_reactions (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    -- A Unicode emoji, or the shortcode of a custom one.
    name TEXT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (announcement_id, name, account_id)
);
CREATE INDEX announcement_reactions_by_account ON announcement_reactions (account_id);
