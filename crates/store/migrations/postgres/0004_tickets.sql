-- Tickets beside the first one of a probe, which stands in `probes`.
CREATE TABLE tickets (
    probe bytea NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    ticket bytea NOT NULL,
    good_until bigint NOT NULL,
    PRIMARY KEY (probe, ticket)
);
CREATE INDEX tickets_good_until ON tickets (good_until);
