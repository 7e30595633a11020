"""The till's window: the sign-in is seen first; store and till come behind it, and all lives until the window is closed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.core.settings.views import Comfort
from app.first_sight import FirstSight, first_sight
from app.kernel.clock import Clock, system_clock
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop_ahead import ShopAhead
from ui.bridge.desk import Desk
from ui.bridge.rubbish import collected_here
from ui.bridge.runner import Runner
from ui.bridge.stall_watchdog import StallWatchdog
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import THEMES
from ui.shell.front import Front

if TYPE_CHECKING:
    from app.shop import Shop
    from app.wiring import World
    from db.lock import ProgramLock
    from ui.shell.till import Till

log = get_logger("window")

SWITCH_S = 0.001
"""So long a thread that asks or prints may keep Python before the window gets its turn again; five times that is usual, and at
every call into Qt it may have to wait for it."""
REST_S = 0.3
"""A screen that was come back to is painted by then."""
TILL = ("ui.shell.till", "ui.shell.lending", "ui.shell.warming", "app.backup_keeper")
BESIDE_THE_TILL = (
    "app.printing", "devices.simulators.printer", "devices.simulators.drawer", "devices.simulators.scale",
    "devices.sounds.player", "structlog",
)
"""What the sign-in is seen without, as it is without the store: most of a start. A thread of its own loads it behind that."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The window with its sign-in, and the shop that is open behind it or will be; the till comes later."""

    ahead: ShopAhead
    front: Front
    sight: FirstSight
    scans: ScanFilter
    key: Future[str | None]


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
        _dressed(application, theme, percent)
        sight, shop = first_sight(path), None
        if sight is None:
            shop = stack.enter_context(_shop_of(path))
            sight = _sight_of(shop)
        comfort = Comfort(theme=theme, text_percent=percent)
        opened = stack.enter_context(_front(application, sight, language=language, comfort=comfort))
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
    _dressed(application, theme, percent)
    comfort = Comfort(theme=theme, text_percent=percent)
    with (
        collected_here(), _shop_of(path, world) as shop,
        _front(application, _sight_of(shop), clock=shop.clock, language=language, comfort=comfort) as opened,
        _arrived(shop, opened),
    ):
        _find_key(opened, shop, world)
        with _whole_till(opened, shop) as till, _beside(shop, till), _on_the_counter(till):
            _note_stalls(till)
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
        _front(
            application, _sight_of(shop), clock=shop.clock, language=language, comfort=comfort, scans=scans
        ) as opened,
        _arrived(shop, opened),
        _whole_till(opened, shop) as till,
    ):
        opened.key.set_result(secret)
        _note_stalls(till)
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
            shop = self._shop = self._shop or _shop_of(self._path, lock=self._lock)
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
        find_key, with_names = partial(_find_key, self._opened, shop, None), self._opened.sight.door.with_names
        if not with_names:  # only the key tells whose PIN it is
            yield find_key
        yield from map(_loading, TILL)
        yield self._till_loaded.emit
        yield self._rest
        if with_names:
            yield find_key
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
        self._do(lambda shop: self._stack.enter_context(_arrived(shop, self._opened)))

    def _make_till(self) -> None:
        self._do(self._begin_till)

    def _begin_till(self, shop: Shop) -> None:
        self._till = self._stack.enter_context(_whole_till(self._opened, shop))

    def _set_beside(self) -> None:
        self._do(self._begin_beside)

    def _begin_beside(self, shop: Shop) -> None:
        from ui.shell.warming import Warming

        _note_stalls(self._till)
        self._stack.enter_context(_beside(shop, self._till))
        self._stack.enter_context(_on_the_counter(self._till))
        self._warming = Warming(self._till)
        self._warming.start()


@contextmanager
def _whole_till(opened: Opened, shop: Shop) -> Iterator[Till]:
    from app.backup_keeper import Keeping
    from ui.shell.till import Till

    front = opened.front
    till = Till(front)
    till.house.keeping = Keeping(shop, version=_version())
    till.watchdog = StallWatchdog()
    try:
        yield till
    finally:
        till.watchdog.rest()


def _note_stalls(till: Till) -> None:
    """Into the log, which is loaded by then."""
    assert till.watchdog is not None, "it came with the till"
    till.watchdog.stalled.connect(lambda milliseconds: log.warning("stalled", milliseconds=round(milliseconds)))


def _loading(name: str) -> Callable[[], object]:
    return partial(import_module, name)


def _find_key(opened: Opened, shop: Shop, world: World | None) -> None:
    """The PINs' key, from the system's keyring unless a world is handed in. One that refuses is told: who gives a name signs in
    without it."""
    from app.keyring_store import usable_keyring
    from app.wiring import World, pin_key

    found = None
    try:
        found = pin_key(world or World(secrets=usable_keyring()), shop.place.branch_id)
    except AppError as error:
        opened.front.desk.runner.refused.emit(error)
    finally:
        opened.key.set_result(found)


def _dressed(application: QApplication, theme: str, percent: int) -> None:
    application.setApplicationName("Duken")
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)


def _shop_of(path: Path, world: World | None = None, lock: ProgramLock | None = None) -> Shop:
    from app.wiring import REAL_WORLD, open_shop

    return open_shop(path, world=world or REAL_WORLD, lock=lock)


def _sight_of(shop: Shop) -> FirstSight:
    """The same by the store's own questions, of a shop that is open."""
    from app.core.setup.queries import names_here
    from app.core.staff.queries import door

    name, till = shop.ask(names_here)
    return FirstSight(shop.place, name, till, shop.ask(door, branch_id=shop.place.branch_id))


@contextmanager
def _front(
    application: QApplication, sight: FirstSight, *, clock: Clock = system_clock, language: str = "",
    comfort: Comfort | None = None, scans: ScanFilter | None = None,
) -> Iterator[Opened]:
    """The window with its sign-in, over a shop that is still to arrive."""
    ahead, key = ShopAhead(), Future[str | None]()
    runner = Runner(ahead.submit, ahead.ask_later)
    runner.crashed.connect(_tell_bug)
    desk = Desk(runner, sight.place, pin_key=key, comfort=comfort, clock=clock)
    if language:
        desk.speak(language)
    scans = scans or ScanFilter()
    application.installEventFilter(scans)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    front = Front(desk, shop=sight.shop, till=sight.till, door=sight.door, scans=scans)
    try:
        yield Opened(ahead, front, sight, scans, key)
    finally:
        front.window.hide()  # whatever has happened, no window stays that nobody listens to
        sys.setswitchinterval(usual)
        application.removeEventFilter(scans)


@contextmanager
def _arrived(shop: Shop, opened: Opened) -> Iterator[None]:
    """The shop is there: what waited for it goes on, and its news are heard until this is left."""
    news = opened.front.desk.runner.changed.emit
    shop.listeners.append(news)
    opened.ahead.arrive(shop)
    try:
        yield
    finally:
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
    from importlib.metadata import PackageNotFoundError, version

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
