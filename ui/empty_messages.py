"""The sentences of `ui/messages.py` for a field or a cell that is empty: there is nothing to quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.kernel.i18n import _

NOTHING_TYPED: dict[str, str] = {
    "quantity.malformed": _("Enter a quantity."),
    "price.malformed": _("Enter a price."),
    "amount.malformed": _("Enter a sum of money."),
    "period.malformed": _("Enter a day, for example 2026-03-02."),
    "stock.date_malformed": _("Enter a date, for example 2026-03-31."),
}


def where_nothing_is_typed() -> dict[str, tuple[Callable[[Mapping[str, Any]], bool], str]]:
    """As `BETTER` has them."""
    return {code: (lambda facts: facts.get("text") == "", words) for code, words in NOTHING_TYPED.items()}
