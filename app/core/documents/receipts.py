"""What stands on the small papers: receipt, return, cash order, account receipt. Pure; figures come as they were booked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.core.documents.blocks import Block, Centre, Code, Pair, Rule, Signature, Text
from app.core.documents.titles import ACCOUNTS_LEFT, OPERATIONS, TENDERS, Wording
from app.core.documents.views import (
    AccountLeft,
    AccountView,
    CashOrderView,
    Correction,
    FiscalMark,
    Letterhead,
    Paid,
    ReceiptView,
    ReturnedLine,
    ReturnView,
    SoldLine,
    TaxShare,
)
from app.core.documents.wrapping import printable
from app.kernel.i18n import _


def receipt_blocks(receipt: ReceiptView, say: Wording) -> Iterator[Block]:
    """A sale's receipt."""
    yield from _about(say, f"{say.say(_('Receipt'))} {receipt.number}", receipt.head, receipt.shift_number, receipt.at)
    yield from _people(say, receipt.cashier, receipt.customer)
    yield Rule()
    for line in receipt.lines:
        yield from _sold(line, say)
    yield Rule()
    if receipt.receipt_discount_minor:
        yield Pair(say.say(_("Subtotal")), say.money(receipt.gross_minor - receipt.line_discount_minor))
        yield Pair(say.say(_("Receipt discount")), say.money(-receipt.receipt_discount_minor))
    yield Pair(say.say(_("TOTAL")), say.total(receipt.total_minor), strong=True, large=True)
    yield from _rounded(say, receipt.rounding_minor, say.say(_("To pay")), receipt.due_minor)
    yield from _taxed(receipt.taxes, say)
    yield Rule()
    yield from _paid(receipt.payments, say)
    yield from _corrected(receipt.corrections, say)
    yield from _left(receipt.accounts, say)
    yield from _fiscal(receipt.fiscal, say)
    yield from _ending(receipt.head, say)
    if receipt.qr:
        yield Code(receipt.qr, receipt.number)


def return_blocks(document: ReturnView, say: Wording) -> Iterator[Block]:
    """A return's receipt, also half of an exchange."""
    yield from _about(say, f"{say.say(_('Return'))} {document.number}", document.head, document.shift_number, document.at)
    yield from _people(say, document.cashier, document.customer)
    for origin in document.origins:
        yield Pair(f"{say.say(_('Of receipt'))} {printable(origin.number)}", say.moment(origin.completed_at))
    if not document.origins:
        yield Text(say.say(_("Without a receipt")))
    if document.exchange_number:
        yield Text(f"{say.say(_('Exchanged for receipt'))} {printable(document.exchange_number)}")
    yield Text(f"{say.say(_('Reason'))}: {printable(document.reason)}")
    yield Rule()
    for line in document.lines:
        yield from _returned(line, say, several=len(document.origins) > 1)
    yield Rule()
    yield Pair(say.say(_("TO GIVE BACK")), say.total(document.total_minor), strong=True, large=True)
    yield from _rounded(say, document.rounding_minor, say.say(_("Given back")), document.due_minor)
    yield from _taxed(document.taxes, say)
    yield Rule()
    yield from _paid(document.refunds, say)
    yield from _left(document.accounts, say)
    yield from _fiscal(document.fiscal, say)
    yield Signature(say.say(_("Customer")))


def cash_order_blocks(order: CashOrderView, say: Wording) -> Iterator[Block]:
    """Cash in or out, with who gives and who takes."""
    name = say.title(OPERATIONS, order.operation)
    yield from _about(say, f"{name} {order.number}", order.head, order.shift_number, order.at)
    yield from _people(say, order.cashier, None)
    yield Rule()
    yield Pair(name, say.total(order.amount_minor), strong=True, large=True)
    yield Text(f"{say.say(_('Reason'))}: {printable(order.reason)}")
    yield Rule()
    yield Signature(say.say(_("Handed over by")))
    yield Signature(say.say(_("Received by")))


def account_blocks(document: AccountView, say: Wording) -> Iterator[Block]:
    """A debt payment, a prepayment, a gift card that was sold, points that were given."""
    name = say.title(OPERATIONS, document.operation)
    yield from _about(say, f"{name} {document.number}", document.head, document.shift_number, document.at)
    yield from _people(say, document.cashier, None)
    owner = say.say(_("Gift card") if document.operation == "gift_card" else _("Customer"))
    yield Text(f"{owner}: {printable(document.owner)}")
    if document.reason:
        yield Text(f"{say.say(_('Reason'))}: {printable(document.reason)}")
    yield Rule()
    yield Pair(name, say.total(document.amount_minor), strong=True, large=True)
    yield from _rounded(say, document.rounding_minor, say.say(_("To pay")), document.due_minor)
    yield from _paid(document.payments, say)
    yield from _left(document.accounts, say)
    yield from _ending(document.head, say)


