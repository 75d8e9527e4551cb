-- Who may answer a post: words as in `quote_policy`. Who is named in a post always may.
ALTER TABLE statuses ADD COLUMN reply_policy TEXT NOT NULL DEFAULT 'public';

-- The same for posts that do not say.
ALTER TABLE users ADD COLUMN reply_policy TEXT NOT NULL DEFAULT 'public';
