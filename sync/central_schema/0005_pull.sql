-- Pull: what others have said, in the order of the feed, below the oldest transaction that is still under way.

-- A page behind (xid, seq). A till gets the cards of its company and the documents of the other tills of its branch, an office the
-- documents of all branches. The last row says how far the page went, also where nothing of it was for this reader: its table is
-- null. A card comes as it stands now, and only at its newest place in the feed.
CREATE FUNCTION duken.sync_pull(after_epoch uuid, after_xid text, after_seq bigint, most integer)
RETURNS TABLE (
    epoch uuid, xid text, seq bigint, table_name text, row_id uuid, ver bigint, till_id uuid, kind text, format integer,
    body bytea, sha256 bytea, fields jsonb
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment;
    here uuid := (SELECT c.epoch FROM duken.centre AS c);
BEGIN
    SELECT * INTO me FROM duken.enrolment AS e WHERE e.role_name = session_user AND e.revoked_at IS NULL;
    IF me IS NULL THEN
        RAISE EXCEPTION 'not enrolled' USING ERRCODE = 'DK001';
    END IF;
    IF after_epoch IS NOT NULL AND after_epoch <> here THEN
        RAISE EXCEPTION 'epoch' USING ERRCODE = 'DK004';
    END IF;
    RETURN QUERY
        WITH page AS (
            SELECT f.* FROM duken.feed AS f
            WHERE f.company_id = me.company_id AND (f.xid, f.seq) > (after_xid::xid8, after_seq)
                AND f.xid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY f.xid, f.seq LIMIT least(most, 5000)
        ), told AS (
            SELECT f.xid, f.seq, f.table_name, f.row_id, f.ver, f.till_id, d.kind, d.format, d.body, d.sha256, NULL::jsonb AS fields
            FROM page AS f JOIN duken.document AS d ON d.company_id = me.company_id AND d.id = f.row_id
            WHERE f.table_name = 'document' AND f.till_id <> me.till_id AND (me.kind = 'office' OR f.branch_id = me.branch_id)
            UNION ALL
            SELECT f.xid, f.seq, f.table_name, f.row_id, f.ver, f.till_id, NULL, NULL, NULL, NULL, c.fields
            FROM page AS f JOIN duken.card AS c
                ON c.company_id = me.company_id AND c.table_name = f.table_name AND c.id = f.row_id AND c.ver = f.ver
            UNION ALL
            (SELECT f.xid, f.seq, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
             FROM page AS f ORDER BY f.xid DESC, f.seq DESC LIMIT 1)
        )
        SELECT here, t.xid::text, t.seq, t.table_name, t.row_id, t.ver, t.till_id, t.kind, t.format, t.body, t.sha256, t.fields
        FROM told AS t ORDER BY t.xid, t.seq, t.table_name NULLS LAST;
END $f$;
