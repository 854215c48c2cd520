-- What people query: the seed's names, and the columns of domain.md section 6.

CREATE VIEW raw_upi_transactions AS
SELECT e.id, e.txn_id, e.payer, e.payee, e.amount,
    CASE e.status WHEN 'S' THEN 'SUCCESS' WHEN 'F' THEN 'FAILED' WHEN 'P' THEN 'PENDING' END AS status,
    e.event_time AS timestamp,
    coalesce(e.currency, 'INR') AS currency,
    coalesce(e.payer_bank, split_part(e.payer, '@', 2)) AS payer_bank,
    CASE WHEN split_part(e.payee, '@', 1) LIKE '%merchant%' THEN split_part(e.payee, '@', 1)
        ELSE 'unknown' END AS merchant_id,
    e.device_id, e.channel, e.error_code, e.location,
    CASE e.bucket WHEN 'c' THEN 'clean' WHEN 'l' THEN 'late' WHEN 'd' THEN 'duplicate'
        WHEN 'x' THEN 'conflict' ELSE 'filtered' END AS bucket,
    e.late_by, coalesce(e.score, 0) AS score,
    t.cluster, t.topic, e.partition, e."offset", e.record_time, e.read_at
FROM upi_events e JOIN topics t ON t.id = e.topic;

-- A transaction's newest status, by event time, then offset. Exact over all that was recorded, so a question
-- reads and sorts all of it, whatever its own time range (docs/history.md has the figures).
CREATE VIEW clean_upi_transactions AS
SELECT DISTINCT ON (txn_id) txn_id, payer, payee, amount,
    CASE status WHEN 'S' THEN 'SUCCESS' WHEN 'F' THEN 'FAILED' WHEN 'P' THEN 'PENDING' END AS status,
    event_time,
    coalesce(currency, 'INR') AS currency,
    coalesce(payer_bank, split_part(payer, '@', 2)) AS payer_bank,
    bucket = 'l' AS is_late, coalesce(score, 0) AS score, id
FROM upi_events
WHERE bucket IN ('c', 'l')
ORDER BY txn_id, event_time DESC, "offset" DESC, id DESC;

CREATE VIEW transactions AS
SELECT e.id, e.transaction_id, e.user_id, e.amount, e.merchant, e.event_time AS timestamp, e.is_fraud,
    e.payment_method, e.location, e.device_id, coalesce(e.currency, 'INR') AS currency,
    CASE e.bucket WHEN 'c' THEN 'clean' WHEN 'l' THEN 'late' WHEN 'd' THEN 'duplicate'
        WHEN 'x' THEN 'conflict' ELSE 'filtered' END AS bucket,
    e.late_by, coalesce(e.score, 0) AS score,
    t.cluster, t.topic, e.partition, e."offset", e.record_time, e.read_at
FROM transaction_events e JOIN topics t ON t.id = e.topic;

CREATE VIEW clean_transactions AS
SELECT id, transaction_id, user_id, amount, merchant, event_time, is_fraud, payment_method, location, device_id,
    coalesce(currency, 'INR') AS currency,
    split_part(location, ', ', 1) AS city, country,
    CASE WHEN amount < 10 THEN 'micro' WHEN amount < 100 THEN 'small' WHEN amount < 1000 THEN 'medium'
        WHEN amount < 10000 THEN 'large' ELSE 'enterprise' END AS amount_category,
    amount > 1000 AS is_high_value,
    transaction_hour, day_of_week, day_of_week IN (1, 7) AS is_weekend,
    bucket = 'l' AS is_late, coalesce(score, 0) AS score
FROM transaction_events
WHERE bucket IN ('c', 'l');

CREATE FUNCTION halcyon_level(score integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN score >= 75 THEN 'CRITICAL' WHEN score >= 50 THEN 'HIGH' WHEN score >= 25 THEN 'MEDIUM'
        WHEN score >= 10 THEN 'LOW' ELSE 'MINIMAL' END
$$;

CREATE VIEW fraud_scores AS
SELECT id, 'upi' AS stream, txn_id AS transaction_id, payer AS entity, payee AS merchant, amount,
    coalesce(currency, 'INR') AS currency, event_time,
    coalesce(score, 0)::integer AS fraud_score, halcyon_level(coalesce(score, 0)) AS risk_level,
    coalesce(score, 0) >= 50 AS requires_review, coalesce(fired, 0) AS fired_rules
FROM upi_events WHERE bucket IN ('c', 'l')
UNION ALL
SELECT id, 'transactions', transaction_id, user_id::text, merchant, amount, coalesce(currency, 'INR'), event_time,
    coalesce(score, 0)::integer, halcyon_level(coalesce(score, 0)), coalesce(score, 0) >= 50, coalesce(fired, 0)
FROM transaction_events WHERE bucket IN ('c', 'l');

CREATE VIEW raw_messages AS
SELECT m.id, t.cluster, t.topic, m.partition, m."offset", t.stream, m.bucket, m.event_time, m.record_time,
    m.read_at, m.key, m.headers, m.payload, encode(m.payload, 'escape') AS text
FROM (
    SELECT id, topic, partition, "offset", CASE bucket WHEN 'c' THEN 'clean' WHEN 'l' THEN 'late'
            WHEN 'd' THEN 'duplicate' WHEN 'x' THEN 'conflict' ELSE 'filtered' END AS bucket,
        event_time, record_time, read_at, key, headers, payload FROM upi_events
    UNION ALL
    SELECT id, topic, partition, "offset", CASE bucket WHEN 'c' THEN 'clean' WHEN 'l' THEN 'late'
            WHEN 'd' THEN 'duplicate' WHEN 'x' THEN 'conflict' ELSE 'filtered' END,
        event_time, record_time, read_at, key, headers, payload FROM transaction_events
    UNION ALL
    SELECT id, topic, partition, "offset", 'dead_letter', NULL, record_time, read_at, key, headers, payload
    FROM dead_letters) m
JOIN topics t ON t.id = m.topic;

-- Per transaction, not per message: a PENDING that became a SUCCESS is one. Same cost as clean_upi_transactions.
CREATE VIEW daily_upi_summary AS
SELECT date(event_time) AS date, count(*) AS total_txns,
    count(*) FILTER (WHERE status = 'SUCCESS') AS success_txns,
    count(*) FILTER (WHERE status = 'FAILED') AS failed_txns,
    count(*) FILTER (WHERE status = 'PENDING') AS pending_txns,
    sum(amount) FILTER (WHERE currency = 'INR') AS total_amount
FROM clean_upi_transactions GROUP BY 1;

CREATE VIEW merchant_upi_summary AS
SELECT payee AS merchant, date(event_time) AS date, count(*) AS total_txns,
    sum(amount) FILTER (WHERE currency = 'INR') AS amount
FROM clean_upi_transactions GROUP BY 1, 2;

CREATE VIEW alerts_current AS
SELECT a.*, coalesce(s.state, 'open') AS state, s.outcome, s.actor AS state_actor, s.at AS state_at,
    (SELECT count(*) FROM alert_actions n WHERE n.alert = a.id) AS actions
FROM alerts a LEFT JOIN LATERAL (
    SELECT CASE kind WHEN 'acknowledge' THEN 'acknowledged' WHEN 'close' THEN 'closed' ELSE 'open' END AS state,
        outcome, actor, at
    FROM alert_actions WHERE alert = a.id AND kind <> 'note' ORDER BY sequence DESC LIMIT 1) s ON true;
