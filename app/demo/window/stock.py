"""The manager looks where goods are: levels, the layers behind a figure, movements, documents."""

from __future__ import annotations

from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.demo.goods import GOODS
from app.demo.window.counter import Counter, Key
from app.kernel.i18n import _

NEW_TEA, NEW_COST = 12, 16_200
"""The supplier brings so many packets of tea, dearer than before (tyiyn each)."""


def where_the_goods_are(at: Counter) -> None:
    """Tea has come in at a second cost: two layers stand behind its figure, and the receipts that took of the first."""
    item = StockItem(at.stage.goods["tea"], NEW_TEA * 1000, NEW_TEA * NEW_COST)
    at.in_the_office(receive, by="manager", items=[item], reason="Чай-Компани")
    at.open_menu()
    at.press(Key.Key_F5)
    model = at.till.errands.stock
    at.keys("чай")
    at.hand.until(lambda: model.view.told is not None and model.view.told.name == GOODS["tea"].name, what="the layers of tea")
    told = model.view.told
    assert told is not None
    at.take("stock")
    at.press(Key.Key_F3)
    at.hand.until(lambda: len(model.view.moves) > 1, what="the movements of tea")
    at.take("stock-movements")
    at.press(Key.Key_F3)
    at.press(Key.Key_Return)
    at.press(Key.Key_Return)
    at.hand.until(lambda: bool(model.view.takers), what="who took of the first layer")
    at.take("stock-layer")
    at.press(Key.Key_2, at.alt)
    at.hand.until(lambda: bool(model.view.lines), what="the lines of a document")
    at.take("stock-documents")
    at.stage.tell(
        _("Stock of “{name}”: {quantity} in {count} layers, {cost} altogether."), name=told.name,
        quantity=at.hand.desk.quantity(told.on_hand_milli), count=len(told.places[0].layers),
        cost=at.stage.money(told.cost_minor or 0),
    )
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)
