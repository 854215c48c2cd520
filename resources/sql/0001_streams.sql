-- Recorded messages and where recording stands.
--
-- Every time is UTC in a column without a zone, so that filters written for the seed's tables reach the
-- indexes through the views. A message is one physical row: a decoded one in its stream's *_events, any
-- other in dead_letters. The names and types that people query are those of the views (0004).

CREATE TABLE topics (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cluster text NOT NULL,
    topic text NOT NULL,
    stream text NOT NULL,
    UNIQUE (cluster, topic)
);
COMMENT ON TABLE topics IS 'Offsets of different clusters never mix: a topic belongs to one.';

-- The hot tables: append only, no primary key, one BRIN index; both cost what they cost on every row.
-- Columns that are mostly empty are NULL then (9 bytes and 80 ns a row less than a default value):
--   currency     NULL = INR                     payer_bank  NULL = what follows the @ of the payer
--   score, fired NULL = 0                       velocity_count, failed_count  only where a rule fired
--   alert        the number of the alert that the payment raised or joined
-- bucket: c clean, l late, d duplicate, x conflicting duplicate, f filtered.  status: S, F, P.
CREATE TABLE upi_events (
    id bigint NOT NULL,
    "offset" bigint NOT NULL,
    event_time timestamp NOT NULL,
    read_at timestamp NOT NULL,
    record_time timestamp,
    late_by interval,
    partition integer NOT NULL,
    fired integer,
    velocity_count integer,
    failed_count integer,
    alert bigint,
    topic smallint NOT NULL,
    score smallint,
    bucket "char" NOT NULL,
    status "char" NOT NULL,
    amount numeric(19, 4) NOT NULL,
    currency text,
    txn_id text NOT NULL,
    payer text NOT NULL,
    payee text NOT NULL,
    payer_bank text,
    device_id text,
    channel text,
    error_code text,
    location text,
    key bytea,
    headers bytea[],
    payload bytea NOT NULL
) PARTITION BY RANGE (read_at);

CREATE TABLE transaction_events (
    id bigint NOT NULL,
    "offset" bigint NOT NULL,
    event_time timestamp NOT NULL,
    read_at timestamp NOT NULL,
    record_time timestamp,
    late_by interval,
    user_id bigint,
    partition integer NOT NULL,
    fired integer,
    velocity_count integer,
    alert bigint,
    topic smallint NOT NULL,
    score smallint,
    transaction_hour smallint NOT NULL,
    day_of_week smallint NOT NULL,
    bucket "char" NOT NULL,
    is_fraud boolean NOT NULL,
    amount numeric(19, 4) NOT NULL,
    currency text,
    transaction_id text NOT NULL,
    merchant text NOT NULL,
    payment_method text NOT NULL,
    location text NOT NULL,
    country text NOT NULL,
    device_id text,
    key bytea,
    headers bytea[],
    payload bytea NOT NULL
) PARTITION BY RANGE (read_at);

-- payload NULL = a tombstone (a null value), which is not an empty one.
CREATE TABLE dead_letters (
    id bigint NOT NULL,
    "offset" bigint NOT NULL,
    read_at timestamp NOT NULL,
    record_time timestamp,
    partition integer NOT NULL,
    topic smallint NOT NULL,
    stage text NOT NULL,
    reason text NOT NULL,
    field text,
    detail text,
    key bytea,
    headers bytea[],
    payload bytea
) PARTITION BY RANGE (read_at);

COMMENT ON COLUMN upi_events.headers IS 'name, value, name, value, ...';
COMMENT ON COLUMN transaction_events.headers IS 'name, value, name, value, ...';
COMMENT ON COLUMN dead_letters.headers IS 'name, value, name, value, ...';

-- minmax finds a span of time or ids; the bloom filters find one payment, payer or payee in a hot day.
-- 32 pages hold some 750 rows; the filters are sized for that.
CREATE INDEX upi_events_brin ON upi_events USING brin (
    id, event_time,
    txn_id text_bloom_ops (n_distinct_per_range = 900),
    payer text_bloom_ops (n_distinct_per_range = 900),
    payee text_bloom_ops (n_distinct_per_range = 400)) WITH (pages_per_range = 32);
