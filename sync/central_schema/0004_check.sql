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

-- Every series begins with 1 and has no gaps, since a number is given in the transaction of its document: what lacks between is
-- a document that has not come, was rejected or is parked. Of each hole its first and last number.
CREATE FUNCTION duken.sync_holes(most integer DEFAULT 200)
RETURNS TABLE (series text, first_missing bigint, last_missing bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
    WITH given AS (
        SELECT (regexp_match(n.number, '^(.*?)([0-9]+)$'))[1] AS series, (regexp_match(n.number, '^(.*?)([0-9]+)$'))[2]::bigint AS at
        FROM duken.numbered AS n WHERE n.company_id = duken.own_company() OR duken.is_keeper()
    ), steps AS (
        SELECT g.series, coalesce(lag(g.at) OVER (PARTITION BY g.series ORDER BY g.at), 0) AS before, g.at FROM given AS g
    )
    SELECT s.series, s.before + 1, s.at - 1 FROM steps AS s WHERE s.at > s.before + 1 ORDER BY 1, 2 LIMIT most
$f$;
