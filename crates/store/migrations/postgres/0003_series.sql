-- Which results belong to a series: digests of both names, and nothing else.
CREATE TABLE series (
    series bytea NOT NULL,
    probe bytea NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    PRIMARY KEY (series, probe)
);
CREATE INDEX series_probe ON series (probe);
