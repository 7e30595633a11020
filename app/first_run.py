"""The first run as a program: the window that asks, the thread that makes the shop, and the till that opens on it."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QApplication

from app.core.setup.commands import NewShop
from app.core.staff.commands import sign_in
from app.core.staff.queries import people
from app.core.staff.views import PersonView, SignedIn
from app.demo.look_around import demo_shop
from app.demo.opening import OWNER, STAFF
from app.kernel.context import By, Place
from app.kernel.errors import EnvironmentFailed
from app.kernel.i18n import _
from app.kernel.log import get_logger
from app.keyring_store import usable_keyring
from app.main import opened_till
from app.wiring import World, create_shop, restore_shop
from ui.bridge.desk import Desk
from ui.bridge.rubbish import collected_here
from ui.bridge.runner import Runner
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import THEMES
from ui.pages.first_run.model import Begun, FirstRunModel
from ui.shell.first_window import FirstWindow
from ui.shell.till import Till

BEGINS = ("shop.missing", "shop.gone")
"""What `open_shop` says where the first run begins: there is no shop yet, or its file is gone (and the first run says so)."""
_NOBODY = UUID(int=0)
log = get_logger("first_run")


class Workshop:
    """Makes shops at `path`, and the demo shop in a folder beside it; each is closed again, and ready to be opened."""

    def __init__(self, path: Path, *, backup: Path | None = None, world: World | None = None) -> None:
        self._path, self._backup, self._given_world = path, backup, world

    @cached_property
    def _world(self) -> World:
        return self._given_world or World(secrets=usable_keyring())

    def make(self, *, new: NewShop, by: By) -> tuple[Path, str]:
        """A new shop, and its owner's recovery code. Refused: as `create_shop`."""
        shop, code = create_shop(self._path, new, world=self._world, yes=by.confirmed)
        shop.close()
        return self._path, code

    def make_demo(self, *, language: str, by: By) -> Path:
        """The demo shop. Refused: as `demo_shop`."""
        folder = self._path.with_name(f"{self._path.stem}-demo")
        return demo_shop(folder, language=language, now=self._world.clock())

    def bring_back(self, *, source: Path | None, by: By) -> Path:
        """The shop of a backup, of the newest where none is named. Refused: as `restore_shop`."""
        chosen = source or self._backup
        assert chosen is not None, "the newest is offered only where one is known"
        restore_shop(chosen, self._path, world=self._world)
        return self._path


@dataclass
class FirstRun:
    """The window and its model; `begun` is what came of them, None while nothing has (or the window was closed)."""

    window: FirstWindow
    model: FirstRunModel
    begun: Begun | None = None

    def take(self, begun: Begun) -> None:
        """A shop is there to be opened."""
        self.begun = begun


def run_first(path: Path, *, lost: EnvironmentFailed, language: str, theme: str = "light", percent: int = 100) -> int:
    """The first run, and then the till on the shop that came of it; answers the exit code. `lost` is why `path` did not open."""
    made = QApplication.instance()
    application = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Duken")
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)
    with collected_here(), opened_first_run(path, lost=lost, language=language) as first:
        first.model.begun.connect(lambda _begun: application.exit())  # `quit` would ask the window, which stays for its code
        first.window.showMaximized()
        application.exec()
        if first.begun is None:
            return 0
        spoken = first.model.language
        with opened_till(application, first.begun.path, language=spoken, theme=theme, percent=percent) as till:
            till.window.showMaximized()
            first.window.leave()
            settle_in(till, first.begun)
            return int(application.exec())


@contextmanager
def opened_first_run(
    path: Path, *, language: str, lost: EnvironmentFailed | None = None, world: World | None = None
) -> Iterator[FirstRun]:
    """The first run's window, not shown yet; its threads end when it is left."""
    pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="first-run")
    runner = Runner(pool.submit, pool.submit)
    runner.crashed.connect(_tell_bug)
    desk = Desk(runner, _nowhere(language))
    is_gone = lost is not None and lost.code == "shop.gone"
    backup = str(lost.facts.get("backup") or "") if lost is not None and is_gone else ""
    workshop = Workshop(path, backup=Path(backup) if backup else None, world=world)
    zone = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    model = FirstRunModel(desk, workshop, region=_region(), zone=zone, lost=lost if is_gone else None)
    first = FirstRun(FirstWindow(desk, model), model)
    model.begun.connect(first.take)
    try:
        yield first
    finally:
        pool.shutdown(cancel_futures=True)
        first.window.leave()


def settle_in(till: Till, begun: Begun) -> None:
    """The till's first minute: the price list that was chosen comes in, or the demo says who works there."""
    if begun.is_demo:
        words = till.desk.say(_("Demo shop. PINs: {cashier} (cashier), {manager} (manager), {owner} (owner)."))
        known = {key: f"{name.split()[0]} {pin}" for key, (name, pin) in {**STAFF, "owner": OWNER}.items()}
        till.window.say(words.format(**known), actions=((till.desk.say(_("All right")), lambda: None),))
    elif begun.goods is not None:
        till.desk.ask(people, done=lambda found: _bring_goods(till, found, begun.pin, begun.goods))


def _bring_goods(till: Till, found: tuple[PersonView, ...], pin: str, goods: Path | None) -> None:
    """The owner has just chosen this PIN, and need not type it a third time."""
    desk = till.desk

    def look(person: SignedIn) -> None:
        desk.sit_down(person)
        till.window.open("import")
        if goods is not None:
            till.errands.goods_import.look(goods)

    owner_id = next(person.person_id for person in found if person.is_owner)
    desk.run(sign_in, done=look, pin=pin, person_id=owner_id, pin_key=desk.pin_key)


def _nowhere(language: str) -> Place:
    """Where one is before there is a shop."""
    return Place(_NOBODY, _NOBODY, _NOBODY, _NOBODY, _NOBODY, "KGS", "UTC", 0, language, "")


def _region() -> str:
    """What the computer says of its country: `ru_KG.UTF-8`."""
    told = [os.environ.get(name) for name in ("LC_ALL", "LC_MONETARY", "LANG")]
    return next((name for name in told if name), None) or locale.getlocale()[0] or ""


def _tell_bug(error: BaseException) -> None:
    log.error("bug", exc_info=(type(error), error, error.__traceback__))
