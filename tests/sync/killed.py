"""A till in a process of its own that sells without end and tells the centre; it is there to be killed.

`python -m tests.sync.killed FILE round|thread`: says the number of each receipt when it is on the disk.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sqlalchemy import select

from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import open_sale, scan
from app.kernel.context import By
from app.kernel.errors import EnvironmentFailed
from app.shop import Shop
from app.wiring import open_shop
from db.models.sales import Sale
from db.models.staff import Person
from db.models.sync import SyncTarget
from db.uow import Uow
from sync.centre import Centre
from sync.pauses import Pace
from sync.rounds import one_round
from sync.thread import SyncThread

QUICK = Pace(usual_s=0.05, gap_s=0.01)


def main(path: Path, way: str) -> None:
    """Until it is killed."""
    with open_shop(path) as shop:
        address = shop.ask(lambda session: session.get_one(SyncTarget, "centre").address)
        owner = By(shop.ask(lambda session: session.scalars(select(Person.id).where(Person.is_owner)).one()))
        if way == "thread":
            SyncThread(shop, Centre(address), pace=QUICK).start()
        while True:
            _sell(shop, owner)
            if way == "round":
                _tell(shop, Centre(address))


def _sell(shop: Shop, owner: By) -> None:
    print(shop.do(_sold, by=owner), flush=True)
    time.sleep(0.005)


def _tell(shop: Shop, centre: Centre) -> None:
    try:
        one_round(shop, centre)
    except EnvironmentFailed:
        pass  # nobody is there: on with selling
    finally:
        centre.close()


def _sold(uow: Uow) -> str:
    sale_id = open_sale(uow)
    scan(uow, sale_id=sale_id, code="111")
    total = uow.row(Sale, sale_id).total_minor
    complete_sale(uow, sale_id=sale_id, payments=[Tender("cash", total)])
    return str(uow.row(Sale, sale_id).number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
