-- A saved state in pieces that fit a page: sent while it is read, and no TOAST table with an entry for every two kilobytes.
CREATE TABLE checkpoint_parts (
    through_id bigint REFERENCES checkpoints ON DELETE CASCADE,
    part integer,
    bytes bytea NOT NULL,
    PRIMARY KEY (through_id, part)
);
ALTER TABLE checkpoint_parts ALTER bytes SET STORAGE PLAIN;

INSERT INTO checkpoint_parts (through_id, part, bytes)
SELECT through_id, part, substring(bytes FROM part * 8000 + 1 FOR 8000)
FROM checkpoints, generate_series(0, (length(bytes) - 1) / 8000) AS part;

ALTER TABLE checkpoints ADD size bigint;
UPDATE checkpoints SET size = length(bytes);
ALTER TABLE checkpoints ALTER size SET NOT NULL;
ALTER TABLE checkpoints DROP bytes;
