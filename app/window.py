"""What a till's window is put together from: the front, the shop behind it, the till, and what works beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.core.settings.views import Comfort
from app.first_sight import FirstSight
from app.kernel.clock import Clock, system_clock
from app.kernel.errors import AppError
from app.kernel.log import get_logger
from app.shop_ahead import ShopAhead
from ui.bridge.desk import Desk
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


@dataclass(frozen=True, slots=True)
class Opened:
    """The window with its sign-in, and the shop that is open behind it or will be; the till comes later."""

    ahead: ShopAhead
    front: Front
    sight: FirstSight
    scans: ScanFilter
    key: Future[str | None]


def dressed(application: QApplication, theme: str, percent: int) -> None:
    """The program's name, fonts and colours."""
    application.setApplicationName("Duken")
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)


def shop_of(path: Path, world: World | None = None, lock: ProgramLock | None = None) -> Shop:
    """The shop of that file, in the real world unless another is given. Refused: as `open_shop`."""
    from app.wiring import REAL_WORLD, open_shop

    return open_shop(path, world=world or REAL_WORLD, lock=lock)


def sight_of(shop: Shop) -> FirstSight:
    """The same by the store's own questions, of a shop that is open."""
    from app.core.setup.queries import names_here
    from app.core.staff.queries import door

    name, till = shop.ask(names_here)
    return FirstSight(shop.place, name, till, shop.ask(door, branch_id=shop.place.branch_id))


@contextmanager
def front_of(
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
        _destroy(front.window)
        sys.setswitchinterval(usual)
        application.removeEventFilter(scans)


@contextmanager
def arrived(shop: Shop, opened: Opened) -> Iterator[None]:
    """The shop is there: what waited for it goes on, and its news are heard until this is left."""
    news = opened.front.desk.runner.hear
    shop.listeners.append(news)
    opened.ahead.arrive(shop)
    try:
        yield
    finally:
        shop.listeners.remove(news)


def find_key(opened: Opened, shop: Shop, world: World | None) -> None:
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


@contextmanager
def whole_till(opened: Opened, shop: Shop) -> Iterator[Till]:
    """All screens of the till behind its front, and the watchdog of stalls."""
    from app.backup_keeper import Keeping
    from app.beside.labels import Labels
    from app.beside.scale_goods import ScaleGoodsSender
    from ui.shell.till import Till

    front = opened.front
    till = Till(front)
    till.house.keeping = Keeping(shop, version=_version())
    till.labelling.maker, till.labelling.loader = Labels(shop), ScaleGoodsSender(shop)
    till.watchdog = StallWatchdog()
    try:
        yield till
    finally:
        till.watchdog.rest()


def note_stalls(till: Till) -> None:
    """Into the log, which is loaded by then."""
    assert till.watchdog is not None, "it came with the till"
    till.watchdog.stalled.connect(lambda milliseconds: log.warning("stalled", milliseconds=round(milliseconds)))


@contextmanager
def set_beside(shop: Shop, till: Till) -> Iterator[None]:
    """What works beside the window: the devices that are declared for this till (simulated ones where none is), and backups."""
    from app.backup_keeper import BackupKeeper
    from app.beside.card import CardPart
    from app.beside.devices import Devices
    from app.beside.display import DisplayPart
    from app.beside.fiscal import FiscalPart
    from app.beside.paper import PaperPart
    from app.beside.scale import ScalePart
    from app.beside.scanner import ScannerPart
    from app.beside.trials import Trials
    from app.keyring_store import usable_keyring
    from app.printing import PrintThread
    from app.projecting import ProjectingThread
    from app.telling import Telling

    paper, scale = PaperPart(shop, told=till.states.paper.tell), ScalePart(changed=till.scale.look_anew)
    card, register = CardPart(shop), FiscalPart(shop, secrets=usable_keyring, told=till.states.register.tell)
    scanners, displays = till.states.scanners, till.states.displays
    scanner = ScannerPart(heard=scanners.hear, gone=scanners.tell_gone)
    display = DisplayPart(gone=displays.tell_gone, window=displays.tell_window)
    devices = Devices(shop, (paper, scale, card, register, scanner, display))
    displays.use(display.show)
    till.house.trials = trials = Trials(shop, devices, usable_keyring)
    printing = PrintThread(shop, paper, paper, typeset=paper.typeset, is_ready=paper.is_ready)
    told = till.close
    backups = BackupKeeper(
        shop, on_backup=lambda made: told.backed_up.emit(made.path.name), on_failure=told.backup_failed.emit
    )
    projecting = ProjectingThread(shop)
    printing.start()
    backups.start()
    projecting.start()
    telling = Telling(shop, keyring=usable_keyring, told=till.states.centre.tell)
    till.states.centre.use(telling.hurry, telling.fetch_receipt, telling.claim_bag)
    till.scale.use(scale, pan=scale.pan)
    till.cancel_card = card.cancel
    try:
        yield
    finally:
        telling.stop()
        till.house.trials = None
        trials.stop()
        till.scale.stop()
        till.second_screen.end()
        printing.stop()
        projecting.stop()
        backups.stop()
        devices.stop()


@contextmanager
def with_sounds(till: Till) -> Iterator[None]:
    """What the till says without words."""
    from devices.sounds.player import SystemSounder

    sounder = SystemSounder()
    till.counter.sounds.use(sounder)
    try:
        yield
    finally:
        sounder.stop()


def _destroy(window: QWidget) -> None:
    """Whatever has happened, no window stays that nobody listens to. Python alone would never find it: the connections of its
    signals hold what they call."""
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("duken")
    except PackageNotFoundError:  # run from a folder of sources that nobody installed
        return "—"


def _tell_bug(error: BaseException) -> None:
    """What is saved is safe; the log has the rest."""
    log.error("bug", exc_info=(type(error), error, error.__traceback__))
