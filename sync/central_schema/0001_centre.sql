-- The centre's ground: who may speak, what was said, and the feed in which it is read. Run as duken_owner, who owns all of it
-- and is nobody's login: row-level security is forced for it too, and company and till are those of session_user.

CREATE TABLE duken.centre (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    format integer NOT NULL DEFAULT 1,
    installed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO duken.centre DEFAULT VALUES;

-- The time here, by which tills' clocks are put right; the one place that asks for it.
CREATE FUNCTION duken.clock() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT clock_timestamp()
$f$;

CREATE TABLE duken.schema_step (number integer PRIMARY KEY, name text NOT NULL, done_at timestamptz NOT NULL DEFAULT now());

CREATE TABLE duken.fact_kind (kind text PRIMARY KEY, table_name text NOT NULL);
CREATE TABLE duken.card_kind (table_name text PRIMARY KEY);

CREATE TABLE duken.enrolment (
    role_name name PRIMARY KEY,
    company_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('till', 'office')),
    clock_off interval,
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE UNIQUE INDEX ON duken.enrolment (company_id, till_id) WHERE revoked_at IS NULL;

CREATE FUNCTION duken.own_company() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $f$
    SELECT company_id FROM duken.enrolment WHERE role_name = session_user AND revoked_at IS NULL
$f$;

-- Who speaks; anybody who may not is refused, and stands in the log.
CREATE FUNCTION duken.must_be_enrolled() RETURNS duken.enrolment LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    me duken.enrolment;
BEGIN
    SELECT * INTO me FROM duken.enrolment AS e WHERE e.role_name = session_user AND e.revoked_at IS NULL;
    IF me IS NULL THEN
        RAISE LOG 'duken: login % is not enrolled, or may no longer speak', session_user;
        RAISE EXCEPTION 'not enrolled' USING ERRCODE = 'DK001';
    END IF;
    RETURN me;
END $f$;

CREATE FUNCTION duken.is_keeper() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT pg_has_role(session_user, 'duken_owner', 'MEMBER')
$f$;

-- Nobody sees a row of another company, whoever asks and by whatever function.
CREATE FUNCTION duken.guard(table_name text) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    EXECUTE format('ALTER TABLE duken.%I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE duken.%I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format(
        'CREATE POLICY own_company ON duken.%I USING (company_id = (SELECT duken.own_company()) OR (SELECT duken.is_keeper()))',
        table_name
    );
END $f$;

ALTER TABLE duken.enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE duken.enrolment FORCE ROW LEVEL SECURITY;
CREATE POLICY own_role ON duken.enrolment USING (role_name = session_user OR duken.is_keeper());

CREATE TABLE duken.document (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    database_id uuid,
    transaction_id uuid NOT NULL,
    kind text NOT NULL,
    row_id uuid NOT NULL,
    format integer NOT NULL,
    body bytea NOT NULL,
    sha256 bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('applied', 'parked', 'rejected')),
    reason text,
    detail text,
    clock_off interval,
    arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (company_id, id)
);
CREATE INDEX ON duken.document (company_id, transaction_id) WHERE state <> 'applied';
SELECT duken.guard('document');

-- The files that have spoken as a till: one at a time. A backup that was brought back is another one, and takes over; of two copies
-- of one file, the second to speak does not know what the first has said last.
CREATE TABLE duken.file (
    company_id uuid NOT NULL,
    till_id uuid NOT NULL,
    database_id uuid NOT NULL,
    last_id uuid,
    is_current boolean NOT NULL,
    first_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (company_id, till_id, database_id)
);
CREATE UNIQUE INDEX ON duken.file (company_id, till_id) WHERE is_current;
SELECT duken.guard('file');

