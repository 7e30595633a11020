"""Paying: the one transaction that turns a cart into a fact, with its money, its goods, its receipt and its document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, literal, select, update

from app.core.audit.commands import audit
from app.core.cash.drawer import check_clock, open_shift_here, store_payments
from app.core.cash.views import ShiftView
from app.core.catalog.queries import sellables
from app.core.jobs.commands import queue_drawer, queue_print
from app.core.parties.ledger import ACCOUNT_TOLD, balance, check_covers, post_entry
from app.core.parties.merged import kept_id
from app.core.payments.rules import change_is_suspicious, check_choosable, denominations, settle
from app.core.payments.views import ACCOUNTS, Part, Settlement, Tender
from app.core.sales.cards import booked_by_terminal, check_card_tenders, check_nothing_in_hand, queue_fiscal
from app.core.sales.cart import open_draft
from app.core.sales.goods import take_goods
from app.core.sales.rules import share_discount, share_of, together
from app.core.sales.views import Completed
from app.core.settings.queries import notes_of, setting_of
from app.core.settings.rules import AUTO_PRINT, CASH_STEP
from app.core.staff.access import require
from app.core.stock.moves import MOVEMENT_TOLD
from app.kernel.canonical import as_table
from app.kernel.errors import NotPermitted, RuleBroken, Stale
from app.kernel.money import included_tax_minor
from app.kernel.permissions import Right
from db.models.accounts import Customer, GiftCard
from db.models.sales import PendingPayment, Sale, SaleLine
from db.prepared import Prepared
from db.uow import Uow, plain

LINE_TOLD = (
    "id", "position", "product_id", "name", "unit", "code", "quantity_milli", "weight_source", "list_price_minor",
    "price_minor", "gross_minor", "discount_ppm", "discount_minor", "shared_discount_minor", "net_minor", "tax_ppm", "tax_minor",
)
"""What of a line travels; the answers to a completed sale need no more of it."""
MARKS = ("mark", "batch", "expires_on")
"""What a code said of the very piece; travels of those lines that have any of it, beside the lines."""
PAYMENT_TOLD = ("id", "tender", "amount_minor", "tendered_minor", "rounding_minor", "owner_id", "reference", "origin_id")
_lines = SaleLine.__table__
_HAS_PENDING = Prepared(select(literal(1)).where(PendingPayment.sale_id == bindparam("sale")).limit(1))
_LINES = Prepared(
    select(*(_lines.c[key] for key in (*LINE_TOLD, *MARKS)))
    .where(_lines.c.sale_id == bindparam("sale"), _lines.c.removed.is_(False))
    .order_by(_lines.c.position)
)
_SHARE = Prepared(
    update(_lines)  # type: ignore[arg-type]
    .where(_lines.c.id == bindparam("line"))
    .values(shared_discount_minor=bindparam("shared"), net_minor=bindparam("net"), tax_minor=bindparam("tax"))
)


def take_payment(uow: Uow, *, sale_id: UUID, tender: Tender) -> UUID:
    """Part of the money is here (the card went through): stored at once, so that a power cut does not forget it.

    Where there is a card terminal a card is taken by `ask_card` instead.
    Refused: `sale.not_open`, `payment.*`, `right.missing`, `sale.customer_needed`, `gift_card.*`, `account.not_enough`.
    """
    require(uow, Right.SELL)
    check_choosable([tender])
    sale = open_draft(uow, sale_id)
    check_card_tenders(uow, sale_id, taken=(), offered=[tender])
    owned = _with_owner(uow, sale, tender)
    others = [_as_tender(row) for row in _pending(uow, sale_id)]
    charged = sum(each.amount_minor for each in (*others, owned) if each.kind != "cash")
    if charged > sale.total_minor:
        raise RuleBroken("payment.too_much", over_minor=charged - sale.total_minor)
    if owned.kind == "cash" and any(other.kind == "cash" for other in others):
        raise RuleBroken("payment.two_cash")
    account = ACCOUNTS.get(owned.kind)
    if account is not None and account != "debt" and owned.owner_id is not None:
        same = sum(each.amount_minor for each in others if (each.kind, each.owner_id) == (owned.kind, owned.owner_id))
        check_covers(uow, account=account, owner_id=owned.owner_id, amount_minor=same + owned.amount_minor)
    row = PendingPayment(
        id=uow.new_id(), sale_id=sale_id, tender=owned.kind, amount_minor=owned.amount_minor,
        tendered_minor=owned.amount_minor, owner_id=owned.owner_id, reference=owned.reference,
    )
    uow.add(row)
    uow.touch("sale")
    audit(uow, "payment.taken", sale_id, tender=owned.kind, amount_minor=owned.amount_minor)
    return row.id


def give_payment_back(uow: Uow, *, payment_id: UUID) -> None:
    """Money that was taken for an open sale is handed back. What a terminal took goes back by `ask_card_back`.

    Refused: `sale.not_open`, `right.missing`, `payment.terminal_gives_back`, `not_found`.
    """
    require(uow, Right.SELL)
    row = uow.get(PendingPayment, payment_id)
    open_draft(uow, row.sale_id)
    if row.tender == "card" and payment_id in booked_by_terminal(uow, row.sale_id):
        raise RuleBroken("payment.terminal_gives_back")
    uow.session.delete(row)
    uow.touch("sale")
    audit(uow, "payment.given_back", row.sale_id, tender=row.tender, amount_minor=row.amount_minor)


def complete_sale(
    uow: Uow, *, sale_id: UUID, payments: Sequence[Tender] = (), total_minor: int | None = None
) -> Completed:
    """Turn the cart into a fact: numbered, paid, taken from stock, queued for paper and for the centre. All or nothing.

    `payments` join what `take_payment` has stored; `total_minor` is the total that the person saw. Refused: `right.missing`,
    `sale.not_open`, `sale.empty`, `shift.none_open`, `payment.*`, `sale.customer_needed`, `account.not_enough`, `stale`;
    `credit.over_limit`; asks `sale.price_changed`, `payment.change_large`, `payment.card_in_doubt`, `clock.moved_back`.
    """
    check_choosable(payments)
    return finish_sale(uow, sale_id=sale_id, payments=payments, total_minor=total_minor)


def finish_sale(
    uow: Uow, *, sale_id: UUID, payments: Sequence[Tender], total_minor: int | None = None
) -> Completed:
    """The part of `complete_sale` that an exchange shares: it pays with goods that have come back. Refused: the same."""
    require(uow, Right.SELL)
    sale = open_draft(uow, sale_id)
    shift = open_shift_here(uow)
    check_clock(uow, shift)
    if sale.line_count == 0:
        raise RuleBroken("sale.empty")
    if total_minor is not None and total_minor != sale.total_minor:
        raise Stale("sale.total_changed", shown_minor=total_minor, total_minor=sale.total_minor)
    lines = _stored_lines(uow, sale)
    _ask_about_prices(uow, sale, lines)
    shared = _share_discount(uow, sale, lines)
    check_nothing_in_hand(uow, sale_id)
    if sale.customer_id is not None:
        sale.customer_id = kept_id(uow.session, sale.customer_id)
    pending = _pending(uow, sale_id)
    check_card_tenders(uow, sale_id, taken=pending, offered=payments)
    tenders = [_as_tender(row) for row in pending]
    tenders += [_with_owner(uow, sale, tender) for tender in payments]
    settlement = settle(sale.total_minor, tenders, cash_step_minor=setting_of(uow, CASH_STEP))
    _ask_about_change(uow, settlement)
    _number, text = uow.next_number("sale", "")
    sale.number, sale.state, sale.shift_id, sale.person_id = text, "completed", shift.shift_id, uow.person_id
    sale.completed_at, sale.business_date, sale.rounding_minor = uow.now, uow.today, settlement.rounding_minor
    sale.tax_minor = sum(line["tax_minor"] for line in shared)
    _post(uow, sale, shift, shared, settlement, pending)
    paid = sum(part.amount_minor for part in settlement.parts)
    return Completed(sale_id, text, sale.total_minor, paid, settlement.change_minor, settlement.rounding_minor)


def _post(
    uow: Uow, sale: Sale, shift: ShiftView, lines: Sequence[dict[str, Any]], settlement: Settlement,
    pending: Sequence[PendingPayment],
) -> None:
    """Everything that follows from a paid sale, as rows of the same transaction."""
    money = store_payments(
        uow, settlement.parts, shift_id=shift.shift_id, document_kind="sale", document_id=sale.id
    )
    accounts = [entry for part in settlement.parts if (entry := _post_account(uow, sale, part)) is not None]
    goods = take_goods(uow, lines, document_kind="sale", document_id=sale.id, store_id=sale.store_id, sign=-1)
    if pending:
        gone = delete(PendingPayment).where(PendingPayment.sale_id == sale.id)
        uow.session.execute(gone.execution_options(synchronize_session=False))
    if setting_of(uow, AUTO_PRINT):
        queue_print(uow, document_kind="sale", document_id=sale.id)
    if any(part.kind == "cash" for part in settlement.parts):
        queue_drawer(uow, document_kind="sale", document_id=sale.id)
    queue_fiscal(
        uow, document_kind="sale", document_id=sale.id, amount_minor=sale.total_minor + settlement.rounding_minor
    )
    sha256 = uow.record("sale", "sale.completed", sale.id, sale_document(sale, lines, money, goods, accounts))
    audit(uow, "sale.completed", sale.id, number=sale.number, total_minor=sale.total_minor, sha256=sha256)


def sale_document(
    sale: Sale, lines: Sequence[Any], money: Sequence[Any], goods: Sequence[dict[str, Any]], accounts: Sequence[Any]
) -> dict[str, Any]:
    """A completed sale as it travels: everything that it consists of, in integers and strings."""
    return {
        "id": sale.id, "number": sale.number, "shift_id": sale.shift_id, "till_id": sale.till_id,
        "branch_id": sale.branch_id, "store_id": sale.store_id, "person_id": sale.person_id,
        "customer_id": sale.customer_id, "currency": sale.currency, "completed_at": plain(sale.completed_at),
        "business_date": plain(sale.business_date), "gross_minor": sale.gross_minor,
        "line_discount_minor": sale.line_discount_minor, "receipt_discount_minor": sale.receipt_discount_minor,
        "rounding_minor": sale.rounding_minor, "tax_minor": sale.tax_minor, "total_minor": sale.total_minor,
        "lines": as_table(LINE_TOLD, lines),
        "payments": as_table(PAYMENT_TOLD, money),
        "movements": as_table(MOVEMENT_TOLD, goods),
        "accounts": as_table(ACCOUNT_TOLD, accounts),
        **_marks_told(lines),
    }


def _marks_told(lines: Sequence[Any]) -> dict[str, Any]:
    """Nothing where no code said anything: such a sale is sealed as it always was."""
    marked = [line for line in lines if any(line[key] is not None for key in MARKS)]
    if not marked:
        return {}
    return {"marks": as_table(("id", *MARKS), [{**line, "expires_on": plain(line["expires_on"])} for line in marked])}


def _stored_lines(uow: Uow, sale: Sale) -> list[dict[str, Any]]:
    """The cart's lines by position; those that this very transaction has changed are written first."""
    uow.flush(SaleLine)
    lines: list[dict[str, Any]] = uow.remember(
        "sale", ("lines", sale.id, sale.revision), lambda: _LINES.mappings(uow.driver, sale=sale.id)
    )
    return lines


