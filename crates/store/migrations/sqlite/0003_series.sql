-- Which results belong to a series: digests of both names, and nothing else.
CREATE TABLE series (
    series BLOB NOT NULL,
    probe BLOB NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    PRIMARY KEY (series, probe)
) WITHOUT ROWID;
CREATE INDEX series_probe ON series (probe);
