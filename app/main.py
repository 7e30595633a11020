"""The till's window: opens the shop, puts screens and helpers together, and lives until the window is closed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.backup_keeper import BackupKeeper
from app.core.settings.views import Comfort
from app.core.setup.queries import names_here
from app.kernel.log import get_logger
from app.keyring_store import usable_keyring
from app.printing import PrintThread
from app.shop import Shop
from app.wiring import World, open_shop, pin_key
from devices.simulators.drawer import FileDrawer
from devices.simulators.printer import FilePrinter
from devices.simulators.scale import SimulatedScale
from devices.sounds.player import SystemSounder
from ui.bridge.desk import Desk
from ui.bridge.runner import Runner
from ui.bridge.stall_watchdog import StallWatchdog
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import THEMES
from ui.shell.till import Till

log = get_logger("window")


def run_window(path: Path, *, language: str = "", theme: str = "light", percent: int = 100) -> int:
    """Open the shop of that file and its window; answers the exit code. Refused: what `open_shop` refuses."""
    application = QApplication(sys.argv[:1])
    with opened_till(application, path, language=language, theme=theme, percent=percent) as till:
        till.window.showMaximized()
        return int(application.exec())


@contextmanager
def opened_till(
    application: QApplication, path: Path, *, language: str = "", theme: str = "light", percent: int = 100,
    world: World | None = None,
) -> Iterator[Till]:
    """The whole till over a shop's file, with its helpers beside it; all end when it is left. Refused: as `open_shop`."""
    application.setApplicationName("Duken")
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)
    world = world or World(secrets=usable_keyring())
    with open_shop(path, world=world) as shop:
        runner = Runner(shop.submit, shop.readers.ask_later)
        shop.listeners.append(runner.changed.emit)
        runner.crashed.connect(_tell_bug)
        comfort = Comfort(theme=theme, text_percent=percent)
        desk = Desk(runner, shop.place, pin_key=pin_key(world, shop.place.branch_id), comfort=comfort)
        if language:
            desk.speak(language)
        scans = ScanFilter()
        application.installEventFilter(scans)
        branch, name = shop.ask(names_here)
        watchdog = StallWatchdog()
        watchdog.stalled.connect(lambda milliseconds: log.warning("stalled", milliseconds=round(milliseconds)))
        till = Till(desk, shop=branch, till=name, scans=scans)
        till.watchdog = watchdog
        with _beside(shop), _on_the_counter(till):
            try:
                yield till
            finally:
                application.removeEventFilter(scans)
                shop.listeners.remove(runner.changed.emit)


@contextmanager
def _beside(shop: Shop) -> Iterator[None]:
    """What works beside the window: paper (into a folder, until there are devices) and backups."""
    folder = shop.path.with_name(shop.path.name + ".paper")
    printing = PrintThread(shop, FilePrinter(folder), FileDrawer(folder / "drawer.txt"))
    backups = BackupKeeper(shop)
    printing.start()
    backups.start()
    try:
        yield
    finally:
        printing.stop()
        backups.stop()


@contextmanager
def _on_the_counter(till: Till) -> Iterator[None]:
    """The scale (a simulated one, until there are devices) and the sounds."""
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
