-- Compare: whether a till and the centre have the same, by table and day, and which rows are not the same. The till says which
-- columns it means, since an older one knows fewer; each is looked up here, so that nothing that it says is run.

-- Every column that may be compared: of the tables of facts and cards, without what only the centre has.
CREATE FUNCTION duken.comparable(said text DEFAULT NULL) RETURNS TABLE (table_name text, column_name text, kind text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT c.relname::text, a.attname::text, t.typname::text
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid JOIN pg_type AS t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'duken'::regnamespace AND (said IS NULL OR c.relname = said) AND c.relkind IN ('r', 'p')
        AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname NOT IN ('company_id', 'ver', 'stated_by')
        AND t.typname IN ('uuid', 'timestamptz', 'date', 'bool', 'int8', 'text', 'bytea')
        AND (EXISTS (SELECT 1 FROM duken.card_kind AS k WHERE k.table_name = c.relname)
            OR EXISTS (SELECT 1 FROM pg_attribute AS s WHERE s.attrelid = c.oid AND s.attname = 'stated_by'))
$f$;

-- A value as both sides write it: ids and bytes hexadecimal, moments microseconds, days YYYY-MM-DD, yes and no 1 and 0.
CREATE FUNCTION duken.as_text(kind text, named text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $f$
    SELECT format(CASE kind
        WHEN 'uuid' THEN 'encode(uuid_send(t.%I), ''hex'')'
        WHEN 'timestamptz' THEN '(extract(epoch FROM t.%I) * 1000000)::bigint::text'
        WHEN 'bool' THEN 't.%I::integer::text'
        WHEN 'bytea' THEN 'encode(t.%I, ''hex'')'
        ELSE 't.%I::text'
    END, named)
$f$;

CREATE FUNCTION duken.kind_of(said text, named text) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    found text := (SELECT c.kind FROM duken.comparable(said) AS c WHERE said IS NOT NULL AND c.column_name = named);
BEGIN
    IF found IS NULL THEN
        RAISE EXCEPTION '%.%', said, named USING ERRCODE = 'DK030';
    END IF;
    RETURN found;
END $f$;

-- The texts of a row's wanted columns, as an array. What a column is filled with where it says nothing is told by the till.
CREATE FUNCTION duken.compared_texts(wanted jsonb) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    made text;
    unknown text;
BEGIN
    SELECT string_agg(
        CASE WHEN c.kind IS NOT NULL
            THEN format('coalesce(%s, %L)', duken.as_text(c.kind, c.column_name), coalesce(w.col->>1, chr(26))) END,
        ', ' ORDER BY w.place
    ), min(w.col->>0) FILTER (WHERE c.kind IS NULL) INTO made, unknown
    FROM jsonb_array_elements(wanted->'columns') WITH ORDINALITY AS w(col, place)
    LEFT JOIN duken.comparable(wanted->>'table') AS c ON c.column_name = w.col->>0;
    IF made IS NULL OR unknown IS NOT NULL THEN
        RAISE EXCEPTION '%.%', wanted->>'table', unknown USING ERRCODE = 'DK030';
    END IF;
    RETURN 'ARRAY[' || made || ']';
END $f$;

-- The rows of a table that this reader may see: `$1` is its company, `$2` its branch, `$3` its till. An office sees the facts of all
-- branches; of journals everybody only its own. Each with its key and its day: `day` is a column, or a column that names a row
-- of another table and a column of that one.
CREATE FUNCTION duken.compared_rows(wanted jsonb, reader text) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    said text := wanted->>'table';
    days jsonb := wanted->'day';
    has_id boolean := EXISTS (SELECT 1 FROM duken.comparable(said) AS c WHERE c.column_name = 'id');
    is_card boolean := EXISTS (SELECT 1 FROM duken.card_kind AS k WHERE k.table_name = said);
    key text := CASE WHEN has_id THEN 'encode(uuid_send(t.id), ''hex'')' ELSE 't.seq::text' END;
    day text := 'NULL::date';
    of_parent text := '';
    scope text := '';
BEGIN
    IF jsonb_array_length(days) = 3 THEN
        PERFORM duken.kind_of(said, days->>0), duken.kind_of(days->>1, 'id');
        of_parent := format(
            ' LEFT JOIN duken.%I AS p ON p.company_id = t.company_id AND p.id = t.%I', days->>1, days->>0
        );
        day := format(CASE duken.kind_of(days->>1, days->>2) WHEN 'date' THEN 'p.%I' ELSE '(p.%I AT TIME ZONE ''UTC'')::date' END,
                      days->>2);
    ELSIF jsonb_array_length(days) = 1 THEN
        day := format(CASE duken.kind_of(said, days->>0) WHEN 'date' THEN 't.%I' ELSE '(t.%I AT TIME ZONE ''UTC'')::date' END,
                      days->>0);
    END IF;
    IF NOT has_id THEN
        scope := ' AND t.till_id = $3';
    ELSIF NOT is_card AND reader <> 'office' THEN
        scope := ' AND EXISTS (SELECT 1 FROM duken.feed AS f WHERE f.company_id = t.company_id AND f.row_id = t.stated_by'
            ' AND f.table_name = ''document'' AND f.branch_id = $2)';
    END IF;
    RETURN format(
        'SELECT t.*, %s AS its_key, %s AS its_day, %s FROM duken.%I AS t%s'
        ' WHERE t.company_id = $1 AND $2 IS NOT NULL AND $3 IS NOT NULL%s',
        key, day, CASE WHEN is_card THEN 't.id AS its_source' ELSE 't.stated_by AS its_source' END, said, of_parent, scope
    );
END $f$;

-- Sixty bits of the SHA-256 of a row's texts; a day's is their sum, whatever their order.
CREATE FUNCTION duken.compared_hash(wanted jsonb) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT format(
        '(''x'' || left(encode(sha256(convert_to(array_to_string(%s, chr(31)), ''UTF8'')), ''hex''), 15))::bit(60)::bigint',
        duken.compared_texts(wanted)
    )
$f$;
-- What this centre can compare: an older till asks for fewer columns, a newer one for no more than these.
CREATE FUNCTION duken.sync_columns() RETURNS TABLE (table_name text, column_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.must_be_enrolled();
    SELECT c.table_name, c.column_name FROM duken.comparable() AS c WHERE duken.own_company() IS NOT NULL
$f$;

-- A till is told what it has just told before anything was counted for the planner: without its figures it would look the feed
-- through once a row, hence no nested loops.

-- Of one table, by day: how many rows, the sums of the wanted columns, and the hash of all of them.
CREATE FUNCTION duken.sync_sums(wanted jsonb, from_day date DEFAULT NULL, to_day date DEFAULT NULL)
RETURNS TABLE (day date, count bigint, sums text[], hash bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET enable_nestloop = off SET work_mem = '64MB' AS $f$
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    added text;
BEGIN
    SELECT string_agg(format('sum(t.%I)::text', s.named), ', ' ORDER BY s.place) INTO added
        FROM jsonb_array_elements_text(wanted->'sums') WITH ORDINALITY AS s(named, place)
        JOIN duken.comparable(wanted->>'table') AS c ON c.column_name = s.named AND c.kind = 'int8';
    RETURN QUERY EXECUTE format(
        'SELECT t.its_day, count(*), ARRAY[%s]::text[], (sum(%s) %% 1152921504606846976)::bigint FROM (%s) AS t'
        ' WHERE t.its_day IS NULL OR (($4 IS NULL OR t.its_day >= $4) AND ($5 IS NULL OR t.its_day <= $5))'
        ' GROUP BY t.its_day ORDER BY t.its_day',
        coalesce(added, ''), duken.compared_hash(wanted), duken.compared_rows(wanted, me.kind)
    ) USING me.company_id, me.branch_id, me.till_id, from_day, to_day;
END $f$;

-- The rows of a table and a day (of no day, where it is null), behind this key: each with its hash, the document that has
-- stated it and its place in the feed; of a card its version, and its last place.
CREATE FUNCTION duken.sync_rows(wanted jsonb, the_day date, after_key text, most integer)
RETURNS TABLE (key text, hash bigint, document_id uuid, ver bigint, xid text, seq bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET enable_nestloop = off SET work_mem = '64MB' AS $f$
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    fed_as text := CASE WHEN EXISTS (SELECT 1 FROM duken.card_kind AS k WHERE k.table_name = wanted->>'table')
        THEN wanted->>'table' ELSE 'document' END;
BEGIN
    RETURN QUERY EXECUTE format(
        'WITH r AS (SELECT t.its_key, %s AS hash, t.its_source, t.ver FROM (%s) AS t'
        ' WHERE t.its_day IS NOT DISTINCT FROM $4 AND ($5 IS NULL OR t.its_key COLLATE "C" > $5)'
        ' ORDER BY t.its_key COLLATE "C" LIMIT $6),'
        ' f AS (SELECT DISTINCT ON (f.row_id) f.row_id, f.xid, f.seq FROM duken.feed AS f'
        '  WHERE f.company_id = $1 AND f.table_name = $7 AND f.row_id IN (SELECT its_source FROM r)'
        '  ORDER BY f.row_id, f.xid DESC, f.seq DESC)'
        ' SELECT r.its_key, r.hash, r.its_source, r.ver, f.xid::text, f.seq FROM r LEFT JOIN f ON f.row_id = r.its_source'
        ' ORDER BY r.its_key COLLATE "C"',
        duken.compared_hash(wanted), duken.compared_rows(wanted, me.kind)
    ) USING me.company_id, me.branch_id, me.till_id, the_day, after_key, least(most, 20000), fed_as;
END $f$;

-- What rows say, column by column: for those that are not the same, of which there are few.
CREATE FUNCTION duken.sync_texts(wanted jsonb, keys text[]) RETURNS TABLE (key text, texts text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' SET enable_nestloop = off SET work_mem = '64MB' AS $f$
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT t.its_key, %s FROM (%s) AS t WHERE t.its_key = ANY($4) LIMIT 1000',
        duken.compared_texts(wanted), duken.compared_rows(wanted, me.kind)
    ) USING me.company_id, me.branch_id, me.till_id, keys;
END $f$;

-- Documents of this till that were rejected, tried once more as if they came now: what kept them out may have been mended. Whole
-- transactions, each by itself; answered as `sync_answers` does.
CREATE FUNCTION duken.sync_try_again(ids uuid[]) RETURNS TABLE (id uuid, outcome text, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    part record;
    why text;
    words text;
    missing text;
BEGIN
    PERFORM duken.take_turn(me.company_id, me.till_id::text);
    FOR part IN
        SELECT d.transaction_id AS tx, min(d.clock_off) AS clock_off, min(d.database_id::text)::uuid AS file_id,
            array_agg(d.id ORDER BY d.id) AS ids,
            array_agg(d.transaction_id) AS txs, array_agg(d.kind ORDER BY d.id) AS kinds,
            array_agg(d.row_id ORDER BY d.id) AS row_ids, array_agg(d.format ORDER BY d.id) AS formats,
            array_agg(d.body ORDER BY d.id) AS bodies, array_agg(d.sha256 ORDER BY d.id) AS hashes
        FROM duken.document AS d
        WHERE d.company_id = me.company_id AND d.till_id = me.till_id AND d.state = 'rejected' AND d.transaction_id IN (
            SELECT k.transaction_id FROM duken.document AS k WHERE k.company_id = me.company_id AND k.id = ANY(sync_try_again.ids)
        )
        GROUP BY d.transaction_id ORDER BY min(d.id::text)
    LOOP
        me.clock_off := part.clock_off;
        BEGIN
            DELETE FROM duken.document AS d WHERE d.company_id = me.company_id AND d.id = ANY(part.ids);
            PERFORM duken.take_in(me, part.file_id, part.ids, part.txs, part.kinds, part.row_ids, part.formats, part.bodies, part.hashes);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS why = RETURNED_SQLSTATE, words = MESSAGE_TEXT, missing = PG_EXCEPTION_DETAIL;
            IF duken.passes(why) THEN
                RAISE;
            END IF;
            UPDATE duken.document AS d SET state = CASE why WHEN 'DK020' THEN 'parked' ELSE 'rejected' END, reason = why,
                detail = left(words, 500) WHERE d.company_id = me.company_id AND d.id = ANY(part.ids);
            IF why = 'DK020' THEN
                INSERT INTO duken.parking VALUES (me.company_id, part.tx, words, missing::uuid) ON CONFLICT DO NOTHING;
            END IF;
        END;
    END LOOP;
    PERFORM duken.release(me);
    PERFORM duken.hint(me.company_id);
    RETURN QUERY SELECT d.id, d.state, d.reason FROM duken.document AS d
        WHERE d.company_id = me.company_id AND d.till_id = me.till_id AND d.id = ANY(sync_try_again.ids);
END $f$;
