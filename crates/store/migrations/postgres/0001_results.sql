-- Times are microseconds since 1970, durations microseconds. Keys, tickets and tokens are SHA-256 digests.

-- The database's clock, so that nodes need not agree about theirs. `skew` is for tests.
CREATE FUNCTION store_now(skew bigint) RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + skew';

-- In which row of `totals` a result is counted.
CREATE FUNCTION store_shard(key bytea) RETURNS integer LANGUAGE sql IMMUTABLE AS
    'SELECT get_byte(key, 0) & 15';

CREATE TABLE probes (
    key bytea PRIMARY KEY,
    -- 0 running, 1 waiting for a promised visit, 2 finished, 3 interrupted
    status bigint NOT NULL DEFAULT 0,
    attempt bigint NOT NULL DEFAULT 1,
    reruns bigint NOT NULL,
    visits bigint NOT NULL DEFAULT 0,
    stop boolean NOT NULL DEFAULT false,
    -- what the visitor asked for, JSON
    request text NOT NULL,
    next_seq bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    -- of the last event, milliseconds since the probe began
    at_ms bigint NOT NULL DEFAULT 0,
    -- whether the events say how the probe ended
    told_end boolean NOT NULL DEFAULT false,
    ticket bytea,
    ticket_until bigint,
    delete_token bytea NOT NULL,
    begun_at bigint NOT NULL,
    keep bigint NOT NULL,
    -- end of the lease or time of the visit; none once sealed
    due_at bigint,
    sealed_at bigint,
    expires_at bigint
);
CREATE INDEX probes_due ON probes (due_at, key) WHERE due_at IS NOT NULL;
CREATE INDEX probes_sealed ON probes (sealed_at, key) WHERE sealed_at IS NOT NULL;
CREATE INDEX probes_expire ON probes (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE batches (
    probe bytea NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    seq bigint NOT NULL,
    next_seq bigint NOT NULL,
    -- a JSON array
    events text NOT NULL,
    PRIMARY KEY (probe, seq)
);

-- When somebody listened, on whichever node. Apart from the probes, and without a reference to them, so that telling it
-- locks no probe; lost when the database crashes, and told again at the next tick.
CREATE UNLOGGED TABLE heard (
    probe bytea PRIMARY KEY,
    heard_at bigint NOT NULL
);

-- So that nobody has to count; in several rows, so that those who begin and finish do not wait for each other.
CREATE TABLE totals (
    shard integer PRIMARY KEY,
    results bigint NOT NULL,
    finished_bytes bigint NOT NULL
);
INSERT INTO totals SELECT shard, 0, 0 FROM generate_series(0, 15) AS shard;

-- Lost when the database crashes, for which it is several times as fast.
CREATE UNLOGGED TABLE limits (
    bucket bytea PRIMARY KEY,
    full_at bigint NOT NULL
);

-- Counts in all buckets or in none; what refuses, and how long. The same arithmetic as in limit.rs.
CREATE FUNCTION store_count(
    buckets bytea[], spans bigint[], intervals bigint[], skew bigint, OUT refused bytea, OUT wait bigint
) LANGUAGE plpgsql AS $$
DECLARE
    now_at bigint;
BEGIN
    -- Makes those that are missing and locks all, in the same order for everybody.
    INSERT INTO limits AS known (bucket, full_at)
        SELECT asked.bucket, 0 FROM unnest(buckets) AS asked (bucket) ORDER BY asked.bucket
        ON CONFLICT (bucket) DO UPDATE SET full_at = known.full_at;
    now_at := store_now(skew);
    SELECT decided.bucket, decided.next - decided.latest INTO refused, wait
        FROM (
            SELECT
                asked.bucket,
                now_at + asked.span AS latest,
                CASE
                    WHEN known.full_at > now_at + asked.span THEN now_at + asked.span
                    ELSE greatest(known.full_at, now_at) + asked.step
                END AS next
            FROM unnest(buckets, spans, intervals) AS asked (bucket, span, step)
            JOIN limits AS known ON known.bucket = asked.bucket
        ) AS decided
        WHERE decided.next > decided.latest
        ORDER BY decided.next - decided.latest DESC, decided.bucket
        LIMIT 1;
    IF refused IS NULL THEN
        UPDATE limits AS known
            SET full_at = CASE
                WHEN known.full_at > now_at + asked.span THEN now_at + asked.span
                ELSE greatest(known.full_at, now_at) + asked.step
            END
            FROM unnest(buckets, spans, intervals) AS asked (bucket, span, step)
            WHERE known.bucket = asked.bucket;
    END IF;
END
$$;
