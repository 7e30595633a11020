"""The agents' report as widgets: period and agent above, the table, its plot below, and the keys of its papers."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.agents.views import AgentsRow
from app.core.documents.agents_paper import COLUMNS, SECTIONS
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.formats import count_text, day_text
from ui.kit.bars import Bar, Bars
from ui.kit.buttons import Button
from ui.kit.edits import TextEdit
from ui.kit.form import Choice
from ui.kit.parts import column, hairline, label, row, wide
from ui.kit.record_list import Column, Record, RecordList
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.tokens import LARGE
from ui.pages.agents_report.model import BY_DAY, DAYS, MONTH, TODAY, WEEK, YEAR, ReportModel

SPAN_WORDS = {
    TODAY: _("Today"), WEEK: _("7 days"), MONTH: _("30 days"), YEAR: _("A year"), DAYS: _("From … to …"),
}
NOTHING = _("No agent had anything to do in these days.")


class AgentsReportPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ReportModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.title = desk.say(_("Agents' report"))
        self.chips = (self.way_back(desk.say(_("Back"))),)
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say = self._desk.say
        self.section = Segments([(place, say(title)) for place, title in enumerate(SECTIONS)], name=self.title)
        self.agent, self.span, self.figure = Choice(), Choice(), Choice()
        for choice, name in ((self.agent, _("Agent")), (self.span, _("Period")), (self.figure, _("What the plot shows"))):
            choice.setAccessibleName(say(name))
        self.first, self.last = TextEdit("01.03.2026"), TextEdit("31.03.2026")
        self.first.setAccessibleName(say(_("First day")))
        self.last.setAccessibleName(say(_("Last day")))
        self.list = RecordList(self.title, self._columns(), self._record)
        self.bars = Bars(say(_("Plot")), lambda count: count_text(count, self._desk.language))
        self.hint = label(size=LARGE, ink="muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.book = wide(Button(say(_("Save as a workbook")), picture="file", hint="F8"))
        self.pdf = wide(Button(say(_("Save as PDF")), picture="pdf", hint="F9"))

    def _columns(self) -> list[Column]:
        """Those of the table that is looked at."""
        columns = [Column(self._desk.say(_("Name")))]
        for figure in self._model.view.figures:
            is_strong = figure == "sold_minor"
            is_muted = figure in ("handed_milli", "accepted_milli", "returned_milli")
            title = self._desk.say(COLUMNS[figure])
            columns.append(Column(title, 84 if not is_strong else 132, right=True, strong=is_strong, muted=is_muted))
        return columns

    def _lay_out(self) -> None:
        chosen = row(self.agent, self.span, self.first, self.last, gap=8, grow={0: 3, 1: 3, 2: 2, 3: 2})
        above = column(self.section, chosen, gap=8, margin=(20, 12, 20, 12))
        below = row(self.figure, self.book, self.pdf, gap=12, margin=(20, 8, 20, 16), grow=(0, 1, 2))
        parts = (above, hairline(), self.list, self.hint, hairline(), self.bars, below)
        self.setLayout(column(*parts, gap=0, grow={2: 5, 3: 5, 5: 3}))

    def _connect(self) -> None:
        model = self._model
        self.section.picked.connect(model.open_section)
        self.agent.picked.connect(model.show_agent)
        self.span.picked.connect(self._pick_span)
        self.figure.picked.connect(model.plot)
        self.list.chosen.connect(model.choose)
        self.bars.chosen.connect(model.choose)
        for edit in (self.first, self.last):
            edit.editingFinished.connect(self._keep_days)
            edit.installEventFilter(self)
        self.book.clicked.connect(lambda: model.write("xlsx"))
        self.pdf.clicked.connect(lambda: model.write("pdf"))
        model.changed.connect(self._render)
        for keys, act in (
            ("F2", self._to_days), ("F3", model.next_figure), ("F8", self.book.click), ("F9", self.pdf.click),
            *((f"Alt+{place + 1}", lambda place=place: model.open_section(place)) for place in range(len(SECTIONS))),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- gestures ---

    def shown(self) -> None:
        self.list.setFocus()

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A day that was refused stands in its field, red, only as long as somebody is at it."""
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._render)
        return False

    def _to_days(self) -> None:
        self.first.setFocus()
        self.first.selectAll()

    def _pick_span(self, span: str) -> None:
        if span == DAYS:
            self._to_days()
            self._render()
        else:
            self._model.show_span(span)

    def _keep_days(self) -> None:
        if (self.first.text(), self.last.text()) != self._days():
            is_right = self._model.set_days(self.first.text(), self.last.text())
            for edit in (self.first, self.last):
                edit.mark_wrong(edit.hasFocus() and not is_right)

    def _days(self) -> tuple[str, str]:
        view = self._model.view
        return view.first.strftime("%d.%m.%Y"), view.last.strftime("%d.%m.%Y")

    # --- what is shown ---

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        self.section.show_chosen(view.section)
        everybody = (None, say(_("All agents")))
        self.agent.show_choices([everybody, *((each.agent_id, each.name) for each in view.agents)], view.agent_id)
        self.span.show_choices([(span, say(words)) for span, words in SPAN_WORDS.items()], view.span)
        self.figure.show_choices([(figure, say(COLUMNS[figure])) for figure in view.figures], view.figure)
        for edit, text in zip((self.first, self.last), self._days(), strict=True):
            if not edit.hasFocus():
                edit.mark_wrong(False)
                edit.setText(text)
        self.hint.setText(view.why or (say(NOTHING) if view.report is not None else ""))
        self.hint.setVisible(not view.rows)
        for part in (self.list, self.bars):
            part.setVisible(bool(view.rows))
        self.list.show_columns(self._columns())
        self.list.show_items(view.rows, view.chosen)
        self.bars.show_bars(tuple(self._bar(each) for each in view.rows), view.chosen, unit=self._unit())
        for key in (self.book, self.pdf):
            key.show_as(enabled=view.report is not None and not view.is_writing)

    def _name(self, each: AgentsRow) -> str:
        if self._model.view.section == BY_DAY:
            return day_text(date.fromisoformat(each.key), self._desk.language)
        return each.name

    def _figure(self, each: AgentsRow, figure: str) -> str:
        value: int = getattr(each, figure)
        return self._desk.money(value, currency=False) if figure.endswith("_minor") else self._desk.quantity(value)

    def _unit(self) -> int:
        """What one of the plotted figure is: of money, or of goods."""
        return 10 ** minor_digits(self._desk.place.currency) if self._model.view.figure.endswith("_minor") else 1000

    def _record(self, each: AgentsRow) -> Record:
        return Record((self._name(each), *(self._figure(each, figure) for figure in self._model.view.figures)))

    def _bar(self, each: AgentsRow) -> Bar:
        figure = self._model.view.figure
        short = date.fromisoformat(each.key).strftime("%d.%m") if self._model.view.section == BY_DAY else ""
        return Bar(self._name(each), getattr(each, figure), self._figure(each, figure), short)
