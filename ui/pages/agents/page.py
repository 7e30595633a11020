"""Agents as widgets: who they are on the left; on the right the bag, transfers, requests and the settlement of the one who is
looked at, or the goods that are in hand for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.edits import SearchBox
from ui.kit.parts import column, hairline, holding, label, two_panes, wide
from ui.kit.pick_list import PickList
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.sheet import Sheet
from ui.kit.tokens import LARGE
from ui.pages.agents.bag_part import BagPart
from ui.pages.agents.form_model import DraftModel
from ui.pages.agents.form_pane import FormPane
from ui.pages.agents.list_parts import RequestsPart, TransfersPart
from ui.pages.agents.model import BAG, PARTS, REQUESTS, SETTLEMENT, TRANSFERS, AgentsModel
from ui.pages.agents.panels import Panels
from ui.pages.agents.settlement_part import SettlementPart
from ui.pages.agents.words import AgentWords

NAMES = {BAG: _("Bag"), TRANSFERS: _("Transfers"), REQUESTS: _("Requests"), SETTLEMENT: _("Settlement")}


class AgentsPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    report_wanted: what agents did in a time.
    """

    left = Signal()
    report_wanted = Signal()

    def __init__(self, desk: Desk, model: AgentsModel) -> None:
        super().__init__(model)
        self._desk, self._model, self._words = desk, model, AgentWords(desk)
        say = desk.say
        self.head = self.box = SearchBox("", hint="F2")
        self.chips = (self.way_back(say(_("Back"))),)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.list = PickList(say(_("Agents")), self._words.agent)
        self.new = wide(Button(say(_("New agent…")), hint="Ins", picture="plus"))
        self.change = wide(Button(say(_("Commission…")), hint="F6"))
        self.report = wide(Button(say(_("Report")), hint="F3", picture="report"))
        self.segments = Segments([(part, say(NAMES[part])) for part in PARTS], name=say(_("Agents")))
        self.bag, self.transfers = BagPart(desk, model, self._words), TransfersPart(desk, model, self._words)
        self.requests, self.settlement = RequestsPart(desk, model, self._words), SettlementPart(desk, model, self._words)
        self.parts: dict[str, BagPart | TransfersPart | RequestsPart | SettlementPart] = {
            BAG: self.bag, TRANSFERS: self.transfers, REQUESTS: self.requests, SETTLEMENT: self.settlement,
        }
        self.pane = FormPane(desk, model, self._words)
        self.panels = Panels(desk, model, self)
        self._had_form = model.form is not None
        self._hint = label(size=LARGE, ink="muted", wrap=True)
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _lay_out(self) -> None:
        keys = column(self.new, self.change, self.report, gap=8, margin=(16, 12, 16, 16))
        left = column(self.list, hairline(), keys, gap=0, grow=(0,))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(28)
        self._top = holding(column(self.segments, gap=0, margin=(16, 12, 16, 12)))
        right: list[QWidget] = [self._top, hairline(), *self.parts.values(), self.pane, self._hint]
        shares = dict.fromkeys(range(2, len(right)), 1)
        self.setLayout(two_panes(left, column(*right, gap=0, grow=shares), left_share=38, least_right=380))

    def _connect(self) -> None:
        model, box = self._model, self.box
        box.textChanged.connect(model.search)
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.left_alone.connect(self.go_back)
        box.installEventFilter(self)
        self.list.chosen.connect(self._choose)
        self.list.taken.connect(lambda _place: self._into_list())
        self.segments.picked.connect(self._open_part)
        self.pane.done_typing.connect(self._typed_quantity)
        self.pane.reason_wanted.connect(self.panels.ask_reason)
        self.new.clicked.connect(self.panels.ask_new)
        self.change.clicked.connect(self.panels.ask_commission)
        self.report.clicked.connect(self.report_wanted)
        self.bag.to_till.clicked.connect(self.panels.ask_till)
        self.settlement.green.clicked.connect(self.panels.ask_payment)
        model.changed.connect(self._render)
        keys = [
            ("F2", self._to_box), ("F3", self.report.click), ("F4", self.pane.to_quantity), ("F5", self.pane.all.click),
            ("F6", self.change.click), ("F8", self.pane.other.click), ("F9", self.bag.to_till.click), ("F12", self._do_green),
            ("Ins", self.new.click),
            *((f"Alt+{place}", lambda part=part: self._open_part(part)) for place, part in enumerate(PARTS, 1)),
        ]
        for name, act in keys:
            made = QShortcut(QKeySequence(name), self, act, context=Qt.ShortcutContext.WindowShortcut)
            made.setAutoRepeat(False)

    # --- gestures ---

    def shown(self) -> None:
        """Where typing goes on: among the lines of a document, in the list that somebody walks in, else at the top."""
        if self._model.form is not None and not isinstance(self._model.form, DraftModel):
            self.setFocus()
            self.pane.to_quantity()
        else:
            (self if self._walks else self.box).setFocus()

    def take_scan(self, code: str) -> bool:
        self.box.clear()
        return self.pane.keep() and self._model.scan(code)

    def go_back(self) -> bool:
        """One step at a time: what is typed, the form, the list, the screen."""
        if self.box.text():
            self.box.clear()
        elif self._model.step_back():
            self.shown()
        else:
            self.left.emit()
        return True

    @property
    def _walks(self) -> bool:
        """Somebody walks in the list on the right."""
        return self._model.form is None and self._model.part.spot >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list on the right while somebody walks in it, or the lines of a document."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if self._walks:
            self.parts[self._model.view.part].list.keyPressEvent(event)
        elif self._model.form is not None and step is not None:
            self._to_line(step)
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keys of the lines of a form, while nothing is typed."""
        form = self._model.form
        if form is None or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.box.text():
            return False
        if event.key() == Qt.Key.Key_Delete:
            form.remove()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            form.step(1 if event.key() == Qt.Key.Key_Plus else -1)
        else:
            return False
        return True

    def _enter(self, text: str) -> None:
        """Into a form goods are put; else into the list."""
        form = self._model.form
        if isinstance(form, DraftModel):
            form.enter(text)
            self.box.clear()
        elif text.strip().isdigit() and self._model.scan(text.strip()):
            self.box.clear()  # a code that is too short for a scanner's
        else:
            self._into_list()

    def _to_line(self, step: int) -> None:
        """Up and down in a form, from wherever a quantity is typed."""
        if self._model.form is not None and self.pane.keep():
            self._model.form.move(step)
            self.pane.to_quantity()

    def _typed_quantity(self) -> None:
        """Return after a quantity: to the next scan, or to the next line of a document."""
        if isinstance(self._model.form, DraftModel):
            self.box.setFocus()
        else:
            self._to_line(1)

    def _choose(self, place: int) -> None:
        self._model.choose_place(place)
        self.box.setFocus()

    def _into_list(self) -> None:
        self._model.into_list()
        if self._walks:
            self.setFocus()

    def _open_part(self, part: object) -> None:
        self.box.clear()
        self._model.open_part(str(part))
        self.box.setFocus()

    def _to_box(self) -> None:
        self.box.setFocus()
        self.box.selectAll()

    def _do_green(self) -> None:
        """The green key that is in sight."""
        shown = self.pane.green if self._model.form is not None else self.parts[self._model.view.part].green
        shown.click()

    # --- what is shown ---

    def _render(self) -> None:
        view, say, form = self._model.view, self._desk.say, self._model.form
        for_goods = isinstance(form, DraftModel)
        words = say(_("Barcode, name or article of the goods") if for_goods else _("Name of the agent"))
        if self.box.placeholderText() != words:
            self.box.setPlaceholderText(words)
            self.box.setAccessibleName(words)
            self.box.clear()
        self.box.setEnabled(form is None or for_goods)
        self.list.empty = say(self._empty(bool(view.agents))) if view.is_asked else ""
        self.list.show_items(view.found, view.place)
        self.change.show_as(enabled=view.glance is not None and not self._model.is_busy)
        self.new.show_as(enabled=self._model.may_look and not self._model.is_busy)
        self.segments.show_chosen(view.part)
        has_agent = view.glance is not None
        self._top.setVisible(has_agent and form is None)
        self.pane.setVisible(has_agent and form is not None)
        for name, part in self.parts.items():
            is_seen = has_agent and form is None and name == view.part
            part.setVisible(is_seen)
            if is_seen:
                part.show_view()
        self._hint.setVisible(not has_agent)
        self._hint.setText(say(_("A person becomes an agent by “New agent…”: the bag is then filled here.")) if (
            view.is_asked and self._model.may_look) else "")
        if form is not None:
            self.pane.show_view()
        self._keep_focus()

    def _empty(self, has_agents: bool) -> str:
        if not self._model.may_look:
            return _("Only who hands goods over to agents, or settles with them, looks after them here.")
        return _("Nobody was found.") if has_agents else _("There are no agents yet.")

    def _keep_focus(self) -> None:
        """A form is typed into; when it is done, whoever walked in the list before goes on there."""
        had_form, self._had_form = self._had_form, self._model.form is not None
        if had_form != self._had_form and not self._is_asked():
            self.shown()

    def _is_asked(self) -> bool:
        return any(sheet.isVisible() for sheet in self.window().findChildren(Sheet))
