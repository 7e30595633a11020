"""An agent's own till as widgets: four parts under one field, and a sentence for who has no bag."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.parts import column, frame, hairline, holding, label
from ui.kit.segments import Segments
from ui.kit.tokens import LARGE
from ui.pages.bag.keyed import KeyedScreen
from ui.pages.bag.model import ACCEPT, ASK, INSIDE, PARTS, SELL, BagModel
from ui.pages.bag.part import Part
from ui.pages.bag.parts import AcceptPart, AskPart, InsidePart, SellPart

WORDS = {SELL: _("Sell"), INSIDE: _("My bag"), ACCEPT: _("To accept"), ASK: _("Ask for goods")}


class BagPage(KeyedScreen):
    """Signals:
    left: back to where one came from.
    more_wanted: the functions.
    return_wanted: something that was sold comes back.
    signed_out: somebody else sits down.
    """

    left = Signal()
    more_wanted = Signal()
    return_wanted = Signal()
    signed_out = Signal()

    def __init__(self, desk: Desk, model: BagModel) -> None:
        super().__init__(model, desk.say(WORDS[INSIDE]))
        self._desk, self._model = desk, model
        say = desk.say
        self.title = say(WORDS[INSIDE])
        self.give_back = Button(say(_("Return")), look="soft", hint="F7")
        self.more = Button(say(_("More…")), look="soft", hint="F3")
        self.chips = (self.give_back, self.more)
        self.parts = Segments([(part, say(words)) for part, words in WORDS.items()], name=self.title)
        self._why = label(size=LARGE, ink="muted", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why.setMargin(28)
        self._bar = frame()
        self._bar.setLayout(column(self.parts, margin=(20, 12, 20, 12)))
        self._area = column(gap=0)
        self._line = hairline()
        self.setLayout(column(self._bar, self._line, self._why, holding(self._area), gap=0, grow=(3,)))
        self._connect()
        self._shown_part = ""
        self._render()

    def _connect(self) -> None:
        model = self._model
        self.parts.picked.connect(self._open)
        self.give_back.clicked.connect(self._give_back)
        self.more.clicked.connect(self.more_wanted)
        model.changed.connect(self._render)
        for place, part in enumerate(PARTS, 1):
            self.hear(f"Alt+{place}", partial(self._open, part))
        for keys, act in (
            ("F3", self.more.click), ("F7", self._give_back), ("F11", self.signed_out.emit), ("Shift+F4", self._to_price),
        ):
            self.hear(keys, act)

    def go_back(self) -> bool:
        if self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def _to_price(self) -> None:
        if self.part is not None:
            self.part.to_price()

    def _give_back(self) -> None:
        if self.part is not None:
            self.return_wanted.emit()

    def _open(self, part: str) -> None:
        self.box.clear()
        self._model.open_part(part)
        self.box.setFocus()

    # --- what is shown ---

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        has_bag = view.agent is not None and not self._model.is_other_branch
        waiting = f" · {view.waiting}" if view.waiting else ""
        self.parts.show_choices([(part, say(words) + (waiting if part == ACCEPT else "")) for part, words in WORDS.items()])
        self.parts.show_chosen(view.part)
        for part in (self._bar, self._line):
            part.setVisible(has_bag)
        self._why.setText("" if has_bag or not view.is_known else self._why_not())
        self._why.setVisible(not has_bag)
        self.give_back.setEnabled(has_bag)
        self._show_part(view.part if has_bag else "")

    def _why_not(self) -> str:
        if self._model.is_other_branch:
            return self._desk.say(_("Your bag belongs to another shop: it is sold from there."))
        if self._model.view.lacks_right:
            return self._desk.say(_("You may not sell out of your bag yet. Ask the manager for the right, then sign in again."))
        return self._desk.say(_("You have no bag. Whoever leads the agents gives you one, under More…, Agents."))

    def _show_part(self, name: str) -> None:
        if name == self._shown_part:
            return
        self._shown_part = name
        while (old := self._area.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.put_in_front(self._made(name) if name else None)
        if self.part is not None:
            self._area.addWidget(self.part)

    def _made(self, name: str) -> Part:
        model, desk = self._model, self._desk
        if name == SELL:
            return SellPart(desk, model.selling)
        if name == INSIDE:
            return InsidePart(desk, model)
        return AcceptPart(desk, model.accepting) if name == ACCEPT else AskPart(desk, model.asking)
