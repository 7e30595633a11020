-- Push: documents come in, whole local transactions together, and each is answered.

-- Everything of these documents is applied, or an error says why nothing is. They have not been here before.
CREATE FUNCTION duken.take_in(
    me duken.enrolment, file_id uuid, ids uuid[], transactions uuid[], kinds text[], row_ids uuid[], formats integer[], bodies bytea[],
    hashes bytea[]
) RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
    docs jsonb[];
    is_forged boolean;
    said text;
BEGIN
    SELECT bool_or(sha256(d.body) <> d.hash),
        max(d.kind) FILTER (WHERE d.kind NOT IN ('card', 'cards') AND d.kind NOT IN (SELECT k.kind FROM duken.fact_kind AS k))
        INTO is_forged, said FROM unnest(kinds, bodies, hashes) AS d(kind, body, hash);
    IF is_forged IS NOT false THEN
        RAISE LOG 'duken: login % sent a document that is not what its hash says', session_user;
        RAISE EXCEPTION 'hash' USING ERRCODE = 'DK010';
    END IF;
    IF said IS NOT NULL THEN
        RAISE EXCEPTION '%', said USING ERRCODE = 'DK011';
    END IF;
    docs := ARRAY(
        SELECT convert_from(d.body, 'UTF8')::jsonb FROM unnest(bodies) WITH ORDINALITY AS d(body, place) ORDER BY d.place
    );
    -- What a shift or a journal says is the till's own; other documents say nothing of a till, or (a sale out of a bag) name the
    -- till that the row is about.
    IF EXISTS (SELECT 1 FROM unnest(docs) AS doc WHERE doc->>'till_id' <> me.till_id::text AND (doc ? 'shift_id' OR doc ? 'entries'))
    THEN
        RAISE LOG 'duken: login % spoke for another till', session_user;
        RAISE EXCEPTION 'another till' USING ERRCODE = 'DK012';
    END IF;
    INSERT INTO duken.document (
        company_id, id, branch_id, till_id, database_id, transaction_id, kind, row_id, format, body, sha256, state, clock_off
    )
    SELECT me.company_id, d.id, me.branch_id, me.till_id, file_id, d.transaction_id, d.kind, d.row_id, d.format, d.body, d.hash, 'applied',
        me.clock_off
    FROM unnest(ids, transactions, kinds, row_ids, formats, bodies, hashes)
        AS d(id, transaction_id, kind, row_id, format, body, hash);
    PERFORM duken.apply_new(me, ids, kinds, bodies, docs);
END $f$;

