"""The declared settings and what each accepts."""

from __future__ import annotations

from typing import Any

from app.kernel.errors import RuleBroken
from app.kernel.settings import PERSON, SECRET, Setting

CASH_STEP = Setting("cash.step_minor", int, 1, accepts=lambda value: 1 <= value <= 100_000)
"""The smallest coin: a cash amount is rounded to it (KZT 500, KGS 100, CHF 5); 1 means no rounding.

A new shop stores the smallest coin of its currency (`payments.rules.smallest_coin`)."""

DENOMINATIONS: Setting[list[int]] = Setting(
    "cash.denominations_minor", list, [], accepts=lambda value: all(type(d) is int and 0 < d <= 10**9 for d in value)
)
"""Coins and notes of the count; empty means those of the currency."""

BLIND_COUNT = Setting("cash.blind_count", bool, True)
"""A cashier counts without seeing what is expected."""

COUNT_BY_PIECES = Setting("cash.count_by_pieces", bool, True)
"""A closing counts notes and coins one kind after another; else the cashier types one sum."""

AUTO_PRINT = Setting("receipt.auto_print", bool, True)
"""Whether a completed sale queues its receipt by itself."""

RECEIPT_COLUMNS = Setting("receipt.columns", int, 42, accepts=lambda value: value in (32, 42, 48))
RECEIPT_HEADER = Setting("receipt.header", str, "", accepts=lambda value: len(value) <= 400)
RECEIPT_FOOTER = Setting("receipt.footer", str, "", accepts=lambda value: len(value) <= 400)

SIGN_IN_NAMES = Setting("staff.sign_in_names", bool, True)
"""Whether names are shown at sign-in; without them a PIN must be unique, and is found by a keyed hash."""

PIN_KEY = Setting("staff.pin_key", str, "", scope=SECRET)
"""The key of that hash."""

BACKUP_FOLDER = Setting("backup.folder", str, "", accepts=lambda value: len(value) <= 400)
"""The second folder, which may be another disk; empty means beside the database."""

SCREEN_THEME = Setting("screen.theme", str, "light", scope=PERSON, accepts=lambda value: value in ("light", "dark"))
SCREEN_TEXT = Setting("screen.text_percent", int, 100, scope=PERSON, accepts=lambda value: value in (100, 125, 150))
SCREEN_LAYOUT = Setting("screen.layout", str, "touch", scope=PERSON, accepts=lambda value: value in ("touch", "keyboard"))
"""Touch has tiles and a keypad beside the cart; keyboard gives that room to the cart and shows the keys."""

SCREEN_SOUNDS = Setting("screen.sounds", bool, True, scope=PERSON)
"""A sound for a right scan and another for a wrong one."""

COMFORT = {
    SCREEN_THEME.key: "theme", SCREEN_TEXT.key: "text_percent", SCREEN_LAYOUT.key: "layout", SCREEN_SOUNDS.key: "sounds",
}
"""What a person chooses for themselves, and its field in `views.Comfort`."""

DECLARED: dict[str, Setting[Any]] = {
    setting.key: setting
    for setting in (
        CASH_STEP, DENOMINATIONS, BLIND_COUNT, COUNT_BY_PIECES, AUTO_PRINT, RECEIPT_COLUMNS, RECEIPT_HEADER, RECEIPT_FOOTER,
        SIGN_IN_NAMES, PIN_KEY, BACKUP_FOLDER, SCREEN_THEME, SCREEN_TEXT, SCREEN_LAYOUT, SCREEN_SOUNDS,
    )
}


def declared(key: str) -> Setting[Any]:
    """The setting of that key. Refused: `settings.unknown`."""
    try:
        return DECLARED[key]
    except KeyError:
        raise RuleBroken("settings.unknown", key=key) from None


def check_value(setting: Setting[Any], value: Any) -> None:
    """Refused: `settings.wrong_value`, when the kind or the range is not what was declared."""
    is_text = isinstance(value, str) and not value.isascii()
    if type(value) is not setting.kind or not setting.accepts(value) or (is_text and _has_half_letters(value)):
        raise RuleBroken("settings.wrong_value", key=setting.key, value=str(value)[:60])


def _has_half_letters(text: str) -> bool:
    """Lone surrogates: what a command line makes of bytes that are no text. No file and no printer takes them."""
    return any("\ud800" <= char <= "\udfff" for char in text)
