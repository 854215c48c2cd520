-- Alerts and what people did to them.

CREATE TABLE alerts (
    id text PRIMARY KEY,
    stream text NOT NULL,
    severity text NOT NULL,
    score smallint NOT NULL,
    rule text NOT NULL,
    entity text NOT NULL,
    payee text NOT NULL,
    payment_id text NOT NULL,
    amount numeric(19, 4) NOT NULL,
    currency text NOT NULL,
    event_time timestamp NOT NULL,
    fired_at timestamp NOT NULL,
    first_time timestamp NOT NULL,
    last_time timestamp NOT NULL,
    count integer NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    pack_version text NOT NULL,
    factors jsonb NOT NULL
);
COMMENT ON COLUMN alerts.first_time IS 'Event time of the payment that raised it; event_time is that of the payment shown.';
CREATE INDEX alerts_by_time ON alerts (first_time DESC, id DESC);
CREATE INDEX alerts_by_entity ON alerts (entity, first_time DESC);

-- No reference to alerts: a console shows an alert, and a person acts on it, before the recorder stored it.
CREATE TABLE alert_actions (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('acknowledge', 'close', 'note', 'reopen')),
    outcome text CHECK (outcome IN ('confirmed', 'valuable', 'false_positive', 'inconclusive')),
    note text NOT NULL DEFAULT '',
    actor text NOT NULL,
    at timestamp NOT NULL DEFAULT (clock_timestamp() AT TIME ZONE 'UTC'),
    CHECK ((kind = 'close') = (outcome IS NOT NULL))
);
CREATE INDEX alert_actions_by_alert ON alert_actions (alert, sequence);
