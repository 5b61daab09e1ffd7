-- Results whose end somebody is to be told of.
CREATE TABLE outbox (
    probe BLOB PRIMARY KEY NOT NULL REFERENCES probes (key) ON DELETE CASCADE,
    -- the name of the result, of no use without the secret that it was sealed with; another one at each beginning
    sealed_id BLOB NOT NULL,
    -- how often it was taken, by which late takers are told apart
    takings INTEGER NOT NULL DEFAULT 0,
    -- how often it was tried in vain
    attempts INTEGER NOT NULL DEFAULT 0,
    -- none while the result is not sealed; then the time of the next attempt, or the end of the one that is under way
    due_at INTEGER
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due_at, probe) WHERE due_at IS NOT NULL;

-- A trigger, because binaries that do not know the outbox seal results as well.
CREATE TRIGGER outbox_ready AFTER UPDATE OF sealed_at ON probes
WHEN OLD.sealed_at IS NULL AND NEW.sealed_at IS NOT NULL
BEGIN
    UPDATE outbox SET due_at = NEW.sealed_at WHERE probe = NEW.key;
END;
