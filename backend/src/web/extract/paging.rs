//! `max_id`, `since_id`, `min_id`, `limit`: one extractor for all lists.
