"""What agents did in a period: which days, whose, which table, which figure is plotted; and the papers of it. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.agents.analytics import agents_report_for
from app.core.agents.queries import agents
from app.core.agents.views import AgentsReport, AgentsRow, AgentView
from app.core.documents.agents_paper import FIGURES, FILES, sections_of, store_agents_report
from app.core.documents.titles import wording
from app.kernel.errors import AppError, NotPermitted, RuleBroken
from app.kernel.paths import documents_folder
from app.kernel.period import business_date
from ui.bridge.desk import Desk
from ui.bridge.long_work import LongWork

TODAY, WEEK, MONTH, YEAR, DAYS = "today", "week", "month", "year", "days"
SPANS = {TODAY: 0, WEEK: 6, MONTH: 29, YEAR: 364}
"""How many days before today a period begins; DAYS are those that somebody typed."""
BY_AGENT, BY_PRODUCT, BY_DAY, TOP = range(4)
WRITTEN = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")
"""How a day may be typed."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """`why`: a sentence, if it may not be seen. `figure` is what the plot shows."""

    first: date
    last: date
    span: str = MONTH
    agent_id: UUID | None = None
    agents: tuple[AgentView, ...] = ()
    report: AgentsReport | None = None
    section: int = BY_AGENT
    chosen: int = 0
    figure: str = "sold_minor"
    why: str = ""
    is_writing: bool = False

    @property
    def rows(self) -> tuple[AgentsRow, ...]:
        """Those of the table that is looked at."""
        return sections_of(self.report)[self.section].rows if self.report is not None else ()

    @property
    def figures(self) -> tuple[str, ...]:
        """Those that the rows of this table have."""
        return FIGURES[self.section]


class ReportModel(QObject):
    """Asks only while its screen is shown; an answer to what is asked no more is dropped.

    Signals:
        changed: the view is another one.
        saved: where the workbook or the PDF lies (Path).
    """

    changed = Signal()
    saved = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_shown, self._asked = desk, False, 0
        self._work = LongWork()
        self._work.ended.connect(self._written)
        self.view = self._begin()
        desk.runner.changed.connect(self._on_news)
        desk.person_changed.connect(self.forget)

    def _begin(self) -> ReportView:
        today = self.today
        return ReportView(today - timedelta(days=SPANS[MONTH]), today)

    @property
    def today(self) -> date:
        """The shop's day."""
        place = self._desk.place
        return business_date(self._desk.clock(), zone=place.zone, day_change_hour=place.day_change_hour)

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        if self.view.span != DAYS:
            self.show_span(self.view.span)
        else:
            self._ask()

    def go(self) -> None:
        """The screen is gone."""
        self._is_shown = False

    def forget(self) -> None:
        """Another person sits here, who may see more or less."""
        self._asked += 1
        self.view = self._begin()
        self.changed.emit()

    # --- what is looked at ---

    def show_span(self, span: str) -> None:
        """Today, seven days, thirty, a year."""
        today = self.today
        self._show(span=span, first=today - timedelta(days=SPANS[span]), last=today)
        self._ask()

    def set_days(self, first: str, last: str) -> bool:
        """From one day to another, as they are typed; False where that is no period. Told: `period.malformed`,
        `period.backwards`."""
        try:
            since, until = typed_day(first), typed_day(last)
            if since > until:
                raise RuleBroken("period.backwards", first=since, last=until)
        except RuleBroken as error:
            self._desk.runner.refused.emit(error)
            return False
        if (since, until) != (self.view.first, self.view.last):
            self._show(span=DAYS, first=since, last=until)
            self._ask()
        return True

    def show_agent(self, agent_id: UUID | None) -> None:
        """One of them, or all."""
        self._show(agent_id=agent_id)
        self._ask()

    def open_section(self, section: int) -> None:
        """Another table."""
        self._show(section=section, chosen=0)
        if self.view.figure not in self.view.figures:
            self._show(figure="sold_minor")

    def plot(self, figure: str) -> None:
        """Another figure as bars."""
        self._show(figure=figure)

    def next_figure(self) -> None:
        """The one after it."""
        figures = self.view.figures
        self.plot(figures[(figures.index(self.view.figure) + 1) % len(figures)])

    def choose(self, place: int) -> None:
        """This row."""
        if 0 <= place < len(self.view.rows) and place != self.view.chosen:
            self._show(chosen=place)

    # --- papers ---

    def write(self, form: str) -> None:
        """As a workbook (`xlsx`) or as `pdf` among the person's files, on a thread of its own: a year takes a second."""
        report, desk = self.view.report, self._desk
        if report is None or self._work.is_under_way or form not in FILES:
            return
        say = wording(language=desk.language, zone=desk.place.zone, currency=desk.place.currency, with_symbol=True)
        self._show(is_writing=True)
        self._work.start(
            lambda _told, _stop: store_agents_report(report, say, folder=documents_folder(), form=form), name="agents-report"
        )

    def _written(self, path: Path | None, error: Exception | None) -> None:
        self._show(is_writing=False)
        if isinstance(error, AppError):
            self._desk.runner.refused.emit(error)
        elif error is not None:
            raise error
        else:
            self.saved.emit(path)

    # --- asking ---

    def _ask(self) -> None:
        person = self._desk.person
        if person is None or not self._is_shown:
            return
        self._asked += 1
        asked, view = self._asked, self.view
        whose: dict[str, Any] = {"person_id": person.person_id, "branch_id": self._desk.place.branch_id}

        def found(report: AgentsReport) -> None:
            if asked == self._asked:
                chosen = self.view.chosen if self.view.report is not None else 0
                self._show(report=report, why="")
                self._show(chosen=max(0, min(chosen, len(self.view.rows) - 1)))

        def failed(error: AppError) -> None:
            if isinstance(error, NotPermitted) and asked == self._asked:
                self._show(report=None, why=self._desk.sentence(error))
            elif asked == self._asked:
                self._desk.runner.refused.emit(error)

        self._desk.ask(agents, done=lambda found: self._show(agents=found), branch_id=self._desk.place.branch_id)
        self._desk.ask(
            agents_report_for, done=found, failed=failed, first=view.first, last=view.last, agent_id=view.agent_id, **whose
        )

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & {"agents", "stock"}:
            self._ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def typed_day(text: str) -> date:
    """A day as people type it. Refused: `period.malformed`."""
    for form in WRITTEN:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise RuleBroken("period.malformed", text=text.strip()[:40])
