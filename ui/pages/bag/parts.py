"""The four parts of an agent's till as widgets: sell, what is in the bag, accept, ask."""

from __future__ import annotations

from typing import Any

from app.core.agents.own_till import BagGood
from app.core.agents.views import BagLineView, RequestView
from app.kernel.i18n import _
from app.kernel.money import parse_minor
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.edits import TextEdit
from ui.kit.figures import Figures, scrolled
from ui.kit.form import field
from ui.kit.parts import column, hairline, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.tokens import BOLD, TITLE
from ui.pages.bag.accepting import AcceptModel
from ui.pages.bag.amounts import Amounts
from ui.pages.bag.asking import AskModel
from ui.pages.bag.model import BagModel
from ui.pages.bag.pane import LinesPane
from ui.pages.bag.part import Part
from ui.pages.bag.selling import SellModel

LEAST_RIGHT = 380


class AmountsPart(Part):
    """A part whose right side are lines with amounts."""

    def __init__(self, desk: Desk, amounts: Amounts) -> None:
        super().__init__(desk)
        self._amounts = amounts
        self.list: PickList
        self.pane: LinesPane

    def _set_up(self, left: PickList, pane: LinesPane, *, share: int = 50) -> None:
        self.list, self.pane = left, pane
        pane.done.connect(lambda: self.typed.emit(""))
        pane.go_on.clicked.connect(self.act)
        right = column(pane, gap=0, margin=16)
        self.setLayout(two_panes(column(left, gap=0, grow=(0,)), right, left_share=share, least_right=LEAST_RIGHT))
        self._amounts.changed.connect(self.show_view)

    def step(self, step: int) -> None:
        self._amounts.step(step)

    def how_many(self, text: str) -> bool:
        milli = _figure(text)
        if milli is None:
            self.pane.to_quantity()
            return False
        self._amounts.type_amount(milli)
        return True

    def to_price(self) -> None:
        self.pane.to_price()


class CartPart(AmountsPart):
    """A part into which goods are put that are searched or scanned; its model knows what becomes of them."""

    _model: SellModel | AskModel

    def search(self, text: str) -> None:
        self._model.search(text)

    def enter(self, text: str) -> None:
        self._model.enter(text)

    def walk(self, step: int) -> None:
        self._model.move(step)

    def remove(self) -> None:
        self._model.remove()

    def scan(self, code: str) -> None:
        self._model.scan(code)


class SellPart(CartPart):
    """On the left what is in the bag, on the right the cart."""

    def __init__(self, desk: Desk, model: SellModel) -> None:
        super().__init__(desk, model)
        self._model: SellModel = model
        say = desk.say
        self.prompt = say(_("Scan goods of the bag, or type a part of their name"))
        self._empty = say(_("The bag is empty. What is handed over is accepted with Alt+3."))
        self._set_up(
            PickList(say(_("Goods in the bag")), self._words.good, empty=self._empty),
            LinesPane(
                desk, model, name=say(_("Cart")), words=self._words.cart, act=say(_("Take the money")), with_price=True,
                empty=say(_("Scan what is sold, or touch it on the left.")),
            ),
        )
        self.list.chosen.connect(self._touched)
        self.list.taken.connect(self._touched)
        self.show_view()

    def act(self) -> None:
        if self.pane.keep():
            self._model.sell()

    def _touched(self, place: int) -> None:
        self.pane.keep()
        self._model.put(self._model.hits[place])
        self.typed.emit("")

    def show_view(self) -> None:
        model = self._model
        self.list.empty = self._desk.say(_("Nothing in the bag is called so.")) if model.text else self._empty
        self.list.show_items(model.hits, model.hit if model.text else -1)
        self.pane.show_lines(detail=self._desk.money(model.total_minor) if model.lines else "")


class InsidePart(Part):
    """On the left the products, on the right the transfers behind the chosen one, and where one stands with the shop."""

    def __init__(self, desk: Desk, model: BagModel) -> None:
        super().__init__(desk)
        self._model = model
        say = desk.say
        self.prompt = say(_("What is in the bag: name, barcode or article"))
        self._empty = say(_("The bag is empty. What is handed over is accepted with Alt+3."))
        self.list = PickList(say(_("Goods in the bag")), self._words.good, empty=self._empty)
        self.behind = PickList(say(_("The transfers behind it")), self._behind)
        self.name, self.figure = label(size=TITLE, weight=BOLD, wrap=True), label(size=TITLE, weight=BOLD, right=True)
        self.stands = Figures()
        self._till = label(ink="muted", wrap=True)
        self.release = wide(Button(say(_("Let the bag go")), picture="leave"))
        head = row(self.name, self.figure, gap=12, margin=(20, 16, 20, 12), grow=(0,))
        stands = holding(column(self.stands, 1, margin=(20, 12, 20, 16)))
        right = column(head, hairline(), self.behind, hairline(), scrolled(stands), gap=0, grow={2: 2, 4: 3})
        lease = column(self._till, self.release, gap=8, margin=(20, 12, 20, 16))
        left = column(self.list, hairline(), lease, gap=0, grow=(0,))
        self.setLayout(two_panes(left, right, left_share=50, least_right=LEAST_RIGHT))
        self.list.chosen.connect(model.look_at)
        self.release.clicked.connect(model.let_go)
        model.changed.connect(self.show_view)
        self.show_view()

    def search(self, text: str) -> None:
        self._model.search(text)

    def walk(self, step: int) -> None:
        self._model.walk(step)

    def turn(self, step: int) -> None:
        self._model.walk(step * 8)

    def scan(self, code: str) -> None:
        self._model.scan(code)

    def _behind(self, line: BagLineView) -> PickRow:
        return self._words.behind(line)

    def show_view(self) -> None:
        view, desk = self._model.view, self._desk
        self.list.empty = desk.say(_("Nothing in the bag is called so.")) if view.searching else self._empty
        self.list.show_items(view.listed, view.place)
        good: BagGood | None = view.good
        self.name.setText(good.name if good is not None else "")
        self.figure.setText(self._words.amount(good.left_milli, good.unit) if good is not None else "")
        self.behind.show_items(good.transfers if good is not None else (), -1)
        if view.stands is not None:
            self._words.stands(self.stands, view.stands)
        till = view.agent.till if view.agent is not None else None
        self._till.setText(desk.say(_("It is sold from the till “{till}”.")).format(till=till) if till else desk.say(
            _("No till has it now: the one that sells next takes it.")
        ))
        self.release.setVisible(till is not None)