-- From which the feed of a company counts anew, because the centre lost what it had acknowledged; else the centre's own epoch.
CREATE TABLE duken.company_epoch (company_id uuid PRIMARY KEY, epoch uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
SELECT duken.guard('company_epoch');

-- One after the other, by rows that only this schema's functions reach: an advisory lock could be taken by every login, for good.
CREATE TABLE duken.turn (company_id uuid, subject text, PRIMARY KEY (company_id, subject));
SELECT duken.guard('turn');

CREATE FUNCTION duken.take_turn(company uuid, subject text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    PERFORM 1 FROM duken.turn AS t WHERE t.company_id = company AND t.subject = take_turn.subject FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        INSERT INTO duken.turn VALUES (company, take_turn.subject) ON CONFLICT DO NOTHING;
        PERFORM 1 FROM duken.turn AS t WHERE t.company_id = company AND t.subject = take_turn.subject FOR NO KEY UPDATE;
    END IF;
END $f$;

-- What another attempt may well get through: a deadlock, no room or memory, a lock that was not got, a server that goes down.
CREATE FUNCTION duken.passes(why text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT left(why, 2) IN ('40', '53', '55', '57', '58')
$f$;

CREATE FUNCTION duken.epoch_of(company uuid) RETURNS uuid LANGUAGE sql STABLE AS $f$
    SELECT coalesce((SELECT e.epoch FROM duken.company_epoch AS e WHERE e.company_id = company), (SELECT c.epoch FROM duken.centre AS c))
$f$;

-- The same id with other bytes: both forms are kept, and a person looks.
CREATE TABLE duken.quarantine (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    sha256 bytea NOT NULL,
    till_id uuid NOT NULL,
    kind text NOT NULL,
    row_id uuid NOT NULL,
    body bytea NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (company_id, id, sha256)
);
SELECT duken.guard('quarantine');

-- What a parked transaction waits for.
CREATE TABLE duken.parking (
    company_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    missing_table text NOT NULL,
    missing_id uuid NOT NULL,
    PRIMARY KEY (company_id, missing_table, missing_id, transaction_id)
);
SELECT duken.guard('parking');

-- A card as it was settled field by field: `field_ver` says of each field at which `ver` it was last set, by which till, when.
CREATE TABLE duken.card (
    company_id uuid NOT NULL,
    table_name text NOT NULL,
    id uuid NOT NULL,
    ver bigint NOT NULL,
    fields jsonb NOT NULL,
    field_ver jsonb NOT NULL,
    PRIMARY KEY (company_id, table_name, id)
);
SELECT duken.guard('card');

-- What decides where two have changed the same field of a card; written by each installation from sync/conflicts.py.
CREATE TABLE duken.policy (table_name text, field text, rule text NOT NULL, PRIMARY KEY (table_name, field));

-- The loser of a field that two have changed: kept, and shown with "use this one".
CREATE TABLE duken.conflict (
    company_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    field text NOT NULL,
    rule text NOT NULL,
    kept jsonb,
    lost jsonb,
    lost_by uuid NOT NULL,
    ver bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    settled_at timestamptz,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('conflict');

-- The order in which others read: by (xid, seq), and only below the oldest transaction that is still under way. A cursor over a
-- serial number would pass over what commits late.
CREATE TABLE duken.feed (
    company_id uuid NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint GENERATED ALWAYS AS IDENTITY,
    branch_id uuid,
    till_id uuid NOT NULL,
    table_name text NOT NULL,
    row_id uuid NOT NULL,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, xid, seq)
);
CREATE INDEX feed_branch ON duken.feed (company_id, branch_id, xid, seq) WHERE branch_id IS NOT NULL;  -- a till reads these
CREATE INDEX feed_cards ON duken.feed (company_id, xid, seq) WHERE branch_id IS NULL;  -- and these
SELECT duken.guard('feed');

-- The orders in which these documents name the columns of a part that has rows. Mostly it is one document: a till tells a sale at
-- a time, and a statement less counts.
CREATE FUNCTION duken.forms_of(part text, docs jsonb[]) RETURNS jsonb[] LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN
    IF cardinality(docs) = 1 THEN
        RETURN CASE WHEN jsonb_array_length(docs[1]->part->'rows') > 0 THEN ARRAY[docs[1]->part->'keys'] ELSE '{}' END;
    END IF;
    RETURN ARRAY(SELECT DISTINCT doc->part->'keys' FROM unnest(docs) AS doc WHERE jsonb_array_length(doc->part->'rows') > 0);
END $f$;

-- Where in the rows of a document's part one column stands.
CREATE FUNCTION duken.place(keys jsonb, wanted text) RETURNS integer LANGUAGE sql IMMUTABLE AS $f$
    SELECT (k.place - 1)::integer FROM jsonb_array_elements_text(keys) WITH ORDINALITY AS k(name, place) WHERE k.name = wanted
$f$;

-- Where in the rows of a document's part each wanted column stands; null for one that it does not say.
CREATE FUNCTION duken.places(keys jsonb, wanted text[]) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS $f$
DECLARE
    told text[] := ARRAY(SELECT jsonb_array_elements_text(keys));
    found integer[] := '{}';
    one text;
BEGIN
    FOREACH one IN ARRAY wanted LOOP
        found := found || (array_position(told, one) - 1);
    END LOOP;
    RETURN found;
END $f$;
