"""How the companies of a centre stand, for its owner: what was not applied, what is still to be settled, which numbers lack."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sync.centre import Hole
from sync.errors import explained
from sync.keeping import connected

MOST_HOLES = 20
"""So many holes of a company are named."""
_COUNTS = """
    WITH kept AS (
        SELECT company_id, count(*) FILTER (WHERE state = 'rejected') AS rejected,
            count(*) FILTER (WHERE state = 'parked') AS parked
        FROM duken.document WHERE state <> 'applied' GROUP BY company_id
    ), quarantined AS (SELECT company_id, count(*) AS found FROM duken.quarantine GROUP BY company_id
    ), open AS (SELECT company_id, count(*) AS found FROM duken.conflict WHERE settled_at IS NULL GROUP BY company_id
    ), known AS (
        SELECT company_id, count(*) FILTER (WHERE revoked_at IS NULL) AS enrolled FROM duken.enrolment GROUP BY company_id
    )
    SELECT k.company_id, coalesce((SELECT c.name FROM duken.company AS c WHERE c.company_id = k.company_id LIMIT 1), ''),
        k.enrolled, coalesce(d.rejected, 0), coalesce(q.found, 0), coalesce(d.parked, 0), coalesce(o.found, 0)
    FROM known AS k LEFT JOIN kept AS d USING (company_id) LEFT JOIN quarantined AS q USING (company_id)
        LEFT JOIN open AS o USING (company_id) ORDER BY 2, 1
"""
_HOLES = """
    SELECT h.company_id, h.series, h.first_missing, h.last_missing, h.missing FROM (
        SELECT a.*, row_number() OVER (PARTITION BY a.company_id ORDER BY a.series, a.first_missing) AS place,
            sum(a.last_missing - a.first_missing + 1) OVER (PARTITION BY a.company_id)::bigint AS missing FROM duken.hole AS a
    ) AS h WHERE h.place <= %s ORDER BY h.company_id, h.place
"""


@dataclass(frozen=True, slots=True)
class CompanyState:
    """How a company stands at the centre: tills and offices that may speak; documents that were not applied (rejected, set aside
    for another of the same id, parked); fields that two have set differently and nobody has settled; how many numbers lack."""

    id: UUID
    name: str
    """Empty while its card has not come."""
    enrolled: int
    rejected: int
    quarantined: int
    parked: int
    conflicts: int
    missing: int
    holes: tuple[Hole, ...]
    """The first of the numbers that lack."""

    @property
    def is_clean(self) -> bool:
        """Nothing of it waits for anybody."""
        return not (self.rejected or self.quarantined or self.parked or self.conflicts or self.missing)


def companies(dsn: str) -> tuple[CompanyState, ...]:
    """Every company whose tills were ever let in. Refused: what `sync.keeping.connected` and `explained` refuse."""
    with connected(dsn) as connection, explained():
        holes: dict[UUID, list[Hole]] = {}
        missing: dict[UUID, int] = {}
        for company, series, first, last, count in connection.execute(_HOLES, (MOST_HOLES,)).fetchall():
            holes.setdefault(company, []).append(Hole(series, first, last))
            missing[company] = count
        return tuple(
            CompanyState(
                company, name, enrolled, rejected, quarantined, parked, conflicts, missing.get(company, 0),
                tuple(holes.get(company, ())),
            )
            for company, name, enrolled, rejected, quarantined, parked, conflicts in connection.execute(_COUNTS).fetchall()
        )
