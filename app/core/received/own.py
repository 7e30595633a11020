"""What this till itself had told out of a file that is gone: after a backup was brought back it comes from the centre, and meets
receipts that are still open here. Used inside commands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select, update

from db.base import Base
from db.models.company import NumberSeries
from db.models.sales import PendingPayment, Sale, SaleLine
from db.prepared import Prepared
from db.uow import Uow

_sale: Any = Sale.__table__
_line: Any = SaleLine.__table__
_DRAFTS = Prepared(
    select(_sale.c.id).where(_sale.c.id.in_(bindparam("ids", expanding=True)), _sale.c.state != "completed")
)


def complete_drafts(uow: Uow, whole: dict[type[Base], list[dict[str, Any]]]) -> None:
    """Of the sales in `whole`, those that are open receipts here become what was told of them; they are taken out of `whole`, and
    so are their lines. A line that was not sold is a removed one."""
    drafts = {row[0] for row in _DRAFTS.rows(uow.driver, ids=[row["id"] for row in whole[Sale]])}
    if not drafts:
        return
    lines = [row for row in whole[SaleLine] if row["sale_id"] in drafts]
    run = uow.session.execute
    there = set(uow.session.scalars(select(_line.c.id).where(_line.c.sale_id.in_(drafts))))
    sold = {row["id"] for row in lines}
    run(update(_line).where(_line.c.id.in_(there - sold)).values(removed=True))
    for row in lines:
        if row["id"] in there:
            run(update(_line).where(_line.c.id == row["id"]).values(**_told(row)))
    uow.add_many(SaleLine, [row for row in lines if row["id"] not in there])
    run(delete(PendingPayment).where(PendingPayment.sale_id.in_(drafts)))
    for row in whole[Sale]:
        if row["id"] in drafts:
            run(update(_sale).where(_sale.c.id == row["id"]).values(**_told(row)))
    whole[Sale] = [row for row in whole[Sale] if row["id"] not in drafts]
    whole[SaleLine] = [row for row in whole[SaleLine] if row["sale_id"] not in drafts]
    uow.touch("sale")


def count_on(uow: Uow, shifts: list[dict[str, Any]]) -> None:
    """Shifts are numbered without gaps, whichever file the till had: the next one comes behind those that it had told."""
    last = max((row["number"] for row in shifts if row["till_id"] == uow.place.till_id), default=0)
    series = uow.session.get(NumberSeries, (uow.place.till_id, "shift")) if last else None
    if series is not None:
        series.last = max(series.last, last)
        uow.flush()


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "company_id"}
