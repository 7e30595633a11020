"""Help: F1 from every screen and back with nothing lost; the list of keys is that of the screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut

from app.backup_keeper import Keeping
from app.core.catalog.commands import add_product
from app.core.settings.views import Comfort
from tests.ui.screens.conftest import Hand
from ui.kit.buttons import Button
from ui.pages.help.keys import EVERYWHERE, GROUPS, HOW

SCREENS = (
    "checkout", "menu", "cash", "x", "close", "closings", "receipts", "return", "parked", "customer", "goods", "set_parts",
    "import", "settings", "shift", "sign_in", "in_doubt", "centre", "stock", "stock_work", "receiving", "counting", "writing_off",
    "sending_back", "ordering", "an_order", "transfers", "a_transfer", "expiring", "bag", "bag_return", "agents", "agents_report",
)
NAMES = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "PgDn", "Return": "Enter"}
"""Enter stands on two keys of a keyboard; who presses either means the same."""
IN_THE_FIELD = {"Ctrl+Z"}
"""The scan line hears it itself, on every layout of letters; test_counter presses it."""


@pytest.fixture(params=["touch", "keyboard"])
def layout(request: pytest.FixtureRequest, hand: Hand) -> str:
    """Both ways to work."""
    hand.desk.settle_in(Comfort(layout=request.param))
    hand.settle()
    return str(request.param)


def told(screen: str, layout: str = "touch") -> set[str]:
    """The keys that help knows at a screen."""
    groups = (group for group in (EVERYWHERE, *GROUPS) if not group.screens or screen in group.screens)
    return {key for group in groups for keys in group.keys if keys.layout in ("", layout) for key in keys.keys}


def as_told(text: str) -> str:
    head, plus, last = text.rpartition("+")
    return head + plus + NAMES.get(last, last)


def real(hand: Hand) -> set[str]:
    """The shortcuts of the screen in front, and what stands on its keys."""
    page, window = hand.screen, hand.till.window
    own = window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
    found = {as_told(each.key().toString()) for each in (*page.findChildren(QShortcut), *own)}
    found |= {button.hint for button in window.findChildren(Button) if button.hint and button.isVisible()}
    return found


def test_every_key_of_a_screen_stands_in_the_help(hand: Hand, layout: str):
    untold = {}
    for screen in SCREENS:
        hand.till.window.open(screen)
        hand.settle()
        untold[screen] = real(hand) - told(screen, layout)
    assert {screen: keys for screen, keys in untold.items() if keys} == {}


def test_the_keys_of_paying_and_of_what_follows_stand_there_too(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.checkout.pay()
    hand.settle()
    assert real(hand) - told("payment") == set()
    hand.payment.take()
    hand.settle()
    assert hand.till.window.name == "paid"
    assert real(hand) - told("paid") == set()


def test_every_function_key_that_help_tells_is_real(hand: Hand, layout: str):
    hand.floor.do(add_product, name="Cup", unit_id=hand.floor.units["pcs"], price_minor=500)  # a ninth, for Alt+9
    unreal = {}
    for screen in ("checkout", "cash", "goods", "customer", "settings", "return", "receipts", "sign_in"):
        hand.till.window.open(screen)
        hand.settle()
        claimed = {key for key in told(screen, layout) - IN_THE_FIELD if key.startswith(("F", "Alt+", "Ctrl+", "Shift+"))}
        unreal[screen] = claimed - real(hand)
    assert {screen: keys for screen, keys in unreal.items() if keys} == {}


def test_help_tells_only_the_keys_of_the_layout_one_works_in(hand: Hand, layout: str):
    hand.press(Qt.Key.Key_F1)
    caps = {cap for section in hand.till.house.help.sections() for cap, _words in section.keys}
    assert caps & {"Ctrl+T", "Alt+1…9"} == ({"Ctrl+T"} if layout == "touch" else {"Alt+1…9"})


def test_no_key_means_two_things_at_one_screen():
    for group in GROUPS:
        keys = [key for each in group.keys for key in each.keys]
        several = {key for key in keys if keys.count(key) > 1}
        assert not {key for key in several if key.startswith("F")}, group.title


def test_f1_opens_help_with_the_keys_of_that_screen_first_and_escape_leads_back(hand: Hand):
    for screen in SCREENS:
        hand.till.window.open(screen)
        hand.settle()
        before = hand.screen
        hand.press(Qt.Key.Key_F1)
        assert hand.till.window.name == "help"
        first = hand.till.house.help.sections()[0]
        groups = [group.title for group in GROUPS if screen in group.screens]
        assert first.title == (groups[0] if groups else EVERYWHERE.title)
        hand.press(Qt.Key.Key_Escape)
        assert hand.till.window.name == screen
        assert hand.screen is before


def test_nothing_that_is_typed_is_lost_by_looking_into_the_help(hand: Hand):
    hand.checkout.scan("111")
    hand.settle()
    hand.keys("mil")
    hand.press(Qt.Key.Key_F1)
    hand.press(Qt.Key.Key_F1)
    assert hand.till.window.name == "checkout"
    assert hand.screen.box.text() == "mil"
    assert hand.screen.box.isVisible()
    hand.keys("k")
    assert hand.screen.box.text() == "milk"
    hand.press(Qt.Key.Key_Return)
    assert {line.name for line in hand.checkout.lines.values()} == {"Bread", "Milk"}


def test_another_language_in_the_help_makes_the_screen_below_anew(hand: Hand):
    hand.till.window.open("cash")
    hand.till.cash.set_amount(500)
    hand.press(Qt.Key.Key_F1)
    hand.till.house.mine.speak("ru")
    hand.settle()
    assert hand.till.window.name == "help"
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "cash"
    assert hand.screen.title == "Наличные"
    assert hand.screen.sum.value() == 500


def test_help_over_settings_over_the_checkout_goes_back_step_by_step(hand: Hand):
    hand.till.window.look_at("settings")
    hand.press(Qt.Key.Key_F1)
    seen = [hand.till.window.name]
    for _step in range(2):
        hand.press(Qt.Key.Key_Escape)
        seen.append(hand.till.window.name)
    assert seen == ["help", "settings", "checkout"]


def test_help_is_searched_and_escape_first_clears_the_search(hand: Hand):
    hand.press(Qt.Key.Key_F1)
    hand.keys("discount")
    sections = hand.till.house.help.sections()
    assert [cap for section in sections for cap, _words in section.keys] == ["F8"]
    assert len(hand.till.house.help.how()) == 1
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "help"
    assert hand.till.house.help.how() == HOW
    hand.keys("zzzz😀")
    assert hand.screen._nothing.isVisible()


def test_under_a_panel_f1_waits(hand: Hand):
    hand.touch(hand.till.window.person)
    hand.press(Qt.Key.Key_F1)
    assert hand.till.window.name == "checkout"


def test_a_scan_in_the_help_sells_nothing_and_is_told(hand: Hand):
    hand.press(Qt.Key.Key_F1)
    hand.scan("111222")
    assert "nothing is sold here" in hand.till.window.banner.text
    assert hand.screen.box.text() == ""


def test_help_is_in_the_menu_and_leads_back_to_it(hand: Hand):
    hand.till.window.open("menu")
    hand.touch(hand.screen.keys["help"])
    assert hand.till.window.name == "help"
    hand.press(Qt.Key.Key_Escape)
    assert hand.till.window.name == "menu"
    assert {"customer", "settings", "help"} <= set(hand.screen.keys)


def test_where_the_shop_lies_is_told_for_whoever_helps(hand: Hand):
    hand.till.house.keeping = Keeping(hand.floor.shop, version="0.test")
    hand.press(Qt.Key.Key_F1)
    story = dict(hand.till.house.help.story())
    assert story["Version"] == "0.test"
    assert story["Database"] == str(hand.floor.path)
    assert story["Last backup"] == "none yet"
    assert str(hand.floor.path) in hand.screen.story.accessibleName()
