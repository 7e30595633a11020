-- A hint that there is something new: never the truth, which is the feed. It says nothing, may be lost, and may come for nothing.

-- All programs of a company listen on its channel; one transaction is heard once, after its commit, however often it calls this.
CREATE FUNCTION duken.hint(company uuid) RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $f$
    SELECT pg_notify('duken_' || replace(company::text, '-', ''), '')
$f$;
