"""Every screen of the demo day, in two languages, two sizes of text and on two small windows: nothing is cut, too small, nameless
or out of sight."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QWidget,
)

from app.demo.opening import prepare_stage
from app.demo.window.camera import Camera
from app.demo.window.customers import open_the_shop, ten_customers
from app.demo.window.day import dress, opened_counter
from app.demo.window.errands import close_the_shift, errands
from app.demo.window.first_run import steps
from ui.kit.buttons import Button
from ui.kit.chip import Chip
from ui.kit.record_list import RecordList
from ui.kit.rows import RowList
from ui.kit.theme import text_width
from ui.kit.tokens import MEDIUM, SMALL, TARGET
from ui.pages.menu.model import FUNCTIONS, STOCK_WORK, Function
from ui.shell.window import LEAST_SIZE

SCENES = (
    "sign-in", "sign-in-pin", "open-shift", "checkout-empty", "checkout", "payment", "change", "search", "weight", "lend-a-right",
    "discount", "checkout-keyboard", "on-hold", "payment-mixed", "customer", "payment-debt", "unknown-barcode", "new-product",
    "wrong-layout", "paid-by-card", "customer-near-limit", "above-the-limit", "return-find", "return", "return-done", "menu",
    "receipts", "exchange-cart", "exchange", "exchange-done", "cash-out", "drawer", "x-report", "x-report-manager", "goods",
    "price-list-choose", "price-list", "own-screen", "settings-mine", "settings-receipt", "settings-cash", "settings-safety",
    "settings-people", "settings-devices", "help", "count", "comparison-hidden", "comparison", "comparison-agrees", "z-report",
    "forgotten-pin", "counted-again", "closed-shifts", "first-run-welcome", "first-run-shop", "first-run-owner",
    "first-run-goods", "first-run-code", "arranging", "categories", "loose-return", "a-person", "a-new-person",
    "stock-work", "goods-in", "goods-in-done", "counting", "counting-rest", "write-off", "send-back", "ordering",
    "a-transfer", "transfers", "transfer-short", "transfer-difference", "expiring",
    "an-order", "orders", "new-set", "set-parts", "a-set", "labels", "scale-goods", "scale-goods-sent",
    "bag-accept", "bag-sell", "bag-sold", "bag-return", "bag-given-back", "bag-inside", "bag-ask",
    "in-doubt", "centre", "stock", "stock-movements", "stock-layer", "stock-documents",
    "agents-new", "agents-hand-over", "agents-transfers", "agents-answer", "agents-requests", "agents-bag", "agents-till",
    "agents-settlement", "agents-sales", "agents-sale", "agents-payment", "agents-report",
)
LIKE_ANOTHER = ("sign-in-pin", "checkout", "search", "discount", "wrong-layout", "paid-by-card", "return-done", "exchange-done",
                "x-report", "exchange-cart")
"""In the other language these would say what another scene says already."""
USUAL = 1024, 768
PLAYED_IN = {150: "ru", 100: "en"}
"""The language in which the day is played at a size of text. A screen is looked at in the other one too, a panel only in this."""
OTHER = {"ru": "en", "en": "ru"}
Look = tuple[str, int, int]
"""A language, percent of text, the height of the window."""
LOOKS: tuple[Look, ...] = (
    ("ru", 150, USUAL[1]), ("en", 150, USUAL[1]), ("ru", 100, USUAL[1]), ("en", 100, USUAL[1]),
    ("ru", 100, LEAST_SIZE[1]), ("en", 100, LEAST_SIZE[1]),
)
Found = dict[tuple[str, Look], list[str]]
SLACK = 1
"""Pixels: a text may be measured by a fraction wider than it is drawn."""


# --- what is wrong with a window ---


def faults(window: QMainWindow) -> Iterator[str]:
    """Whatever a person could not read, touch, hear the name of, or see."""
    for part in window.findChildren(QWidget):
        if part.isVisible() and part.window() is window:
            for fault in (*is_out_of_sight(part), *is_hard_to_touch(part), *is_cut(part)):
                yield f"{type(part).__name__} {named(part)!r}: {fault}"


def called_alike(keys: list[Button]) -> Iterator[str]:
    """Whoever listens, or is told which key to press, cannot tell two keys of one name apart."""
    names = Counter("".join(filter(str.isalnum, key.accessibleName().casefold())) for key in keys if key.isVisible())
    yield from (f"{count} keys are called {name!r}" for name, count in names.items() if count > 1)


def named(part: QWidget) -> str:
    return (part.text() if isinstance(part, QAbstractButton | QLabel) else "") or part.accessibleName() or part.objectName()


def is_out_of_sight(part: QWidget) -> Iterator[str]:
    over = part.parentWidget()
    if isinstance(part, QAbstractScrollArea) and part.horizontalScrollBar().maximum() > 0:
        yield "scrolls to the side"
    if over is None or part.width() == 0 or part.height() == 0:
        return
    box, room = part.geometry(), over.rect()
    is_scrolled = isinstance(over.parentWidget(), QAbstractScrollArea)
    if box.left() < room.left() or box.right() > room.right():
        yield f"sticks out to the side: {box} of {room}"
    if not is_scrolled and (box.top() < room.top() or box.bottom() > room.bottom()):
        yield f"sticks out above or below: {box} of {room}"


def is_hard_to_touch(part: QWidget) -> Iterator[str]:
    is_pressed = isinstance(part, QAbstractButton)
    if isinstance(part, QHeaderView):
        return
    if is_pressed or isinstance(part, QLineEdit | QComboBox | QAbstractItemView):
        if part.isEnabled() and not (part.accessibleName() or (isinstance(part, QAbstractButton) and part.text())):
            yield "has no name"
        if isinstance(part, Button) and part.isEnabled() and part.accessibleName() == part.picture:
            yield f"is named by its picture, {part.picture}, in no language"
        if part.isEnabled() and not is_inside_field(part) and (part.width() < TARGET or part.height() < TARGET):
            yield f"is only {part.width()} × {part.height()}"
    if isinstance(part, RowList) and part.verticalHeader().defaultSectionSize() < TARGET:
        yield f"has lines of {part.verticalHeader().defaultSectionSize()}"


def is_inside_field(part: QWidget) -> bool:
    """Part of a field, as the line of a box with a list is: the field is what is touched."""
    return isinstance(part.parentWidget(), QComboBox)


def is_cut(part: QWidget) -> Iterator[str]:
    if isinstance(part, Button):
        if not part.is_whole() and not part.toolTip():
            yield f"its words have no room: {part.width()} of {part.least_width()}"
    elif isinstance(part, Chip):
        if text_width(part.text, SMALL, MEDIUM) > part.width() - 2 * SLACK:
            yield f"its words have no room: {part.width()}"
    elif isinstance(part, RecordList):
        for column, box in part.boxes(part.viewport().rect()):
            if text_width(column.title, SMALL, MEDIUM) > box.width() + SLACK:
                yield f"the head {column.title!r} has no room: {box.width()}"
    elif isinstance(part, QLabel) and part.text() and not part.toolTip():
        yield from is_cut_label(part)


def is_cut_label(part: QLabel) -> Iterator[str]:
    metrics, room = QFontMetrics(part.font()), part.contentsRect().width() - 2 * part.margin()
    if part.wordWrap():
        widest = max(metrics.horizontalAdvance(word) for word in part.text().split() or [""])
        if widest > room + SLACK:
            yield f"a word of it has no room: {room} of {widest}"
        if part.heightForWidth(part.width()) > part.height() + SLACK:
            yield f"its lines have no room: {part.height()} of {part.heightForWidth(part.width())}"
    elif (wide := max(metrics.horizontalAdvance(line) for line in part.text().split("\n"))) > room + SLACK:
        yield f"its words have no room: {room} of {wide}"
    elif metrics.ascent() > part.height():
        yield f"it is only {part.height()} high"


# --- the day, looked at instead of photographed ---


class Eye(Camera):
    """Looks at the window where the day would take a picture, in every look that this size of text has."""

    def __init__(self, camera: Camera, found: Found, percent: int) -> None:
        super().__init__(camera._hand, ())
        self._found, self._percent = found, percent

    def take(self, what: str, *, told: bool = False) -> None:
        super().take(what, told=told)
        hand, language = self._hand, self._hand.desk.language
        if not told:
            hand.window.banner.close_it()
        self._look(what)
        if not hand.window.is_asking and what not in LIKE_ANOTHER:  # what lies over a screen is not made anew
            for spoken in (OTHER[language], language):
                hand.desk.speak(spoken)
                hand.settle()
                self._look_aside(what)
                if spoken != language:
                    self._look(what)

    def _look_aside(self, what: str) -> None:
        """What the day does not come to; it goes on where it was."""
        hand = self._hand
        screen: Any = hand.screen
        if what == "checkout-empty":
            hand.touch(screen.goods.arrange)
            self._look("arranging")
            hand.press(Qt.Key.Key_Escape)
            hand.touch(screen.goods.more)
            self._look("categories")
            hand.press(Qt.Key.Key_Escape)
        elif what == "return-find":
            hand.press(Qt.Key.Key_F9)
            self._look("loose-return")
            hand.press(Qt.Key.Key_Escape)
        elif what == "settings-people":
            hand.touch_row(screen.part.list, 2)
            self._look("a-person")
            hand.touch(screen.part.new)
            self._look("a-new-person")

    def _look(self, what: str) -> None:
        hand = self._hand
        for look in LOOKS:
            language, percent, height = look
            if (language, percent) == (hand.desk.language, self._percent):
                resized(hand.window, height)
                hand.settle()
                self._found[what, look] = list(faults(hand.window))
                if hand.window.name == "checkout":
                    self._found[what, look] += called_alike(hand.screen.findChildren(Button))
        resized(hand.window, USUAL[1])
        hand.settle()


def resized(window: QMainWindow, height: int) -> None:
    window.resize(USUAL[0], height)
    QApplication.processEvents()


def played(application: QApplication, place: Path, percent: int) -> Found:
    found: Found = defaultdict(list)
    language = PLAYED_IN[percent]
    stage = prepare_stage(place / "shop.db", place, language=language)
    logging.getLogger("window").setLevel(logging.ERROR)
    with stage.shop:
        dress(application, percent=percent)
        with opened_counter(application, stage) as at:
            resized(at.window, USUAL[1])
            at.camera = Eye(at.camera, found, percent)
            open_the_shop(at)
            ten_customers(at)
            errands(at)
            close_the_shift(at)
    for look in LOOKS:
        if look[1] == percent:
            for step, first in steps(language=look[0]):
                resized(first.window, look[2])
                found[f"first-run-{step}", look] = list(faults(first.window))
    return found


@pytest.fixture(scope="module")
def day(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    found: Found = {}
    for percent in PLAYED_IN:
        found |= played(qapp, tmp_path_factory.mktemp(f"day-{percent}"), percent)
    yield found
    dress(qapp)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("scene", SCENES)
def test_all_of_a_screen_can_be_read_and_touched(day: Found, scene: str, look: Look):
    if (scene, look) in day:  # a panel is only looked at in one language
        assert day[scene, look] == []


def test_every_scene_of_the_day_was_looked_at(day: Found):
    assert {scene for scene, _look in day} == set(SCENES)
    assert all((scene, (PLAYED_IN[percent], percent, 768)) in day for scene in SCENES for percent in PLAYED_IN)


@pytest.mark.parametrize("functions", [FUNCTIONS, STOCK_WORK], ids=["menu", "stock_work"])
def test_the_keys_of_a_menu_are_read_in_order_and_no_two_look_alike(functions: tuple[Function, ...]):
    figures = [function.keys for function in functions if function.keys.isdigit()]
    assert figures == sorted(figures)
    letters = [int(function.keys.removeprefix("F")) for function in functions if not function.keys.isdigit()]
    assert letters == sorted(letters)
    assert len({function.picture for function in functions}) == len({function.keys for function in functions}) == len(functions)
