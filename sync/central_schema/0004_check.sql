-- Check: numbers that a till has given and that have not come, by number.

CREATE VIEW duken.numbered AS
    SELECT company_id, number FROM duken.sale
    UNION ALL SELECT company_id, number FROM duken.sale_return
    UNION ALL SELECT company_id, number FROM duken.tender_correction
    UNION ALL SELECT company_id, number FROM duken.cash_operation
    UNION ALL SELECT company_id, number FROM duken.account_operation
    UNION ALL SELECT company_id, number FROM duken.stock_document
    UNION ALL SELECT company_id, number FROM duken.transfer
    UNION ALL SELECT company_id, number FROM duken.agent_request
    UNION ALL SELECT company_id, number FROM duken.agent_sale
    UNION ALL SELECT company_id, number FROM duken.agent_refund
    UNION ALL SELECT company_id, number FROM duken.agent_payment;

-- Every series of a company begins with 1 and has no gaps, since a number is given in the transaction of its document: what lacks
-- between is a document that has not come, was rejected or is parked. Of each hole its first and last number.
CREATE VIEW duken.hole AS
    SELECT s.company_id, s.series, s.before + 1 AS first_missing, s.at - 1 AS last_missing FROM (
        SELECT g.company_id, g.series, g.at,
            coalesce(lag(g.at) OVER (PARTITION BY g.company_id, g.series ORDER BY g.at), 0) AS before FROM (
            SELECT n.company_id, rtrim(n.number, '0123456789') AS series,
                nullif(substr(n.number, length(rtrim(n.number, '0123456789')) + 1), '')::bigint AS at FROM duken.numbered AS n
        ) AS g
    ) AS s WHERE s.at > s.before + 1;

CREATE FUNCTION duken.sync_holes(most integer DEFAULT 200)
RETURNS TABLE (series text, first_missing bigint, last_missing bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    SELECT CASE WHEN NOT duken.is_keeper() THEN duken.must_be_enrolled() END;
    SELECT h.series, h.first_missing, h.last_missing FROM duken.hole AS h
    WHERE h.company_id = duken.own_company() OR duken.is_keeper() ORDER BY h.series, h.first_missing, h.company_id LIMIT most
$f$;
