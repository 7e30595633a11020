"""While the window is open over the demo shop: a real centre, with the second till, the office and the branch of
the demo beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.demo.centre import a_centre, forget
from app.demo.desks import Desk, no_keyring
from app.demo.folder import BRANCH_FILE, DATABASE, OFFICE_FILE, SECOND_FILE
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.telling import let_in
from app.wiring import open_shop

EVERY_S = 4.0
log = get_logger("demo")


@contextmanager
def live_company(out: Path) -> Iterator[bool]:
    """The demo in this folder tells a centre as long as this lasts, and hears from the others. False: this installation has no
    PostgreSQL, or the demo no second till; then the shop is alone, as before."""
    others = [out / name for name in (SECOND_FILE, OFFICE_FILE, BRANCH_FILE)]
    with ExitStack() as stack:
        try:
            dsn = stack.enter_context(a_centre()) if all(path.exists() for path in others) else None
        except AppError as error:
            log.info("demo_has_no_centre", reason=error.code)
            dsn = None
        if dsn is None:
            yield False
            return
        stack.callback(_alone_again, out / DATABASE)
        desks = []
        for path, kind in zip(others, ("till", "office", "till"), strict=True):
            other = stack.enter_context(open_shop(path))
            other.do(forget)
            desks.append(Desk(path.stem, other, let_in(other, dsn, keyring=no_keyring, kind=kind).address))
        with open_shop(out / DATABASE) as shop:
            shop.do(forget)
            till = Desk("till", shop, let_in(shop, dsn, keyring=no_keyring).address)
            for desk in (till, desks[-1], till):  # what it has answered a return with waits for that return, of the branch
                desk.tell_and_hear()
        over = threading.Event()
        beside = threading.Thread(target=_go_on, args=(desks, over), name="demo-company")
        beside.start()
        try:
            yield True
        finally:
            over.set()
            beside.join()


def _go_on(desks: list[Desk], over: threading.Event) -> None:
    while True:
        for desk in desks:
            desk.tell_and_hear()
        if over.wait(EVERY_S):
            return


def _alone_again(path: Path) -> None:
    with open_shop(path) as shop:
        shop.do(forget)
