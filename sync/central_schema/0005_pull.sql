-- Pull: what others have said, in the order of the feed, below the oldest transaction that is still under way.

-- A page behind (xid, seq). A till gets the cards of its company and the documents of the other tills of its branch, an office the
-- documents of all branches; the journals of others go to offices only. The last row says how far the page went, also where nothing
-- of it was for this reader: its table is null. What another file has told as this same till (before a backup of it was brought
-- back) comes too. A card comes as it stands now, once a page; its places in the feed before `cards_from` are left out, since the
-- first load has brought it. Everything is read along an index: what other branches tell costs a till nothing, and nothing is sorted
-- for one that was away for long (with a bitmap, which a planner without statistics takes, all that it lacks would be, page by page).
CREATE FUNCTION duken.sync_pull(after_epoch uuid, after_xid text, after_seq bigint, most integer, cards_from text DEFAULT '0',
    file_id uuid DEFAULT NULL)
RETURNS TABLE (
    epoch uuid, xid text, seq bigint, table_name text, row_id uuid, ver bigint, till_id uuid, transaction_id uuid, kind text,
    about_id uuid, format integer, body bytea, sha256 bytea, fields jsonb
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    here uuid;
BEGIN
    here := duken.epoch_of(me.company_id);
    -- A cursor is the place of a row, and rows stay: one that is not here was read before this centre was brought back.
    IF after_epoch <> here OR (after_seq > 0 AND NOT EXISTS (
        SELECT 1 FROM duken.feed AS f WHERE f.company_id = me.company_id AND f.xid = after_xid::xid8 AND f.seq = after_seq
    )) THEN
        RAISE EXCEPTION 'epoch' USING ERRCODE = 'DK004';
    END IF;
    RETURN QUERY
        WITH page AS (
            SELECT f.* FROM (
                (SELECT * FROM duken.feed AS a WHERE me.kind = 'office' AND a.company_id = me.company_id
                    AND (a.xid, a.seq) > (after_xid::xid8, after_seq) AND a.xid < pg_snapshot_xmin(pg_current_snapshot())
                 ORDER BY a.xid, a.seq LIMIT least(most, 5000))
                UNION ALL
                (SELECT * FROM duken.feed AS b WHERE me.kind <> 'office' AND b.company_id = me.company_id AND b.branch_id = me.branch_id
                    AND (b.xid, b.seq) > (after_xid::xid8, after_seq) AND b.xid < pg_snapshot_xmin(pg_current_snapshot())
                 ORDER BY b.xid, b.seq LIMIT least(most, 5000))
                UNION ALL
                (SELECT * FROM duken.feed AS n WHERE me.kind <> 'office' AND n.company_id = me.company_id AND n.branch_id IS NULL
                    AND (n.xid, n.seq) > (after_xid::xid8, after_seq) AND n.xid < pg_snapshot_xmin(pg_current_snapshot())
                 ORDER BY n.xid, n.seq LIMIT least(most, 5000))
            ) AS f ORDER BY f.xid, f.seq LIMIT least(most, 5000)
        ), told AS (
            SELECT f.xid, f.seq, f.table_name, f.row_id, f.ver, f.till_id, d.transaction_id, d.kind, d.row_id AS about_id,
                d.format, d.body, d.sha256, NULL::jsonb AS fields
            FROM page AS f JOIN duken.document AS d ON d.company_id = me.company_id AND d.id = f.row_id
            WHERE f.table_name = 'document' AND (f.till_id <> me.till_id OR d.database_id <> file_id)
                AND (me.kind = 'office' OR d.kind <> 'audit')
            UNION ALL
            SELECT f.xid, f.seq, f.table_name, f.row_id, c.ver, f.till_id, NULL, NULL, NULL, NULL, NULL, NULL, c.fields
            FROM (SELECT DISTINCT ON (g.table_name, g.row_id) g.* FROM page AS g
                  WHERE g.table_name <> 'document' AND g.xid >= cards_from::xid8
                  ORDER BY g.table_name, g.row_id, g.xid, g.seq) AS f
            JOIN duken.card AS c ON c.company_id = me.company_id AND c.table_name = f.table_name AND c.id = f.row_id
            UNION ALL
            (SELECT f.xid, f.seq, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
             FROM page AS f ORDER BY f.xid DESC, f.seq DESC LIMIT 1)
        )
        SELECT here, t.xid::text, t.seq, t.table_name, t.row_id, t.ver, t.till_id, t.transaction_id, t.kind, t.about_id, t.format,
            t.body, t.sha256, t.fields
        FROM told AS t ORDER BY t.xid, t.seq, t.table_name NULLS LAST;
END $f$;

-- Where a first load begins: what stands in the feed before this is in the cards that are read from now on.
CREATE FUNCTION duken.sync_mark() RETURNS TABLE (epoch uuid, xid text, cards bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.must_be_enrolled();
    SELECT duken.epoch_of(duken.own_company()), pg_snapshot_xmin(pg_current_snapshot())::text,
        (SELECT count(*) FROM duken.card AS k WHERE k.company_id = duken.own_company())
    WHERE duken.own_company() IS NOT NULL
$f$;

-- The cards of a table as they stand now, by id: the first load of a till that is new, or has been away for long.
CREATE FUNCTION duken.sync_first(wanted text, after_id uuid, most integer) RETURNS TABLE (id uuid, ver bigint, fields jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.must_be_enrolled();
    SELECT c.id, c.ver, c.fields FROM duken.card AS c
    WHERE c.company_id = duken.own_company() AND c.table_name = wanted AND (after_id IS NULL OR c.id > after_id)
    ORDER BY c.id LIMIT least(most, 5000)
$f$;

-- Fields that two have changed, newest first: what was kept, what was lost and by whom. Those that a rule has settled are told too.
CREATE FUNCTION duken.sync_conflicts(most integer DEFAULT 200) RETURNS TABLE (
    id uuid, table_name text, row_id uuid, field text, rule text, kept jsonb, lost jsonb, lost_by uuid, ver bigint, at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.must_be_enrolled();
    SELECT k.id, k.table_name, k.row_id, k.field, k.rule, k.kept, k.lost, k.lost_by, k.ver, k.at FROM duken.conflict AS k
    WHERE k.company_id = duken.own_company() AND k.settled_at IS NULL ORDER BY k.at DESC, k.id LIMIT least(most, 1000)
$f$;
