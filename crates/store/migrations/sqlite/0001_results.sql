-- Times are microseconds since 1970, durations microseconds. Keys, tickets and tokens are SHA-256 digests.
CREATE TABLE probes (
    key BLOB PRIMARY KEY NOT NULL,
    -- 0 running, 1 waiting for a promised visit, 2 finished, 3 interrupted
    status INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    reruns INTEGER NOT NULL,
    visits INTEGER NOT NULL DEFAULT 0,
    stop INTEGER NOT NULL DEFAULT 0,
    next_seq INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    -- of the last event, milliseconds since the probe began
    at_ms INTEGER NOT NULL DEFAULT 0,
    -- whether the events say how the probe ended
    told_end INTEGER NOT NULL DEFAULT 0,
    ticket BLOB,
    ticket_until INTEGER,
    delete_token BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    keep INTEGER NOT NULL,
    -- end of the lease or time of the visit; none once sealed
    due_at INTEGER,
    sealed_at INTEGER,
    expires_at INTEGER
);
CREATE INDEX probes_due ON probes (due_at, key) WHERE due_at IS NOT NULL;
CREATE INDEX probes_sealed ON probes (sealed_at, key) WHERE sealed_at IS NOT NULL;
CREATE INDEX probes_expire ON probes (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE batches (
    probe BLOB NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    -- of the first event; -1 for what the visitor asked for
    seq INTEGER NOT NULL,
    next_seq INTEGER NOT NULL,
    -- At most the page size less 35 octets of a row lie in a page that it shares with others: never more than this.
    filler BLOB NOT NULL DEFAULT (zeroblob(1000)),
    -- A JSON array, in pages of its own: nothing that tells something about somebody may be kept elsewhere.
    events TEXT NOT NULL,
    PRIMARY KEY (probe, seq)
);

-- So that nobody has to count.
CREATE TABLE totals (
    shard INTEGER PRIMARY KEY NOT NULL,
    results INTEGER NOT NULL,
    finished_bytes INTEGER NOT NULL
);
INSERT INTO totals (shard, results, finished_bytes) VALUES (0, 0, 0);

CREATE TABLE limits (
    bucket BLOB PRIMARY KEY NOT NULL,
    full_at INTEGER NOT NULL
) WITHOUT ROWID;
