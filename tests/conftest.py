"""What every test may ask for: a real shop on a real file, copied from one template, closed when the test ends."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication

from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, issue_gift_card, take_prepayment
from app.kernel.clock import ManualClock
from app.kernel.log import get_logger
from tests.shop_floor import MORNING, ShopFloor, Template, make_template, open_floor

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # windows of tests need no display

FULL_EVERY = 40
"""So many tests share one search through all that lives; what a test leaves behind is mostly young."""
_ended = count(1)


def pytest_sessionstart() -> None:
    """Rubbish is collected between tests and on this thread, as the program does it (`ui/bridge/rubbish.py`); and the log is
    set up, which its first line would do else, in the midst of a test that listens to it."""
    get_logger("tests").debug("begun")
    gc.disable()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """All that the test asked for is closed by now, its threads have ended: what is left of its windows dies here."""
    in_sight = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in in_sight:
        window.hide()  # a program in a later test would wait for it to be closed
    assert not in_sight, "a test closes its windows"
    gc.disable()  # a verb of the command line that ran in this process has turned it on
    if next(_ended) % FULL_EVERY:
        gc.collect(1)
    else:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # what lives through this lives on, and a test that measures a window must not wait for a search through it


NewShopFloor = Callable[[], ShopFloor]


@pytest.fixture
def log_as_it_was() -> Iterator[None]:
    """The log is the program's; a test that configures it gives it back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The shop that all others are copies of; nobody writes into it."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def new_shop(template: Template, tmp_path: Path) -> Iterator[NewShopFloor]:
    """Makes as many fresh shops as a test wants, each on a file of its own; all are closed when the test ends."""
    with ExitStack() as opened:
        made: list[ShopFloor] = []

        def make() -> ShopFloor:
            path = tmp_path / f"shop-{len(made) + 1}" / "duken.db"
            path.parent.mkdir()
            shutil.copy(template.path, path)
            floor = open_floor(path, template, ManualClock(MORNING))
            opened.callback(floor.shop.close)
            made.append(floor)
            return floor

        yield make


@pytest.fixture
def shop(new_shop: NewShopFloor) -> ShopFloor:
    """A shop in the morning: people and goods are there, no shift is open."""
    return new_shop()


@pytest.fixture
def till(shop: ShopFloor) -> ShopFloor:
    """The same with the owner's shift open, and 1,000.00 in the drawer."""
    shop.open_shift(100_000)
    return shop


@pytest.fixture
def paying_customer(till: ShopFloor) -> tuple[UUID, UUID]:
    """A customer who may owe 500.00 and has 100.00 of points and of prepayment, and a gift card of 100.00."""
    customer_id = till.customer(credit_limit_minor=50_000)
    by_card = [Tender("card", 10_000)]
    till.do(grant_points, customer_id=customer_id, amount_minor=10_000, reason="birthday")
    till.do(take_prepayment, customer_id=customer_id, amount_minor=10_000, payments=by_card)
    gift_card_id: UUID = till.do(issue_gift_card, code="GIFT-1", amount_minor=10_000, payments=by_card)
    return customer_id, gift_card_id
