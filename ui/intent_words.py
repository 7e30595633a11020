"""Card payments and fiscal receipts that a device was asked for, in words: what it is, how it stands, and why."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.intents.views import IntentView
from app.kernel.i18n import _, translated

KINDS: Mapping[str, str] = {
    "card_payment": _("Card payment"), "card_refund": _("Money back to the card"), "fiscal_sale": _("Fiscal receipt"),
    "fiscal_return": _("Fiscal return"),
}
STATES: Mapping[str, str] = {
    "new": _("waits for the device"), "asked": _("the device is busy with it"), "approved": _("done"),
    "declined": _("not done"), "unknown": _("nobody knows whether it was done"), "given_up": _("given up"),
}
IN_SHORT: Mapping[str, str] = {
    "new": _("is being asked"), "asked": _("is being asked"), "approved": _("not needed"), "declined": _("not done"),
    "unknown": _("in doubt"), "given_up": _("given up"),
}
"""In a list; an approved one stands in it where its money came too late."""
REASONS: Mapping[str, str] = {
    "device.not_there": _("The device did not answer. Check its power and its cable."),
    "device.no_answer": _("The line broke, or the device gave no answer. Ask it again."),
    "device.no_approval": _("The device gave no number of the payment. Look at its slip."),
    "device.other_amount": _("The device tells another amount. Look at its slip."),
    "device.other_currency": _("The terminal takes another currency than this shop."),
    "device.busy": _("The device is busy with another payment. Ask it again in a minute."),
    "device.last_failed": _("The terminal says that its last payment failed."),
    "device.no_reference": _("The bank's number of the payment is not known. Give the money back at the terminal itself."),
    "intent.never_asked": _("The program was closed before the device was asked."),
    "intent.of_another": _("The device tells of another payment. Look at its slip."),
    "intent.no_approval": _("The device gave no number. Look at its slip."),
    "intent.by_hand": _("Confirmed by a person with the slip."),
    "fiscal.blocked": _("The fiscal register was without a connection for too long. Connect it to the internet."),
    "fiscal.no_such_tax": _("The fiscal register knows no such tax rate. Correct the rate of the goods."),
}
"""By the code of an answer; what a terminal or a register says in numbers of its own has no words here."""
OTHER = _("The device says: {code}")


def reason_text(view: IntentView, language: str) -> str:
    """Why it is not done, as a person reads it; empty where there is nothing to say."""
    if not view.code or (view.state == "approved" and view.code not in REASONS):
        return ""
    return translated(REASONS.get(view.code, OTHER), language).format(code=view.code)
