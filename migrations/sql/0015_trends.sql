-- What many write about, share and like at the moment.

-- Made anew every few minutes; a few hundred rows of each kind. There are no references: what is gone is left
-- out when the list is read, and of the next one.
CREATE TABLE trends (
    -- 0 hashtag, 1 status, 2 link.
    kind SMALLINT NOT NULL,
    -- Of the hashtag, status or preview card.
    id BIGINT NOT NULL,
    -- A status's author.
    account_id BIGINT,
    language TEXT,
    -- What it is sorted by; 0 when it is no trend any more, and only remembered for its peak.
    score DOUBLE PRECISION NOT NULL,
    -- The highest score before it began to fade, and when that was.
    peak DOUBLE PRECISION NOT NULL,
    peak_at BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX trends_by_author ON trends (kind, account_id);

-- What the staff has said about it: stays when it is no trend any more.
CREATE TABLE trend_reviews (
    kind SMALLINT NOT NULL,
    id BIGINT NOT NULL,
    allowed BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
