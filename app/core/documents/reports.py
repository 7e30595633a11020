"""What stands on an X and a Z: everything that the shift did, and nothing that whoever asked may not see. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.cash.views import ShiftReport
from app.core.documents.blocks import Block, Centre, Pair, Rule, Signature, Text
from app.core.documents.titles import CASH_ENTRIES, OPERATIONS, TENDERS, Wording
from app.core.documents.views import XView, ZView
from app.core.documents.wrapping import printable
from app.kernel.i18n import _

_GROUP = 8
"""Hexadecimal digits of the audit's head that are read aloud in one breath."""


def x_blocks(document: XView, say: Wording) -> Iterator[Block]:
    """A shift so far: what is expected in the drawer only if the document has it."""
    report = document.report
    yield from _about(f"{say.say(_('X report'))} {report.number}", report, say)
    yield from _done(report, say)
    yield from _drawer(report, say)
    yield from _watched(report, say)


def z_blocks(document: ZView, say: Wording) -> Iterator[Block]:
    """A closed shift, with the count, what it leaves behind and the head of the audit."""
    report = document.report
    yield from _about(f"{say.say(_('Z report'))} {report.number}", report, say)
    yield Text(f"{say.say(_('Closed by'))}: {printable(document.closed_by)}")
    yield from _done(report, say)
    yield from _drawer(report, say)
    yield from _count(document, say)
    yield from _watched(report, say)
    yield Rule()
    yield Signature(say.say(_("Cashier")))
    yield Signature(say.say(_("Manager")))


def _about(name: str, report: ShiftReport, say: Wording) -> Iterator[Block]:
    yield Rule()
    yield Centre(name, strong=True, large=True)
    yield Pair(say.say(_("Till")), printable(report.till))
    yield Pair(say.say(_("Business day")), say.day(report.business_date))
    yield Pair(say.say(_("Shift opened")), say.moment(report.opened_at))
    yield Pair(say.say(_("Report made")), say.moment(report.made_at))
    yield Text(f"{say.say(_('Cashier'))}: {printable(report.cashier)}")


def _done(report: ShiftReport, say: Wording) -> Iterator[Block]:
    yield Rule(say.say(_("Sales and returns")))
    yield Pair(say.say(_("Number of sales")), str(report.sales_count))
    yield Pair(say.say(_("Sales")), say.total(report.sales_minor), strong=True)
    if report.first_number and report.last_number:
        yield Pair(say.say(_("Receipts")), f"{report.first_number} - {report.last_number}")
    yield Pair(say.say(_("Number of returns")), str(report.returns_count))
    yield Pair(say.say(_("Returns")), say.money(report.returns_minor))
    yield Pair(say.say(_("Net of returns")), say.total(report.sales_minor - report.returns_minor), strong=True)
    yield Pair(say.say(_("Discounts given")), say.money(report.discounts_minor))
    yield Pair(say.say(_("Cash rounding")), say.signed(report.rounding_minor))
    if report.others:
        yield Rule(say.say(_("Money for no goods")))
    for other in report.others:
        yield Pair(say.title(OPERATIONS, other.kind), say.money(other.amount_minor))
    if report.tenders:
        yield Rule(say.say(_("By tender")))
    for tender in report.tenders:
        name = say.title(TENDERS, tender.tender)
        yield Pair(name, say.money(tender.in_minor))
        if tender.out_minor:
            yield Pair(f"{name}, {say.say(_('out'))}", say.money(-tender.out_minor))
    if any(tax.ppm for tax in report.taxes):
        yield Rule(say.say(_("VAT, net of returns")))
    for tax in report.taxes:
        if tax.ppm:
            rate = say.percent(tax.ppm)
            yield Pair(say.say(_("Taxed at {rate}")).format(rate=rate), say.money(tax.net_minor))
            yield Pair(say.say(_("incl. VAT {rate}")).format(rate=rate), say.money(tax.tax_minor))


def _drawer(report: ShiftReport, say: Wording) -> Iterator[Block]:
    if report.expected_minor is None:
        return
    yield Rule(say.say(_("Drawer")))
    for kind in (*CASH_ENTRIES, *(kind for kind in report.cash if kind not in CASH_ENTRIES)):
        if kind in report.cash:
            yield Pair(say.title(CASH_ENTRIES, kind), say.signed(report.cash[kind]))
    yield Pair(say.say(_("Expected")), say.total(report.expected_minor), strong=True)


def _count(document: ZView, say: Wording) -> Iterator[Block]:
    yield Rule(say.say(_("Count")))
    for counted in document.counts:
        worth = counted.denomination_minor * counted.pieces
        yield Pair(f"{say.money(counted.denomination_minor)} x {counted.pieces}", say.money(worth))
    yield Pair(say.say(_("Counted")), say.total(document.counted_minor), strong=True)
    yield Pair(say.say(_("Expected")), say.money(document.expected_minor))
    yield Pair(say.say(_("Difference")), say.signed(document.difference_minor), strong=True)
    if document.verified_minor is not None:
        yield Pair(say.say(_("Verified by a manager")), say.money(document.verified_minor), strong=True)
        difference = document.verified_minor - document.expected_minor
        yield Pair(say.say(_("Verified difference")), say.signed(difference))
    if document.reason:
        yield Text(f"{say.say(_('Reason'))}: {printable(document.reason)}")


def _watched(report: ShiftReport, say: Wording) -> Iterator[Block]:
    """What an owner looks at first, and what was still open: zeros are said too, so that a missing line means something."""
    yield Rule(say.say(_("For attention")))
    for title, number in (
        (_("Voided sales"), report.voids), (_("Removed lines"), report.removed_lines),
        (_("Corrected tenders"), report.corrections), (_("Drawer opened without a sale"), report.drawer_openings),
        (_("Open sales"), report.pending.open_sales), (_("Parked sales"), report.pending.parked_sales),
        (_("Not printed"), report.pending.unprinted), (_("Not sent to the centre"), report.pending.unsent),
    ):
        yield Pair(say.say(title), str(number))
    yield Rule(say.say(_("Audit")))
    yield Pair(say.say(_("Entries")), str(report.audit_seq))
    head = report.audit_head
    yield Text(" ".join(head[start : start + _GROUP] for start in range(0, len(head), _GROUP)))
