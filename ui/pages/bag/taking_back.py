"""What an agent has sold comes back: which sale, which lines, how many, why. No widgets here."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal

from app.core.agents.commands.selling import take_sold_back
from app.core.agents.queries import agent_sales
from app.core.agents.views import AgentRefunded, AgentSaleLineView, AgentSaleView
from app.core.catalog.queries import goods_with_code
from app.core.catalog.views import ProductView
from app.kernel.errors import RuleBroken
from app.kernel.folding import fold, fold_code
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.pages.bag.amounts import AmountLine, Amounts

MOST_SALES = 200
SHORTEST_NUMBER = 4
OTHER = ""
REASONS = (_("Not fresh"), _("Broken or faulty"), _("Does not fit"), _("Changed their mind"), OTHER)
"""Why something comes back, or `OTHER`: it is typed."""


class BackModel(Amounts):
    """Signals:
    given: the goods are in the bag again (`AgentRefunded`).
    unknown: a code (str) that nothing of these sales carries.
    """

    given = Signal(object)
    unknown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.agent_id: UUID | None = None
        self.text = ""
        self.sale_id: UUID | None = None
        self.why: str | None = None
        self.typed = ""
        self.is_asked = False
        self._sales: tuple[AgentSaleView, ...] = ()
        self._back: dict[UUID, int] = {}
        self._is_shown = False
        desk.runner.changed.connect(self._on_news)

    # --- which sale ---

    def come(self) -> None:
        """The screen is in front: look at what was sold."""
        self._is_shown = True
        self._ask()

    def go(self) -> None:
        """The screen is gone; what was counted stays until it is given back, or somebody else sits here."""
        self._is_shown = False

    def take(self, agent_id: UUID | None) -> None:
        """Whose sales these are."""
        if agent_id != self.agent_id:
            self.agent_id, self._sales, self.sale_id, self.is_asked = agent_id, (), None, False
            self._forget()
            if self._is_shown:
                self._ask()

    def _forget(self) -> None:
        self._back, self.why, self.typed, self.text, self.is_busy = {}, None, "", "", False

    def _ask(self) -> None:
        if self.agent_id is not None:
            self._desk.ask(agent_sales, done=self._show, agent_id=self.agent_id, limit=MOST_SALES)

    def _show(self, found: tuple[AgentSaleView, ...]) -> None:
        self._sales, self.is_asked = found, True
        self._choose_first()
        self.changed.emit()

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and topics & {"agents", "stock"}:
            self._ask()

    @property
    def sales(self) -> tuple[AgentSaleView, ...]:
        """The newest first; those in whose number or goods the typed words stand."""
        words, code = fold(self.text).split(), fold_code(self.text)
        if not words:
            return self._sales
        return tuple(
            sale for sale in self._sales
            if code in fold_code(sale.number) or any(all(word in fold(line.name) for word in words) for line in sale.lines)
        )

    @property
    def sale(self) -> AgentSaleView | None:
        """The one that is looked at, also while somebody types what no sale has."""
        return next((sale for sale in self._sales if sale.sale_id == self.sale_id), None)

    @property
    def at(self) -> int:
        """Where it stands, or −1."""
        return next((at for at, sale in enumerate(self.sales) if sale.sale_id == self.sale_id), -1)

    def pick(self, at: int) -> None:
        """Another sale."""
        if 0 <= at < len(self.sales):
            if self.sales[at].sale_id != self.sale_id:
                self._back = {}
            self.sale_id, self.chosen = self.sales[at].sale_id, None
            self.changed.emit()

    def turn(self, step: int) -> None:
        """The next sale, or the one before."""
        self.pick(max(0, min(len(self.sales) - 1, self.at + step)))

    def search(self, text: str) -> None:
        """Sales by their number, or by what was sold; a short figure is a quantity for F4, and looks for nothing."""
        plain = "" if len(text.strip()) < SHORTEST_NUMBER and text.strip().isdecimal() else text.strip()
        if plain != self.text:
            self.text = plain
            self._choose_first()
            self.changed.emit()

    def scan(self, code: str) -> None:
        """The latest sale of what carries this code, at its line."""
        def found(goods: tuple[ProductView, ...]) -> None:
            ids = {each.product_id for each in goods}
            for sale in self._sales:
                for place, line in enumerate(sale.lines):
                    if line.product_id in ids and line.left_milli:
                        self.text = ""
                        self.pick(self.sales.index(sale))
                        self.choose(place)
                        return
            self.unknown.emit(code)

        self._desk.ask(goods_with_code, done=found, code=code)

    def _choose_first(self) -> None:
        if self.at < 0 and self.sales:
            self.pick(0)

    # --- what of it ---

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        sale = self.sale
        return () if sale is None else tuple(self._line(line) for line in sale.lines)

    def _line(self, line: AgentSaleLineView) -> AmountLine:
        milli = self._back.get(line.line_id, 0)
        worth = line.worth_minor(milli) if milli else None
        return AmountLine(
            line.line_id, line.name, line.unit, milli, line.left_milli, line.price_minor, line.price_minor, worth
        )

    @property
    def total_minor(self) -> int:
        """What the customer gets back."""
        return sum(line.sum_minor or 0 for line in self.lines)

    def put_amount(self, line: AmountLine, milli: int) -> None:
        left = line.of_milli or 0
        if milli > left:
            self.refuse(
                RuleBroken("return.more_than_left", name=line.name, left_milli=left, unit=line.unit)
            )
        else:
            self._back[line.key] = milli
            self.changed.emit()

    @property
    def reason(self) -> str:
        """Why it comes back, in words; nothing as long as nobody has said."""
        return self.typed.strip() if self.why == OTHER else self._desk.say(self.why or "")

    def give_reason(self, why: str, typed: str = "") -> None:
        """One of `REASONS`; with `OTHER` what was typed."""
        if (why, typed) != (self.why, self.typed):
            self.why, self.typed = why, typed
            self.changed.emit()

    def take_back(self) -> None:
        """The goods are in the bag again, in the transfers that they came from, and the money is out of the agent's hands."""
        quantities = {line.key: line.quantity_milli for line in self.lines if line.quantity_milli}
        if self.sale_id is None or self.is_busy or not quantities or not self.reason:
            return
        self.is_busy = True

        def done(refunded: AgentRefunded) -> None:
            self._forget()
            self.changed.emit()
            self.given.emit(refunded)

        def go() -> None:
            self._desk.run(
                take_sold_back, done=done, failed=self.refuse, unanswered=self.unanswered, sale_id=sale_id,
                quantities=quantities, reason=reason,
            )

        sale_id, reason = self.sale_id, self.reason
        self.first(go, self.refuse)
        self.changed.emit()