-- Cards first, then facts; what points at something that has not come yet makes all of it wait.
CREATE FUNCTION duken.apply_new(me duken.enrolment, ids uuid[], kinds text[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
    lacks record;
BEGIN
    IF kinds && ARRAY['card', 'cards'] THEN
        PERFORM duken.apply_cards(me, ids, kinds, docs);
    END IF;
    PERFORM duken.apply_facts(me, ids, kinds, bodies, docs);
    SELECT m.table_name, m.id INTO lacks FROM (
        SELECT d.kind, array_agg(d.doc) AS docs FROM unnest(kinds, docs) AS d(kind, doc)
        WHERE d.kind NOT IN ('card', 'cards') GROUP BY d.kind
    ) AS g, duken.missing_of(g.kind, me.company_id, g.docs) AS m LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', lacks.table_name USING ERRCODE = 'DK020', DETAIL = lacks.id::text;
    END IF;
    INSERT INTO duken.feed (company_id, branch_id, till_id, table_name, row_id, ver)
        SELECT me.company_id, me.branch_id, me.till_id, 'document', d.id, 1
        FROM unnest(ids, kinds) WITH ORDINALITY AS d(id, kind, place)
        WHERE d.kind NOT IN ('card', 'cards') ORDER BY d.place;
END $f$;

CREATE FUNCTION duken.apply_facts(me duken.enrolment, ids uuid[], kinds text[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT d.kind, array_agg(d.id) AS ids, array_agg(d.body) AS bodies, array_agg(d.doc) AS docs FROM (
            SELECT * FROM unnest(ids, kinds, bodies, docs) WITH ORDINALITY AS u(id, kind, body, doc, place)
            WHERE u.kind NOT IN ('card', 'cards') ORDER BY u.kind, u.place
        ) AS d GROUP BY d.kind
    LOOP
        PERFORM duken.apply_kind(part.kind, me.company_id, part.ids, part.bodies, part.docs);
    END LOOP;
END $f$;

-- New cards come in at once; patches are settled one after the other, under the lock of their row.
CREATE FUNCTION duken.apply_cards(me duken.enrolment, ids uuid[], kinds text[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
    d record;
    touched uuid[];
    said text;
    clock_off interval := coalesce(
        (SELECT k.clock_off FROM duken.document AS k WHERE k.company_id = me.company_id AND k.id = ids[1]), '0'
    );
BEGIN
    FOR d IN SELECT u.kind, u.doc FROM unnest(kinds, docs) WITH ORDINALITY AS u(kind, doc, place)
        WHERE u.kind IN ('card', 'cards') ORDER BY u.place
    LOOP
        said := d.doc->>'table';
        IF NOT EXISTS (SELECT 1 FROM duken.card_kind AS k WHERE k.table_name = said) THEN
            RAISE EXCEPTION '%', said USING ERRCODE = 'DK011';
        END IF;
        IF d.kind = 'cards' THEN
            touched := duken.add_cards(me, said, d.doc);
        ELSE
            touched := ARRAY[duken.settle_card(me, said, d.doc, clock_off)];
        END IF;
        PERFORM duken.put_cards(said, me.company_id, touched);
    END LOOP;
END $f$;

CREATE FUNCTION duken.add_cards(me duken.enrolment, said text, doc jsonb) RETURNS uuid[] LANGUAGE plpgsql AS $f$
DECLARE
    names text[] := ARRAY(SELECT jsonb_array_elements_text(doc->'cards'->'keys'));
    found uuid[];
BEGIN
    WITH told AS (
        SELECT (r->>(array_position(names, 'id') - 1))::uuid AS id,
            (SELECT jsonb_object_agg(n.name, r->(n.place - 1)::integer) FROM unnest(names) WITH ORDINALITY AS n(name, place)
             WHERE n.name <> 'id') AS fields
        FROM jsonb_array_elements(doc->'cards'->'rows') AS r
    ), put AS (
        INSERT INTO duken.card (company_id, table_name, id, ver, fields, field_ver)
        SELECT me.company_id, said, t.id, 1, t.fields, '{}' FROM told AS t
        RETURNING id
    ), fed AS (
        INSERT INTO duken.feed (company_id, till_id, table_name, row_id, ver)
        SELECT me.company_id, me.till_id, said, id, 1 FROM put
    )
    SELECT array_agg(id) INTO found FROM put;
    RETURN coalesce(found, '{}');
END $f$;

-- A field patch: each field by itself. It is a conflict where another till has set the field since the version that the patch was
-- made upon (its base): then the policy of the field decides, and the loser is kept to be looked at. Two who say the same, or who
-- delete the same, agree: what came first stays, also as what later patches of the same till have not heard of.
CREATE FUNCTION duken.settle_card(me duken.enrolment, said text, doc jsonb, clock_off interval) RETURNS uuid LANGUAGE plpgsql AS $f$
DECLARE
    card duken.card;
    base bigint := (doc->>'base_version')::bigint;
    made_at timestamptz := least((doc->>'changed_at')::timestamptz + clock_off, duken.clock());
    stamp jsonb;
    f record;
    unheard boolean;
    agrees boolean;
    wins boolean;
    rule text;
BEGIN
    IF (doc->>'is_new')::boolean IS FALSE AND NOT EXISTS (
        SELECT 1 FROM duken.card AS c WHERE c.company_id = me.company_id AND c.table_name = said AND c.id = (doc->>'id')::uuid
    ) THEN
        RAISE EXCEPTION '%', said USING ERRCODE = 'DK020', DETAIL = doc->>'id';
    END IF;
    INSERT INTO duken.card (company_id, table_name, id, ver, fields, field_ver)
        VALUES (me.company_id, said, (doc->>'id')::uuid, 0, '{}', '{}') ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT card FROM duken.card AS c
        WHERE c.company_id = me.company_id AND c.table_name = said AND c.id = (doc->>'id')::uuid FOR UPDATE;
    card.ver := card.ver + 1;
    stamp := jsonb_build_object('ver', card.ver, 'till', me.till_id, 'at', made_at);
    FOR f IN SELECT p.key, p.value, card.fields->p.key AS was, card.field_ver->p.key AS last FROM jsonb_each(doc->'fields') AS p LOOP
        unheard := f.last IS NOT NULL AND (f.last->>'till')::uuid <> me.till_id AND (f.last->>'ver')::bigint > base;
        agrees := f.was = f.value OR (f.key = 'deleted_at' AND f.was <> 'null' AND f.value <> 'null');
        wins := NOT coalesce(unheard AND agrees, false);
        IF unheard AND NOT agrees THEN
            rule := coalesce((SELECT r.rule FROM duken.policy AS r WHERE r.table_name = said AND r.field = f.key), 'person');
            wins := duken.patch_wins(rule, f.was, f.value, (f.last->>'at')::timestamptz, made_at);
            INSERT INTO duken.conflict (company_id, table_name, row_id, field, rule, kept, lost, lost_by, ver)
                SELECT me.company_id, said, card.id, f.key, rule, CASE WHEN wins THEN f.value ELSE f.was END,
                    CASE WHEN wins THEN f.was ELSE f.value END,
                    CASE WHEN wins THEN (f.last->>'till')::uuid ELSE me.till_id END, card.ver;
        ELSE
            -- Whoever sets a field knowing what it was settled to has settled it.
            UPDATE duken.conflict AS k SET settled_at = duken.clock()
                WHERE k.company_id = me.company_id AND k.table_name = said AND k.row_id = card.id AND k.field = f.key
                    AND k.settled_at IS NULL AND k.ver <= base;
        END IF;
        IF wins THEN
            card.fields := card.fields || jsonb_build_object(f.key, f.value);
            card.field_ver := card.field_ver || jsonb_build_object(f.key, stamp);
        END IF;
    END LOOP;
    UPDATE duken.card AS c SET ver = card.ver, fields = card.fields, field_ver = card.field_ver
        WHERE c.company_id = me.company_id AND c.table_name = said AND c.id = card.id;
    INSERT INTO duken.feed (company_id, till_id, table_name, row_id, ver)
        VALUES (me.company_id, me.till_id, said, card.id, card.ver);
    RETURN card.id;
END $f$;

CREATE FUNCTION duken.strictness(told jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE AS $f$
    SELECT CASE jsonb_typeof(told)
        WHEN 'null' THEN -1 WHEN 'boolean' THEN CASE WHEN told::boolean THEN 1 ELSE 0 END WHEN 'number' THEN told::numeric ELSE 0
    END
$f$;

-- Whether a patch's value takes the place of what another till has set meanwhile. `centre`: what came first stays; `later`: by the
-- tills' clocks, each put right by how far it was off when it told; `stricter`: no before yes, less before more, nothing before
-- anything; `person`: what came first stays until somebody looks.
CREATE FUNCTION duken.patch_wins(rule text, was jsonb, now_told jsonb, was_at timestamptz, now_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $f$
    SELECT CASE rule
        WHEN 'later' THEN now_at > was_at
        WHEN 'stricter' THEN duken.strictness(now_told) < duken.strictness(was)
        ELSE false
    END
$f$;

-- Whether this file may go on with what it tells, and what it has told last. Something new behind anything else than what came last
-- comes from a copy. (A batch whose answer was lost has it among its own.)
CREATE FUNCTION duken.must_be_the_file(me duken.enrolment, file_id uuid, before_id uuid, ids uuid[], fresh boolean[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
    known duken.file;
BEGIN
    IF file_id IS NULL THEN
        RETURN;  -- a program of before
    END IF;
    SELECT * INTO known FROM duken.file AS k
        WHERE k.company_id = me.company_id AND k.till_id = me.till_id AND k.database_id = file_id;
    IF NOT FOUND THEN
        PERFORM duken.meet_file(me, file_id);
        SELECT * INTO STRICT known FROM duken.file AS k
            WHERE k.company_id = me.company_id AND k.till_id = me.till_id AND k.database_id = file_id;
    END IF;
    IF NOT known.is_current THEN
        RAISE EXCEPTION 'another file has taken over' USING ERRCODE = 'DK005';
    END IF;
    IF true = ANY(fresh) THEN
        IF known.last_id IS DISTINCT FROM before_id AND known.last_id IS NOT NULL AND known.last_id <> ALL(ids) THEN
            RAISE EXCEPTION 'a copy' USING ERRCODE = 'DK005';
        END IF;
        UPDATE duken.file AS k SET last_id = ids[array_upper(ids, 1)]
            WHERE k.company_id = me.company_id AND k.till_id = me.till_id AND k.database_id = file_id;
    END IF;
END $f$;

-- A file that comes for the first time is the till from now on: only whoever brings a backup back makes one.
CREATE FUNCTION duken.meet_file(me duken.enrolment, file_id uuid) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    IF EXISTS (SELECT 1 FROM duken.file AS k WHERE k.company_id = me.company_id AND k.till_id = me.till_id AND k.database_id = file_id)
    THEN
        RETURN;
    END IF;
    UPDATE duken.file AS k SET is_current = false WHERE k.company_id = me.company_id AND k.till_id = me.till_id AND k.is_current;
    INSERT INTO duken.file (company_id, till_id, database_id, is_current) VALUES (me.company_id, me.till_id, file_id, true);
END $f$;

-- A feed that was brought here out of another cluster names transactions that are still to come here: what is told now would stand
-- before it, and nobody would read it. All of it is put before our own transactions, in its order, and is read anew.
CREATE FUNCTION duken.must_be_our_time(company uuid) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    IF NOT duken.is_of_another_time(company) THEN
        RETURN;
    END IF;
    PERFORM duken.take_turn(company, 'epoch');
    IF duken.is_of_another_time(company) THEN  -- nobody has done it meanwhile
        UPDATE duken.feed AS f SET xid = '3' WHERE f.company_id = company;
        PERFORM duken.new_epoch(company);
    END IF;
END $f$;

CREATE FUNCTION duken.is_of_another_time(company uuid) RETURNS boolean LANGUAGE sql AS $f$
    SELECT coalesce((SELECT max(f.xid) FROM duken.feed AS f WHERE f.company_id = company) >= pg_snapshot_xmax(pg_current_snapshot()), false)
$f$;

CREATE FUNCTION duken.new_epoch(company uuid) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.company_epoch AS e (company_id, epoch) VALUES (company, gen_random_uuid())
        ON CONFLICT (company_id) DO UPDATE SET epoch = excluded.epoch, at = clock_timestamp()
$f$;

-- A till begins to speak: `ok`; `copy` (another file speaks as this till); or `lost`: the centre has not got what it acknowledged,
-- it was brought back from a backup. Then all of the company read its feed anew, and this till tells again what is not here.
CREATE FUNCTION duken.sync_hello(file_id uuid, before_id uuid, heard_epoch uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
BEGIN
    PERFORM duken.take_turn(me.company_id, me.till_id::text);
    PERFORM duken.must_be_our_time(me.company_id);
    PERFORM duken.meet_file(me, file_id);
    IF NOT EXISTS (SELECT 1 FROM duken.file AS k WHERE k.company_id = me.company_id AND k.till_id = me.till_id
                   AND k.database_id = file_id AND k.is_current) THEN
        RETURN 'copy';
    END IF;
    IF before_id IS NULL OR EXISTS (SELECT 1 FROM duken.document AS d WHERE d.company_id = me.company_id AND d.id = before_id) THEN
        RETURN 'ok';
    END IF;
    PERFORM duken.take_turn(me.company_id, 'epoch');
    IF heard_epoch = duken.epoch_of(me.company_id) THEN
        PERFORM duken.new_epoch(me.company_id);
    END IF;
    RETURN 'lost';
END $f$;

-- What a till calls. Each document is answered: applied, known (it was here already), parked, rejected or quarantined.
CREATE FUNCTION duken.sync_push(
    ids uuid[], transactions uuid[], kinds text[], row_ids uuid[], formats integer[], bodies bytea[], hashes bytea[],
    sent_at timestamptz, file_id uuid DEFAULT NULL, before_id uuid DEFAULT NULL
) RETURNS TABLE (id uuid, outcome text, reason text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    size bigint;
    newest integer;
    is_twice boolean;
    fresh boolean[];
    is_known boolean;
    is_whole boolean;
BEGIN
    -- A till that gave up waiting sends the same again while the first is still at work: one after the other.
    PERFORM duken.take_turn(me.company_id, me.till_id::text);
    me.clock_off := coalesce(duken.clock() - sent_at, '0');
    -- What is too long may stand anywhere: each of them counts.
    size := coalesce(pg_column_size(ids), 0)::bigint + coalesce(pg_column_size(transactions), 0) + coalesce(pg_column_size(kinds), 0)
        + coalesce(pg_column_size(row_ids), 0) + coalesce(pg_column_size(formats), 0) + coalesce(pg_column_size(bodies), 0)
        + coalesce(pg_column_size(hashes), 0);
    IF size > 16 * 1024 * 1024 THEN
        RAISE LOG 'duken: login % sent too much at once', session_user;
        RAISE EXCEPTION 'too much at once' USING ERRCODE = 'DK002';
    END IF;
    SELECT max(d.format), count(d.id) <> count(DISTINCT d.id) INTO newest, is_twice FROM unnest(formats, ids) AS d(format, id);
    IF is_twice THEN
        RAISE EXCEPTION 'the same id twice in a call' USING ERRCODE = 'DK006';
    END IF;
    IF newest > (SELECT format FROM duken.centre) THEN
        RAISE EXCEPTION 'format' USING ERRCODE = 'DK003';
    END IF;
    fresh := array_fill(true, ARRAY[cardinality(ids)]);
    is_known := EXISTS (SELECT 1 FROM duken.document AS k WHERE k.company_id = me.company_id AND k.id = ANY(ids));
    IF is_known THEN
        INSERT INTO duken.quarantine (company_id, id, sha256, till_id, kind, row_id, body)
            SELECT me.company_id, d.id, d.hash, me.till_id, d.kind, d.row_id, d.body
            FROM unnest(ids, kinds, row_ids, bodies, hashes) AS d(id, kind, row_id, body, hash)
            JOIN duken.document AS k ON k.company_id = me.company_id AND k.id = d.id AND k.sha256 <> d.hash
            ON CONFLICT DO NOTHING;
        fresh := ARRAY(
            SELECT NOT EXISTS (SELECT 1 FROM duken.document AS k WHERE k.company_id = me.company_id AND k.id = d.id)
            FROM unnest(ids) WITH ORDINALITY AS d(id, place) ORDER BY d.place
        );
    END IF;
    PERFORM duken.must_be_the_file(me, file_id, before_id, ids, fresh);
    is_whole := duken.take_all(me, file_id, ids, transactions, kinds, row_ids, formats, bodies, hashes, fresh);
    PERFORM duken.release(me);
    -- Only what others wait for: a hint takes a lock of the whole database, and wakes every till.
    IF true = ANY(fresh) AND array_to_string(kinds, ' ') ~ '\m(cards?\M|stock\.transfer|agent_request)' THEN
        PERFORM duken.hint(me.company_id);
    END IF;
    IF is_whole AND NOT is_known THEN
        RETURN QUERY SELECT u.id, 'applied', NULL::text FROM unnest(ids) WITH ORDINALITY AS u(id, place) ORDER BY u.place;
        RETURN;
    END IF;
    RETURN QUERY
        SELECT d.id,
            CASE WHEN k.sha256 <> d.hash THEN 'quarantined' WHEN d.is_fresh OR k.state <> 'applied' THEN k.state ELSE 'known' END,
            k.reason
        FROM unnest(ids, hashes, fresh) WITH ORDINALITY AS d(id, hash, is_fresh, place)
        JOIN duken.document AS k ON k.company_id = me.company_id AND k.id = d.id
        ORDER BY d.place;
END $f$;

-- All of it at once; where some of it is here already or anything is wrong with it, one local transaction after the other, each by
-- itself. Answers whether all that is new was applied at once.
CREATE FUNCTION duken.take_all(
    me duken.enrolment, file_id uuid, ids uuid[], transactions uuid[], kinds text[], row_ids uuid[], formats integer[],
    bodies bytea[], hashes bytea[], fresh boolean[]
) RETURNS boolean LANGUAGE plpgsql AS $f$
DECLARE
    part record;
    why text;
    words text;
    missing text;
BEGIN
    IF NOT true = ANY(fresh) THEN
        RETURN true;
    ELSIF NOT false = ANY(fresh) THEN
        BEGIN
            PERFORM duken.take_in(me, file_id, ids, transactions, kinds, row_ids, formats, bodies, hashes);
            RETURN true;
        EXCEPTION WHEN OTHERS THEN
            IF duken.passes(SQLSTATE) THEN
                RAISE;
            END IF;  -- else each by itself says which it was
        END;
    END IF;
    FOR part IN
        SELECT d.tx AS tx, array_agg(d.id ORDER BY d.place) AS ids, array_agg(d.tx ORDER BY d.place) AS txs,
            array_agg(d.kind ORDER BY d.place) AS kinds, array_agg(d.row_id ORDER BY d.place) AS row_ids,
            array_agg(d.format ORDER BY d.place) AS formats, array_agg(d.body ORDER BY d.place) AS bodies,
            array_agg(d.hash ORDER BY d.place) AS hashes
        FROM unnest(ids, transactions, kinds, row_ids, formats, bodies, hashes, fresh)
            WITH ORDINALITY AS d(id, tx, kind, row_id, format, body, hash, is_fresh, place)
        WHERE d.is_fresh GROUP BY d.tx ORDER BY min(d.place)
    LOOP
        BEGIN
            PERFORM duken.take_in(me, file_id, part.ids, part.txs, part.kinds, part.row_ids, part.formats, part.bodies, part.hashes);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS why = RETURNED_SQLSTATE, words = MESSAGE_TEXT, missing = PG_EXCEPTION_DETAIL;
            IF duken.passes(why) THEN
                RAISE;
            END IF;
            IF why = 'DK020' THEN
                INSERT INTO duken.parking VALUES (me.company_id, part.tx, words, missing::uuid);
            END IF;
            INSERT INTO duken.document (
                company_id, id, branch_id, till_id, database_id, transaction_id, kind, row_id, format, body, sha256, state, reason,
                detail, clock_off
            )
            SELECT me.company_id, d.id, me.branch_id, me.till_id, file_id, part.tx, d.kind, d.row_id, d.format, d.body, d.hash,
                CASE why WHEN 'DK020' THEN 'parked' ELSE 'rejected' END, why, left(words, 500), me.clock_off
            FROM unnest(part.ids, part.kinds, part.row_ids, part.formats, part.bodies, part.hashes)
                AS d(id, kind, row_id, format, body, hash);
        END;
    END LOOP;
    RETURN false;
END $f$;

-- What was parked and may go on now, the oldest first; it may be that it lacks something else.
CREATE FUNCTION duken.release(me duken.enrolment) RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
    waits record;
    part record;
    whose duken.enrolment := me;
    why text;
    words text;
    missing text;
BEGIN
    LOOP
        SELECT p.* INTO waits FROM duken.parking AS p
            WHERE p.company_id = me.company_id AND duken.is_there(p.missing_table, p.company_id, p.missing_id)
            ORDER BY p.transaction_id LIMIT 1 FOR UPDATE SKIP LOCKED;
        EXIT WHEN NOT FOUND;
        DELETE FROM duken.parking AS p WHERE p.company_id = me.company_id AND p.transaction_id = waits.transaction_id;
        SELECT array_agg(d.id ORDER BY d.id) AS ids, array_agg(d.kind ORDER BY d.id) AS kinds,
            array_agg(d.body ORDER BY d.id) AS bodies, array_agg(convert_from(d.body, 'UTF8')::jsonb ORDER BY d.id) AS docs,
            min(d.branch_id::text)::uuid AS branch_id, min(d.till_id::text)::uuid AS till_id
            INTO part FROM duken.document AS d
            WHERE d.company_id = me.company_id AND d.transaction_id = waits.transaction_id AND d.state = 'parked';
        whose.branch_id := part.branch_id;
        whose.till_id := part.till_id;
        BEGIN
            PERFORM duken.apply_new(whose, part.ids, part.kinds, part.bodies, part.docs);
            UPDATE duken.document AS d SET state = 'applied', reason = NULL, detail = NULL
                WHERE d.company_id = me.company_id AND d.id = ANY(part.ids);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS why = RETURNED_SQLSTATE, words = MESSAGE_TEXT, missing = PG_EXCEPTION_DETAIL;
            IF duken.passes(why) THEN
                RAISE;
            END IF;
            IF why = 'DK020' THEN
                INSERT INTO duken.parking VALUES (me.company_id, waits.transaction_id, words, missing::uuid);
            ELSE
                UPDATE duken.document AS d SET state = 'rejected', reason = why, detail = left(words, 500)
                    WHERE d.company_id = me.company_id AND d.id = ANY(part.ids);
            END IF;
        END;
    END LOOP;
END $f$;

-- How documents stand that were not applied when they were sent: a till asks for those that it keeps in its list.
CREATE FUNCTION duken.sync_answers(ids uuid[]) RETURNS TABLE (id uuid, outcome text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.must_be_enrolled();
    SELECT d.id, d.state, d.reason FROM duken.document AS d
    WHERE d.company_id = duken.own_company() AND d.id = ANY(sync_answers.ids)
$f$;
