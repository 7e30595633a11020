"""What is done to the cart and its lines, each gesture in its turn."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal

from app.core.sales.commands.drafts import park_sale, resume_sale, void_sale
from app.core.sales.queries import drafts
from app.core.sales.views import LineView
from app.kernel.errors import AppError
from ui.bridge.desk import Desk
from ui.pages.checkout.chosen import ChosenLine
from ui.pages.checkout.following import CartFollower, Meant
from ui.pages.checkout.turns import Turns


class CartKeeper(CartFollower):
    """Signals:
    removed: a LineView that was taken out; it can be brought back.
    on_hold_wanted: the cart is empty, and what was put aside is to be seen.
    """

    removed = Signal(object)
    on_hold_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._turns = Turns(desk, is_followed=lambda: self.is_followed, rest=self._rest)
        self._gone: LineView | None = None
        self.line = ChosenLine(self._turns, lambda: self.chosen_line, self._line_gone)
        self.followed.connect(self._turns.look)
        self.emptied.connect(self._forget_gone)

    def take_up(self) -> None:
        """Go on where the till was: with the open sale, if there is one (also after a power cut)."""
        till_id = self._desk.place.till_id
        self._turns.add(lambda: self._turns.ask(drafts, done=self._show_drafts, till_id=till_id), stands_alone=True)

    # --- lines ---

    def choose(self, position: int) -> None:
        """This line is meant by what comes next."""
        self._turns.add(lambda: self._choose(position), stands_alone=True)

    def step_along(self, step: int) -> None:
        """The next line, or the one before."""
        self._turns.add(lambda: self._move(step))

    def undo(self) -> None:
        """Ctrl+Z: a line that was just deleted comes back; else the line that was put in last goes."""
        self._turns.add(self._undo)

    def bring_back(self, line: LineView) -> None:
        """A line that was taken out stands in the cart again."""
        self._turns.add(lambda: self._put_back(line), stands_alone=True)

    # --- the whole cart ---

    def hold(self) -> None:
        """F9: with something in the cart it is put aside, else what was put aside is shown. A second press right behind the
        first does nothing."""
        if self._turns.last != self._hold:
            self._turns.add(self._hold)

    def park(self, label: str | None = None) -> None:
        """Put the cart aside; the next customer's begins."""
        self._turns.add(lambda: self._park(label))

    def resume(self, sale_id: UUID) -> None:
        """Take a parked cart up again; what is on the counter now is put aside."""
        self._turns.add(lambda: self._resume(sale_id), stands_alone=True)

    def give_up(self) -> None:
        """Void the whole cart."""
        self._turns.add(self._give_up)

    # --- when its turn has come ---

    def may_leave_cart(self) -> bool:
        """Whether nothing is still to be put into it."""
        return True

    def _hold(self) -> None:
        if self.view.can_pay:
            self._park(None)
        else:
            self.on_hold_wanted.emit()

    def _park(self, label: str | None) -> None:
        if self.view.sale_id is not None and self.view.can_pay and self.may_leave_cart():
            self._turns.run(park_sale, done=lambda _answer: self.clear(), sale_id=self.view.sale_id, label=label)

    def _resume(self, sale_id: UUID) -> None:
        if not self.may_leave_cart():
            return

        def go_on(_answer: object = None) -> None:
            self._turns.run(resume_sale, done=lambda _answer: self._open(sale_id), sale_id=sale_id)

        if self.view.can_pay and self.view.sale_id is not None:
            self._turns.run(park_sale, done=go_on, sale_id=self.view.sale_id)
        else:
            go_on()

    def _give_up(self) -> None:
        if self.view.sale_id is not None:
            self._turns.run(void_sale, done=lambda _answer: self.clear(), sale_id=self.view.sale_id)

    def _choose(self, position: int) -> None:
        if position in self.lines:
            if self.view.entry:
                self._meant.position = position
            self._show(chosen=position)

    def _move(self, step: int) -> None:
        there = sorted(self.lines)
        if there:
            at = there.index(self.view.chosen) if self.view.chosen in there else len(there) - 1
            self._choose(there[max(0, min(len(there) - 1, at + step))])

    def _undo(self) -> None:
        if self._gone is not None:
            self._put_back(self._gone)
        elif self.lines:
            self._show(chosen=max(self.lines))
            self.line.take_out(self.removed.emit)

    def _put_back(self, line: LineView) -> None:
        self._gone = None
        self.line.put_back(line)

    def _mean_line(self) -> None:
        """The figure that comes is for the line that is chosen when this has its turn; if there is none it is for nothing."""
        meant = self._meant = Meant()

        def mean() -> None:
            meant.position = self.view.chosen
            if meant.position is None:
                leave()

        def leave() -> None:
            if self._meant is meant and self.view.entry:
                self._show(entry="", entry_product=None)

        self._turns.add(mean, dropped=leave)

    def _set_figure(self, entry: str, figure: int) -> None:
        meant = self._meant

        def set_it() -> None:
            line = self.lines.get(meant.position) if meant.position is not None else None
            self.line.set_figure(entry, figure, self.view.sale_id, line, ask_again)

        def ask_again(error: AppError) -> None:
            """What was wrong with the figure is told, and it is asked for once more, unless something else is by now."""
            self._desk.runner.refused.emit(error)
            if not self.view.is_asked and meant.position in self.lines:
                self._meant = meant
                self._show(entry=entry, entry_product=None)

        self._turns.add(set_it)

    def _rest(self) -> None:
        if self.view.is_awaited:
            self._show(is_awaited=False)

    def _forget_gone(self) -> None:
        self._gone = None

    def _line_gone(self, line: LineView) -> None:
        self._gone = line
        self.removed.emit(line)
