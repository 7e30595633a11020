"""The ten customers of the morning at the window, one function each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.core.sales.commands.accounts import grant_points
from app.demo.goods import CATEGORIES, GOODS, PRICE_LABELS, WEIGHT_LABELS, label
from app.demo.purse import worth
from app.demo.window.counter import TENDER_KEYS, Counter, Key
from app.kernel.i18n import _
from ui.pages.checkout.tiles import Tiles

UNKNOWN, UNKNOWN_NAME, UNKNOWN_PRICE = "4600711200049", "Сагыз «Бурана» (жвачка)", 2500
"""A chewing gum that the supplier has brought and nobody has entered."""


def open_the_shop(at: Counter) -> None:
    """Signing in, and the float."""
    at.stage.wait(minutes=25)
    at.take("sign-in")
    at.sign_in("cashier", picture="sign-in-pin")
    stage = at.stage
    at.keys(at.typed(stage.purse.total_minor))
    at.take("open-shift")
    at.press(Key.Key_Return)
    at.hand.until(lambda: at.window.name == "checkout", what="the shift")
    at.take("checkout-empty")
    stage.tell(
        _("{cashier} signs in with a PIN and opens the shift; {sum} lie in the drawer for change."),
        cashier=stage.people["cashier"].name, sum=stage.money(stage.purse.total_minor),
    )


def ten_customers(at: Counter) -> None:
    """From the first one after opening to the one who is served by another cashier."""
    plain_cash(at)
    weighed_goods(at)
    discounts(at)
    forgotten_purse(at)
    mixed_payment(at)
    on_debt(at)
    unknown_barcode(at)
    points(at)
    another_cashier(at)


def plain_cash(at: Counter) -> None:
    """The first: bread and milk, a note of 500, change."""
    at.wait(minutes=6)
    at.scan("bread", "bread", "milk", "milk")
    at.take("checkout")
    note = {50_000: 1}
    done = at.pay("milk", cash=note, picture="payment", after="change")
    money = at.stage.money
    at.stage.tell(
        _("1. Bread and milk for {total}, in cash {due}: {tendered} into the drawer, {change} back. Receipt {number}."),
        total=money(done.total_minor), due=money(done.paid_minor), tendered=money(worth(note)),
        change=money(done.change_minor), number=done.number,
    )


def weighed_goods(at: Counter) -> None:
    """The second: a label with a weight, a label with a price, and goods on the scale."""
    at.wait(minutes=6)
    at.scan(label(WEIGHT_LABELS, "tomatoes", 842), label(PRICE_LABELS, "meat", 48_735))
    at.keys("курут")
    at.hand.until(lambda: bool(at.cart.view.found.hits), what="hits")
    at.take("search")
    at.press(Key.Key_Return)
    at.load(250)
    at.take("weight")
    at.press(Key.Key_Return)
    at.load(0)
    done = at.pay("weighed", cash={100_000: 1})
    at.stage.tell(
        _("2. Weighed goods: tomatoes by a weight label, meat by a price label, kurut on the scale. "
          "{total}, rounded to {due}. Receipt {number}."),
        total=at.stage.money(done.total_minor), due=at.stage.money(done.paid_minor), number=done.number,
    )


def discounts(at: Counter) -> None:
    """The third: a discount that a cashier may give, and one that needs the manager's PIN."""
    at.wait(minutes=5)
    at.scan("tea", "tea", "tea", "honey", "boorsok", "boorsok", "sugar", "sugar")
    at.choose_line("honey")
    at.keys("4")
    at.press(Key.Key_F8)
    at.press(Key.Key_F8, times=3)  # a share of the line, a sum, and then a share of the whole receipt
    at.keys("10")
    at.press(Key.Key_Return)
    missing = at.window.sheet
    assert missing is not None, "ten per cent are more than a cashier may give"
    at.stage.tell(
        _("3. A dented jar: 4 % off, which the cashier may. 10 % off the receipt: {why}"), why=at.missing[-1].sentence
    )
    at.stage.wait(seconds=20)
    at.lend(picture="lend-a-right")
    at.take("discount")
    done = at.pay("discounts", tender="card")
    at.stage.tell(
        _("The manager {manager} lends the right by PIN, for this once. {total} by card. Receipt {number}."),
        manager=at.stage.people["manager"].name, total=at.stage.money(done.total_minor), number=done.number,
    )