CREATE INDEX transaction_events_brin ON transaction_events USING brin (
    id, event_time,
    transaction_id text_bloom_ops (n_distinct_per_range = 900),
    user_id int8_bloom_ops (n_distinct_per_range = 900),
    merchant text_bloom_ops (n_distinct_per_range = 400)) WITH (pages_per_range = 32);
CREATE INDEX dead_letters_brin ON dead_letters USING brin (id, read_at) WITH (pages_per_range = 32);

-- The tables of one day. ATTACH lets readers go on, which CREATE TABLE .. PARTITION OF would not.
-- Rows are only ever added, so the vacuum that follows inserts would write every page once more for nothing.
CREATE FUNCTION halcyon_add_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    family text;
    child text;
BEGIN
    PERFORM pg_advisory_xact_lock(1212238915, 3);
    FOREACH family IN ARRAY ARRAY['upi_events', 'transaction_events', 'dead_letters'] LOOP
        child := family || to_char(day, '"_"YYYY"_"MM"_"DD');
        CONTINUE WHEN to_regclass(child) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)'
            ' WITH (autovacuum_vacuum_insert_threshold = -1)', child, family);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            family, child, day::timestamp, (day + 1)::timestamp);
    END LOOP;
END $$;

-- What lies in the tables of a day: which of them a question has to look at, and how full they are.
CREATE TABLE recorded_days (
    family text,
    day date,
    row_count bigint NOT NULL,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    oldest timestamp,
    newest timestamp,
    PRIMARY KEY (family, day)
) WITH (fillfactor = 50);

-- One row a transaction of the recorder.
CREATE TABLE commits (
    first_id bigint PRIMARY KEY,
    last_id bigint NOT NULL,
    read_from timestamp NOT NULL,
    read_to timestamp NOT NULL,
    committed_at timestamp NOT NULL
);
CREATE INDEX commits_read_to ON commits USING brin (read_to) WITH (pages_per_range = 16);

-- Who records. Every commit updates this row on condition of its epoch, so an owner that was replaced
-- cannot commit, whatever else it holds.
CREATE TABLE recorder (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch bigint NOT NULL DEFAULT 0,
    cluster text,
    host text,
    process integer,
    backend integer,
    since timestamp,
    last_id bigint NOT NULL DEFAULT 0,
    last_commit timestamp
) WITH (fillfactor = 50);
INSERT INTO recorder DEFAULT VALUES;

CREATE TABLE consumer_offsets (
    topic smallint REFERENCES topics,
    partition integer,
    next_offset bigint NOT NULL,
    end_offset bigint,
    epoch bigint NOT NULL,
    updated_at timestamp NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON COLUMN consumer_offsets.end_offset IS 'Where the log ended when the recorder last looked.';

-- Where every offset went, by the minute it was read in: clean + duplicate + late + dead_letter + filtered
-- + skipped = next_offset - first_offset. conflict counts those duplicates whose payload differed.
CREATE TABLE ledger (
    topic smallint REFERENCES topics,
    partition integer,
    minute timestamp,
    first_offset bigint NOT NULL,
    next_offset bigint NOT NULL,
    first_id bigint,
    last_id bigint,
    clean bigint NOT NULL,
    duplicate bigint NOT NULL,
    conflict bigint NOT NULL,
    late bigint NOT NULL,
    dead_letter bigint NOT NULL,
    filtered bigint NOT NULL,
    skipped bigint NOT NULL,
    PRIMARY KEY (topic, partition, minute)
) WITH (fillfactor = 80);
CREATE INDEX ledger_by_offset ON ledger (topic, partition, first_offset);

-- Partitions that fell silent before the message `before_id`: they no longer held the watermark back, which a
-- replay has to know at the same place.
CREATE TABLE silent_partitions (
    before_id bigint,
    topic smallint REFERENCES topics,
    partition integer,
    PRIMARY KEY (before_id, topic, partition)
);

CREATE TABLE checkpoints (
    through_id bigint PRIMARY KEY,
    bytes bytea NOT NULL,
    created_at timestamp NOT NULL
);
ALTER TABLE checkpoints ALTER bytes SET STORAGE EXTERNAL;
