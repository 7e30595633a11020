"""What goes bad soon, as widgets: the lots with the days that are left, and the key that writes the chosen one off."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.stock.purchase_views import Expiring
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text, day_text
from ui.kit.buttons import primary
from ui.kit.form import scrolling_card
from ui.kit.parts import column, hairline, holding, label, row, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.tokens import BOLD, HUGE, LARGE, TITLE
from ui.pages.expiring.model import DAYS, ExpiringModel

SOON = 7
"""So many days are few: such a lot is marked."""
JOIN = " · "


class ExpiringPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ExpiringModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        say = desk.say
        self.title = say(_("Best before"))
        self.chips = (self.way_back(say(_("Back"))),)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        choices = [(days, say(_("{count} days")).format(count=count_text(days, desk.language))) for days in DAYS]
        self.days = Segments(choices, name=say(_("Days ahead")))
        self.list = PickList(self.title, self._row)
        self._sum = label(ink="muted", wrap=True)
        self._name, self._figure = label(size=TITLE, weight=BOLD, wrap=True), label(size=HUGE, weight=BOLD)
        self._when, self._about = label(size=LARGE, wrap=True), label(size=LARGE, ink="muted", wrap=True)
        self._why_not = label(ink="warn", wrap=True)
        self.write_off = wide(primary(say(_("Write it off…")), hint="Enter"))
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        left = column(
            holding(column(self.days, gap=0, margin=(20, 12, 20, 12))), hairline(), self.list, hairline(),
            row(self._sum, gap=0, margin=(20, 10, 20, 10)), gap=0, grow=(2,),
        )
        card = scrolling_card(column(self._name, self._figure, self._when, self._about, self._why_not, 1, gap=12))
        right = column(card, self.write_off, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(left, right, left_share=54))

    def _connect(self) -> None:
        model = self._model
        self.days.picked.connect(model.within)
        self.list.chosen.connect(model.choose)
        self.list.taken.connect(lambda _place: model.write_off())
        self.write_off.clicked.connect(model.write_off)
        model.changed.connect(self._render)
        for at, days in enumerate(DAYS, start=1):
            act = QShortcut(QKeySequence(f"Alt+{at}"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.activated.connect(lambda days=days: model.within(days))

    # --- gestures ---

    def shown(self) -> None:
        self.setFocus()

    def take_scan(self, code: str) -> bool:
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    # --- what is shown ---

    def _quantity(self, lot: Expiring) -> str:
        return f"{self._desk.quantity(lot.left_milli)}\u00a0{self._desk.unit(lot.unit)}"

    def _days(self, lot: Expiring) -> tuple[str, str]:
        """In words, and in which colour."""
        say, language = self._desk.say, self._desk.language
        if lot.days_left < 0:
            return say(_("past its day: {count} d.")).format(count=count_text(-lot.days_left, language)), "bad"
        if not lot.days_left:
            return say(_("the last day")), "bad"
        words = say(_("days left: {count}")).format(count=count_text(lot.days_left, language))
        return words, "warn" if lot.days_left <= SOON else "muted"

    def _row(self, lot: Expiring) -> PickRow:
        words, ink = self._days(lot)
        note = JOIN.join(filter(None, (day_text(lot.expires_on, self._desk.language), lot.batch, lot.store)))
        return PickRow(lot.name, note, self._quantity(lot), words, ink)

    def _render(self) -> None:
        view, desk, lot = self._model.view, self._desk, self._model.view.lot
        say = desk.say
        self.days.show_chosen(view.days)
        self.list.empty = say(_("Nothing goes bad in that time.")) if view.is_asked else ""
        self.list.show_items(view.lots, view.chosen)
        told = [say(_("Lots: {count}")).format(count=len(view.lots))] if view.lots else []
        told += [say(_("past their day: {count}")).format(count=view.expired)] if view.expired else []
        self._sum.setText(JOIN.join(told))
        for part in (self._name, self._figure, self._when, self._about):
            part.setVisible(lot is not None)
        self._why_not.setVisible(lot is not None and not view.can_write_off)
        self._why_not.setText(say(_("It lies in an agent's bag. The agent gives it back first.")))
        self.write_off.show_as(enabled=view.can_write_off)
        if lot is None:
            return
        words, ink = self._days(lot)
        self._name.setText(lot.name)
        self._figure.setText(self._quantity(lot))
        self._when.setText(JOIN.join((day_text(lot.expires_on, desk.language), words)))
        set_ink(self._when, "text" if ink == "muted" else ink)
        batch = say(_("Batch {batch}")).format(batch=lot.batch) if lot.batch else ""
        cost = desk.money(lot.left_minor) if view.shows_cost else ""
        self._about.setText("\n".join(filter(None, (lot.store, batch, cost))))
