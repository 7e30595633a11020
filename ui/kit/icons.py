"""Icons by name in the theme's colours, from Material Design Icons (the package qtawesome)."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

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
    "centre": "mdi6.cloud-off-outline", "keypad": "mdi6.dialpad",
    "left": "mdi6.chevron-left", "right": "mdi6.chevron-right",
}


def icon(name: str, ink: str = "text", size: int = 22) -> QPixmap:
    """A picture of `size` pixels at 100 %, in a colour of the tokens."""
    import qtawesome  # late: it costs a quarter of a second, and the first screen can be seen before

    key = (name, ink, px(size), THEME.colours.name, THEME.percent)
    if key not in _kept:
        shown = getattr(THEME.colours, ink)
        _kept[key] = qtawesome.icon(NAMES[name], color=shown).pixmap(px(size), px(size))
    return _kept[key]