class AcceptPart(AmountsPart):
    """On the left the transfers that wait, on the right the lines of one."""

    def __init__(self, desk: Desk, model: AcceptModel) -> None:
        super().__init__(desk, model)
        self._model = model
        say = desk.say
        self.prompt = say(_("Scan goods to come to their line"))
        self._set_up(
            PickList(say(_("To accept")), self._words.transfer, empty=say(_("Nothing waits for you."))),
            LinesPane(
                desk, model, name=say(_("Goods handed over")), words=self._words.accepted, act=say(_("Accept")), empty="",
            ),
            share=46,
        )
        self.list.chosen.connect(self._pick)
        self.show_view()

    def walk(self, step: int) -> None:
        self._model.walk(step)

    def turn(self, step: int) -> None:
        self._model.turn(step)

    def enter(self, text: str) -> None:
        if text.strip():
            self._model.scan(text.strip())

    def remove(self) -> None:
        """None of it."""
        line = self._model.line
        if line is not None:
            self._model.put_amount(line, 0)

    def scan(self, code: str) -> None:
        self._model.scan(code)

    def act(self) -> None:
        if self.pane.keep():
            self._model.accept()

    def _pick(self, at: int) -> None:
        self.pane.keep()
        self._model.pick(at)

    def show_view(self) -> None:
        model, desk = self._model, self._desk
        self.list.show_items(model.waiting, model.at)
        taken, sent = model.pieces
        words = desk.say(_("{given} of {asked}")).format(given=desk.quantity(taken), asked=self._words.pieces(sent))
        self.pane.show_lines(detail=words if sent else "")


class AskPart(CartPart):
    """On the left goods that may be asked for, or what became of earlier requests; on the right the request cart."""

    def __init__(self, desk: Desk, model: AskModel) -> None:
        super().__init__(desk, model)
        self._model: AskModel = model
        say = desk.say
        self.prompt = say(_("What do you need? Barcode, name or article"))
        self.note = TextEdit(say(_("A word to the manager")))
        self.note.setText(model.note)
        self._set_up(
            PickList(say(_("Earlier requests")), self._row),
            LinesPane(
                desk, model, name=say(_("Request")), words=self._words.wanted, act=say(_("Ask for these goods")),
                empty=say(_("Scan what you need, or type a part of its name.")), extra=(field(say(_("Note")), self.note),),
            ),
        )
        self.list.taken.connect(self._touched)
        self.list.chosen.connect(self._touched)
        self.note.textChanged.connect(self._keep_note)
        self.note.returnPressed.connect(lambda: self.typed.emit(""))
        self.show_view()

    def act(self) -> None:
        if self.pane.keep():
            self._model.ask()

    def _keep_note(self, text: str) -> None:
        self._model.note = text

    def _touched(self, place: int) -> None:
        if self._model.text and place < len(self._model.hits):
            self._model.put(self._model.hits[place])
            self.typed.emit("")

    def _row(self, item: Any) -> PickRow:
        return self._words.request(item) if isinstance(item, RequestView) else self._words.product(item)

    def show_view(self) -> None:
        model, say = self._model, self._desk.say
        self.list.empty = say(_("Nothing was found.")) if model.text else say(_("You have not asked for anything yet."))
        self.list.show_items(model.hits if model.text else model.requests, model.hit if model.text else -1)
        if self.note.text() != model.note and not self.note.hasFocus():
            self.note.setText(model.note)
        pieces = sum(line.quantity_milli for line in model.lines)
        self.pane.show_lines(detail=self._words.pieces(pieces) if pieces else "")


def _figure(text: str) -> int | None:
    """A quantity that was typed before F4, in milli."""
    plain = text.strip().replace(",", ".")
    if not plain or len(plain) > 12 or not plain.replace(".", "", 1).isdigit():
        return None
    try:
        return parse_minor(plain, digits=3)[0]
    except ValueError:
        return None
