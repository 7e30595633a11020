"""What a code says of the very piece: a marked one is sold once, and none past its day by mistake. Used inside commands only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.catalog.views import Scanned
from app.core.sales.refunds import NOTHING, already_back
from app.kernel.errors import RuleBroken
from app.kernel.scan import Scan, read_code
from db.models.sales import Sale, SaleLine
from db.prepared import Prepared
from db.uow import Uow

_SOLD = Prepared(
    select(SaleLine.id, SaleLine.quantity_milli, SaleLine.sale_id, Sale.state, Sale.number)
    .join(Sale, Sale.id == SaleLine.sale_id)
    .where(
        SaleLine.mark >= bindparam("piece"), SaleLine.mark < bindparam("behind"), SaleLine.removed.is_(False),
        Sale.state != "void",
    )
)
_BEHIND = "\x1e"
"""Above GS: a piece's number is followed by nothing or by GS, and any other letter makes it the number of another piece."""


def told_of(said: Scan | None) -> tuple[str | None, str | None, date | None]:
    """Marking code, batch and expiry as they stand in a line."""
    return (said.mark or None, said.batch or None, said.expiry) if said is not None else (None, None, None)


def check_code(uow: Uow, sale_id: UUID, hit: Scanned, *, quantity_milli: int | None) -> None:
    """Whether what was scanned may be sold. Refused: as `check_mark`, `sale.marked_once`; asks `sale.expired`."""
    said = hit.said
    if said is None:
        return
    if said.is_marking:
        if quantity_milli not in (None, 1000):
            raise RuleBroken("sale.marked_once", name=hit.sellable.name)
        check_mark(uow, sale_id, said, name=hit.sellable.name)
    if said.expiry is not None and said.expiry < uow.today:
        uow.confirm("sale.expired", name=hit.sellable.name, expired_on=said.expiry)


def check_line(uow: Uow, line: SaleLine) -> None:
    """The same of a line that comes back into its cart. Refused: as `check_mark`."""
    if line.mark is not None:
        check_mark(uow, line.sale_id, read_code(line.mark), name=line.name)


def check_mark(uow: Uow, sale_id: UUID, said: Scan, *, name: str) -> None:
    """This very piece is in no receipt yet, unless it came back. Refused: `sale.mark_in_receipt`, `sale.mark_in_other`,
    `sale.mark_sold`."""
    uow.flush(SaleLine)
    for line_id, sold_milli, in_sale, state, number in _SOLD.rows(uow.driver, piece=said.piece, behind=said.piece + _BEHIND):
        if in_sale == sale_id:
            raise RuleBroken("sale.mark_in_receipt", name=name)
        if state != "completed":
            raise RuleBroken("sale.mark_in_other", name=name)
        if already_back(uow.session, [line_id]).get(line_id, NOTHING).quantity_milli < sold_milli:
            raise RuleBroken("sale.mark_sold", name=name, number=number)
