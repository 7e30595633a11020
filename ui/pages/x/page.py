"""The X as a page of figures: what was sold, how it was paid, what lies in the drawer, what waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget

from app.core.cash.views import ShiftReport
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text, percent_text, short_moment_text
from ui.kit.buttons import Button, primary
from ui.kit.figures import Figures, card, scrolled
from ui.kit.letters import letter_of
from ui.kit.parts import column, label, row
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, HUGE, LARGE
from ui.pages.x.model import XModel
from ui.wording import CASH_ENTRIES, TENDERS, worded

NARROW = 860


class XPage(Screen):
    """Signals:
    left: back to where one came from.
    shift_wanted: no shift is open, and one is to be opened.
    """

    left = Signal()
    shift_wanted = Signal()

    def __init__(self, desk: Desk, model: XModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("X report"))
        self.print_it = Button(desk.say(_("Print")), look="soft", picture="printer", hint="P")
        self.print_it.clicked.connect(model.print_it)
        self.chips = (self.print_it, self.way_back(desk.say(_("Back"))))
        self._sales = label(size=HUGE, weight=BOLD)
        self._about = label(ink="muted", wrap=True)
        self.done, self.tenders, self.drawer, self.watched = Figures(), Figures(), Figures(), Figures()
        self._why = label(size=LARGE, ink="muted", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open_shift = primary(desk.say(_("Open the shift")))
        self.open_shift.clicked.connect(self.shift_wanted)
        self._stack = QStackedLayout(self)  # without a parent, its first page would be a window of its own
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self._figures())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()
        self._model.look_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three columns beside each other, or under each other where large letters leave no room."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.TopToBottom if self.width() < px(NARROW) else ways.LeftToRight)

    def go_back(self) -> bool:
        self._model.forget()
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if letter_of(event) == "p" and not event.isAutoRepeat():
            self._model.print_it()
        else:
            super().keyPressEvent(event)

    def _nothing(self) -> QWidget:
        made = QWidget()
        made.setLayout(column(1, self._why, row(1, self.open_shift, 1), 1, gap=20, margin=40))
        return made

    def _figures(self) -> QWidget:
        head = label(self._desk.say(_("Sales of the shift")), size=LARGE, ink="muted")
        self._tenders_card = card(self.tenders)
        columns = (
            column(card(head, self._sales, self._about), card(self.done), 1, gap=16),
            column(self._tenders_card, card(self.drawer), 1, gap=16), column(card(self.watched), 1, gap=16),
        )
        self._columns = three = row(gap=16, margin=20)
        for each in columns:
            holder = QWidget()
            holder.setLayout(each)
            three.addWidget(holder, 1)
        inside = QWidget()
        inside.setLayout(three)
        return scrolled(inside)

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        nothing = _("No shift is open at this till, so there is no X report.")
        self._why.setText(view.why or ("" if view.has_shift else desk.say(nothing)))
        self.print_it.show_as(enabled=view.report is not None)
        self.open_shift.setVisible(not view.has_shift)
        self._stack.setCurrentIndex(0 if view.report is None else 1)
        if view.report is not None:
            self._show(view.report)

    def _show(self, report: ShiftReport) -> None:
        desk = self._desk
        self._sales.setText(desk.money(report.sales_minor))
        about = desk.say(_("Shift {number} · {cashier} · {opened} to {made}"))
        opened = desk.moment(report.opened_at)
        made = short_moment_text(report.made_at, report.opened_at, desk.language, desk.place.zone)
        self._about.setText(about.format(number=report.number, cashier=report.cashier, opened=opened, made=made))
        self._show_done(report)
        self._show_tenders(report)
        self._show_drawer(report)
        self._show_watched(report)

    def _plain(self, minor: int) -> str:
        return self._desk.money(minor, currency=False)

    def _show_done(self, report: ShiftReport) -> None:
        desk, lines = self._desk, self.done
        lines.clear()
        lines.line(desk.say(_("Number of sales")), count_text(report.sales_count, desk.language))
        lines.line(desk.say(_("Average receipt")), self._plain(report.average_minor))
        if report.first_number and report.last_number:
            lines.line(desk.say(_("Receipts")), f"{report.first_number} – {report.last_number}")
        lines.line(desk.say(_("Number of returns")), count_text(report.returns_count, desk.language))
        lines.line(desk.say(_("Returns")), self._plain(report.returns_minor))
        lines.line(desk.say(_("Discounts given")), self._plain(report.discounts_minor))
        lines.line(desk.say(_("Cash rounding")), self._plain(report.rounding_minor))
        lines.line(desk.say(_("Net of returns")), desk.money(report.net_minor), strong=True)

    def _show_tenders(self, report: ShiftReport) -> None:
        desk, lines = self._desk, self.tenders
        lines.clear()
        if report.tenders:
            lines.title(desk.say(_("By tender")))
        for each in report.tenders:
            name = worded(TENDERS, each.tender, desk.language)
            lines.line(name, self._plain(each.in_minor))
            if each.out_minor:
                lines.line(f"{name}, {desk.say(_('out'))}", self._plain(-each.out_minor))
        taxed = [each for each in report.taxes if each.ppm]
        if taxed:
            lines.title(desk.say(_("VAT, net of returns")))
        for tax in taxed:
            rate = percent_text(tax.ppm, desk.language)
            lines.line(desk.say(_("Taxed at {rate}")).format(rate=rate), self._plain(tax.net_minor))
            lines.line(desk.say(_("incl. VAT {rate}")).format(rate=rate), self._plain(tax.tax_minor))
        self._tenders_card.setVisible(bool(report.tenders or taxed))

    def _show_drawer(self, report: ShiftReport) -> None:
        desk, lines = self._desk, self.drawer
        lines.clear()
        lines.title(desk.say(_("Drawer")))
        for kind in sorted(report.cash, key=list(CASH_ENTRIES).index):
            lines.line(worded(CASH_ENTRIES, kind, desk.language), self._plain(report.cash[kind]))
        if report.expected_minor is None:
            lines.line(desk.say(_("Expected in the drawer")), "—", note=desk.say(_("It stands on the Z, after the count.")))
        else:
            lines.line(desk.say(_("Expected in the drawer")), desk.money(report.expected_minor), strong=True)

    def _show_watched(self, report: ShiftReport) -> None:
        desk, lines, waiting = self._desk, self.watched, report.pending
        lines.clear()
        lines.title(desk.say(_("For attention")))
        for words, number in (
            (_("Voided sales"), report.voids), (_("Removed lines"), report.removed_lines),
            (_("Corrected tenders"), report.corrections), (_("Drawer opened without a sale"), report.drawer_openings),
            (_("Open sales"), waiting.open_sales), (_("Parked sales"), waiting.parked_sales),
            (_("Not printed"), waiting.unprinted), (_("Not sent to the centre"), waiting.unsent),
        ):
            lines.line(desk.say(words), count_text(number, desk.language))