def _ask_about_prices(uow: Uow, sale: Sale, lines: Sequence[Any]) -> None:
    """A card's price that changed while the cart was open is a question, not a surprise."""
    if "sale.price_changed" in uow.by.confirmed:
        return
    ids = list({line["product_id"] for line in lines})
    today = sellables(uow.driver, product_ids=ids, price_list_id=sale.price_list_id)
    changed = [
        (line["name"], line["list_price_minor"], price)
        for line in lines
        if line["product_id"] in today
        and (price := today[line["product_id"]].price_minor) is not None
        and price != line["list_price_minor"]
    ]
    if changed:
        name, old_minor, new_minor = changed[0]
        uow.confirm("sale.price_changed", name=name, old_minor=old_minor, new_minor=new_minor, count=len(changed))


def _share_discount(uow: Uow, sale: Sale, lines: Sequence[Any]) -> list[dict[str, Any]]:
    """The lines as they are booked: the receipt's discount shared out, tax of what is left of each."""
    worths = [line["gross_minor"] - line["discount_minor"] for line in lines]
    if sale.receipt_discount_minor or sale.line_discount_minor:
        _check_discounts(uow, sale, lines, sum(worths))
    if not sale.receipt_discount_minor:
        return list(lines)
    booked = []
    for line, worth, part in zip(lines, worths, share_discount(sale.receipt_discount_minor, worths), strict=True):
        net = worth - part
        tax = included_tax_minor(net, line["tax_ppm"])
        booked.append({**line, "shared_discount_minor": part, "net_minor": net, "tax_minor": tax})
    rows = [
        {"line": row["id"], "shared": row["shared_discount_minor"], "net": row["net_minor"], "tax": row["tax_minor"]}
        for row in booked
    ]
    _SHARE.run_many(uow.driver, rows)
    return booked


