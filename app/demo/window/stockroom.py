"""The manager's stock work at the window: a supplier's goods come in by scanner, and one category is counted."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt

from app.core.stock.commands.documents import receive
from app.core.stock.commands.stores import add_store
from app.core.stock.commands.suppliers import add_supplier
from app.core.stock.views import StockItem
from app.demo.goods import GOODS, Good
from app.demo.window.counter import Counter, Key
from app.demo.window.stock import NEW_COST
from app.kernel.i18n import _
from ui.pages.stock_draft.model import StockDraftModel


def goods_come_in(at: Counter) -> None:
    """Milk and rice from the lorry, with their cost, lot and the carriage."""
    supplier_id = at.in_the_office(add_supplier, by="owner", name="ОсОО «Ак-Жалга»")
    at.open_menu()
    at.press(Key.Key_F4)
    at.take("stock-work")
    at.press(Key.Key_1)
    model = at.till.stockroom.receiving
    for good, pieces, cost in (("rice", 20_000, 12_600), ("milk", 24_000, 6100)):
        _one_line(at, model, GOODS[good], pieces, cost)
    model.set_head(supplier_id=supplier_id)
    model.set_head(extra_minor=35_000)
    at.hand.until(lambda: model.view.draft is not None and model.view.draft.extra_minor == 35_000, what="the carriage")
    at.take("goods-in")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(model.view.posted), what="the receipt of goods")
    at.take("goods-in-done")
    at.stage.tell(_("The lorry is here: milk and rice come in by scanner. Document {number}."), number=model.view.posted)
    _back(at)


def tea_is_counted(at: Counter) -> None:
    """One shelf is counted blind; whoever counts is asked about what was not there."""
    at.open_menu()
    at.press(Key.Key_F4)
    at.press(Key.Key_2)
    model = at.till.stockroom.counting
    at.keys(GOODS["tea"].code)
    at.press(Key.Key_Return)
    at.hand.until(lambda: model.view.line is not None, what="the line of the count")
    model.change(quantity_milli=18_000)
    at.hand.until(lambda: model.view.line is not None and model.view.line.quantity_milli == 18_000, what="what was counted")
    at.take("counting")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(model.view.uncounted), what="the question about the rest")
    at.take("counting-rest")
    model.post("leave")
    at.hand.until(lambda: bool(model.view.posted), what="the count")
    at.stage.tell(_("A shelf is counted, and the books are put right. Document {number}."), number=model.view.posted)
    _back(at)


def some_milk_is_broken(at: Counter) -> None:
    """Two packets fell from the shelf; a packet of rice has a hole and goes back to who brought it."""
    at.open_menu()
    at.press(Key.Key_F4)
    at.press(Key.Key_3)
    room = at.till.stockroom
    model = room.writing_off
    at.hand.touch(at.screen.form.cause.keys["broken"])
    at.scan("milk")
    at.hand.until(lambda: model.view.line is not None, what="the line of the write-off")
    at.press(Key.Key_Return)
    at.keys("2")
    at.press(Key.Key_Return)
    at.hand.until(lambda: model.view.line is not None and model.view.line.quantity_milli == 2000, what="two packets")
    at.take("write-off")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(model.view.posted), what="the write-off")
    gone = model.view.posted
    at.press(Key.Key_Escape)
    at.press(Key.Key_4)
    back = room.sending_back
    at.scan("rice")
    at.hand.until(lambda: back.view.line is not None, what="the line of the return")
    back.set_head(supplier_id=back.view.suppliers[0].supplier_id)
    at.hand.until(lambda: back.view.draft is not None and back.view.draft.supplier is not None, what="the supplier")
    at.take("send-back")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(back.view.posted), what="the return to the supplier")
    at.stage.tell(
        _("Two packets of milk are broken and written off ({number}); a bag of rice with a hole goes back ({back})."),
        number=gone, back=back.view.posted,
    )
    _back(at)


def tea_is_ordered(at: Counter) -> None:
    """There should be thirty packets of tea at least: it is ordered, and the order waits for the lorry."""
    at.open_menu()
    at.press(Key.Key_F4)
    at.press(Key.Key_6)
    room = at.till.stockroom
    model = room.ordering
    at.scan("tea")
    at.hand.until(lambda: model.view.need is not None, what="tea")
    at.press(Key.Key_Return)
    for figure in ("30", "60"):
        at.keys(figure)
        at.press(Key.Key_Return)
    at.hand.until(lambda: bool(model.view.low), what="what runs low")
    at.take("ordering")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    order = room.an_order
    at.hand.until(lambda: order.view.line is not None, what="the order")
    order.set_head(supplier_id=order.view.suppliers[0].supplier_id)
    order.change(cost_minor=NEW_COST)
    at.hand.until(lambda: order.view.line is not None and order.view.line.cost_minor == NEW_COST, what="its cost")
    at.take("an-order")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(order.view.posted), what="the order's number")
    at.press(Key.Key_Escape)
    at.press(Key.Key_2, at.alt)
    at.hand.until(lambda: model.view.order is not None, what="the order in the list")
    at.take("orders")
    at.stage.tell(_("Tea runs low and is ordered: {number}."), number=order.view.posted)
    at.press(Key.Key_1, at.alt)
    _back(at)


def rice_goes_to_the_cellar(at: Counter) -> None:
    """Ten bags of rice are sent to a store that is new; nine have arrived, and one is looked for until it is found."""
    at.in_the_office(add_store, by="owner", name="Подвал")
    at.open_menu()
    at.press(Key.Key_F4)
    at.press(Key.Key_5)
    at.press(Key.Key_Insert)
    room = at.till.stockroom
    draft, model = room.a_transfer, room.transfers
    at.scan("rice")
    at.hand.until(lambda: draft.view.line is not None, what="the rice")
    draft.set_head(to_store_id=next(each.store_id for each in draft.view.targets if each.name == "Подвал"))
    draft.change(quantity_milli=10_000)
    at.hand.until(
        lambda: draft.view.draft is not None and draft.view.draft.to_store_id is not None and _is(draft, 10_000), what="its place"
    )
    at.take("a-transfer")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(draft.view.posted), what="the transfer")
    at.press(Key.Key_Escape)
    at.hand.until(lambda: model.view.can_answer, what="the transfer in the list")
    at.press(Key.Key_Return)
    at.keys("9")
    at.take("transfers")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: model.view.is_short, what="the question about the rest")
    at.take("transfer-short")
    at.hand.touch(at.screen.look)
    at.press(Key.Key_2, at.alt)
    at.hand.until(lambda: model.view.can_settle, what="the difference")
    at.hand.touch(at.screen.reason)
    at.keys("Стоял за дверью")
    at.take("transfer-difference")
    at.hand.touch(at.screen.found)
    at.hand.until(lambda: not model.view.transfers, what="the end of the difference")
    at.stage.tell(
        _("Rice goes to the cellar ({number}); a bag is missing on the way, and found again."), number=draft.view.posted
    )
    at.press(Key.Key_1, at.alt)
    _back(at)


def old_milk_goes(at: Counter) -> None:
    """Two lots go bad: what is past its day is written off, the other one is seen in time."""
    today = at.stage.shop.clock().date()
    lots = [("L-0226", -1, 3), ("L-0302", 5, 12)]
    items = [
        StockItem(at.stage.goods["milk"], pieces * 1000, pieces * 6100, batch, today + timedelta(days=days))
        for batch, days, pieces in lots
    ]
    at.in_the_office(receive, by="manager", items=items, reason="ОсОО «Ак-Жалга»")
    at.open_menu()
    at.press(Key.Key_F4)
    at.press(Key.Key_7)
    model, room = at.till.stockroom.expiring, at.till.stockroom
    at.hand.until(lambda: len(model.view.lots) == len(lots), what="what goes bad")
    at.take("expiring")
    at.press(Key.Key_Return)
    at.hand.until(lambda: room.writing_off.view.line is not None, what="the lot in the write-off")
    at.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    at.hand.until(lambda: bool(room.writing_off.view.posted), what="the write-off")
    at.stage.tell(
        _("Milk that is past its day is written off ({number}); what is good for five more days is on the list."),
        number=room.writing_off.view.posted,
    )
    _back(at)


def _is(model: StockDraftModel, quantity_milli: int) -> bool:
    return model.view.line is not None and model.view.line.quantity_milli == quantity_milli


def _one_line(at: Counter, model: StockDraftModel, good: Good, quantity_milli: int, cost_minor: int) -> None:
    before = len(model.view.lines)
    at.keys(good.code)
    at.press(Key.Key_Return)
    at.hand.until(lambda: len(model.view.lines) > before, what="the line")
    model.change(quantity_milli=quantity_milli, cost_minor=cost_minor)
    at.hand.until(lambda: model.view.line is not None and model.view.line.cost_minor == cost_minor, what="its cost")


def _back(at: Counter) -> None:
    while at.window.name != "checkout":
        at.press(Key.Key_Escape)
