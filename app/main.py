"""The till's window: the sign-in is seen first; store and till come behind it, and all lives until the window is closed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.core.settings.views import Comfort
from app.first_sight import first_sight
from app.kernel.log import get_logger
from app.window import (
    Opened,
    arrived,
    dressed,
    find_key,
    front_of,
    note_stalls,
    set_beside,
    shop_of,
    sight_of,
    whole_till,
    with_sounds,
)
from ui.bridge.rubbish import collected_here
from ui.kit.scan_filter import ScanFilter
from ui.shell.front import Front

if TYPE_CHECKING:
    from app.shop import Shop
    from app.wiring import World
    from ui.shell.till import Till

log = get_logger("window")

REST_S = 0.3
"""A screen that was come back to is painted by then."""
TILL = (
    "ui.shell.till", "ui.shell.lending", "ui.shell.warming", "app.backup_keeper", "app.beside.labels", "app.beside.scale_goods",
)
BESIDE_THE_TILL = (
    "app.printing", "app.telling", "app.beside.devices", "app.beside.paper", "app.beside.scale", "app.beside.card",
    "app.beside.fiscal", "app.beside.scanner", "app.beside.display", "app.beside.trials", "devices.simulators.printer",
    "devices.simulators.drawer", "devices.simulators.scale", "devices.sounds.player", "structlog",
)
"""What the sign-in is seen without, as it is without the store: most of a start. A thread of its own loads it behind that."""


def run_window(
    path: Path, *, language: str = "", theme: str = "light", percent: int = 100,
    seen: Callable[[Front], None] | None = None,
) -> int:
    """Open the shop of that file and its window; answers the exit code. Refused: what `open_shop` refuses.

    `seen` is called when the sign-in has been painted with its people. Where the file can be looked into (`first_sight`), that
    is before the store is open: what is typed meanwhile is not lost.
    """
    application = QApplication(sys.argv[:1])
    with ExitStack() as stack:
        stack.enter_context(collected_here())
        dressed(application, theme, percent)
        sight, shop = first_sight(path), None
        if sight is None:
            shop = stack.enter_context(shop_of(path))
            sight = sight_of(shop)
        comfort = Comfort(theme=theme, text_percent=percent)
        opened = stack.enter_context(front_of(application, sight, language=language, comfort=comfort))
        start = Start(opened, path, shop)
        stack.callback(start.end)
        opened.front.seen.connect(start.begin)
        if seen is not None:
            opened.front.seen.connect(lambda: seen(opened.front))
        opened.front.watch(application)
        opened.front.window.showMaximized()
        code = int(application.exec())
        start.end()
        if start.refusal is not None:
            raise start.refusal
        return code


def warmed(till: Till) -> None:
    """What else is done in the idle moments after a start, at once: for whoever measures what comes later."""
    from ui.shell.warming import Warming

    Warming(till).finish()


def tell_and_end(front_of: Front) -> None:
    """Say on standard output that the sign-in is seen, and end: for whoever measures a start."""
    print("seen", flush=True)
    QApplication.quit()


def show_refusal(sentence: str, *, language: str, theme: str = "light", percent: int = 100) -> None:
    """Say in a window of its own why there is no till, until somebody closes it."""
    from ui.shell.refusal import Refusal

    made = QApplication.instance()
    application = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    dressed(application, theme, percent)
    window = Refusal(sentence, language)
    window.show()
    application.exec()


@contextmanager
def opened_till(
    application: QApplication, path: Path, *, language: str = "", theme: str = "light", percent: int = 100,
    world: World | None = None,
) -> Iterator[Till]:
    """The whole till over a shop's file, with its helpers beside it; all end when it is left. Refused: as `open_shop`."""
    dressed(application, theme, percent)
    comfort = Comfort(theme=theme, text_percent=percent)
    with (
        collected_here(), shop_of(path, world) as shop,
        front_of(application, sight_of(shop), clock=shop.clock, language=language, comfort=comfort) as opened,
        arrived(shop, opened),
    ):
        find_key(opened, shop, world)
        with whole_till(opened, shop) as till, set_beside(shop, till), with_sounds(till):
            note_stalls(till)
            yield till