def _check_discounts(uow: Uow, sale: Sale, lines: Sequence[Any], worth_minor: int) -> None:
    """Lines come and go after a discount was given, and the same sum is then a larger share: what it is now must be allowed."""
    shared = share_of(sale.receipt_discount_ppm, sale.receipt_discount_minor, worth_minor)
    own = (share_of(line["discount_ppm"], line["discount_minor"], line["gross_minor"]) for line in lines)
    asked = max(together(share, shared) for share in own)
    if asked > sale.discount_allowed_ppm:
        require(uow, Right.DISCOUNT, limit_ppm=asked)


def _ask_about_change(uow: Uow, settlement: Settlement) -> None:
    if settlement.change_minor:
        notes = denominations(uow.place.currency, notes_of(uow))
        if change_is_suspicious(settlement.change_minor, notes):
            uow.confirm("payment.change_large", change_minor=settlement.change_minor)


def _with_owner(uow: Uow, sale: Sale, tender: Tender) -> Tender:
    """Whose account it is: debt, points and prepayment are the sale's customer's; a gift card is its bearer's.

    Refused: `sale.customer_needed`, `gift_card.unknown`, `gift_card.expired`, `payment.not_positive`, `payment.unknown_tender`.
    """
    settle(max(tender.amount_minor, 0), [tender])  # refuses what no sum could be paid with
    if tender.kind in ("debt", "points", "prepayment"):
        if sale.customer_id is None:
            raise RuleBroken("sale.customer_needed", tender=tender.kind)
        return Tender(tender.kind, tender.amount_minor, kept_id(uow.session, sale.customer_id), tender.reference)
    if tender.kind == "gift_card":
        card = uow.session.get(GiftCard, tender.owner_id) if tender.owner_id else None
        if card is None:
            raise RuleBroken("gift_card.unknown", card=tender.reference or "")
        if card.expires_on is not None and card.expires_on < uow.today:
            raise RuleBroken("gift_card.expired", expired_on=card.expires_on)
    return tender


