"""The third part of `duken bench sync`: a new till loads all goods of a large shop; and what its cashier feels while it does."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import make_conninfo

from app.bench.made_up import made_up_goods
from app.bench.screens import OWNER_PIN, REAL_GOODS
from app.bench.screens.shop import goods_to_sell
from app.bench.sync_pull import Listener
from app.bench.till import Spread, TillBench, spread
from app.core.catalog.goods_import import import_goods
from app.core.catalog.queries import search_products
from app.core.received.commands import begin_load
from app.core.received.views import Cursor
from app.core.setup.joining import add_till, let_owner_in
from app.core.staff.commands import recover_owner
from app.kernel.context import By
from app.kernel.tables import TableFile
from app.shop import Shop
from app.wiring import join_shop, open_shop
from sync.centre import Centre
from sync.keeping import enrol
from sync.outbox import connect_to
from sync.pulling import Place, place
from sync.rounds import push_all
from sync.thread import SyncThread

if TYPE_CHECKING:
    from app.bench.screens.hand import Hand
    from app.bench.screens.window import WindowBench

SCANS = 90
SALES = 60
WARM = 10


def first_load(shop: Shop, by: By, dsn: str, centre: Centre, folder: Path, *, goods: int) -> dict[str, Any]:
    """Import a price list of so many goods (the real one where it is there), tell it, and let one more till load it: seconds till
    it has all and finds it. Then that till loads all of it again while somebody sells there."""
    real = goods >= 100_000 and REAL_GOODS.exists()
    source = REAL_GOODS if real else made_up_goods(folder / "goods.tsv", goods)
    import_goods(TableFile(source), shop.submit, by=by, currency=shop.place.currency, demo_prices=1)
    push_all(shop, centre)
    ticket = shop.do(add_till, by=by, name="Third", prefix="C1")
    push_all(shop, centre)
    new = ticket.place
    address = make_conninfo(dsn, user=enrol(dsn, company_id=new.company_id, branch_id=new.branch_id, till_id=new.till_id))
    path = folder / "third.db"
    with join_shop(path, ticket) as joined, closing(Centre(address)) as line:
        joined.do(connect_to, address=address)
        everything = Listener(joined, line).load()
        assert joined.ask(search_products, text=joined.ask(goods_to_sell)[0][1][:8]), "it is found"
        joined.do(recover_owner, code=joined.do(let_owner_in), new_pin=OWNER_PIN)
    return everything | _scans(path) | _completions(path, address)


def _scans(path: Path) -> dict[str, Any]:
    """At the real window, off screen; the program's own thread loads meanwhile."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from app.bench.screens.hand import Hand
    from app.bench.screens.window import WindowBench
    from app.keyring_store import MemoryStore
    from app.main import opened_till, warmed
    from app.wiring import World

    with open_shop(path) as shop:
        goods, where = shop.ask(goods_to_sell), shop.ask(place)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication), "it has windows"
    with opened_till(application, path, language="ru", world=World(secrets=MemoryStore())) as till:
        warmed(till)
        till.window.resize(1366, 768)
        till.window.show()
        till.window.activateWindow()
        hand = Hand(till)
        bench = WindowBench(hand, goods, rounds=SCANS)
        bench.begin(OWNER_PIN)
        quiet = _scanned(hand, bench)
        again = till.desk.runner.queue(begin_load, cursor=_from_the_beginning(where), cards_xid=where.cards_xid)
        hand.until(again.done)
        till.states.centre.hurry()
        took = _scanned(hand, bench)
        is_loading = not _is_loaded(path)
    return {"scan_ms_without_load": spread(quiet), "scan_ms_under_load": spread(took), "loading_while_scanned": is_loading}


def _scanned(hand: Hand, bench: WindowBench) -> list[float]:
    """Carts of ten scans each; milliseconds from the scanner's last key to the painted line, without the first ones."""
    from app.bench.screens.hand import FINGER_MS, Key

    took = []
    for number in range(SCANS + WARM):
        took.append(hand.scan(bench.codes[number % len(bench.codes)]))
        hand.pause(FINGER_MS)
        if number % 10 == 9:
            hand.key(Key.Key_F9)
            hand.until(lambda: not hand.checkout.view.line_count)
            hand.pause(FINGER_MS)
    return took[WARM:]


def _completions(path: Path, address: str) -> dict[str, Any]:
    """Sales of five lines by command, while the program's thread beside loads."""
    with open_shop(path) as shop, closing(Centre(address)) as line:
        _load_again(shop)
        loading = SyncThread(shop, line)
        loading.start()
        took: Spread = TillBench(shop, rounds=SALES).completions(5)
        still = not _is_loaded(path)
        loading.stop()
        return {"complete_ms_under_load": took, "loading_while_completed": still}


def _load_again(shop: Shop) -> None:
    where: Place = shop.ask(place)
    shop.do(begin_load, cursor=_from_the_beginning(where), cards_xid=where.cards_xid)


def _from_the_beginning(where: Place) -> Cursor:
    return Cursor(where.cursor.epoch, 0, 0)


def _is_loaded(path: Path) -> bool:
    with open_shop(path, to_write=False) as shop:
        where: Place = shop.ask(place)
        return where.is_loaded
