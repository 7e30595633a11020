"""The journal of actions in words: what was done, to what, with which figures, by whose right. It computes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.audit.views import AuditLine
from app.kernel.i18n import _, translated
from ui.facts import shortened, written
from ui.wording import CARD_FIELDS, DOCUMENTS, FIGURES, RIGHTS, ROLES, VERDICTS, worded

ACTIONS: Mapping[str, str] = {
    "shop.set_up": _("Shop set up"),
    "shop.joined": _("This till joined the company"),
    "till.added": _("Another till was added"),
    "backup.restored": _("Restored from a backup"),
    "recovery.issued": _("Recovery code issued"),
    "recovery.used": _("Recovery code used"),
    "staff.signed_in": _("Signed in"),
    "pin.wrong": _("Wrong PIN"),
    "right.offered": _("Right lent for one action"),
    "right.lent": _("Lent right used"),
    "staff.added": _("Employee added"),
    "staff.removed": _("Employee removed"),
    "staff.pin_changed": _("PIN changed"),
    "staff.language_chosen": _("Language of a person changed"),
    "staff.role_given": _("Role given"),
    "staff.role_taken": _("Role taken away"),
    "role.added": _("Role added"),
    "role.changed": _("Rights of a role changed"),
    "setting.changed": _("Setting changed"),
    "card.settled": _("Two tills had set it differently: decided"),
    "sync.read_anew": _("Everything read anew from the centre"),
    "goods.imported": _("Price list imported"),
    "product.changed": _("Product changed"),
    "product.removed": _("Product removed"),
    "price.changed": _("Price of a product changed"),
    "customer.limit_changed": _("Credit limit changed"),
    "customer.merged": _("Two cards of a customer merged"),
    "shift.opened": _("Shift opened"),
    "shift.counted": _("Cash counted"),
    "shift.closed": _("Shift closed"),
    "shift.verified": _("Closed shift recounted"),
    "cash.cash_in": _("Cash put in"),
    "cash.cash_out": _("Cash taken out"),
    "cash.drawer": DOCUMENTS["drawer"],
    "account.debt_payment": _("Payment of a debt taken"),
    "account.prepayment": _("Prepayment taken"),
    "account.gift_card": _("Gift card sold"),
    "account.points": _("Points granted"),
    "stock.receipt": DOCUMENTS["receipt"],
    "stock.write_off": _("Goods written off"),
    "stock.found": DOCUMENTS["found"],
    "stock.supplier_return": _("Goods sent back to the supplier"),
    "stock.opening": DOCUMENTS["opening"],
    "stock.count": _("Stock counted"),
    "stock.order": _("Goods ordered"),
    "stock.order_close": DOCUMENTS["order_close"],
    "stock.undo": _("Stock document taken back"),
    "stock.store_added": _("New store"),
    "stock.transfer": _("Goods sent by transfer"),
    "stock.transfer_answer": _("Transfer received"),
    "stock.transfer_settlement": _("Difference of a transfer settled"),
    "agents.added": _("New agent"),
    "agents.changed": _("Agent changed"),
    "agents.bag_taken": _("Bag of an agent taken by a till"),
    "agents.bag_let_go": _("Bag of an agent let go"),
    "agents.bag_moved": _("Bag of an agent moved to another till"),
    "agents.bag_forced": _("Bag of an agent taken away from a till"),
    "agent_request.asked": _("Goods asked for by an agent"),
    "agent_request.approved": _("Request of an agent approved"),
    "agent_request.declined": _("Request of an agent declined"),
    "agent_sale.completed": DOCUMENTS["agent_sale"],
    "agent_sale.late": _("Late sale of an agent came from a till that had lost the bag"),
    "agent_refund.completed": DOCUMENTS["agent_refund"],
    "agent_payment.taken": DOCUMENTS["agent_payment"],
    "payment.taken": _("Money taken for an open receipt"),
    "payment.given_back": _("Money for an open receipt given back"),
    "sale.completed": _("Receipt paid"),
    "sale.over_limit": _("Sold above the credit limit"),
    "sale.tender_corrected": _("Way of paying corrected"),
    "sale.price_changed": _("Price changed on a receipt"),
    "sale.line_discount": _("Discount on a line"),
    "sale.receipt_discount": FIGURES["receipt_discount_minor"],
    "sale.line_removed": _("Line deleted from a receipt"),
    "sale.line_restored": _("Deleted line brought back"),
    "sale.quantity_lowered": _("Quantity on a receipt lowered"),
    "sale.weight_typed": _("Weight typed by hand"),
    "sale.taken_over": _("Another cashier's receipt taken over"),
    "sale.voided": _("Receipt voided"),
    "return.completed": _("Goods taken back"),
    "return.answered": _("Return of another branch answered"),
    "print.again": _("Document printed again"),
    "print.retried": _("Document sent to the printer again"),
    "print.interrupted": _("Printing broken off"),
    "device.added": _("Device added"),
    "device.changed": _("Device changed"),
    "device.removed": _("Device taken away"),
    "intent.interrupted": _("Card payment or fiscal receipt broken off"),
    "intent.given_up": _("Card payment or fiscal receipt in doubt given up"),
    "intent.by_hand": _("Card payment or fiscal receipt in doubt confirmed by its slip"),
}
"""By an entry's action; a test finds one that is written and has no words here."""

