"""The sentences of `ui/messages.py` that are about customers: what is wrong, and what to do next."""

from __future__ import annotations

from app.kernel.i18n import _

CUSTOMER_MESSAGES: dict[str, str] = {
    "credit.limit_out_of_range": _("Such a credit limit is not possible. Enter zero or more."),
    "customer.already_merged": _("The card of {name} was merged already: {kept} was kept. Choose that one."),
    "customer.merge": _(
        "{gone} goes, {kept} is kept; debts and points of both count together. It cannot be undone. Are they the same person?"
    ),
    "customer.merge_itself": _("Both are the same card: {name}. Choose another one."),
    "customer.several": _("“{text}” fits {count} customers. Write more of the name, or the telephone or code."),
    "customer.unknown": _("There is no customer “{text}”. Check the name, telephone or code."),
    "customer.code_taken": _("Another customer already has the code {customer_code}. Find that customer or enter another code."),
}
