"""Panels over the agents: a reason, a payment, the bag's till, who is an agent and for which commission."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.agents.overview import BagTill
from app.core.agents.views import AgentView
from app.core.staff.views import PersonView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, ReturnKey, TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Choice, field
from ui.kit.parts import column, holding, label, wide
from ui.kit.segments import Segments
from ui.kit.sheet import Sheet
from ui.kit.theme import px
from ui.pages.agents.settlement_model import TENDERS, Paying
from ui.wording import TENDERS as TENDER_WORDS

LONGEST = 120
WIDE = 560
_REST, _AROUND = 230, 48
"""Of a panel besides its fields: above and below them, and beside them."""


class _Fields(Sheet):
    """Fields over the key, which is always in sight; they scroll where large letters leave no room."""

    def __init__(self, parent: QWidget, title: str, *parts: QWidget, key: QWidget) -> None:
        fields = column(*parts, gap=12, margin=(0, 0, 8, 0))
        area = scrolled(holding(fields))
        super().__init__(parent, title, holding(column(area, key, gap=12)), width=WIDE)
        width = min(px(WIDE), max(parent.width() - px(32), 320)) - px(_AROUND)
        needed = max(fields.totalHeightForWidth(width), fields.totalSizeHint().height())
        area.setFixedHeight(min(needed, max(px(96), parent.height() - px(_REST))))


class ReasonSheet(Sheet):
    """Signals:
    told: why, in a person's own words.
    """

    told = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, title: str, *, note: str, words: str) -> None:
        self.field = TextEdit(desk.say(_("Reason, in your own words")))
        self.field.setMaxLength(LONGEST)
        self.go_on = wide(primary(words, hint="Enter"))
        super().__init__(
            parent, title, holding(column(label(note, ink="muted", wrap=True), self.field, self.go_on, gap=12)), width=WIDE
        )
        self.field.textChanged.connect(lambda _text: self._render())
        self.field.returnPressed.connect(self._tell)
        self.go_on.clicked.connect(self._tell)
        self.field.setFocus()
        self._render()

    def _tell(self) -> None:
        text = self.field.text().strip()
        if text:
            self.close_it()
            self.told.emit(text)

    def _render(self) -> None:
        self.go_on.show_as(enabled=bool(self.field.text().strip()))


class PaymentSheet(_Fields):
    """Signals:
    given: a `Paying`: how much, in which way.
    """

    given = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, title: str, paying: Paying) -> None:
        say = desk.say
        self._desk, self._tender = desk, paying.tender
        self.tenders = Segments([(each, say(TENDER_WORDS[each])) for each in TENDERS], name=say(_("Way of paying")))
        self.sum = FigureEdit("0", decimals=minor_digits(desk.place.currency), size="title")
        self.sum.setAccessibleName(say(_("Sum")))
        self.note = TextEdit()
        self.note.setMaxLength(LONGEST)
        self.go_on = wide(primary(say(_("Take the payment")), hint="Enter"))
        fields = self.tenders, field(say(_("Sum")), self.sum), field(say(_("Note")), self.note)
        super().__init__(parent, title, *fields, key=self.go_on)
        self.tenders.picked.connect(self._choose)
        self.sum.figured.connect(lambda _minor: self._render())
        ReturnKey(self.sum, self.note).pressed.connect(self._give)
        self.go_on.clicked.connect(self._give)
        self.sum.show_value(paying.amount_minor)
        self.note.setText(paying.note)
        self.sum.setFocus()
        self.sum.selectAll()
        self._render()

    def _choose(self, tender: object) -> None:
        self._tender = str(tender)
        self.sum.setFocus()
        self._render()

    def _give(self) -> None:
        if self.sum.value():
            paying = Paying(self.sum.value(), self._tender, self.note.text().strip())
            self.close_it()
            self.given.emit(paying)

    def _render(self) -> None:
        minor = self.sum.value()
        self.tenders.show_chosen(self._tender)
        self.go_on.show_as(detail=self._desk.money(minor) if minor else "", enabled=bool(minor))


class TillSheet(_Fields):
    """Signals:
    moved: the till that has the bag from now on (its id), or None for whichever sells of it first.
    forced: the till, and why the one that has it cannot let it go.
    """

    moved = Signal(object)
    forced = Signal(object, str)

    def __init__(self, parent: QWidget, desk: Desk, title: str, agent: AgentView, tills: Sequence[BagTill]) -> None:
        say = desk.say
        self._desk = desk
        self.till, self.reason = Choice(), TextEdit(say(_("the till is broken, or gone")))
        self.reason.setMaxLength(LONGEST)
        self.go_on = wide(primary(say(_("Move the bag")), hint="Enter"))
        self.force = wide(Button(say(_("Take it away by force"))))
        here = say(_("Sold from the till “{till}”.")).format(till=agent.till) if agent.till else ""
        words = say(_("The till that has the bag lets it go first. If it cannot, write why, and take the bag away by force."))
        told = label(" ".join(filter(None, (here, words))), ink="muted", wrap=True)
        fields = told, field(say(_("To which till")), self.till), field(say(_("Why by force")), self.reason), self.force
        super().__init__(parent, title, *fields, key=self.go_on)
        others = [(each.till_id, each.name) for each in tills if each.till_id != agent.till_id]
        nobody = (None, say(_("whichever sells of it first")))
        self.till.show_choices([*others, nobody] if agent.till_id is not None else others, others[0][0] if others else None)
        self.till.picked.connect(lambda _key: self._render())
        self.reason.textChanged.connect(lambda _text: self._render())
        self.reason.returnPressed.connect(self.force.click)
        self.force.clicked.connect(self._force)
        self.go_on.clicked.connect(self._move)
        (self.go_on if others else self.till).setFocus()
        self._render()

    def _move(self) -> None:
        if self.till.currentIndex() >= 0:
            self.close_it()
            self.moved.emit(self.till.key())

    def _force(self) -> None:
        why = self.reason.text().strip()
        if why and self.till.key() is not None:
            self.close_it()
            self.forced.emit(self.till.key(), why)

    def _render(self) -> None:
        self.go_on.show_as(enabled=self.till.currentIndex() >= 0)
        self.force.show_as(enabled=bool(self.reason.text().strip()) and self.till.key() is not None)


class AgentSheet(_Fields):
    """For a new agent one of `people`, else the commission of `agent`.

    Signals:
        told: who (an id, None for the agent who is there), the commission in ppm, whether it is kept.
    """

    told = Signal(object, int, bool)

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, *, people: Sequence[PersonView] = (), agent: AgentView | None = None
    ) -> None:
        say = desk.say
        self._is_new, self._keeps = agent is None, agent is None or agent.keeps_commission
        self.person = Choice()
        self.commission = FigureEdit("0", decimals=4)
        self.keeps = Segments(
            [(True, say(_("The agent keeps it"))), (False, say(_("The shop pays it out")))], name=say(_("Commission"))
        )
        self.go_on = wide(primary(say(_("Make an agent") if agent is None else _("Save")), hint="Enter"))
        parts: list[QWidget] = [
            field(say(_("Commission, percent of what is sold")), self.commission), self.keeps,
        ]
        if agent is None:
            words = say(_("Whoever signs in to accept and sell needs the role Agent: Settings, People."))
            parts = [field(say(_("Who")), self.person), *parts, label(words, ink="muted", wrap=True)]
        super().__init__(parent, title, *parts, key=self.go_on)
        if agent is not None:
            self.person.setParent(self)
            self.person.hide()
        choices: list[tuple[object, str]] = [(each.person_id, each.name) for each in people]
        self.person.show_choices(choices, choices[0][0] if choices else None)
        self.commission.show_value(agent.commission_ppm if agent is not None else None)
        self.keeps.picked.connect(self._choose)
        ReturnKey(self.commission).pressed.connect(self._tell)
        self.go_on.clicked.connect(self._tell)
        self.commission.setFocus()
        self.commission.selectAll()
        self._render()

    @property
    def _who(self) -> UUID | None:
        key = self.person.key()
        return key if isinstance(key, UUID) else None

    def _choose(self, keeps: object) -> None:
        self._keeps = bool(keeps)
        self._render()

    def _tell(self) -> None:
        if not self._is_new or self._who is not None:
            who, ppm = self._who if self._is_new else None, self.commission.value() or 0
            self.close_it()
            self.told.emit(who, ppm, self._keeps)

    def _render(self) -> None:
        self.keeps.show_chosen(self._keeps)
        self.go_on.show_as(enabled=not self._is_new or self._who is not None)
