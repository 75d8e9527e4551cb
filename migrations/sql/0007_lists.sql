-- Lists of accounts, and direct conversations as people see them.

CREATE TABLE lists (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    replies_policy SMALLINT NOT NULL,
    -- Posts of members are left out of the owner's home.
    exclusive BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
CREATE INDEX lists_by_account ON lists (account_id, id);

CREATE TABLE list_members (
    id {ID},
    list_id BIGINT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The membership ends with the owner's follow. NULL: it is the owner.
    follow_id BIGINT REFERENCES follows (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX list_members_pair ON list_members (list_id, account_id);
CREATE INDEX list_members_in_order ON list_members (list_id, id);
CREATE INDEX list_members_by_account ON list_members (account_id, list_id);
CREATE INDEX list_members_by_follow ON list_members (follow_id);

-- A thread of direct statuses between the same people, as one of them sees it.
CREATE TABLE account_conversations (
    id {ID},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    conversation_id BIGINT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    -- The others: a JSON list of ids, lowest first.
    participants TEXT NOT NULL,
    -- A hash of the participants: short enough for an index.
    participants_key TEXT NOT NULL,
    -- The highest of its statuses: the order of the list.
    last_status_id BIGINT NOT NULL,
    unread BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX account_conversations_thread
    ON account_conversations (account_id, conversation_id, participants_key);
CREATE INDEX account_conversations_in_order ON account_conversations (account_id, last_status_id);
CREATE INDEX account_conversations_by_thread ON account_conversations (conversation_id);

-- The direct statuses that reached somebody. They stay when the conversation is removed.
CREATE TABLE direct_statuses (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL REFERENCES statuses (id) ON DELETE CASCADE,
    account_conversation_id BIGINT REFERENCES account_conversations (id) ON DELETE SET NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX direct_statuses_by_conversation ON direct_statuses (account_conversation_id, status_id);
CREATE INDEX direct_statuses_by_status ON direct_statuses (status_id);
