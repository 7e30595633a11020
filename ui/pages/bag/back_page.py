"""What an agent has sold comes back, as widgets: the sales on the left, the lines of one with the reason on the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.edits import TextEdit
from ui.kit.form import Choice, field
from ui.kit.parts import column
from ui.kit.pick_list import PickList
from ui.pages.bag.keyed import KeyedScreen
from ui.pages.bag.pane import LinesPane
from ui.pages.bag.parts import AmountsPart
from ui.pages.bag.taking_back import OTHER, REASONS, BackModel

LONGEST_REASON = 120


class BackPart(AmountsPart):
    """Nothing is chosen by itself: what comes back is counted by whoever holds it."""

    def __init__(self, desk: Desk, model: BackModel) -> None:
        super().__init__(desk, model)
        self._model = model
        say = desk.say
        self.prompt = say(_("Number of the sale, or what comes back"))
        self.reasons, self.reason = Choice(), TextEdit(say(_("Another reason")))
        self.reason.setMaxLength(LONGEST_REASON)
        why = field(say(_("Why it comes back")), self.reasons, self.reason)
        self._set_up(
            PickList(say(_("Sales out of the bag")), self._words.sale),
            LinesPane(
                desk, model, name=say(_("Goods that come back")), words=self._words.taken_back, act=say(_("Give back")),
                empty="", extra=(why,),
            ),
        )
        self.list.chosen.connect(self._pick)
        self.reasons.picked.connect(self._give_reason)
        self.reason.textEdited.connect(lambda text: model.give_reason(OTHER, text))
        self.reason.returnPressed.connect(lambda: self.typed.emit(""))
        self.show_view()

    def search(self, text: str) -> None:
        self._model.search(text)

    def enter(self, text: str) -> None:
        """The sale that is found stays in front."""

    def walk(self, step: int) -> None:
        self._model.walk(step)

    def turn(self, step: int) -> None:
        self._model.turn(step)

    def remove(self) -> None:
        line = self._model.line
        if line is not None:
            self._model.put_amount(line, 0)

    def scan(self, code: str) -> None:
        self._model.scan(code)

    def act(self) -> None:
        if self.pane.keep():
            self._model.take_back()

    def choose_reason(self, place: int) -> None:
        """Alt+1…5."""
        self._give_reason(REASONS[place])

    def _give_reason(self, why: str) -> None:
        self._model.give_reason(why)
        if why == OTHER:
            self.reason.setFocus()

    def _pick(self, at: int) -> None:
        self.pane.keep()
        self._model.pick(at)

    def show_view(self) -> None:
        model, say = self._model, self._desk.say
        if model.is_asked:
            self.list.empty = say(_("Nothing was found.")) if model.text else say(_("Nothing was sold out of the bag yet."))
        self.list.show_items(model.sales, model.at)
        self.reasons.show_choices([(why, say(why or _("Another reason"))) for why in REASONS], model.why)
        self.reason.setVisible(model.why == OTHER)
        if self.reason.text() != model.typed:
            self.reason.setText(model.typed)
        total = model.total_minor
        can = any(line.quantity_milli for line in model.lines) and bool(model.reason)
        self.pane.show_lines(detail=self._desk.money(total) if total else "", can=can)


class BackPage(KeyedScreen):
    """Signals:
    left: back to the bag.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: BackModel) -> None:
        super().__init__(model, desk.say(_("Number of the sale, or what comes back")))
        self._model = model
        self.chips = (self.way_back(desk.say(_("Back to the bag"))),)
        self.back = BackPart(desk, model)
        self.put_in_front(self.back)
        self.setLayout(column(self.back, gap=0))
        for place in range(len(REASONS)):
            self.hear(f"Alt+{place + 1}", partial(self.back.choose_reason, place))

    def go_back(self) -> bool:
        if self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def _enter(self, text: str) -> None:
        """What was looked for stays while sales are behind it; else it is a code."""
        self._model.search(text)
        if text.strip() and not (self._model.text and self._model.sales):
            self.box.clear()
            self._model.scan(text.strip())
