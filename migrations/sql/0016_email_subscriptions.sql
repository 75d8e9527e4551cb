-- Posts by mail, for people without an account.

-- Whether visitors may have this account's posts sent to them.
ALTER TABLE mail_preferences ADD COLUMN subscriptions BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE email_subscriptions (
    id {ID},
    -- Whose posts.
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Where to, in lower case.
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    -- When its owner has said that this is wanted; nothing is sent before.
    confirmed_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX email_subscriptions_address ON email_subscriptions (account_id, email);
CREATE INDEX email_subscriptions_by_account ON email_subscriptions (account_id, id);
CREATE INDEX email_subscriptions_unconfirmed ON email_subscriptions (created_at) WHERE confirmed_at IS NULL;

-- Mails of the last days: none is sent twice, and only so many go to an address in an hour, also when it was
-- unsubscribed and subscribed in between, so there is no reference.
CREATE TABLE subscription_mails (
    subscription_id BIGINT NOT NULL,
    status_id BIGINT NOT NULL,
    email TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (subscription_id, status_id)
);
CREATE INDEX subscription_mails_by_address ON subscription_mails (email, created_at);
CREATE INDEX subscription_mails_by_age ON subscription_mails (created_at);