def _post_account(uow: Uow, sale: Sale, part: Part) -> dict[str, object] | None:
    account = ACCOUNTS.get(part.kind)
    if account is None or part.owner_id is None:
        return None
    if account == "debt":
        _check_credit(uow, part.owner_id, part.amount_minor)
    sign = 1 if account == "debt" else -1
    return post_entry(
        uow, account=account, owner_id=part.owner_id, amount_minor=sign * part.amount_minor, document_kind="sale",
        document_id=sale.id,
    )


def _check_credit(uow: Uow, customer_id: UUID, amount_minor: int) -> None:
    lender_id = require(uow, Right.SELL_ON_DEBT)
    customer = uow.get(Customer, kept_id(uow.session, customer_id))
    debt = balance(uow.session, account="debt", owner_id=customer_id)
    limit = customer.credit_limit_minor or 0
    if debt + amount_minor > limit:
        lender_id = _require_over_limit(uow, debt_minor=debt, limit_minor=limit, asked_minor=amount_minor) or lender_id
        audit(uow, "sale.over_limit", customer_id, lender_id=lender_id, debt_minor=debt + amount_minor)


def _require_over_limit(uow: Uow, *, debt_minor: int, limit_minor: int, asked_minor: int) -> UUID | None:
    """Refused: `credit.over_limit`, with what is owed, the limit and what is asked for; a manager may lend the right."""
    try:
        return require(uow, Right.SELL_OVER_LIMIT)
    except NotPermitted:
        raise NotPermitted(
            "credit.over_limit", right=Right.SELL_OVER_LIMIT, debt_minor=debt_minor, limit_minor=limit_minor,
            asked_minor=asked_minor,
        ) from None


def _pending(uow: Uow, sale_id: UUID) -> list[PendingPayment]:
    uow.flush(PendingPayment)
    if not _HAS_PENDING.value(uow.driver, sale=sale_id):
        return []
    query = select(PendingPayment).where(PendingPayment.sale_id == sale_id).order_by(PendingPayment.id)
    return list(uow.session.scalars(query))


def _as_tender(row: PendingPayment) -> Tender:
    return Tender(row.tender, row.amount_minor, row.owner_id, row.reference)
