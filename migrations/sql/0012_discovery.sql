-- Finding statuses by their words.

-- One document a status, made of words the server has cut and folded itself (`service::search::words`):
-- neither database is to have an opinion of its own about what a word is.
{SQLITE} CREATE VIRTUAL TABLE status_search USING fts5 (words, content='', contentless_delete=1, tokenize="ascii tokenchars '~#'");
{SQLITE} CREATE TRIGGER statuses_unsearched AFTER DELETE ON statuses BEGIN DELETE FROM status_search WHERE rowid = OLD.id; END;
{POSTGRES} CREATE TABLE status_search (status_id BIGINT PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE, words TSVECTOR NOT NULL);
{POSTGRES} CREATE INDEX status_search_words ON status_search USING GIN (words);

-- What an account has boosted.
CREATE INDEX statuses_boosts_by_account ON statuses (account_id, reblog_of_id) WHERE reblog_of_id IS NOT NULL;

-- Statuses that are here already are given their documents by a job (`index_statuses`).
INSERT INTO jobs (id, queue, kind, payload, unique_key, state, run_at, attempts, created_at)
SELECT 12, 0, 'index_statuses', '{"account":null,"below":null}', 'index_statuses:all', 0, 0, 0, 0
WHERE EXISTS (SELECT 1 FROM statuses);

-- Previews of linked pages, one an address, shared by all statuses that link it.
CREATE TABLE preview_cards (
    id {ID},
    url TEXT NOT NULL,
    -- Whether there is something to show: pages that say nothing are remembered too.
    shown BOOLEAN NOT NULL,
    -- 0 link, 1 photo, 2 video.
    kind SMALLINT NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    language TEXT,
    author_name TEXT NOT NULL DEFAULT '',
    author_url TEXT NOT NULL DEFAULT '',
    -- Whom the page names as its author, and whether that account allows the site to.
    author_id BIGINT REFERENCES accounts (id) ON DELETE SET NULL,
    author_agrees BOOLEAN NOT NULL DEFAULT FALSE,
    provider_name TEXT NOT NULL DEFAULT '',
    provider_url TEXT NOT NULL DEFAULT '',
    html TEXT NOT NULL DEFAULT '',
    width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0,
    embed_url TEXT NOT NULL DEFAULT '',
    image_key TEXT,
    blurhash TEXT,
    published_at BIGINT,
    fetched_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX preview_cards_url ON preview_cards (url);
CREATE INDEX preview_cards_fetched ON preview_cards (fetched_at);

CREATE TABLE status_cards (
    status_id BIGINT PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    card_id BIGINT NOT NULL REFERENCES preview_cards (id) ON DELETE CASCADE
);
CREATE INDEX status_cards_by_card ON status_cards (card_id, status_id);