def forgotten_purse(at: Counter) -> None:
    """The fourth has left the purse at home: the cart waits, the fifth is served, then it is taken up again."""
    at.wait(minutes=6)
    at.scan("kefir", "kaymak", "bread", "chocolate")
    total = at.cart.view.total_minor
    at.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    at.take("checkout-keyboard")
    at.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    at.press(Key.Key_F9)
    at.stage.tell(_("4. A purse was left at home: the cart of {total} is put on hold."), total=at.stage.money(total))
    box_and_delivery(at)
    at.wait(minutes=4)
    at.press(Key.Key_F9)
    at.take("on-hold")
    at.press(Key.Key_Return)
    notes = {20_000: 1, 10_000: 1, 5000: 1}
    done = at.pay("kefir", cash=notes)
    money = at.stage.money
    at.stage.tell(
        _("4. The purse is here: the cart is taken up again. In cash {due}: {tendered} into the drawer, {change} back. "
          "Receipt {number}."),
        due=money(done.paid_minor), tendered=money(worth(notes)), change=money(done.change_minor), number=done.number,
    )


def box_and_delivery(at: Counter) -> None:
    """The fifth: a whole box by the box's own barcode, brought home, paid by a QR transfer."""
    at.wait(minutes=2)
    box = GOODS["water"].box
    assert box is not None, "water is sold by the box too"
    at.scan(box[0], "juice", "juice", "delivery")
    done = at.pay("box", tender="qr")
    at.stage.tell(
        _("5. A box of twelve by its own barcode, and delivery: {total} by QR transfer. Receipt {number}."),
        total=at.stage.money(done.total_minor), number=done.number,
    )


def mixed_payment(at: Counter) -> None:
    """The sixth: part by card, which is stored as soon as the card went through, the rest in cash."""
    at.wait(minutes=7)
    at.scan("rice", "rice", "oil", label(WEIGHT_LABELS, "meat", 1960), label(WEIGHT_LABELS, "apples", 1255))
    card, note = 150_000, {50_000: 1}
    pay_part(at, "card", card)
    done = at.pay("rice", cash=note, picture="payment-mixed")
    money = at.stage.money
    at.stage.tell(
        _("6. A mixed payment of {total}: {card} by card; for the rest {tendered} into the drawer, {change} back. "
          "Receipt {number}."),
        card=money(card), total=money(done.total_minor), tendered=money(worth(note)), change=money(done.change_minor),
        number=done.number,
    )


def pay_part(at: Counter, tender: str, amount_minor: int) -> None:
    """A part that is taken at once; the rest comes another way."""
    at.press(Key.Key_F12)
    at.press(TENDER_KEYS[tender], at.alt)
    at.keys(at.typed(amount_minor))
    at.press(Key.Key_Return)
    at.hand.until(lambda: bool(at.payment.view.offer and at.payment.view.offer.taken), what="the first part")


def on_debt(at: Counter) -> None:
    """The seventh buys on debt; her limit is known from the first line."""
    at.wait(minutes=7)
    at.scan("flour", "oil", "sugar", "sugar", "sugar", "tea")
    at.scan(label(WEIGHT_LABELS, "cheese", 412), label(PRICE_LABELS, "meat", 91_260))
    choose_customer(at, "Айгүл", picture="customer")
    done = at.pay("debt", tender="debt", picture="payment-debt")
    at.stage.tell(
        _("7. {customer} buys on debt: {total}, within her limit of {limit}. Receipt {number}."), customer="Айгүл эже",
        total=at.stage.money(done.total_minor), limit=at.stage.money(300_000), number=done.number,
    )


def choose_customer(at: Counter, name: str, *, picture: str = "") -> None:
    """F6, a part of the name, Return."""
    at.press(Key.Key_F6)
    at.keys(name)
    if picture:
        at.take(picture)
    at.press(Key.Key_Return)
    at.hand.until(lambda: at.cart.view.customer is not None, what=name)


