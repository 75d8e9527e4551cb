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
