"""The manager makes a set at the window: a new product, and what is in it by scanner."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.demo.window.counter import Counter, Key
from app.kernel.i18n import _

NAME, PRICE_MINOR = "Набор «К чаю»", 45_000


def a_set_is_made(at: Counter) -> None:
    """Tea and honey sold together; a sale of it takes both out of the stock."""
    at.open_menu()
    at.press(Key.Key_2)
    at.press(Key.Key_Insert)
    at.keys(NAME)
    page, model = at.screen, at.till.errands
    at.hand.touch(page.kind.keys["set"])
    page.price.setFocus()
    at.keys(at.typed(PRICE_MINOR))
    at.take("new-set")
    at.press(Key.Key_Return)
    at.hand.until(lambda: model.goods.view.is_set, what="the set")
    at.press(Key.Key_F4)
    at.hand.until(lambda: model.set_parts.view.is_known, what="what is in the set")
    for key in ("tea", "honey"):
        at.scan(key)
    at.hand.until(lambda: len(model.set_parts.view.parts) == 2, what="the parts of the set")
    at.take("set-parts")
    count = len(model.set_parts.view.parts)
    at.press(Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(model.goods.inside.parts), what="the set with its parts")
    at.take("a-set")
    at.stage.tell(_("A new set, {name}: {count} goods in it, which a sale takes out of the stock."), name=NAME, count=count)
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)
