"""What every test may ask for: a real shop on a real file, copied from one template, closed when the test ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.kernel.clock import ManualClock
from tests.shop_floor import MORNING, ShopFloor, Template, make_template, open_floor

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000)
settings.load_profile("default")

NewShopFloor = Callable[[], ShopFloor]


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