@contextmanager
def till_over(
    application: QApplication, shop: Shop, *, language: str = "", secret: str | None = None, scans: ScanFilter | None = None,
    comfort: Comfort | None = None,
) -> Iterator[Till]:
    """Screens over a shop that is open already; the demo day and measurements bring their own printer and scanner. `comfort` is
    what whoever has chosen nothing sees."""
    with (
        collected_here(),
        front_of(
            application, sight_of(shop), clock=shop.clock, language=language, comfort=comfort, scans=scans
        ) as opened,
        arrived(shop, opened),
        whole_till(opened, shop) as till,
    ):
        opened.key.set_result(secret)
        note_stalls(till)
        yield till


class Start(QObject):
    """What follows the first sight, step by step on a thread: the shop, the key, the till, and at its side paper and backups.

    `refusal` is why the shop could not be opened; the window has ended then.
    """

    _came = Signal()
    _till_loaded = Signal()
    _rest_loaded = Signal()
    _failed = Signal()

    def __init__(self, opened: Opened, path: Path, shop: Shop | None) -> None:
        super().__init__()
        self.refusal: BaseException | None = None
        self._opened, self._path, self._shop, self._is_ours = opened, path, shop, shop is None
        self._lock = opened.sight.lock
        self._stack = ExitStack()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._load, name="start", daemon=True)
        self._came.connect(self._arrive)
        self._till_loaded.connect(self._make_till)
        self._rest_loaded.connect(self._set_beside)
        self._failed.connect(self._give_up)

    def begin(self) -> None:
        """From now on."""
        self._thread.start()

    def end(self) -> None:
        """Nothing is loaded any more, the till is gone and the shop is closed, also if the window was closed at once."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join()
        self._stack.close()
        if self._shop is not None and self._is_ours:
            self._shop.close()
        self._shop = None
        if self._lock is not None:
            self._lock.release()  # nobody came to open the store

    def _load(self) -> None:
        """On the thread. A refusal ends the window; so does a bug, which is raised again there."""
        try:
            shop = self._shop = self._shop or shop_of(self._path, lock=self._lock)
            self._came.emit()
            for step in self._steps(shop):
                if not self._is_over.is_set():
                    step()
        except BaseException as error:
            self.refusal = error
            self._failed.emit()
        finally:
            if not self._opened.key.done():
                self._opened.key.set_result(None)

    def _steps(self, shop: Shop) -> Iterator[Callable[[], object]]:
        keys, with_names = partial(find_key, self._opened, shop, None), self._opened.sight.door.with_names
        if not with_names:  # only the key tells whose PIN it is
            yield keys
        yield from map(_loading, TILL)
        yield self._till_loaded.emit
        yield self._rest
        if with_names:
            yield keys
        yield from map(_loading, BESIDE_THE_TILL)
        yield self._rest_loaded.emit

    def _rest(self) -> None:
        """Whoever was quicker than the program sees their screen first."""
        self._is_over.wait(REST_S)

    def _give_up(self) -> None:
        QApplication.exit(1)

    def _do(self, act: Callable[[Shop], object]) -> None:
        """On the window's thread, unless it is closed already. A bug ends the window: a sign-in without a till helps nobody."""
        try:
            if self._shop is not None:
                act(self._shop)
        except BaseException as error:
            self.refusal = error
            self._give_up()

    def _arrive(self) -> None:
        self._do(lambda shop: self._stack.enter_context(arrived(shop, self._opened)))

    def _make_till(self) -> None:
        self._do(self._begin_till)

    def _begin_till(self, shop: Shop) -> None:
        self._till = self._stack.enter_context(whole_till(self._opened, shop))

    def _set_beside(self) -> None:
        self._do(self._begin_beside)

    def _begin_beside(self, shop: Shop) -> None:
        from ui.shell.warming import Warming

        note_stalls(self._till)
        self._stack.enter_context(set_beside(shop, self._till))
        self._stack.enter_context(with_sounds(self._till))
        self._warming = Warming(self._till)
        self._warming.start()


def _loading(name: str) -> Callable[[], object]:
    return partial(import_module, name)


