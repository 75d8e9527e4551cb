-- Notifications by mail.

-- Which kinds somebody gets; no row as long as nothing was changed.
CREATE TABLE mail_preferences (
    account_id BIGINT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    follow BOOLEAN NOT NULL,
    follow_request BOOLEAN NOT NULL,
    mention BOOLEAN NOT NULL,
    reblog BOOLEAN NOT NULL,
    favourite BOOLEAN NOT NULL,
    quote BOOLEAN NOT NULL,
    -- Also to somebody who was here lately.
    always BOOLEAN NOT NULL
);

-- Mails of the last days: none is sent twice, and only so many in an hour. A notification that was taken
-- back still counts, so there is no reference.
CREATE TABLE notification_mails (
    notification_id BIGINT PRIMARY KEY NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL
);
CREATE INDEX notification_mails_by_account ON notification_mails (account_id, created_at);
CREATE INDEX notification_mails_by_age ON notification_mails (created_at);
