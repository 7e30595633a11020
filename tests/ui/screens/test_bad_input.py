"""Nonsense into every field of every screen: cut, cleaned or refused with a sentence; no crash, and no screen out of shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from app.core.agents.commands.handing import accept, hand_over
from app.core.agents.commands.people import make_agent
from app.core.agents.commands.selling import sell_from_bag
from app.core.agents.queries import agents
from app.core.agents.views import BagItem
from app.core.catalog.commands import add_product
from app.core.catalog.queries import search_products
from app.core.stock.commands.documents import receive
from app.core.stock.views import Sending, StockItem
from tests.core.agents_floor import make_field
from tests.ui.screens.conftest import Hand
from ui.kit.edits import LONGEST_TEXT, FigureEdit
from ui.kit.theme import THEME, px
from ui.kit.tokens import LIGHT, TITLE

Key = Qt.Key
NONSENSE = {
    "letters": "two hundred", "forty digits": "9" * 40, "a megabyte": "ж" * 1_000_000, "emoji": "🧾👩‍👩‍👧‍👦🇰🇬" * 20,
    "right to left": "\u202eعربى\u200f123", "control characters": "a\x00\x07\x1b[31m\x7f\r\nb\tc", "negative": "-500",
    "much too fine": "0,0000001", "code": "'; DROP TABLE sale; --", "<b>": "<b>bold</b><img src=x>", "one long word": "Щ" * 400,
}


def at_sign_in(hand: Hand) -> None:
    hand.till.change_person()


def at_shift(hand: Hand) -> None:
    hand.floor.close_shift()
    hand.settle()
    hand.till.window.open("shift")


def at_checkout(hand: Hand) -> None:
    hand.checkout.scan("111")


def at_a_quantity(hand: Hand) -> None:
    at_checkout(hand)
    hand.settle()
    hand.press(Key.Key_F4)


def at_a_discount(hand: Hand) -> None:
    at_checkout(hand)
    hand.settle()
    hand.press(Key.Key_F8)


def at_a_weight(hand: Hand) -> None:
    hand.keys("apples")
    hand.press(Key.Key_Return)


def at_payment(hand: Hand) -> None:
    at_checkout(hand)
    hand.settle()
    hand.press(Key.Key_F12)


def at_a_card_payment(hand: Hand) -> None:
    at_payment(hand)
    hand.press(Key.Key_2, Qt.KeyboardModifier.AltModifier)


def at_a_return(hand: Hand) -> None:
    sold = hand.floor.sell("111", "222")
    hand.press(Key.Key_F7)
    hand.screen.box.setText(sold.number)
    hand.press(Key.Key_Return)
    hand.press(Key.Key_A)
    hand.keys("a")


def at_a_loose_return(hand: Hand) -> None:
    hand.press(Key.Key_F7)
    hand.press(Key.Key_F9)
    hand.till.returns.model.scan("111")


def at_a_loose_price(hand: Hand) -> None:
    at_a_loose_return(hand)
    hand.settle()
    hand.press(Key.Key_F6)


def at_exchange(hand: Hand) -> None:
    at_a_return(hand)
    hand.press(Key.Key_3, Qt.KeyboardModifier.AltModifier)
    hand.press(Key.Key_F9)
    hand.checkout.scan("333")
    hand.settle()
    hand.press(Key.Key_F12)


def at_a_new_product(hand: Hand) -> None:
    hand.till.errands.create("4606453849072")


def at_a_product(hand: Hand) -> None:
    hand.till.window.open("goods")
    hand.settle()
    hand.press(Key.Key_Down)
    hand.press(Key.Key_Return)


def at_a_new_customer(hand: Hand) -> None:
    hand.press(Key.Key_F6)
    hand.press(Key.Key_Insert)


def at_one_sum(hand: Hand) -> None:
    hand.floor.setting("cash.count_by_pieces", False)
    hand.till.window.open("close")


def at_comparison(hand: Hand) -> None:
    hand.till.window.open("close")
    hand.settle()
    hand.till.close.set_pieces(50_000, 1)
    hand.press(Key.Key_F12)


def at_a_bag(hand: Hand, part: Qt.Key = Key.Key_1) -> None:
    """The owner is an agent, too; bread is in the bag and in the cart, and more of it waits."""
    floor = hand.floor
    if not any(each.person_id == floor.owner_id for each in floor.ask(agents)):
        floor.do(receive, items=[StockItem(floor.goods["111"], 20_000, 20_000)], reason="bakery")
        agent_id = floor.do(make_agent, person_id=floor.owner_id)
        items = [Sending(floor.goods["111"], 5000)]
        floor.do(accept, transfer_id=floor.do(hand_over, agent_id=agent_id, items=items))
        floor.do(sell_from_bag, agent_id=agent_id, items=[BagItem(floor.goods["111"])])
        floor.do(hand_over, agent_id=agent_id, items=items)
    hand.till.window.open("bag")
    hand.settle()
    hand.press(part, Qt.KeyboardModifier.AltModifier)
    hand.keys("111")
    hand.press(Key.Key_Return)


def at_a_return_into_the_bag(hand: Hand) -> None:
    at_a_bag(hand)
    hand.press(Key.Key_F7)
    hand.press(Key.Key_5, Qt.KeyboardModifier.AltModifier)


def at_agents(hand: Hand) -> None:
    if not hand.floor.rows("SELECT id FROM agent"):
        field = make_field(hand.floor)
        field.hand(("111", 2))
    hand.till.window.open("agents")
    hand.settle()


def at_goods_for_an_agent(hand: Hand) -> None:
    at_agents(hand)
    hand.till.agents.model.open_draft("hand_over")
    hand.till.agents.model.scan("111")


def at_an_answer(hand: Hand) -> None:
    at_agents(hand)
    hand.till.agents.model.open_part("transfers")
    hand.settle()
    hand.till.agents.model.transfers.take(0)


def opened(name: str) -> Callable[[Hand], None]:
    """At the screen of this name."""
    def go(hand: Hand) -> None:
        hand.till.window.open(name)

    return go


def with_a_line(name: str) -> Callable[[Hand], None]:
    """At a stock document in which something is scanned."""
    def go(hand: Hand) -> None:
        hand.till.window.open(name)
        hand.settle()
        hand.screen.take_scan("111")

    return go


def at_a_minimum(hand: Hand) -> None:
    hand.till.window.open("ordering")
    hand.settle()
    hand.screen.take_scan("111")


SCREENS: dict[str, Callable[[Hand], None]] = {
    "sign in": at_sign_in, "shift": at_shift, "checkout": at_checkout, "quantity": at_a_quantity, "discount": at_a_discount,
    "weight": at_a_weight, "payment": at_payment, "card": at_a_card_payment, "which receipt": opened("return"),
    "return": at_a_return, "loose return": at_a_loose_return, "loose price": at_a_loose_price, "exchange": at_exchange,
    "new product": at_a_new_product, "product": at_a_product, "goods": opened("goods"), "customer": opened("customer"),
    "new customer": at_a_new_customer, "cash": opened("cash"), "count": opened("close"), "one sum": at_one_sum,
    "comparison": at_comparison, "on hold": opened("parked"), "import": opened("import"), "menu": opened("menu"),
    "x": opened("x"), "receipts": opened("receipts"), "bag": at_a_bag, "bag: inside": partial(at_a_bag, part=Key.Key_2),
    "bag: accept": partial(at_a_bag, part=Key.Key_3), "bag: ask": partial(at_a_bag, part=Key.Key_4),
    "bag: return": at_a_return_into_the_bag,
    "agents": at_agents, "goods for an agent": at_goods_for_an_agent,
    "answer": at_an_answer,
    "stock": opened("stock"), "goods in": with_a_line("receiving"),
    "stock count": with_a_line("counting"), "write-off": with_a_line("writing_off"), "send-back": with_a_line("sending_back"),
    "order": with_a_line("an_order"), "send": with_a_line("a_transfer"), "transfers": opened("transfers"),
    "what to order": at_a_minimum, "best before": opened("expiring"),
}


def fields(hand: Hand) -> list[QLineEdit]:
    """Every field that can be typed in, wherever it stands in the window."""
    found = [field for field in hand.till.window.findChildren(QLineEdit) if field.isVisible() and field.isEnabled()]
    others = hand.till.window.findChildren(QPlainTextEdit) + hand.till.window.findChildren(QTextEdit)
    assert all(other.isReadOnly() for other in others), "a field of another kind: give it a longest text, and a place here"
    assert not any(box.isEditable() for box in hand.till.window.findChildren(QComboBox))
    return found


def paste(field: QLineEdit, text: str) -> None:
    """As Ctrl+V does it."""
    field.setFocus()
    field.selectAll()
    QApplication.clipboard().setText(text)
    field.paste()


def come_again(hand: Hand, name: str) -> None:
    """From wherever that led, past an empty counter, to the same screen."""
    hand.till.returns.exchange = None
    hand.till.window.open("checkout")
    hand.checkout.clear()
    SCREENS[name](hand)
    hand.settle()


def looks_right(hand: Hand) -> bool:
    """The window is as large as it was, nothing of the screen stands outside of it, no large figure is cut off."""
    window = hand.till.window
    whole = window.centralWidget()
    assert whole is not None
    parts = [part for part in whole.findChildren(QWidget) if part.isVisible() and part.parentWidget() in (whole, hand.screen)]
    areas = [area for area in whole.findChildren(QScrollArea) if area.isVisible()]
    is_no_wider = all(part.width() <= area.viewport().width() for area in areas if (part := area.widget()) is not None)
    sides = [(part.mapTo(whole, part.rect().topLeft()).x(), part.mapTo(whole, part.rect().bottomRight()).x()) for part in parts]
    figures = [each for each in whole.findChildren(QLabel) if each.isVisible() and each.font().pixelSize() > px(TITLE + 4)]
    is_whole = all(each.wordWrap() or each.fontMetrics().horizontalAdvance(each.text()) <= each.width() for each in figures)
    is_inside = all(left >= 0 and right <= whole.rect().right() for left, right in sides)
    return (window.width(), window.height()) == (1024, 768) and is_inside and is_no_wider and is_whole


@pytest.mark.parametrize("name", SCREENS)
def test_nonsense_in_every_field_is_cut_cleaned_or_refused_with_a_sentence(hand: Hand, name: str):
    hand.till.window.resize(1024, 768)
    SCREENS[name](hand)
    hand.settle()
    shown = hand.till.window.name
    for place in range(len(fields(hand))):
        for what, text in NONSENSE.items():
            there = fields(hand)
            if place >= len(there):
                break
            field = there[place]
            paste(field, text)
            hand.settle()
            assert len(field.text()) <= LONGEST_TEXT, what
            if isinstance(field, FigureEdit):
                assert set(field.text()) <= set("0123456789."), what
            hand.press(Key.Key_Return)
            assert looks_right(hand), (what, field.accessibleName())
            if hand.till.window.name != shown:  # it was no nonsense here: a search, a name
                come_again(hand, name)
    assert all(fault.sentence for fault in hand.faults)


@pytest.fixture(params=[100, 150])
def percent(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """The size of all letters."""
    yield request.param
    THEME.use(qapp, colours=LIGHT, percent=100)


@pytest.mark.parametrize("long", ["Щ" * 180, "очень длинное название товара " * 6, "👩‍👩‍👧‍👦" * 20, "‏عربى " * 30])
def test_names_of_any_shape_leave_every_screen_in_shape(hand: Hand, long: str, percent: int, qapp: QApplication):
    THEME.use(qapp, colours=LIGHT, percent=percent)
    hand.till.window.resize(1024, 768)
    wrong: list[str] = []

    def look(name: str) -> None:
        if not looks_right(hand):
            wrong.append(name)

    pieces = hand.floor.template.units["pcs"]
    hand.floor.do(add_product, name=long, unit_id=pieces, price_minor=99_999_999_999, barcodes=["9991"], article=long[:30])
    customer = hand.floor.customer(long, credit_limit_minor=99_999_999_999)
    for name in ("customer", "goods"):
        hand.till.window.open(name)
        hand.settle()
        hand.press(Key.Key_Down)
        look(name)
    hand.till.window.open("checkout")
    hand.checkout.scan("9991")
    hand.settle()
    sale_id = hand.checkout.view.sale_id
    assert sale_id is not None
    hand.floor.choose_customer(sale_id, customer)
    hand.settle()
    look("checkout")
    hand.checkout.scan("9" * 150)
    hand.settle()
    look("an unknown code")
    hand.press(Key.Key_F12)
    look("payment")
    hand.press(Key.Key_Return)
    look("paid")
    hand.till.window.open("receipts")
    hand.settle()
    look("receipts")
    hand.press(Key.Key_Return)
    look("return")
    hand.till.window.open("checkout")
    hand.till._next_sale("")
    hand.checkout.scan("9991")
    hand.settle()
    hand.checkout.park("Ы" * 60)
    hand.settle()
    hand.press(Key.Key_F9)
    look("on hold")
    hand.till.window.open("x")
    hand.settle()
    look("x")
    at_a_bag(hand)
    agent_id, goods = hand.floor.ask(agents)[0].agent_id, hand.floor.ask(search_products, text="9991")
    hand.floor.do(receive, items=[StockItem(goods[0].product_id, 10_000, 9)], reason=long[:100])
    sent = hand.floor.do(hand_over, agent_id=agent_id, items=[Sending(goods[0].product_id, 9000)], note=long[:100])
    hand.settle()
    for part in (Key.Key_3, Key.Key_2, Key.Key_1):
        hand.press(part, Qt.KeyboardModifier.AltModifier)
        look(f"bag {part}")
        if part == Key.Key_3:
            hand.floor.do(accept, transfer_id=sent)
            hand.settle()
    hand.till.own_bag.model.selling.scan("9991")
    hand.settle()
    look("a bag's cart")
    assert wrong == []
