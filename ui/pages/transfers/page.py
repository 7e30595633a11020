"""Transfers as widgets: those that wait on the left, what has arrived of one and what is missing on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.stock.views import TransferLineView, TransferView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, ReturnKey, TextEdit
from ui.kit.form import field
from ui.kit.parts import column, hairline, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.tokens import BOLD, TITLE
from ui.pages.transfers.model import ALL, DIFFERENCES, WAITING, TransfersModel, TransfersView
from ui.wording import worded

STATES = {
    "sent": _("on the way"), "answered": _("arrived"), "open": _("a difference is left"), "lost": _("the difference is lost"),
    "back": _("the difference came back"),
}
EMPTY = {
    WAITING: _("Nothing is on its way."), DIFFERENCES: _("No transfer has a difference."), ALL: _("Nothing was sent yet."),
}
INK = {"sent": "warn", "open": "bad"}
JOIN = " · "
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TransfersPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    sending: somebody wants to send goods.
    """

    left = Signal()
    sending = Signal()

    def __init__(self, desk: Desk, model: TransfersModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.title = desk.say(_("Between stores"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say = self._desk.say
        parts = ((WAITING, say(_("On the way"))), (DIFFERENCES, say(_("Differences"))), (ALL, say(_("All"))))
        self.part = Segments(parts, name=self.title)
        self.list = PickList(self.title, self._row)
        self.send = wide(Button(say(_("Send goods")), hint="Ins", picture="transfer"))
        self._name, self._note = label(size=TITLE, weight=BOLD, wrap=True), label(ink="muted", wrap=True)
        self.lines = PickList(say(_("Goods of the transfer")), self._line)
        self.arrived = FigureEdit(say(_("all of it")), decimals=3)
        self._of_line = field(say(_("Has arrived")), self.arrived)
        self.answer = wide(primary(say(_("It has arrived")), hint="Ctrl+P"))
        self._short = label(ink="warn", wrap=True)
        self.back, self.look = wide(Button("", picture="back")), wide(Button(say(_("Keep it as a difference")), picture="doubt"))
        self.reason = TextEdit()
        self.lost = wide(Button(say(_("It is lost")), picture="close"))
        self.found = wide(Button(say(_("It was found")), picture="check"))

    def _lay_out(self) -> None:
        say = self._desk.say
        left = column(
            holding(column(self.part, gap=0, margin=(20, 12, 20, 12))), hairline(), self.list, hairline(),
            holding(column(self.send, gap=0, margin=(20, 10, 20, 10))), gap=0, grow=(2,),
        )
        self._question = holding(column(self._short, self.back, self.look, gap=8))
        self._settling = holding(column(
            field(say(_("Reason, in your own words")), self.reason), row(self.lost, self.found, gap=8, grow=(0, 1)), gap=8,
        ))
        right = column(
            self._name, self._note, self.lines, self._of_line, self._question, self._settling, self.answer, gap=12, margin=16,
            grow=(2,),
        )
        self.setLayout(two_panes(left, right, left_share=48, least_right=400))

    def _connect(self) -> None:
        model = self._model
        self.part.picked.connect(model.open_part)
        self.list.chosen.connect(model.choose)
        self.list.wanted_more.connect(model.more)
        self.list.taken.connect(lambda _place: self._into_lines())
        self.lines.chosen.connect(self._choose_line)
        self.lines.taken.connect(self._choose_line)
        self.send.clicked.connect(self.sending)
        self.arrived.figured.connect(model.set_arrived)
        ReturnKey(self.arrived).pressed.connect(self._next_line)
        ReturnKey(self.reason).pressed.connect(self.lost.setFocus)
        self.arrived.installEventFilter(self)
        self.answer.clicked.connect(self._answer)
        self.back.clicked.connect(lambda: model.answer_short(keep_difference=False))
        self.look.clicked.connect(lambda: model.answer_short(keep_difference=True))
        self.lost.clicked.connect(lambda: self._settle(is_lost=True))
        self.found.clicked.connect(lambda: self._settle(is_lost=False))
        model.scanned.connect(self._choose_line)
        model.changed.connect(self._render)
        for keys, act in (
            ("Ins", self.send.click), ("Ctrl+P", self.answer.click), ("Alt+1", lambda: model.open_part(WAITING)),
            ("Alt+2", lambda: model.open_part(DIFFERENCES)), ("Alt+3", lambda: model.open_part(ALL)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).setAutoRepeat(False)

    # --- gestures ---

    def shown(self) -> None:
        self.setFocus()

    def take_scan(self, code: str) -> bool:
        """The line of what was scanned, to say how much of it has arrived."""
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        if self._model.view.is_short:
            self._model.think_again()
            self._choose_line(self._model.view.spot)
        elif self.arrived.hasFocus() or self.reason.hasFocus():
            self.setFocus()
        else:
            self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Up and down from the figure of one line to that of another."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in STEPS:
            self._choose_line(self._model.view.spot + STEPS[Qt.Key(event.key())])
            return True
        return False

    def _into_lines(self) -> None:
        if self._model.view.can_answer:
            self._choose_line(0)
        elif self._model.view.can_settle:
            self.reason.setFocus()

    def _choose_line(self, spot: int) -> None:
        self._model.choose_line(spot)
        if self._model.view.can_answer:
            self._show_arrived(self._model.view)
            self.arrived.setFocus()
            self.arrived.selectAll()

    def _next_line(self) -> None:
        transfer, spot = self._model.view.transfer, self._model.view.spot
        if transfer is not None and spot + 1 < len(transfer.lines):
            self._choose_line(spot + 1)
        else:
            self.setFocus()

    def _answer(self) -> None:
        self.setFocus()  # a question may stand where the field was
        self._model.answer()

    def _settle(self, *, is_lost: bool) -> None:
        self._model.settle(is_lost=is_lost, reason=self.reason.text())

    # --- what is shown ---

    def _row(self, item: TransferView) -> PickRow:
        desk = self._desk
        words = worded(STATES, item.state, desk.language)
        note = JOIN.join((item.number, desk.moment(item.at)))
        return PickRow(_way(item), note, count_text(len(item.lines), desk.language), words, INK.get(item.state, "muted"))

    def _line(self, line: TransferLineView) -> PickRow:
        desk, say, view = self._desk, self._desk.say, self._model.view
        arrived = view.arrived.get(line.line_id) if line.accepted_milli is None else line.accepted_milli
        note = "" if arrived is None else say(_("has arrived: {quantity}")).format(quantity=desk.quantity(arrived))
        below, ink = "", "muted"
        if line.open_milli:
            below, ink = say(_("missing: {quantity}")).format(quantity=desk.quantity(line.open_milli)), "bad"
        elif line.back_milli:
            below = say(_("came back: {quantity}")).format(quantity=desk.quantity(line.back_milli))
        elif line.accepted_milli is None and arrived is not None and arrived < line.sent_milli:
            below, ink = say(_("missing: {quantity}")).format(quantity=desk.quantity(line.sent_milli - arrived)), "warn"
        return PickRow(line.name, note, f"{desk.quantity(line.sent_milli)}\u00a0{desk.unit(line.unit)}", below, ink)

    def _render(self) -> None:
        view, transfer, say = self._model.view, self._model.view.transfer, self._desk.say
        self.part.show_chosen(view.part)
        self.list.empty = worded(EMPTY, view.part, self._desk.language) if view.is_asked else ""
        self.list.show_items(view.transfers, view.place)
        self._name.setText(_way(transfer) if transfer is not None else "")
        self._note.setText(self._about(view))
        self.lines.show_items(transfer.lines if transfer is not None else (), view.spot if view.can_answer else -1)
        self.lines.viewport().update()  # what is typed of a line is none of its own fields
        self._of_line.setVisible(view.can_answer and not view.is_short)
        self._question.setVisible(view.is_short)
        self._settling.setVisible(view.can_settle)
        self.answer.setVisible(not view.is_short and not view.can_settle)
        self.answer.show_as(enabled=view.can_answer)
        self._show_arrived(view)
        if transfer is not None:
            self.back.show_as(text=say(_("It is back in {store}")).format(store=transfer.from_store))
            self._short.setText(say(_("Not all of it has arrived. What about the rest?")))

    def _show_arrived(self, view: TransfersView) -> None:
        line = view.line
        value = view.arrived.get(line.line_id) if line is not None else None
        if self.arrived.value() != value:
            self.arrived.show_value(value)

    def _about(self, view: TransfersView) -> str:
        transfer, say = view.transfer, self._desk.say
        if transfer is None:
            return ""
        words = worded(STATES, transfer.state, self._desk.language)
        told = (transfer.number, self._desk.moment(transfer.at), transfer.person, transfer.note, words)
        about = JOIN.join(filter(None, told))
        return f"{about}\n{say(_('The other shop says what has arrived.'))}" if view.is_for_another_shop else about


def _way(transfer: TransferView) -> str:
    return f"{transfer.from_store} → {transfer.to_store}"