def unknown_barcode(at: Counter) -> None:
    """The eighth, by touch alone but for one name: green tea from its tile, and something that nobody has entered yet."""
    at.wait(minutes=5)
    show_category(at, CATEGORIES["grocery"])
    at.hand.touch(tile_of(at, "green_tea"))
    at.hand.scan(UNKNOWN)
    at.take("unknown-barcode", told=True)
    at.hand.touch(at.hand.button(at.hand.desk.say(_("Create it"))))
    at.keys(UNKNOWN_NAME)
    at.screen.price.setFocus()
    at.keys(at.typed(UNKNOWN_PRICE))
    at.take("new-product")
    at.press(Key.Key_Return)
    for _right in ("goods", "prices"):
        at.stage.wait(seconds=20)
        at.lend()
    at.hand.until(lambda: at.window.name == "checkout" and len(at.cart.lines) == 2, what="the new product in the cart")
    pay_by_touch(at)


def show_category(at: Counter, name: str) -> None:
    """Its tab; one that has no room stands under More."""
    try:
        at.hand.touch(at.hand.button(name))
    except LookupError:
        at.hand.touch(at.screen.goods.more)
        at.keys(name[:8])
        at.press(Key.Key_Return)


def tile_of(at: Counter, key: str) -> QAbstractButton:
    """The tile of a good, once its category is shown; turns to the screenful on which it stands."""
    goods: Tiles = at.screen.goods
    product_id = at.stage.goods[key]

    def has_come() -> bool:
        return any(tile.product_id == product_id for tile in goods.model.view.page.tiles)

    at.hand.until(has_come, what=f"the tile of {GOODS[key].name}")
    for _sheet in range(goods.board.sheets):
        found = goods.board.tile_of(product_id)
        if found is not None:
            at.hand.settle()
            return found
        at.hand.touch(goods.rail.down)
    raise LookupError(f"{GOODS[key].name} has no tile")


def pay_by_touch(at: Counter) -> None:
    """Pay, one of the likely sums, take the payment, next customer: four touches."""
    at.wait(seconds=25)
    notes = {20_000: 1}
    at.hand.touch(at.screen.pay)
    at.hand.touch(at.hand.button(at.hand.desk.money(worth(notes), currency=False)))
    at.hand.touch(at.screen.take)
    done = at.paid("gum", notes)
    at.stage.tell(
        _("8. Green tea by touch; the chewing gum is new: the till does not know its barcode, so it is created in place, with "
          "the manager's PIN for goods and for prices, and sold. {total}, receipt {number}."),
        total=at.stage.money(done.total_minor), number=done.number,
    )


def points(at: Counter) -> None:
    """The ninth takes one thing out again, and pays with points and cash."""
    at.wait(minutes=6)
    gift, notes = 15_000, {100_000: 1, 20_000: 1}
    regular = at.stage.customers["regular"]
    at.in_the_office(grant_points, by="manager", customer_id=regular, amount_minor=gift, reason="День рождения")
    choose_customer(at, "Мирлан")
    at.scan("kymyz", "chak_chak", "chocolate", "basket")
    at.choose_line("chocolate")
    at.press(Key.Key_Delete)
    pay_part(at, "points", gift)
    done = at.pay("points", cash=notes)
    at.stage.tell(
        _("9. {customer} puts the chocolate back (the line is deleted, and stays on record) and takes a gift basket. {total}: "
          "points {points}, the rest in cash. Receipt {number}."),
        customer="Мирлан Қасымов", total=at.stage.money(done.total_minor), points=at.stage.money(gift), number=done.number,
    )


def another_cashier(at: Counter) -> None:
    """The tenth is served by another cashier, who types in the wrong layout and prints the receipt once more."""
    at.wait(minutes=5)
    second = at.stage.people["second"]
    at.press(Key.Key_F11)
    at.sign_in("second")
    at.scan("lepeshka", "lepeshka")
    at.keys("rsvsp")  # кымыз, typed in the wrong layout
    at.hand.until(lambda: bool(at.cart.view.found.hits), what="hits")
    found = at.cart.view.found.hits[0].name
    at.take("wrong-layout")
    at.press(Key.Key_Return)
    done = at.pay("wrong", tender="card", after="paid-by-card")
    at.stage.tell(
        _("10. {cashier} takes over for a while; typed in the wrong layout, “{text}” still finds “{name}”. {total} by card. "
          "Receipt {number}."),
        cashier=second.name, text="rsvsp", name=found, total=at.stage.money(done.total_minor), number=done.number,
    )
    at.press(Key.Key_F11)
    at.sign_in("cashier")
    at.stage.tell(_("{cashier} is back at the till."), cashier=at.stage.people["cashier"].name)
