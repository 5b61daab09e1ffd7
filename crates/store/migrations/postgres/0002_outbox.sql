-- Results whose end somebody is to be told of.
CREATE TABLE outbox (
    probe bytea PRIMARY KEY REFERENCES probes (key) ON DELETE CASCADE,
    -- the name of the result, of no use without the secret that it was sealed with; another one at each beginning
    sealed_id bytea NOT NULL,
    -- how often it was taken, by which late takers are told apart
    takings bigint NOT NULL DEFAULT 0,
    -- how often it was tried in vain
    attempts bigint NOT NULL DEFAULT 0,
    -- none while the result is not sealed; then the time of the next attempt, or the end of the one that is under way
    due_at bigint
);
CREATE INDEX outbox_due ON outbox (due_at, probe) WHERE due_at IS NOT NULL;

-- A trigger, because nodes that do not know the outbox seal results as well.
CREATE FUNCTION store_outbox_ready() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE outbox SET due_at = NEW.sealed_at WHERE probe = NEW.key;
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_ready AFTER UPDATE OF sealed_at ON probes FOR EACH ROW
    WHEN (OLD.sealed_at IS NULL AND NEW.sealed_at IS NOT NULL) EXECUTE FUNCTION store_outbox_ready();
