"""The demo day through the real screens, without a display: its pictures, papers and summary. The same day every time."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.beside.devices import Devices
from app.beside.labels import Labels
from app.beside.trials import Trials
from app.core.settings.views import Comfort
from app.demo.centre import the_afternoon
from app.demo.errands import lock_up
from app.demo.folder import LABELS, make_place
from app.demo.opening import FLOAT, prepare_stage
from app.demo.stage import Stage
from app.demo.summary import store_summary, summary_of
from app.demo.window.camera import USUAL, Camera, Sizes
from app.demo.window.counter import Counter
from app.demo.window.customers import open_the_shop, ten_customers
from app.demo.window.errands import close_the_shift, errands
from app.demo.window.hand import Hand, Pace
from app.main import till_over, warmed
from app.printing import PrintThread
from devices.simulators.scale import SimulatedScale
from ui.kit.scan_filter import ScanFilter
from ui.kit.theme import THEME, load_fonts
from ui.kit.tokens import THEMES
from ui.shell.till import Till


def play_window_day(
    out: Path, *, pictures: bool = True, database: Path | None = None, language: str = "ru", theme: str = "light",
    percent: int = 100, sizes: Sequence[tuple[Path, QSize]] = (), yes: Collection[str] = (),
) -> dict[str, Any]:
    """Play the day into the folder `out`, made anew, through a window that nobody sees, and answer its summary.

    With `pictures` each step is photographed, into `out` or into each folder of `sizes`. Without them `blocked_ms_max` is what
    the screens themselves kept the UI thread busy at a stretch (with them it is too, but pictures make a slow machine slower).
    What has no screen yet (points as a gift, the manager's third figure) is done by command between the gestures.

    Refused: as `play_day`. A gesture that leads nowhere ends in an exception.
    """
    started = time.perf_counter()
    application = off_screen()
    path = make_place(out, database)
    stage = prepare_stage(path, out, language=language, yes=yes)
    with stage.shop:
        dress(application, theme=theme, percent=percent)
        with opened_counter(application, stage, _sizes(out, sizes) if pictures else ()) as at:
            open_the_shop(at)
            ten_customers(at)
            errands(at)
            closed = close_the_shift(at)
            watchdog = at.till.watchdog
        stage.papers.collect()
        verdict, backup = lock_up(stage)
        centre = the_afternoon(stage, out)
        summary = summary_of(stage, closed, verdict, backup.path, path) | {"centre": centre}
    summary |= {
        "pictures": [picture.name for picture in at.camera.taken] if pictures else [],
        "screens": sorted({picture.screen for picture in at.camera.taken}),
        "blocked_ms_max": round(watchdog.worst_ms, 1) if watchdog else 0.0,
        "seconds": round(time.perf_counter() - started, 2),
    }
    store_summary(out, summary)
    return summary


def off_screen() -> QApplication:
    """The application of this process, without a display unless there is one already; its caret does not blink."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        found = QApplication(["duken"])
    found.setCursorFlashTime(0)
    return found


def dress(application: QApplication, *, theme: str = "light", percent: int = 100) -> None:
    """Fonts and colours, as `app.main` does it."""
    load_fonts()
    THEME.use(application, colours=THEMES[theme], percent=percent)


@contextmanager
def opened_counter(application: QApplication, stage: Stage, sizes: Sizes = ()) -> Iterator[Counter]:
    """The till over the stage's shop with its printer beside it; somebody is about to sign in, the float lies in the drawer."""
    pace = Pace()
    papers = stage.papers
    printing = PrintThread(stage.shop, papers.printer, papers.drawer, columns=papers.columns, language=stage.language)
    printing.start()
    try:
        scans = ScanFilter(pace)
        worn = Comfort(theme=THEME.colours.name, text_percent=THEME.percent)
        with till_over(application, stage.shop, language=stage.language, scans=scans, comfort=worn) as till:
            scale = SimulatedScale()
            till.scale.use(scale, pan=scale)
            devices = Devices(stage.shop, ())
            till.house.trials = trials = Trials(stage.shop, devices, lambda: None)
            till.labelling.maker = Labels(stage.shop, folder=papers.folder.with_name(LABELS))
            try:
                hand = _seated(till, pace, scans)
                stage.purse.put(FLOAT)
                yield Counter(stage, hand, Camera(hand, sizes))
                till.window.close()
                hand.settle()
            finally:
                trials.stop()
                devices.stop()
                till.scale.stop()
    finally:
        printing.stop()


def _seated(till: Till, pace: Pace, scans: ScanFilter) -> Hand:
    """A hand before the sign-in of a till that has done all it does after a start."""
    till.resuming.leave_out()
    till.house.keeping = None  # where this day's file lies is nobody's business on a picture
    hand = Hand(till, pace, scans)
    till.window.show()
    till.window.activateWindow()
    hand.settle()
    warmed(till)
    if till.watchdog is not None:
        till.watchdog.begin_again()
        till.watchdog.rest()
    return hand


def _sizes(out: Path, sizes: Sequence[tuple[Path, QSize]]) -> Sizes:
    for folder, _size in sizes:
        folder.mkdir(parents=True, exist_ok=True)
    return sizes or ((out, USUAL),)
