"""Short words for the manager's screen of agents: going there, and reading what its lists say."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.ui.screens.conftest import Hand
from ui.kit.pick_list import PickList
from ui.pages.agents.model import AgentsModel
from ui.pages.agents.page import AgentsPage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def at_agents(hand: Hand) -> AgentsPage:
    """By the menu and its key."""
    hand.till.window.open("menu")
    hand.settle()
    hand.press(Key.Key_F8)
    hand.settle()
    page = hand.screen
    assert isinstance(page, AgentsPage)
    return page


def model_of(hand: Hand) -> AgentsModel:
    return hand.till.agents.model


def said(rows: PickList) -> list[str]:
    return [rows.spoken(item).replace("\u00a0", " ") for item in rows.items]


def panel(page: AgentsPage) -> Any:
    """The panel that was opened last, with its fields."""
    assert page.panels.sheet is not None
    return page.panels.sheet


def told(hand: Hand) -> str:
    """The sentence above the screen."""
    return hand.till.window.banner.text.replace("\u00a0", " ") if not hand.till.window.banner.isHidden() else ""


def typed_quantity(hand: Hand, text: str) -> None:
    """F4, and the figure."""
    hand.press(Key.Key_F4)
    hand.keys(text)
    hand.press(Key.Key_Return)
