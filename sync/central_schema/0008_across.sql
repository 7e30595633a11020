-- What one branch may know of another: levels of goods and accounts of customers with their age, a receipt, and who has a bag.

-- Who has told all by when: written at the end of a round. A branch is as old as its till that has been silent for longest.
CREATE TABLE duken.last_round (
    company_id uuid NOT NULL,
    till_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (company_id, till_id)
);
SELECT duken.guard('last_round');

-- Who may no longer speak makes nothing older.
CREATE FUNCTION duken.forget_round() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    DELETE FROM duken.last_round AS r WHERE r.company_id = NEW.company_id AND r.till_id = NEW.till_id;
    RETURN NULL;
END $f$;
CREATE TRIGGER forget_round AFTER UPDATE OF revoked_at ON duken.enrolment
    FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION duken.forget_round();

CREATE FUNCTION duken.must_be_enrolled() RETURNS duken.enrolment LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    me duken.enrolment;
BEGIN
    SELECT * INTO me FROM duken.enrolment AS e WHERE e.role_name = session_user AND e.revoked_at IS NULL;
    IF me IS NULL THEN
        RAISE EXCEPTION 'not enrolled' USING ERRCODE = 'DK001';
    END IF;
    RETURN me;
END $f$;

-- A till has told all that it had. Answers how many seconds ago each other branch had: an age, so that nobody's clock matters; and
-- whether who asks hears all branches itself (an office).
CREATE FUNCTION duken.sync_round_over() RETURNS TABLE (branch_id uuid, age_s double precision, hears_all boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
BEGIN
    INSERT INTO duken.last_round AS r (company_id, till_id, branch_id, at)
        VALUES (me.company_id, me.till_id, me.branch_id, clock_timestamp())
        ON CONFLICT (company_id, till_id) DO UPDATE SET at = excluded.at, branch_id = excluded.branch_id;
    RETURN QUERY
        SELECT r.branch_id, greatest(0, extract(epoch FROM clock_timestamp() - min(r.at)))::double precision, me.kind = 'office'
        FROM duken.last_round AS r
        WHERE r.company_id = me.company_id AND r.branch_id <> me.branch_id GROUP BY r.branch_id ORDER BY r.branch_id;
END $f$;

-- Levels. A push only adds what moved to a queue; whoever asks for levels sums it up. So tills that sell the same goods at the same
-- moment never wait for one another's row.
CREATE TABLE duken.level_change (
    company_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    quantity_milli bigint NOT NULL
);
CREATE INDEX ON duken.level_change (company_id);
SELECT duken.guard('level_change');

-- `seq` is given anew whenever a level changes: who has read up to one reads on behind it.
CREATE TABLE duken.level (
    company_id uuid NOT NULL,
    store_id uuid NOT NULL,
    product_id uuid NOT NULL,
    quantity_milli bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (company_id, store_id, product_id)
);
CREATE UNIQUE INDEX ON duken.level (company_id, seq);
CREATE SEQUENCE duken.told_seq;
SELECT duken.guard('level');

CREATE FUNCTION duken.note_levels() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    INSERT INTO duken.level_change (company_id, store_id, product_id, quantity_milli)
        SELECT m.company_id, m.store_id, m.product_id, sum(m.quantity_milli) FROM moved AS m GROUP BY 1, 2, 3;
    RETURN NULL;
END $f$;
CREATE TRIGGER note_levels AFTER INSERT ON duken.stock_movement
    REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION duken.note_levels();
INSERT INTO duken.level_change (company_id, store_id, product_id, quantity_milli)
    SELECT m.company_id, m.store_id, m.product_id, sum(m.quantity_milli) FROM duken.stock_movement AS m GROUP BY 1, 2, 3;

-- One at a time, until its commit: so `seq` grows in the order in which others can see it.
CREATE FUNCTION duken.sum_levels(company uuid) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(company::text, 7305123));
    WITH gone AS (
        DELETE FROM duken.level_change AS c WHERE c.company_id = company RETURNING c.store_id, c.product_id, c.quantity_milli
    )
    INSERT INTO duken.level AS l (company_id, store_id, product_id, quantity_milli, seq)
        SELECT company, g.store_id, g.product_id, sum(g.quantity_milli), nextval('duken.told_seq') FROM gone AS g GROUP BY 2, 3
        ON CONFLICT (company_id, store_id, product_id)
            DO UPDATE SET quantity_milli = l.quantity_milli + excluded.quantity_milli, seq = excluded.seq;
END $f$;

-- Levels of other branches that have changed behind `after`, in pages; bags are no place to send a customer to. The last row says how
-- far the page went (its store is null). Under another epoch than `after_epoch` everything is told from the beginning. An office has
-- the movements themselves.
CREATE FUNCTION duken.sync_levels(after_epoch uuid, after bigint, most integer)
RETURNS TABLE (epoch uuid, seq bigint, store_id uuid, product_id uuid, quantity_milli bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    here uuid := (SELECT c.epoch FROM duken.centre AS c);
    behind bigint := CASE WHEN after_epoch = here THEN after ELSE 0 END;
BEGIN
    PERFORM duken.sum_levels(me.company_id);
    RETURN QUERY
        WITH page AS (
            SELECT l.* FROM duken.level AS l WHERE l.company_id = me.company_id AND l.seq > behind
            ORDER BY l.seq LIMIT least(most, 5000)
        )
        SELECT here, p.seq, s.id, p.product_id, p.quantity_milli FROM page AS p
            JOIN duken.store AS s ON s.company_id = me.company_id AND s.id = p.store_id
            WHERE s.branch_id <> me.branch_id AND s.kind = 'shop' AND me.kind <> 'office'
        UNION ALL
        (SELECT here, p.seq, NULL, NULL, NULL FROM page AS p ORDER BY p.seq DESC LIMIT 1)
        ORDER BY 2, 3 NULLS LAST;
END $f$;
