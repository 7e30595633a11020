"""The sentences of `ui/messages.py` that are about stock documents: what is wrong, and what to do next."""

from __future__ import annotations

from app.kernel.i18n import _

STOCK_MESSAGES: dict[str, str] = {
    "stock.cost_negative": _("The cost of “{name}” cannot be below zero: {cost}. Enter what it cost, or zero."),
    "stock.cost_too_large": _("The cost of “{name}” is too large: the most is {most}. Check the digits."),
    "stock.extra_out_of_range": _("Extra costs can be from zero to {most}. Check the digits."),
    "stock.no_cost": _("“{name}” has no cost (lines without a cost: {count}). What is sold of it will seem all profit. Go on?"),
    "stock.in_the_future": _("{happened_at} is still to come. Enter a date that has passed."),
    "stock.long_ago": _("{happened_at} is more than a year ago. Is the date right?"),
    "stock.unknown_cause": _("“{cause}” is not a reason for a write-off. Choose one of the list."),
    "stock.unknown_choice": _(
        "“{choice}” is not possible here. Goods that nobody counted are left as they are, or taken as none."
    ),
    "stock.unknown_kind": _("There is no stock document of the kind “{kind}”. Choose another one."),
    "stock.goes_below_zero": _(
        "“{name}”: {on_hand} is left, and {quantity} came with this document. The stock would be below zero. Take it back?"
    ),
    "stock.more_than_there": _(
        "“{name}”: {asked} is to go, and {on_hand} is in the books. The stock would be below zero. Let it go all the same?"
    ),
    "stock.taken_back": _("The document {number} was taken back already, by {by}."),
    "stock.cannot_take_back": _("The document {number} cannot be taken back. An order is closed instead."),
    "stock.order_closed": _("The order {number} is closed. Receive the goods without it, or order them again."),
    "stock.minimum_wrong": _("“{name}”: the minimum cannot be below zero or above the quantity to order up to."),
    "stock.not_in_count": _("“{name}” is not in the category that is counted. Put it aside."),
    "stock.unknown_store": _("There is no store named {name}. The stores are: {stores}."),
    "stock.uncounted": _(
        "Nobody has counted some of the goods that the books have here: {count}. "
        "Say whether they stay as they are, or whether there are none."
    ),
    "stock.counted_as_nought": _("Goods that nobody counted: {count}. Write down that none of them is there?"),
    "stock.draft_posted": _("This document was posted already and cannot be changed. Correct it by another one."),
    "stock.no_target": _("Nobody has said where the goods go. Choose a stockroom."),
    "stock.draft_begun": _("Something is scanned already. Give this document up and begin another one for that place."),
    "stock.draft_full": _("A document has at most {most} lines. Post this one and begin another."),
    "stock.no_code_column": _("There is no column “barcode” or “article” in the file {path}. Its columns are: {columns}."),
    "stock.no_quantity_column": _("There is no column “quantity” in the file {path}. Its columns are: {columns}."),
    "stock.row_without_code": _("There is neither a barcode nor an article in this line. Fill in one of them."),
    "stock.unknown_article": _("No product has the barcode or article {article}. Add the product first, or correct the code."),
    "stock.unknown_category": _("There is no category “{name}”. Check the name."),
    "stock.other_branch": _("“{name}” is a store of another branch. Its own till sends from it and says what has arrived there."),
    "stock.cost_and_sum": _("The cost of one and the sum of the line do not agree: {quantity} at {cost} are not {sum}."),
    "agents.person_gone": _("{name} does not work here any more. Take the goods back; nothing more is handed over."),
    "stock.no_document": _("There is no stock document with the number {number}. Look at the number on it."),
    "stock.date_malformed": _("“{text}” is not a date. Write it like this: 2026-03-31."),
    "supplier.known": _("There is a supplier of that name already: {name}."),
    "quantity.negative": _("A counted quantity cannot be below zero. Enter zero or more."),
}
