"""What people do at the counter, in gestures: sign in, scan, choose, pay, lend a right. Sums stand nowhere here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from app.core.cash.reports import pending
from app.core.sales.views import Completed
from app.demo.goods import GOODS
from app.demo.purse import Pieces, worth
from app.demo.stage import Stage
from app.demo.window.camera import Camera
from app.demo.window.hand import Hand
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Missing
from ui.bridge.scale_signals import EMPTY, STEADY
from ui.pages.checkout.model import CheckoutModel
from ui.pages.payment.model import PaymentModel
from ui.pages.sign_in.page import SignInPage

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
TENDER_KEYS = {"cash": Key.Key_1, "card": Key.Key_2, "qr": Key.Key_3, "debt": Key.Key_4, "points": Key.Key_5}


class Counter:
    """The shop behind it, the hand over it, the camera beside it."""

    def __init__(self, stage: Stage, hand: Hand, camera: Camera) -> None:
        self.stage, self.hand, self.camera = stage, hand, camera
        self.till, self.window = hand.till, hand.window
        self.press, self.keys, self.alt = hand.press, hand.keys, ALT
        self.missing: list[Missing] = []
        hand.desk.lacked.connect(self.missing.append)

    # --- what the screens say ---

    @property
    def screen(self) -> Any:
        """The screen in front, with the fields and keys that it has."""
        return self.hand.screen

    @property
    def cart(self) -> CheckoutModel:
        """The open sale."""
        assert self.till.checkout is not None, "nobody has sold anything yet"
        return self.till.checkout

    @property
    def payment(self) -> PaymentModel:
        """The payment that is under way."""
        assert self.till.payment is not None, "nothing is being paid"
        return self.till.payment

    def typed(self, minor: int) -> str:
        """A sum as fingers type it."""
        digits = minor_digits(self.stage.shop.place.currency)
        whole, part = divmod(minor, 10**digits)
        return f"{whole},{part:0{digits}d}" if part else str(whole)

    # --- time, and what happens in the office ---

    def wait(self, minutes: int = 0, seconds: int = 0) -> None:
        """Time goes by, once the printer is done: what is on paper bears the minute in which it was sold."""
        self._let_it_print()
        self.stage.wait(minutes, seconds)

    def take(self, what: str, *, told: bool = False) -> None:
        """A picture, once the printer is done; `told`: with the sentence above the screen."""
        self._let_it_print()
        self.camera.take(what, told=told)

    def _let_it_print(self) -> None:
        while self.stage.shop.ask(pending, till_id=self.stage.shop.place.till_id).unprinted:
            self.hand.settle()
        self.hand.settle()

    def in_the_office(self, command: Callable[..., Any], *, by: str, **inputs: Any) -> Any:
        """Something that has no screen at the till yet: somebody does it by command."""
        answer = self.stage.shop.do(command, by=self.stage.people[by].by, **inputs)
        self.hand.settle()
        return answer

    # --- people ---

    def sign_in(self, who: str, *, picture: str = "") -> None:
        """Touch the name, type the PIN."""
        person = self.stage.people[who]
        assert isinstance(self.screen, SignInPage), f"nobody can sign in on the screen {self.window.name}"
        try:
            self.hand.touch(self.hand.button(person.name))
        except LookupError:  # large letters: not all names are in sight
            self.keys(person.name[:6])
        self.keys(person.pin)
        if picture:
            self.take(picture)
        self.press(Key.Key_Return)

    def lend(self, who: str = "manager", *, picture: str = "") -> None:
        """The panel is up: somebody who has the right chooses their name and touches their PIN."""
        sheet, person = self.window.sheet, self.stage.people[who]
        assert sheet is not None, "no right is missing"
        for _step in range(sheet.who.count()):
            if sheet.who.currentText() == person.name:
                break
            self.press(Key.Key_Down)
        assert sheet.who.currentText() == person.name, f"{person.name} is not among them"
        for figure in person.pin:
            self.hand.touch(self.hand.button(figure, inside=sheet))
        if picture:
            self.take(picture)
        sheet.setFocus()
        self.press(Key.Key_Return)

    # --- goods ---

    def scan(self, *wares: str) -> None:
        """By the key of a good, or by a code."""
        for ware in wares:
            self.wait(seconds=3)
            self.hand.scan(GOODS[ware].code if ware in GOODS else ware)

    def find(self, text: str) -> None:
        """Type a name, and Return for the first hit."""
        self.keys(text)
        self.hand.until(lambda: bool(self.cart.view.found.hits) and self.cart.view.found.text == text, what=f"hits for {text!r}")
        self.press(Key.Key_Return)

    def load(self, grams: int) -> None:
        """Put something on the simulated scale, and wait until it lies still; 0 takes it off."""
        scale = self.till.scale
        assert scale.pan is not None, "this till has a simulated scale"
        scale.pan.put(grams)
        self.hand.until(lambda: scale.view.weight_milli == grams and scale.view.state in (STEADY, EMPTY), what="the scale")
        self.hand.settle()

    def choose_line(self, key: str) -> None:
        """Walk to the line of this good."""
        name = GOODS[key].name
        for _step in range(len(self.cart.lines)):
            line = self.cart.chosen_line
            if line is not None and line.name == name:
                return
            self.press(Key.Key_Up)
        raise LookupError(f"{name} is not in the cart")

    # --- money ---

    def pay(
        self, name: str = "", *, cash: Pieces | None = None, tender: str = "", picture: str = "", after: str = ""
    ) -> Completed:
        """F12, the tender or the notes, Return. What the customer hands over goes into the drawer, the change comes out."""
        self.wait(seconds=25)
        if self.window.name != "payment":
            self.press(Key.Key_F12)
        if cash:
            self.keys(self.typed(worth(cash)))
        else:
            self.press(TENDER_KEYS[tender], ALT)
        if picture:
            self.take(picture)
        self.press(Key.Key_Return)
        return self.paid(name, cash or {}, picture=after)

    def paid(self, name: str, cash: Pieces, *, picture: str = "") -> Completed:
        """The screen after a sale: change out of the drawer, and the next customer."""
        self.hand.until(lambda: self.window.name == "paid", what="the payment")
        done = self.payment.view.done
        assert done is not None, "it is paid"
        self.stage.into_the_drawer(cash, done.change_minor)
        if name:
            self.stage.sold[name] = done.sale_id
        if picture:
            self.take(picture)
        self.press(Key.Key_Return)
        return done

    def open_menu(self) -> None:
        """More…, by touch: it has no key of its own."""
        self.hand.touch(self.hand.button(self.hand.desk.say(_("More…"))))
