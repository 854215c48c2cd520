-- One table a window of domain.md section 3, written when a window becomes final. Columns: the stream where
-- several share the window, its start, its keys, the currency (amounts of two are never summed), its measures.

CREATE TABLE window_minute (
    stream text,
    window_start timestamp,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    fraud_count bigint,
    failed_count bigint,
    latency_p50_ms double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    PRIMARY KEY (stream, window_start, currency)
);

CREATE TABLE window_minute_status (
    window_start timestamp,
    status text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    failed_count bigint,
    latency_p50_ms double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    PRIMARY KEY (window_start, status, currency)
);

CREATE TABLE window_minute_bank (
    window_start timestamp,
    payer_bank text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    failed_count bigint,
    latency_p50_ms double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    PRIMARY KEY (window_start, payer_bank, currency)
);

CREATE TABLE window_minute_method (
    window_start timestamp,
    payment_method text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    fraud_count bigint,
    latency_p50_ms double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    PRIMARY KEY (window_start, payment_method, currency)
);

CREATE TABLE window_minute_country (
    window_start timestamp,
    country text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    fraud_count bigint,
    latency_p50_ms double precision,
    latency_p95_ms double precision,
    latency_p99_ms double precision,
    PRIMARY KEY (window_start, country, currency)
);

CREATE TABLE window_gold (
    window_start timestamp,
    merchant text,
    payment_method text,
    country text,
    currency text,
    transaction_count bigint NOT NULL,
    total_amount numeric(38, 4) NOT NULL,
    avg_amount double precision,
    max_amount numeric(38, 4),
    min_amount numeric(38, 4),
    fraud_count bigint,
    high_value_count bigint,
    unique_users bigint,
    unique_devices bigint,
    fraud_rate double precision,
    PRIMARY KEY (window_start, merchant, payment_method, country, currency)
);

CREATE TABLE window_upi_bank (
    window_start timestamp,
    payer_bank text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    success_count bigint,
    failed_count bigint,
    pending_count bigint,
    success_rate double precision,
    PRIMARY KEY (window_start, payer_bank, currency)
);

CREATE TABLE window_upi_merchant (
    window_start timestamp,
    payee text,
    currency text,
    count bigint NOT NULL,
    amount numeric(38, 4) NOT NULL,
    success_count bigint,
    failed_count bigint,
    pending_count bigint,
    success_rate double precision,
    unique_payers bigint,
    PRIMARY KEY (window_start, payee, currency)
);
