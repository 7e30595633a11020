"""What is in a bag, waits for the agent, was asked for or sold, as lines of a list: words left, figures right."""

from __future__ import annotations

from app.core.agents.own_till import BagGood
from app.core.agents.views import AgentSaleView, BagLineView, RequestView, Settlement
from app.core.catalog.views import ProductView
from app.core.stock.views import TransferView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.figures import Figures
from ui.kit.pick_list import PickRow
from ui.pages.bag.amounts import AmountLine

JOIN = " · "
STATES = {"asked": _("not answered yet"), "approved": _("approved"), "declined": _("declined")}


class BagWords:
    """Puts it into the language of whoever sits here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def amount(self, milli: int, unit: str) -> str:
        """With its unit."""
        return f"{self._desk.quantity(milli)}\u00a0{self._desk.unit(unit)}"

    def pieces(self, milli: int) -> str:
        """So many of all kinds of goods."""
        return self.amount(milli, "pcs")

    def good(self, good: BagGood) -> PickRow:
        """A product of the bag: how many are left, and what one costs."""
        desk = self._desk
        note = good.article or (good.codes[0][0] if good.codes else "")
        left = self.amount(good.left_milli, good.unit)
        if good.is_gone:
            return PickRow(good.name, desk.say(_("removed from the goods: give it back")), left)
        price = desk.say(_("no price")) if good.price_minor is None else desk.money(good.price_minor)
        return PickRow(good.name, note, left, price)

    def behind(self, line: BagLineView) -> PickRow:
        """What became of one transfer of a product: accepted − returned − sold = left."""
        desk = self._desk
        words = desk.say(_("accepted {accepted} · back {returned} · sold {sold}"))
        note = words.format(
            accepted=desk.quantity(line.accepted_milli), returned=desk.quantity(line.returned_milli),
            sold=desk.quantity(line.sold_milli),
        )
        return PickRow(line.transfer, note, self.amount(line.left_milli, line.unit))

    def cart(self, line: AmountLine) -> PickRow:
        """A line of the cart: what one costs, how many, and what that makes."""
        desk = self._desk
        price = desk.say(_("no price: enter it"))
        if line.price_minor is not None:
            price = desk.price_per_unit(line.price_minor, line.unit)
        if line.is_too_much:
            price = desk.say(_("only {left} in the bag")).format(left=self.amount(line.of_milli or 0, line.unit))
        worth = "" if line.sum_minor is None else desk.money(line.sum_minor, currency=False)
        ink = "warn" if line.is_too_much else "muted"
        return PickRow(line.name, price, worth, self.amount(line.quantity_milli, line.unit), ink)

    def wanted(self, line: AmountLine) -> PickRow:
        """A line of the request cart."""
        return PickRow(line.name, "", self.amount(line.quantity_milli, line.unit))

    def accepted(self, line: AmountLine) -> PickRow:
        """How many of what was handed over are accepted."""
        desk, sent = self._desk, line.of_milli or 0
        note = desk.say(_("handed over: {quantity}")).format(quantity=self.amount(sent, line.unit))
        below = ""
        if line.quantity_milli < sent:
            below = desk.say(_("back: {quantity}")).format(quantity=desk.quantity(sent - line.quantity_milli))
        return PickRow(line.name, note, self.amount(line.quantity_milli, line.unit), below, "warn")

    def taken_back(self, line: AmountLine) -> PickRow:
        """How many of a line of a sale come back."""
        desk = self._desk
        left = desk.say(_("can come back: {quantity}")).format(quantity=self.amount(line.of_milli or 0, line.unit))
        price = "" if line.price_minor is None else desk.price_per_unit(line.price_minor, line.unit)
        note = JOIN.join((left, price)) if line.of_milli else desk.say(_("All of it came back already"))
        worth = "" if line.sum_minor is None else desk.money(line.sum_minor, currency=False)
        return PickRow(line.name, note, self.amount(line.quantity_milli, line.unit), worth)

    def transfer(self, transfer: TransferView) -> PickRow:
        """A transfer that waits."""
        note = JOIN.join(filter(None, (self._desk.moment(transfer.at), transfer.from_store, transfer.person, transfer.note)))
        return PickRow(transfer.number, note, self.pieces(sum(line.sent_milli for line in transfer.lines)))

    def sale(self, sale: AgentSaleView) -> PickRow:
        """A sale out of the bag."""
        goods = ", ".join(f"{line.name} {self._desk.quantity(line.quantity_milli)}" for line in sale.lines)
        back = sum(line.back_milli for line in sale.lines)
        below = self._desk.say(_("came back: {quantity}")).format(quantity=self._desk.quantity(back)) if back else ""
        note = JOIN.join((self._desk.moment(sale.at), goods))
        return PickRow(sale.number, note, self._desk.money(sale.total_minor), below, "warn")

    def request(self, request: RequestView) -> PickRow:
        """What was asked for, and what became of it."""
        desk = self._desk
        goods = ", ".join(f"{line.name} {desk.quantity(line.asked_milli)}" for line in request.lines)
        asked = sum(line.asked_milli for line in request.lines)
        figure = self.pieces(asked)
        state = desk.say(STATES[request.state])
        if request.state == "approved":
            given = sum(line.approved_milli or 0 for line in request.lines)
            figure = desk.say(_("{given} of {asked}")).format(given=desk.quantity(given), asked=self.pieces(asked))
        note = JOIN.join(filter(None, (request.reason, desk.moment(request.at), goods)))
        return PickRow(request.number, note, figure, state, "warn" if request.state == "declined" else "muted")

    def product(self, product: ProductView) -> PickRow:
        """A product that may be asked for."""
        code = product.article or (product.codes[0] if product.codes else "")
        price = "" if product.price_minor is None else self._desk.money(product.price_minor)
        return PickRow(product.name, code, price)

    def stands(self, figures: Figures, stands: Settlement) -> None:
        """Where the agent and the shop stand."""
        desk = self._desk
        figures.clear()
        words = _("To hand in") if stands.owes_minor >= 0 else _("The shop owes you")
        figures.line(desk.say(words), desk.money(abs(stands.owes_minor)), strong=True)
        taken = stands.sold_minor - stands.refunded_minor
        kept = _("Commission, kept") if stands.keeps_commission else _("Commission, paid out by the shop")
        for name, minor in (
            (_("Taken for goods"), taken), (kept, stands.commission_minor), (_("Handed in so far"), stands.paid_minor),
            (_("Goods in the bag, at price"), stands.goods_price_minor),
        ):
            figures.line(desk.say(name), desk.money(minor))
