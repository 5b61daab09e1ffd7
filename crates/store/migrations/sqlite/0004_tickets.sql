-- Tickets beside the first one of a probe, which stands in `probes`.
CREATE TABLE tickets (
    probe BLOB NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    ticket BLOB NOT NULL,
    good_until INTEGER NOT NULL,
    PRIMARY KEY (probe, ticket)
) WITHOUT ROWID;
CREATE INDEX tickets_good_until ON tickets (good_until);
