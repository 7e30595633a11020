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

-- A till has told all that it had. Answers how many seconds ago each other branch had: an age, so that nobody's clock matters; and
-- whether who asks hears all branches itself (an office).
CREATE FUNCTION duken.sync_round_over() RETURNS TABLE (branch_id uuid, age_s double precision, hears_all boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
BEGIN
    INSERT INTO duken.last_round AS r (company_id, till_id, branch_id, at)
        VALUES (me.company_id, me.till_id, me.branch_id, duken.clock())
        ON CONFLICT (company_id, till_id) DO UPDATE SET at = excluded.at, branch_id = excluded.branch_id;
    RETURN QUERY
        SELECT r.branch_id, greatest(0, extract(epoch FROM duken.clock() - min(r.at)))::double precision, me.kind = 'office'
        FROM duken.last_round AS r
        WHERE r.company_id = me.company_id AND r.branch_id <> me.branch_id GROUP BY r.branch_id ORDER BY r.branch_id;
END $f$;

-- Under which epoch sums are told: under another one everything begins anew.
CREATE FUNCTION duken.told_epoch(company uuid) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $f$
    SELECT duken.epoch_of(company)
$f$;

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
    PERFORM duken.take_turn(company, 'levels');
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
    here uuid := duken.told_epoch(me.company_id);
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

-- Documents that another branch has to hear of, though it is not theirs: what came back of its sale, or of one of which it has taken
-- something back itself; a transfer of goods to it (or
-- from it: the answer). At the end of the push, when all of its rows are there; each goes into the feed once more, for that branch.
CREATE FUNCTION duken.tell_branches(company uuid, stated_by uuid, branches uuid[], also uuid[] DEFAULT '{}') RETURNS void
LANGUAGE sql AS $f$
    INSERT INTO duken.feed (company_id, branch_id, till_id, table_name, row_id, ver)
        SELECT company, b.id, d.till_id, 'document', told.id, 1
        FROM duken.document AS d, (SELECT DISTINCT id FROM unnest(branches) AS id) AS b,
            unnest(also || stated_by) WITH ORDINALITY AS told(id, place)
        WHERE d.company_id = company AND d.id = stated_by AND b.id <> d.branch_id AND told.id IS NOT NULL ORDER BY b.id, told.place
$f$;

CREATE INDEX ON duken.return_line (company_id, return_id);
CREATE INDEX ON duken.return_line (company_id, sale_id);

-- The branches that know of a return: that of the goods, whoever has taken back of the same sale, and who has made it.
CREATE FUNCTION duken.branches_of_return(company uuid, wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $f$
    SELECT ARRAY(
        SELECT s.branch_id FROM duken.return_line AS l JOIN duken.sale AS s ON s.company_id = l.company_id AND s.id = l.sale_id
        WHERE l.company_id = company AND l.return_id = wanted
        UNION  -- and who has taken back of the same sale before
        SELECT o.branch_id FROM duken.return_line AS l
            JOIN duken.return_line AS k ON k.company_id = l.company_id AND k.sale_id = l.sale_id
            JOIN duken.sale_return AS o ON o.company_id = k.company_id AND o.id = k.return_id
        WHERE l.company_id = company AND l.return_id = wanted
        UNION SELECT r.branch_id FROM duken.sale_return AS r WHERE r.company_id = company AND r.id = wanted
    )
$f$;

CREATE FUNCTION duken.tell_of_return() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    PERFORM duken.tell_branches(
        NEW.company_id, NEW.stated_by, duken.branches_of_return(NEW.company_id, NEW.id),
        ARRAY(SELECT h.stated_by FROM duken.shift AS h WHERE h.company_id = NEW.company_id AND h.id = NEW.shift_id)
    );
    -- And the other tills of the branch that has taken it back hear of the sale, without which the return means nothing to them.
    INSERT INTO duken.feed (company_id, branch_id, till_id, table_name, row_id, ver)
        SELECT NEW.company_id, NEW.branch_id, d.till_id, 'document', d.id, 1
        FROM duken.documents_of(NEW.company_id, ARRAY(
            SELECT DISTINCT l.sale_id FROM duken.return_line AS l
                JOIN duken.sale AS s ON s.company_id = l.company_id AND s.id = l.sale_id
            WHERE l.company_id = NEW.company_id AND l.return_id = NEW.id AND s.branch_id <> NEW.branch_id
        )) AS t JOIN duken.document AS d ON d.company_id = NEW.company_id AND d.id = t.id
        WHERE d.branch_id <> NEW.branch_id ORDER BY t.place, d.id;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER tell_of_return AFTER INSERT ON duken.sale_return DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION duken.tell_of_return();

-- What the goods' branch says of a return goes to all that know of it. An office may speak for another branch than its own: its own
-- tills hear what the answer is about.
CREATE INDEX ON duken.return_answer (company_id, return_id);

CREATE FUNCTION duken.tell_of_return_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
    told uuid[] := duken.branches_of_return(NEW.company_id, NEW.return_id);
BEGIN
    PERFORM duken.tell_branches(NEW.company_id, NEW.stated_by, told);
    INSERT INTO duken.feed (company_id, branch_id, till_id, table_name, row_id, ver)
        SELECT NEW.company_id, own.branch_id, d.till_id, 'document', d.id, 1
        FROM duken.document AS own
            CROSS JOIN duken.documents_of(NEW.company_id, ARRAY(
                SELECT DISTINCT l.sale_id FROM duken.return_line AS l
                WHERE l.company_id = NEW.company_id AND l.return_id = NEW.return_id AND l.sale_id IS NOT NULL
            )) AS t JOIN duken.document AS d ON d.company_id = NEW.company_id AND d.id = t.id
        WHERE own.company_id = NEW.company_id AND own.id = NEW.stated_by AND own.branch_id <> ALL(told)
            AND d.branch_id <> own.branch_id ORDER BY t.place, d.id;
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER tell_of_return_answer AFTER INSERT ON duken.return_answer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION duken.tell_of_return_answer();

CREATE FUNCTION duken.tell_of_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    PERFORM duken.tell_branches(NEW.company_id, NEW.stated_by, ARRAY(
        SELECT s.branch_id FROM duken.transfer AS t
            JOIN duken.store AS s ON s.company_id = t.company_id AND s.id IN (t.from_store_id, t.to_store_id)
        WHERE t.company_id = NEW.company_id AND t.id = coalesce(to_jsonb(NEW)->>'transfer_id', NEW.id::text)::uuid
    ));
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER tell_of_transfer AFTER INSERT ON duken.transfer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION duken.tell_of_transfer();
CREATE CONSTRAINT TRIGGER tell_of_answer AFTER INSERT ON duken.transfer_answer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION duken.tell_of_transfer();
CREATE CONSTRAINT TRIGGER tell_of_settlement AFTER INSERT ON duken.transfer_settlement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION duken.tell_of_transfer();

-- A receipt, by its number or id, so that its goods can come back in any branch: the documents of the sale, of what was put right of
-- it and came back of it (with what its branch said of that), of the sales that it was exchanged for or from, and of the shifts in
-- which all that was; parents first.
CREATE INDEX ON duken.sale (company_id, number);
CREATE INDEX ON duken.sale_return (company_id, number);
CREATE INDEX ON duken.tender_correction (company_id, sale_id);
CREATE INDEX ON duken.payment (company_id, document_id) WHERE tender = 'exchange';

CREATE FUNCTION duken.sync_find_receipt(wanted_number text, wanted_id uuid) RETURNS TABLE (
    id uuid, till_id uuid, transaction_id uuid, kind text, about_id uuid, format integer, body bytea, sha256 bytea
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
BEGIN
    RETURN QUERY
        SELECT d.id, d.till_id, d.transaction_id, d.kind, d.row_id, d.format, d.body, d.sha256
        FROM duken.documents_of(me.company_id, ARRAY(
            SELECT s.id FROM duken.sale AS s WHERE s.company_id = me.company_id
                AND (CASE WHEN wanted_id IS NULL THEN s.number = wanted_number ELSE s.id = wanted_id END)
        )) AS t JOIN duken.document AS d ON d.company_id = me.company_id AND d.id = t.id ORDER BY t.place, d.id;
END $f$;

-- The documents of these sales and of what became of them, with the order in which they are to be applied.
CREATE FUNCTION duken.documents_of(company uuid, sales uuid[]) RETURNS TABLE (id uuid, place integer)
LANGUAGE plpgsql STABLE AS $f$
#variable_conflict use_column
DECLARE
    found uuid[] := sales;
    more uuid[] := found;
    back uuid[] := '{}';
BEGIN
    WHILE cardinality(more) > 0 LOOP
        back := ARRAY(SELECT DISTINCT l.return_id FROM duken.return_line AS l
            WHERE l.company_id = company AND l.sale_id = ANY(found)
            UNION SELECT r.id FROM duken.payment AS p
            JOIN duken.sale_return AS r ON r.company_id = p.company_id AND r.number = p.reference
            WHERE p.company_id = company AND p.document_id = ANY(found) AND p.tender = 'exchange');
        more := ARRAY(
            SELECT DISTINCT o.id FROM (
                SELECT l.sale_id AS id FROM duken.return_line AS l WHERE l.company_id = company AND l.return_id = ANY(back)
                UNION
                SELECT r.exchange_sale_id FROM duken.sale_return AS r WHERE r.company_id = company AND r.id = ANY(back)
            ) AS o WHERE o.id IS NOT NULL AND o.id <> ALL(found)
        );
        found := found || more;
    END LOOP;
    RETURN QUERY
        WITH stated AS (
            SELECT s.stated_by, s.shift_id, 2 AS place FROM duken.sale AS s WHERE s.company_id = company AND s.id = ANY(found)
            UNION SELECT r.stated_by, r.shift_id, 3 FROM duken.sale_return AS r WHERE r.company_id = company AND r.id = ANY(back)
            UNION SELECT c.stated_by, c.shift_id, 4 FROM duken.tender_correction AS c
                WHERE c.company_id = company AND c.sale_id = ANY(found)
        ), told AS (
            SELECT g.stated_by, g.place FROM stated AS g
            UNION SELECT a.stated_by, 5 FROM duken.return_answer AS a WHERE a.company_id = company AND a.return_id = ANY(back)
            UNION SELECT h.stated_by, 1 FROM duken.shift AS h
                WHERE h.company_id = company AND h.id IN (SELECT g.shift_id FROM stated AS g)
        )
        SELECT t.stated_by, t.place FROM told AS t;
END $f$;

-- A till is about to sell out of a bag: it gets it if nobody has it, in one step, so that two can never both. Answers whether the bag
-- is that till's now, and by name which till has it; nothing of a bag that is not known here. The till tells the same as a patch.
CREATE FUNCTION duken.sync_take_bag(bag uuid, at timestamptz) RETURNS TABLE (is_mine boolean, till text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    lease duken.card;
    holder uuid;
BEGIN
    IF NOT duken.is_there('agent', me.company_id, bag) THEN
        RETURN;
    END IF;
    INSERT INTO duken.card (company_id, table_name, id, ver, fields, field_ver)
        VALUES (me.company_id, 'bag_lease', bag, 0, '{}', '{}') ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT lease FROM duken.card AS c
        WHERE c.company_id = me.company_id AND c.table_name = 'bag_lease' AND c.id = bag FOR UPDATE;
    holder := (lease.fields->>'till_id')::uuid;
    IF holder IS NULL THEN
        holder := me.till_id;
        PERFORM duken.put_cards('bag_lease', me.company_id, ARRAY[duken.settle_card(me, 'bag_lease', jsonb_build_object(
            'id', bag, 'base_version', lease.ver, 'is_new', true, 'changed_at', duken.clock(),
            'fields', jsonb_build_object(
                'till_id', me.till_id, 'taken_at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
            )
        ), '0')]);
        PERFORM duken.hint(me.company_id);
    END IF;
    RETURN QUERY SELECT holder = me.till_id,
        (SELECT t.name FROM duken.till AS t WHERE t.company_id = me.company_id AND t.id = holder);
END $f$;

-- Accounts of customers (debts, points, prepayments, gift cards) by the branch that has posted: kept as levels are.
CREATE TABLE duken.account_change (
    company_id uuid NOT NULL,
    account text NOT NULL,
    owner_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    amount_minor bigint NOT NULL
);
CREATE INDEX ON duken.account_change (company_id);
SELECT duken.guard('account_change');

CREATE TABLE duken.account_sum (
    company_id uuid NOT NULL,
    account text NOT NULL,
    owner_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (company_id, account, owner_id, branch_id)
);
CREATE UNIQUE INDEX ON duken.account_sum (company_id, seq);
SELECT duken.guard('account_sum');

CREATE FUNCTION duken.note_accounts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
    INSERT INTO duken.account_change (company_id, account, owner_id, branch_id, amount_minor)
        SELECT p.company_id, p.account, p.owner_id, d.branch_id, sum(p.amount_minor) FROM posted AS p
        JOIN duken.document AS d ON d.company_id = p.company_id AND d.id = p.stated_by GROUP BY 1, 2, 3, 4;
    RETURN NULL;
END $f$;
CREATE TRIGGER note_accounts AFTER INSERT ON duken.account_entry
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION duken.note_accounts();
INSERT INTO duken.account_change (company_id, account, owner_id, branch_id, amount_minor)
    SELECT e.company_id, e.account, e.owner_id, d.branch_id, sum(e.amount_minor) FROM duken.account_entry AS e
    JOIN duken.document AS d ON d.company_id = e.company_id AND d.id = e.stated_by GROUP BY 1, 2, 3, 4;

CREATE FUNCTION duken.sum_accounts(company uuid) RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    PERFORM duken.take_turn(company, 'accounts');
    WITH gone AS (
        DELETE FROM duken.account_change AS c WHERE c.company_id = company RETURNING c.account, c.owner_id, c.branch_id, c.amount_minor
    )
    INSERT INTO duken.account_sum AS s (company_id, account, owner_id, branch_id, amount_minor, seq)
        SELECT company, g.account, g.owner_id, g.branch_id, sum(g.amount_minor), nextval('duken.told_seq') FROM gone AS g GROUP BY 2, 3, 4
        ON CONFLICT (company_id, account, owner_id, branch_id)
            DO UPDATE SET amount_minor = s.amount_minor + excluded.amount_minor, seq = excluded.seq;
END $f$;

-- What other branches together have put on each account that one of them has touched behind `after`; pages and epoch as of levels
-- (the last row's account is null). An office has the entries themselves.
CREATE FUNCTION duken.sync_accounts(after_epoch uuid, after bigint, most integer)
RETURNS TABLE (epoch uuid, seq bigint, account text, owner_id uuid, balance_minor bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
#variable_conflict use_column
DECLARE
    me duken.enrolment := duken.must_be_enrolled();
    here uuid := duken.told_epoch(me.company_id);
    behind bigint := CASE WHEN after_epoch = here THEN after ELSE 0 END;
BEGIN
    PERFORM duken.sum_accounts(me.company_id);
    RETURN QUERY
        WITH page AS (
            SELECT s.* FROM duken.account_sum AS s WHERE s.company_id = me.company_id AND s.seq > behind
            ORDER BY s.seq LIMIT least(most, 5000)
        ), touched AS (
            SELECT p.account, p.owner_id, max(p.seq) AS seq FROM page AS p
            WHERE p.branch_id <> me.branch_id AND me.kind <> 'office' GROUP BY p.account, p.owner_id
        )
        SELECT here, t.seq, t.account, t.owner_id, (
            SELECT sum(s.amount_minor)::bigint FROM duken.account_sum AS s WHERE s.company_id = me.company_id
                AND s.account = t.account AND s.owner_id = t.owner_id AND s.branch_id <> me.branch_id
        ) FROM touched AS t
        UNION ALL
        (SELECT here, p.seq, NULL, NULL, NULL FROM page AS p ORDER BY p.seq DESC LIMIT 1)
        ORDER BY 2, 3 NULLS LAST;
END $f$;
