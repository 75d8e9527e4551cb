-- The search of PostgreSQL asks for words in a stretch of time: an id without its last bits.
-- What waits to be sorted into the index is read by every search, several times: at most 64 kB of it.

{POSTGRES} CREATE INDEX status_search_by_time ON status_search USING GIN (words, (ARRAY[status_id >> 36, status_id >> 42, status_id >> 48])) WITH (gin_pending_list_limit = 64);
{POSTGRES} DROP INDEX status_search_words;