FACTS: Mapping[str, str] = {
    "number": _("Number"), "name": FIGURES["name"], "kind": _("Document"), "key": _("Setting"), "value": _("Value"),
    "right": _("Right"), "verdict": FIGURES["verdict"],
    "language": _("Language"), "device": _("Device"), "driver": _("Driver"),
    "rights": _("Rights"), "role": _("Role"), "owner": _("Owner"), "failed_count": _("Wrong tries"), "source": _("Backup"),
    "prefix": _("Before the numbers"), "product": _("Product"), "line": _("Product"), "fields": _("Changed"),
    "added": _("New"), "changed": _("Changed"), "first_line": _("From line"), "last_line": _("To line"),
    "count": _("Documents"), "lines": FIGURES["line_count"], "with_receipt": _("By receipt"), "tender": FIGURES["tender"],
    "ppm": _("Share"), "minor": FIGURES["discount_minor"], "price_minor": FIGURES["price_minor"],
    "amount_minor": FIGURES["amount_minor"], "sum_minor": FIGURES["net_minor"], "total_minor": FIGURES["total_minor"],
    "float_minor": _("Opening float"), "counted_minor": FIGURES["counted_minor"],
    "difference_minor": FIGURES["difference_minor"], "verified_minor": _("Counted again"),
    "debt_minor": _("Debt now"), "credit_limit_minor": _("Credit limit"), "was": _("Before"), "now": _("After"),
    "into": CARD_FIELDS["merged_into_id"],
    "quantity_milli": _("Quantity"), "reason": _("Reason"), "weight_reason": _("Reason"),
}
"""By the name of an entry's fact, in the order in which they are told."""

NOT_TOLD = frozenset({"sha256"})
"""For machines: what ties an entry to its document."""

SAME_AS: Mapping[str, str] = {
    "sale.price_changed": "price_minor", "sale.quantity_lowered": "quantity_milli", "sale.tender_corrected": "tender",
    "sale.taken_over": "person", "print.retried": "state",
}
"""By action: what its facts `was` and `now` are, by the name of a fact that says how it is written."""

_UNITS = {"ppm": "share_ppm", "minor": "discount_minor"}
_WEIGHT_REASONS = {
    "no_scale": _("no scale"), "scale_silent": _("the scale did not answer"),
    "scale_refused": _("the scale had no weight"), "beside_scale": _("beside the scale"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "verdict": VERDICTS,
    "kind": DOCUMENTS, "rights": RIGHTS, "fields": CARD_FIELDS, "role": ROLES, "weight_reason": _WEIGHT_REASONS,
}
_NOTHING = "—"


def who_text(line: AuditLine, language: str) -> str:
    """Who did it, and who lent the right; a dash where it was the program itself."""
    if line.lender is None:
        return line.person or _NOTHING
    return translated(_("{person} (allowed by: {lender})"), language).format(person=line.person or _NOTHING, lender=line.lender)


def entry_text(
    line: AuditLine, names: Mapping[UUID, str], language: str, currency: str, zone: str | None = None
) -> str:
    """`Receipt paid · Number: A1-000012 · Total: 420.00 KGS`.

    `names` are those of `app.core.audit.queries.names_in`; an id that has none is left out. What the program does not know
    is shown as it is.
    """
    told = [_action(line, names, language)]
    order = [*FACTS, *(name for name in line.facts if name not in FACTS)]
    for name in (name for name in order if name in line.facts and name not in NOT_TOLD):
        value = _named(line.facts[name], names)
        if value is not None:
            shown = _shown(_meaning(line, name), value, language, currency, zone)
            told.append(f"{worded(FACTS, name, language)}: {shown}")
    return " · ".join(told)


def _action(line: AuditLine, names: Mapping[UUID, str], language: str) -> str:
    words = worded(ACTIONS, line.action, language)
    subject = names.get(line.subject_id) if line.subject_id else None
    if subject in (None, line.person, line.facts.get("number")):
        return words
    return f"{words}: {worded(ROLES, shortened(str(subject)), language)}"


def _named(value: Any, names: Mapping[UUID, str]) -> Any:
    """The name behind an id, None where there is none; any other value as it is (nothing at all is an empty text)."""
    if isinstance(value, str) and len(value) == 36:
        try:
            return names.get(UUID(value))
        except ValueError:
            return value
    return "" if value is None else value


def _meaning(line: AuditLine, name: str) -> str:
    """The name that says how a fact is written: money, quantity, share, a kind with words."""
    if name in ("was", "now"):
        return SAME_AS.get(line.action, name)
    if name == "value":
        return str(line.facts.get("key", "")).rpartition(".")[2]
    return _UNITS.get(name, name)


def _shown(name: str, value: Any, language: str, currency: str, zone: str | None) -> str:
    if name not in FACTS and isinstance(value, str):
        value = _unpacked(value)
    if isinstance(value, list):
        return ", ".join(_shown(name, item, language, currency, zone) for item in value) or _NOTHING
    if isinstance(value, bool):
        return translated(_("yes") if value else _("no"), language)
    if value == "":
        return _NOTHING
    if isinstance(value, str) and name in _WORDS:
        return shortened(worded(_WORDS[name], value, language))
    return written(name, value, language, currency, zone)


def _unpacked(text: str) -> Any:
    """A setting's value as it was before it was stored."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