def _about(say: Wording, name: str, head: Letterhead, shift_number: int | None, at: datetime) -> Iterator[Block]:
    yield Rule()
    yield Text(printable(name), strong=True)
    yield Pair(say.moment(at), f"{say.say(_('Till'))} {printable(head.till)}")
    if shift_number is not None:
        yield Text(f"{say.say(_('Shift'))} {shift_number}")


def _people(say: Wording, cashier: str, customer: str | None) -> Iterator[Block]:
    yield Text(f"{say.say(_('Cashier'))}: {printable(cashier)}")
    if customer:
        yield Text(f"{say.say(_('Customer'))}: {printable(customer)}")


def _sold(line: SoldLine, say: Wording) -> Iterator[Block]:
    yield Text(printable(line.name))
    price = f"{say.quantity(line.quantity_milli, line.unit)} x {say.money(line.price_minor)}"
    yield Pair(price, say.money(line.gross_minor), inset=True)
    if line.discount_minor:
        yield Pair(say.say(_("Discount")), say.money(-line.discount_minor), inset=True)


def _returned(line: ReturnedLine, say: Wording, *, several: bool) -> Iterator[Block]:
    yield Text(printable(line.name))
    price = f"{say.quantity(line.quantity_milli, line.unit)} x {say.money(line.price_minor)}"
    yield Pair(price, say.money(line.gross_minor), inset=True)
    if line.discount_minor:
        yield Pair(say.say(_("Discount")), say.money(-line.discount_minor), inset=True)
    if several and line.origin:
        yield Pair(f"{say.say(_('Of receipt'))} {printable(line.origin)}", "", inset=True)


def _rounded(say: Wording, rounding_minor: int, title: str, due_minor: int) -> Iterator[Block]:
    if rounding_minor:
        yield Pair(say.say(_("Rounding")), say.signed(rounding_minor))
        yield Pair(title, say.total(due_minor), strong=True)


def _taxed(taxes: Sequence[TaxShare], say: Wording) -> Iterator[Block]:
    for tax in taxes:
        if tax.ppm:
            yield Pair(say.say(_("incl. VAT {rate}")).format(rate=say.percent(tax.ppm)), say.money(tax.tax_minor))


def _paid(payments: Sequence[Paid], say: Wording) -> Iterator[Block]:
    """Tendered money and change are two figures, always."""
    for paid in payments:
        name = say.title(TENDERS, paid.tender)
        known = f"{name} {printable(paid.reference)}" if paid.reference else name
        yield Pair(known, say.money(paid.tendered_minor or paid.amount_minor))
        if paid.change_minor:
            yield Pair(say.say(_("Change")), say.money(paid.change_minor), strong=True)


def _corrected(corrections: Sequence[Correction], say: Wording) -> Iterator[Block]:
    for each in corrections:
        moved = f"{say.title(TENDERS, each.from_tender)} > {say.title(TENDERS, each.to_tender)}"
        yield Pair(f"{say.say(_('Corrected'))} {printable(each.number)}: {moved}", say.money(each.amount_minor))


def _left(accounts: Sequence[AccountLeft], say: Wording) -> Iterator[Block]:
    for account in accounts:
        yield Pair(say.title(ACCOUNTS_LEFT, account.account), say.money(account.left_minor), strong=True)


def _fiscal(mark: FiscalMark | None, say: Wording) -> Iterator[Block]:
    """The sign of the fiscal register; a receipt that was printed before it came says that it follows."""
    if mark is None:
        return
    yield Rule()
    if not mark.sign:
        yield Text(say.say(_("The fiscal receipt follows: it is registered as soon as there is a connection.")))
        return
    yield Pair(say.say(_("Fiscal sign")), printable(mark.sign), strong=True)
    for words, figure in (
        (_("Fiscal document"), mark.document_number), (_("Register number"), mark.register_number),
    ):
        if figure:
            yield Pair(say.say(words), printable(figure))
    if mark.link:
        yield Code(printable(mark.link))


def _ending(head: Letterhead, say: Wording) -> Iterator[Block]:
    yield Rule()
    words = [printable(line) for line in head.footer.splitlines() if printable(line)]
    for line in words or [say.say(_("Thank you for your purchase!"))]:
        yield Centre(line)
