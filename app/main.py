"""The till's window: the sign-in is seen first, the rest is loaded behind it, and all lives until the window is closed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.core.settings.views import Comfort
from app.core.setup.queries import names_here
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop import Shop
from app.wiring import REAL_WORLD, World, open_shop, pin_key
from ui.bridge.desk import Desk
from ui.bridge.rubbish import collected_here
from ui.bridge.runner import Runner
from ui.bridge.stall_watchdog import StallWatchdog
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import THEMES
from ui.shell.front import Front

if TYPE_CHECKING:
    from ui.shell.till import Till

log = get_logger("window")

SWITCH_S = 0.001
"""So long a thread that asks or prints may keep Python before the window gets its turn again; five times that is usual, and at
every call into Qt it may have to wait for it."""
LATER = (
    "ui.shell.till", "ui.shell.warming", "app.printing", "app.backup_keeper", "devices.simulators.printer",
    "devices.simulators.scale", "devices.sounds.player", "structlog",
)
"""What the sign-in is seen without: half of a start. It is loaded on a thread of its own as soon as the sign-in stands there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A shop and its front; the till comes later."""

    shop: Shop
    front: Front
    names: tuple[str, str]
    scans: ScanFilter
    key: Future[str | None]


def run_window(
    path: Path, *, language: str = "", theme: str = "light", percent: int = 100,
    seen: Callable[[Front], None] | None = None,
) -> int:
    """Open the shop of that file and its window; answers the exit code. Refused: what `open_shop` refuses.

    `seen` is called when the sign-in has been painted with its people.
    """
    application = QApplication(sys.argv[:1])
    with ExitStack() as stack:
        stack.enter_context(collected_here())
        opened = stack.enter_context(_opened_front(application, path, language, theme, percent, REAL_WORLD))
        rest = Rest(opened, stack)
        stack.callback(rest.wait)
        opened.front.seen.connect(rest.load)
        if seen is not None:
            opened.front.seen.connect(lambda: seen(opened.front))
        opened.front.watch(application)
        opened.front.window.showMaximized()
        return int(application.exec())


def warmed(till: Till) -> None:
    """What else is done in the idle moments after a start, at once: for whoever measures what comes later."""
    from ui.shell.warming import Warming

    Warming(till).finish()


def tell_and_end(_front: Front) -> None:
    """Say on standard output that the sign-in is seen, and end: for whoever measures a start."""
    print("seen", flush=True)
    QApplication.quit()


@contextmanager
def opened_till(
    application: QApplication, path: Path, *, language: str = "", theme: str = "light", percent: int = 100,
    world: World | None = None,
) -> Iterator[Till]:
    """The whole till over a shop's file, with its helpers beside it; all end when it is left. Refused: as `open_shop`."""
    with collected_here(), _opened_front(application, path, language, theme, percent, world or REAL_WORLD) as opened:
        _find_key(opened, world)
        with _whole_till(opened) as till, _beside(opened.shop, till), _on_the_counter(till):
            yield till


@contextmanager
def till_over(
    application: QApplication, shop: Shop, *, language: str = "", secret: str | None = None, scans: ScanFilter | None = None,
    comfort: Comfort | None = None,
) -> Iterator[Till]:
    """Screens over a shop that is open already; the demo day and measurements bring their own printer and scanner. `comfort` is
    what whoever has chosen nothing sees."""
    with collected_here(), _front_over(application, shop, language=language, comfort=comfort, scans=scans) as opened:
        opened.key.set_result(secret)
        with _whole_till(opened) as till:
            yield till


class Rest(QObject):
    """What follows the first sight: the key and modules on a thread, then the till, and at its side paper and backups."""

    _loaded = Signal()

    def __init__(self, opened: Opened, stack: ExitStack) -> None:
        super().__init__()
        self._opened, self._stack = opened, stack
        self._thread = threading.Thread(target=self._load, name="start", daemon=True)
        self._loaded.connect(self._finish)

    def load(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self) -> None:
        """Until nothing is loaded any more: the window was closed at once."""
        if self._thread.is_alive():
            self._thread.join()

    def _load(self) -> None:
        _find_key(self._opened, None)
        for name in LATER:
            import_module(name)
        self._loaded.emit()

    def _finish(self) -> None:
        from ui.shell.warming import Warming

        till = self._stack.enter_context(_whole_till(self._opened))
        self._stack.enter_context(_beside(self._opened.shop, till))
        self._stack.enter_context(_on_the_counter(till))
        self._warming = Warming(till)
        self._warming.start()


