-- What reading knew of a partition before the message `before_id`, in order: messages were waiting in it, or it had
-- fallen silent. Both move the watermark, which a replay has to know at the same place.
CREATE TABLE partition_marks (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    before_id bigint NOT NULL,
    topic smallint NOT NULL REFERENCES topics,
    partition integer NOT NULL,
    is_waiting boolean NOT NULL
);
CREATE INDEX partition_marks_by_id ON partition_marks (before_id);

INSERT INTO partition_marks (before_id, topic, partition, is_waiting)
SELECT before_id, topic, partition, false FROM silent_partitions ORDER BY before_id;
DROP TABLE silent_partitions;
