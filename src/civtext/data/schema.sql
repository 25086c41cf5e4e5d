-- The knowledge base of civtext (schema 4). One file of input is one transaction.
-- Spans are half-open, in code points of the source text; `location` is the place a person can find (line, page, cell).

CREATE TABLE IF NOT EXISTS texts (              -- a text is its bytes: the same file at two paths is one text
    id       INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL UNIQUE,              -- SHA-256 of the file
    format   TEXT NOT NULL,
    status   TEXT NOT NULL,                     -- ok or partial
    code     TEXT NOT NULL,
    message  TEXT NOT NULL,
    flags    TEXT NOT NULL,                     -- JSON: what the loader has to say of it
    source   BLOB NOT NULL,                     -- the text as decoded, UTF-8 (a blob: SQLite ends TEXT at the first NUL)
    digest   TEXT NOT NULL,                     -- SHA-256 of source and of the passages' texts, to find damage
    civtext  TEXT NOT NULL,                     -- the version that last wrote it
    parts    TEXT NOT NULL DEFAULT '[]',        -- JSON: where stretches of it stand in the file ([] where lines are counted)
    reader         TEXT NOT NULL DEFAULT '',    -- which parts of civtext made this (civtext.stamps); '' by no part of ours
    extraction     TEXT NOT NULL DEFAULT '',
    classification TEXT NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS files (              -- every file met has a row, whatever became of it
    path     TEXT PRIMARY KEY,
    status   TEXT NOT NULL CHECK (status IN
             ('ok', 'partial', 'empty', 'rejected', 'failed', 'timeout', 'oom', 'crashed', 'duplicate')),
    code     TEXT NOT NULL,
    message  TEXT NOT NULL,
    hash     TEXT NOT NULL,                     -- '' where the file could not be read
    size     INTEGER NOT NULL,
    mtime    INTEGER NOT NULL,                  -- nanoseconds
    seconds  REAL NOT NULL,
    civtext  TEXT NOT NULL,
    vanished INTEGER NOT NULL DEFAULT 0,        -- 1: no longer there when its folder was mined
    text_id  INTEGER REFERENCES texts (id),     -- null where nothing could be read
    refusal  TEXT NOT NULL DEFAULT ''           -- where it is null: which readers had their say (civtext.stamps)
);
CREATE INDEX IF NOT EXISTS files_text ON files (text_id);

CREATE TABLE IF NOT EXISTS documents (          -- the articles of a text
    id         INTEGER PRIMARY KEY,
    text_id    INTEGER NOT NULL REFERENCES texts (id) ON DELETE CASCADE,
    article    INTEGER NOT NULL,                -- from 0, as in the text
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    title      TEXT,
    kind       TEXT NOT NULL,
    level      TEXT,
    place      TEXT,
    period     TEXT,                            -- as written
    year_from  INTEGER,                         -- the years it speaks of (civtext.store.periods), null where it names none
    year_to    INTEGER,
    flags      TEXT NOT NULL,                   -- JSON
    UNIQUE (text_id, article)
);

CREATE TABLE IF NOT EXISTS sections (
    id          INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    span_start  INTEGER NOT NULL,
    span_end    INTEGER NOT NULL,
    level       INTEGER NOT NULL,
    title       TEXT NOT NULL,
    role        TEXT NOT NULL,
    path        TEXT NOT NULL                   -- titles from the outermost heading down, joined by ' > '
);
CREATE INDEX IF NOT EXISTS sections_document ON sections (document_id);

CREATE TABLE IF NOT EXISTS passages (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    span_start   INTEGER NOT NULL,
    span_end     INTEGER NOT NULL,
    location     TEXT NOT NULL,
    section_id   INTEGER REFERENCES sections (id) ON DELETE SET NULL,
    section_path TEXT NOT NULL,
    role         TEXT NOT NULL,
    text         TEXT NOT NULL                  -- clean
);
CREATE INDEX IF NOT EXISTS passages_document ON passages (document_id, position);
CREATE INDEX IF NOT EXISTS passages_section ON passages (section_id);

-- Overlapping pairs of characters of the passages, of the headings above them and of their article's title; rowid is the
-- passage's id (civtext.store.terms says how they are made; of a spun text its likely original words are there too).
CREATE VIRTUAL TABLE IF NOT EXISTS passage_grams USING fts5 (text, headings, title, content = '', tokenize = 'ascii');
-- Of eight parts of the index one is made, not of four (SQLite's own): in a large base what is written is merged less often.
INSERT INTO passage_grams (passage_grams, rank) VALUES ('automerge', 8);

CREATE TABLE IF NOT EXISTS categories (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS passage_categories (
    passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    category   TEXT NOT NULL,
    score      REAL NOT NULL,
    evidence   TEXT NOT NULL,                   -- JSON: spans in the passage's text
    PRIMARY KEY (passage_id, category)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passage_categories_category ON passage_categories (category);

-- Before here civtext.store creates a table for each layer of annotations.
CREATE TABLE IF NOT EXISTS measure_metrics (    -- the figures of a measure
    measure_id INTEGER NOT NULL REFERENCES measures (id) ON DELETE CASCADE,
    metric_id  INTEGER NOT NULL REFERENCES metrics (id) ON DELETE CASCADE,
    PRIMARY KEY (measure_id, metric_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS measure_metrics_metric ON measure_metrics (metric_id);

CREATE VIEW IF NOT EXISTS articles AS           -- documents with the file they stand in; vanished: no such file is left
SELECT documents.*, (
    SELECT path FROM files WHERE files.text_id = documents.text_id
    ORDER BY vanished, status = 'duplicate', path LIMIT 1
) AS path, (
    SELECT min(vanished) FROM files WHERE files.text_id = documents.text_id
) AS vanished, texts.hash
FROM documents JOIN texts ON texts.id = documents.text_id;