@contextmanager
def _whole_till(opened: Opened) -> Iterator[Till]:
    from app.backup_keeper import Keeping
    from ui.shell.till import Till

    front, (branch, name) = opened.front, opened.names
    till = Till(front.desk, shop=branch, till=name, scans=opened.scans, front=front)
    till.house.keeping = Keeping(opened.shop, version=_version())
    till.watchdog = StallWatchdog()
    till.watchdog.stalled.connect(lambda milliseconds: log.warning("stalled", milliseconds=round(milliseconds)))
    try:
        yield till
    finally:
        till.watchdog.rest()


def _find_key(opened: Opened, world: World | None) -> None:
    """The PINs' key, from the system's keyring unless a world is handed in. One that refuses is told: who gives a name signs in
    without it."""
    from app.keyring_store import usable_keyring

    found = None
    try:
        found = pin_key(world or World(secrets=usable_keyring()), opened.shop.place.branch_id)
    except AppError as error:
        opened.front.desk.runner.refused.emit(error)
    finally:
        opened.key.set_result(found)


@contextmanager
def _opened_front(
    application: QApplication, path: Path, language: str, theme: str, percent: int, world: World
) -> Iterator[Opened]:
    application.setApplicationName("Duken")
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)
    comfort = Comfort(theme=theme, text_percent=percent)
    with (
        open_shop(path, world=world) as shop,
        _front_over(application, shop, language=language, comfort=comfort) as opened,
    ):
        yield opened


@contextmanager
def _front_over(
    application: QApplication, shop: Shop, *, language: str = "", comfort: Comfort | None = None, scans: ScanFilter | None = None
) -> Iterator[Opened]:
    runner, key = Runner(shop.submit, shop.readers.ask_later), Future[str | None]()
    news = runner.changed.emit
    shop.listeners.append(news)
    runner.crashed.connect(_tell_bug)
    desk = Desk(runner, shop.place, pin_key=key, comfort=comfort, clock=shop.clock)
    if language:
        desk.speak(language)
    scans = scans or ScanFilter()
    application.installEventFilter(scans)
    branch, name = shop.ask(names_here)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield Opened(shop, Front(desk, shop=branch, till=name, scans=scans), (branch, name), scans, key)
    finally:
        sys.setswitchinterval(usual)
        application.removeEventFilter(scans)
        shop.listeners.remove(news)


@contextmanager
def _beside(shop: Shop, till: Till) -> Iterator[None]:
    """What works beside the window: paper (into a folder, until there are devices) and backups."""
    from app.backup_keeper import BackupKeeper
    from app.printing import PrintThread
    from devices.simulators.drawer import FileDrawer
    from devices.simulators.printer import FilePrinter

    folder = shop.path.with_name(shop.path.name + ".paper")
    printing = PrintThread(shop, FilePrinter(folder), FileDrawer(folder / "drawer.txt"))
    told = till.close
    backups = BackupKeeper(
        shop, on_backup=lambda made: told.backed_up.emit(made.path.name), on_failure=told.backup_failed.emit
    )
    printing.start()
    backups.start()
    try:
        yield
    finally:
        printing.stop()
        backups.stop()


def _version() -> str:
    try:
        return version("duken")
    except PackageNotFoundError:  # run from a folder of sources that nobody installed
        return "—"


@contextmanager
def _on_the_counter(till: Till) -> Iterator[None]:
    """The scale (a simulated one, until there are devices) and the sounds."""
    from devices.simulators.scale import SimulatedScale
    from devices.sounds.player import SystemSounder

    scale, sounder = SimulatedScale(), SystemSounder()
    till.scale.use(scale, pan=scale)
    till.counter.sounds.use(sounder)
    try:
        yield
    finally:
        till.scale.stop()
        sounder.stop()


def _tell_bug(error: BaseException) -> None:
    """What is saved is safe; the log has the rest."""
    log.error("bug", exc_info=(type(error), error, error.__traceback__))
