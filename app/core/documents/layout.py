"""From a document to what stands on its paper, in one language. Pure: everything was looked up before, nothing is booked."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.documents.blocks import Block, Centre
from app.core.documents.receipts import account_blocks, cash_order_blocks, receipt_blocks, return_blocks
from app.core.documents.reports import x_blocks, z_blocks
from app.core.documents.titles import OPERATIONS, Wording, wording
from app.core.documents.views import (
    AccountView,
    CashOrderView,
    Document,
    Letterhead,
    ReceiptView,
    ReturnView,
    XView,
    ZView,
)
from app.core.documents.wrapping import printable
from app.kernel.i18n import _


def blocks(document: Document, *, language: str, with_symbol: bool = False) -> tuple[Block, ...]:
    """What stands on the paper; `with_symbol` writes the currency's sign instead of its code."""
    say = _wording(document, language, with_symbol=with_symbol)
    return (*_head(document.head, document.copy, say), *_body(document, say))


def title(document: Document, *, language: str) -> str:
    """What the document calls itself, with its number: the title of a file or a window."""
    say = _wording(document, language, with_symbol=False)
    match document:
        case ReceiptView():
            return f"{say.say(_('Receipt'))} {document.number}"
        case ReturnView():
            return f"{say.say(_('Return'))} {document.number}"
        case XView():
            return f"{say.say(_('X report'))} {document.report.number}"
        case ZView():
            return f"{say.say(_('Z report'))} {document.report.number}"
        case CashOrderView() | AccountView():
            return f"{say.title(OPERATIONS, document.operation)} {document.number}"


def _wording(document: Document, language: str, *, with_symbol: bool) -> Wording:
    head = document.head
    return wording(language=language, zone=head.zone, currency=head.currency, with_symbol=with_symbol)


def _head(head: Letterhead, copy: int, say: Wording) -> Iterator[Block]:
    yield Centre(printable(head.company), strong=True)
    others = [head.branch if head.branch != head.company else "", head.address or "", *head.header.splitlines()]
    yield from (Centre(line) for line in map(printable, others) if line)
    if copy:
        yield Centre(f"*** {say.say(_('COPY'))} {copy} ***", strong=True, large=True)


def _body(document: Document, say: Wording) -> Iterator[Block]:
    match document:
        case ReceiptView():
            return receipt_blocks(document, say)
        case ReturnView():
            return return_blocks(document, say)
        case XView():
            return x_blocks(document, say)
        case ZView():
            return z_blocks(document, say)
        case CashOrderView():
            return cash_order_blocks(document, say)
        case AccountView():
            return account_blocks(document, say)
