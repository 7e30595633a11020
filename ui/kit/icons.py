"""Icons by name in the theme's colours, from Material Design Icons (their font and its list are in the package qtawesome).

The font is used past the package's own code, which loads ten other fonts and a second set of names for all of Qt: a third of
a second, before the first screen is seen.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPainter, QPixmap

from ui.kit.theme import THEME, px

_kept: dict[tuple[str, str, int, str, int], QPixmap] = {}

NAMES = {
    "backspace": "mdi6.backspace-outline", "search": "mdi6.magnify", "close": "mdi6.close", "minus": "mdi6.minus",
    "plus": "mdi6.plus", "check": "mdi6.check", "person": "mdi6.account-outline", "printer": "mdi6.printer-outline",
    "scale": "mdi6.scale", "warning": "mdi6.alert-outline", "info": "mdi6.information-outline",
    "error": "mdi6.alert-circle-outline",
    "cart": "mdi6.cart-outline", "help": "mdi6.help-circle-outline", "menu": "mdi6.menu", "cash": "mdi6.cash-multiple",
    "receipt": "mdi6.receipt-text-outline", "goods": "mdi6.package-variant-closed", "back": "mdi6.arrow-left",
    "delete": "mdi6.trash-can-outline", "sun": "mdi6.white-balance-sunny", "moon": "mdi6.weather-night",
    "lock": "mdi6.lock-outline",
    "pdf": "mdi6.file-pdf-box", "return": "mdi6.keyboard-return", "park": "mdi6.tray-arrow-down", "key": "mdi6.key-outline",
    "settings": "mdi6.cog-outline", "report": "mdi6.chart-box-outline", "people": "mdi6.account-group-outline",
    "leave": "mdi6.logout", "drawer": "mdi6.cash-register",
    "shop": "mdi6.storefront-outline", "look": "mdi6.eye-outline", "restore": "mdi6.backup-restore",
    "file": "mdi6.file-table-outline", "empty": "mdi6.package-variant", "left": "mdi6.chevron-left",
    "right": "mdi6.chevron-right",
    "folder": "mdi6.folder-outline", "save": "mdi6.content-save-outline",
    "arrange": "mdi6.cursor-move", "up": "mdi6.chevron-up", "down": "mdi6.chevron-down", "picture": "mdi6.image-outline",
    "paste": "mdi6.content-paste",
    "archive": "mdi6.archive-outline", "label": "mdi6.tag-outline", "tare": "mdi6.tray-minus",
    "doubt": "mdi6.help-rhombus-outline", "card": "mdi6.credit-card-outline", "fiscal": "mdi6.receipt-text-check-outline",
    "stock": "mdi6.warehouse", "work": "mdi6.forklift", "receive": "mdi6.truck-delivery-outline",
    "write_off": "mdi6.package-variant-remove", "send_back": "mdi6.truck-minus-outline", "transfer": "mdi6.swap-horizontal",
    "order": "mdi6.clipboard-list-outline", "expiry": "mdi6.calendar-clock-outline", "bag": "mdi6.bag-personal-outline",
    "my_bag": "mdi6.shopping-outline",
    "scanner": "mdi6.barcode-scan", "display": "mdi6.monitor-off",
    "centre": "mdi6.cloud-check-outline", "centre_waits": "mdi6.cloud-alert-outline",
    "centre_works": "mdi6.cloud-upload-outline", "sync": "mdi6.cloud-sync-outline", "keypad": "mdi6.dialpad",
}


_SHARE = 0.875
"""How much of a picture's height a letter of the font takes; the rest is the air around it."""


def icon(name: str, ink: str = "text", size: int = 22) -> QPixmap:
    """A picture of `size` pixels at 100 %, in a colour of the tokens."""
    key = (name, ink, px(size), THEME.colours.name, THEME.percent)
    if key not in _kept:
        _kept[key] = _drawn(_letters()[NAMES[name].removeprefix("mdi6.")], getattr(THEME.colours, ink), px(size))
    return _kept[key]


def _drawn(letter: str, shown: str, side: int) -> QPixmap:
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    font = QFont(_family())
    font.setPixelSize(round(_SHARE * side))
    painter = QPainter(picture)
    painter.setPen(QColor(shown))
    painter.setFont(font)
    painter.drawText(QRect(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, letter)
    painter.end()
    return picture


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_file("ttf")))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _letters() -> dict[str, str]:
    """The letter that each icon has in the font."""
    known: dict[str, str] = json.loads(_file("json").read_text(encoding="utf-8"))
    return {name: chr(int(place, 16)) for name, place in known.items()}


def _file(ending: str) -> Path:
    found = find_spec("qtawesome")
    origin = found.origin if found is not None else None
    assert origin is not None, "a requirement of the program"
    return next(Path(origin).parent.glob(f"fonts/materialdesignicons6-*.{ending}"))
