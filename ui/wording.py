"""What the program's kinds are called: rights, tenders, states, units, fields, causes. Only words; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.documents.titles import CASH_ENTRIES, TENDERS, UNITS
from app.kernel.i18n import _, translated
from app.kernel.permissions import Right

RIGHTS: dict[str, str] = {
    Right.SELL: _("Sell"),
    Right.SELL_ASKED_PRICE: _("Sell goods without a price at an entered price"),
    Right.CHANGE_PRICE: _("Change a price on the receipt"),
    Right.DISCOUNT: _("Give a discount"),
    Right.GIFT: _("Give goods away for nothing"),
    Right.DELETE_LINE: _("Delete a line of the receipt"),
    Right.VOID: _("Void an unpaid receipt"),
    Right.PARK: _("Put a receipt on hold"),
    Right.TAKE_OVER_SALE: _("Go on with another cashier's receipt"),
    Right.TYPE_WEIGHT: _("Type in a weight"),
    Right.RETURN_BY_RECEIPT: _("Return by receipt"),
    Right.RETURN_OTHER_BRANCH: _("Return goods that another shop sold"),
    Right.RETURN_WITHOUT_RECEIPT: _("Return without a receipt"),
    Right.RETURN_OTHER_TENDER: _("Give money back in another way than it was paid"),
    Right.EXCHANGE: _("Exchange goods"),
    Right.CORRECT_TENDER: _("Correct how a receipt was paid"),
    Right.SELL_ON_DEBT: _("Sell on debt"),
    Right.SELL_OVER_LIMIT: _("Sell above the credit limit"),
    Right.TAKE_DEBT_PAYMENT: _("Take payment of a debt"),
    Right.TAKE_PREPAYMENT: _("Take a prepayment"),
    Right.ISSUE_GIFT_CARD: _("Sell gift cards"),
    Right.GRANT_POINTS: _("Grant points"),
    Right.REPRINT: _("Print a document again"),
    Right.SETTLE_UNKNOWN: _("Decide what became of a card payment or a fiscal receipt that is in doubt"),
    Right.OPEN_SHIFT: _("Open a shift"),
    Right.CLOSE_SHIFT: _("Close a shift"),
    Right.CLOSE_OTHERS_SHIFT: _("Close another cashier's shift"),
    Right.VERIFY_SHIFT: _("Recount a closed shift"),
    Right.SEE_X_REPORT: _("See the X report"),
    Right.SEE_EXPECTED_CASH: _("See how much cash there should be"),
    Right.SEE_COST: _("See purchase prices"),
    Right.OPEN_DRAWER: _("Open the cash drawer"),
    Right.CASH_IN: _("Put cash in"),
    Right.CASH_OUT: _("Take cash out"),
    Right.EDIT_GOODS: _("Edit goods"),
    Right.EDIT_PRICES: _("Edit prices"),
    Right.IMPORT_GOODS: _("Import a price list"),
    Right.EDIT_CUSTOMERS: _("Edit customers"),
    Right.EDIT_CREDIT_LIMIT: _("Change a credit limit"),
    Right.RECEIVE_STOCK: _("Receive goods"),
    Right.WRITE_OFF_STOCK: _("Write goods off"),
    Right.TRANSFER_STOCK: _("Send goods to another store and receive them"),
    Right.EDIT_AGENTS: _("Make agents and change their commission"),
    Right.SEND_TO_AGENTS: _("Hand goods over to agents and take them back"),
    Right.SELL_FROM_BAG: _("Sell out of one's own bag"),
    Right.ACT_FOR_AGENTS: _("Accept, ask and sell in an agent's place"),
    Right.APPROVE_REQUESTS: _("Approve what agents ask for"),
    Right.SETTLE_AGENTS: _("Settle with agents and take their money"),
    Right.MOVE_BAG: _("Move an agent's bag to another till"),
    Right.EDIT_STAFF: _("Edit staff"),
    Right.EDIT_ROLES: _("Edit roles"),
    Right.EDIT_SETTINGS: _("Change settings"),
    Right.SEE_AUDIT: _("See the journal of actions"),
    Right.SEE_REPORTS: _("See reports"),
    Right.BACK_UP: _("Make a backup"),
    Right.RESTORE: _("Restore from a backup"),
}

LANGUAGE_NAMES = {"ru": "Русский", "en": "English", "uk": "Українська", "kk": "Қазақша", "ky": "Кыргызча"}
"""Each language in its own words: whoever cannot read the others finds it."""

ROLES = {"cashier": _("Cashier"), "manager": _("Manager"), "agent": _("Agent")}
"""The roles that a new shop begins with; what a company adds stays as it is written."""

STATES = {
    "open": _("open"), "parked": _("on hold"), "completed": _("paid"), "void": _("voided"),
    "queued": _("waiting to be printed"), "sending": _("being printed"), "sent": _("printed"),
    "failed": _("not printed"), "unknown": _("it is not known whether it was printed"),
}
"""Of sales, then of print jobs."""

DOCUMENTS = {
    "sale": _("Receipt"), "return": _("Return"), "x": _("X report"), "z": _("Z report"), "cash": _("Cash order"),
    "account": _("Account receipt"), "shift": _("Shift"), "receipt": _("Goods received"), "write_off": _("Write-off"),
    "found": _("Goods found"), "drawer": _("Drawer opened"), "supplier_return": _("Return to the supplier"),
    "opening": _("Opening balances"), "count": _("Stock count"), "order": _("Order to the supplier"),
    "order_close": _("Order closed"), "undo": _("Document taken back"),
    "transfer": _("Transfer"),
    "transfer_answer": _("Arrival of a transfer"), "transfer_settlement": _("Difference of a transfer"),
    "agent_sale": _("Sale of an agent"), "agent_refund": _("Return to an agent"), "agent_request": _("Request of an agent"),
    "agent_payment": _("Payment of an agent"),
}
"""Documents by their kind: of the till first, then of stock and of agents."""

FIGURES = {
    "answered_milli": _("Arrived and came back"), "commission_minor": _("Commission"), "commission_ppm": _("Commission"),
    "accepted_milli": _("Accepted"), "is_open": _("A difference is left"), "outcome": _("What became of it"),
    "bag_id": _("Bag"), "purpose": _("Kind of transfer"),
    "account": _("Account"), "amount_minor": _("Amount"), "audit_head": _("Mark of the journal on the Z"),
    "balance_minor": _("Balance"), "business_date": _("Business day"), "cash_minor": _("Cash in the drawer's book"),
    "change_minor": _("Change given"), "cash_in_minor": _("Cash in"), "cash_out_minor": _("Cash out"),
    "charged_minor": _("Charged to cards by the terminal"),
    "closings": _("Closings"), "code": _("Code"), "correction_minor": _("Tender corrections"),
    "counted_minor": _("Counted cash"), "currency": _("Currency"), "difference_minor": _("Difference"),
    "discount_minor": _("Discount"), "discount_ppm": _("Discount"), "document_kind": _("Kind of document"),
    "exchange_minor": _("Exchanged"), "expected_minor": _("Expected cash"), "float_minor": _("Opening float"),
    "from_tender": _("Way of paying before"), "gross_minor": _("Sum before discounts"), "kind": _("Kind of document"),
    "line_count": _("Number of lines"), "line_discount_minor": _("Discounts on lines"),
    "list_price_minor": _("Price on the card"), "moved_milli": _("Taken from stock"), "name": _("Name"),
    "net_minor": _("Sum of the line"), "note": _("Note"),
    "number": _("Number"), "on_hand_milli": _("In stock"), "cost_minor": _("Cost"), "left_milli": _("Left of it"),
    "left_minor": _("Cost of what is left"), "layers_milli": _("In layers"), "back_milli": _("Came back"),
    "back_minor": _("Cost of what came back"), "carried_milli": _("Went on"), "paid_minor": _("Paid"),
    "position": _("Place on the receipt"),
    "price_minor": _("Price"), "quantity_milli": _("Quantity"), "reason": _("Reason"),
    "receipt_discount_minor": _("Discount on the receipt"), "reference": _("Note"), "refund_minor": _("Cash refunds"),
    "batch": _("Batch"), "cause": _("Why"), "counted_milli": _("Counted"), "expected_milli": _("In the books"),
    "expires_on": _("Good until"), "extra_minor": _("Extra costs"),
    "returned_milli": _("Quantity returned"), "returned_minor": _("Sum returned"), "rounding_minor": _("Rounding"),
    "shared_discount_minor": _("Share of the receipt's discount"), "sold_milli": _("Sold"), "state": _("State"),
    "tax_minor": _("VAT in it"),
    "tax_ppm": _("VAT rate"), "tender": _("Way of paying"), "tendered_minor": _("Handed over"), "to_stock": _("Back on sale"),
    "to_tender": _("Way of paying after"), "total_minor": _("Total"), "unit": _("Unit of measure"),
    "verdict": _("Answer"), "verified_minor": _("Recounted cash"), "weight_source": _("How the weight came"),
    "with_receipt": _("By receipt"),
}
"""Figures that `duken verify` compares."""

WRITE_OFF_CAUSES = {
    "broken": _("Broken"), "expired": _("Expired"), "lost": _("Lost"), "own_use": _("For own use"), "other": _("Another reason"),
}

VERDICTS = {"confirmed": _("confirmed"), "disputed": _("disputed")}
"""Of the branch of the goods, on a return that another branch has made."""

PRODUCT_KINDS = {"goods": _("goods"), "service": _("service"), "set": _("set")}

THINGS = {
    "account_operation": _("payment on an account"), "branch": _("shop"), "brand": _("brand"),
    "cash_operation": _("cash order"), "category": _("category"), "customer": _("customer"),
    "drawer_job": _("opening of the drawer"), "gift_card": _("gift card"),
    "intent": _("question to a device"), "loan": _("permission"),
    "payment": _("payment"), "pending_payment": _("payment"), "person": _("employee"), "person_role": _("role of the employee"),
    "price_list": _("price list"), "print_job": _("print"), "product": _("product"), "product_code": _("barcode"),
    "role": _("role"),
    "sale": _("receipt"), "sale_line": _("line of the receipt"), "sale_return": _("return"),
    "return_line": _("line of the return"), "return_answer": _("answer to a return"),
    "return_answer_line": _("line of an answer to a return"), "shift_count": _("count of notes and coins"),
    "stock_movement": _("movement of goods"),
    "device": _("device"),
    "scale_layout": _("layout of scale labels"), "shift": _("shift"), "shift_closing": _("closing of a shift"),
    "stock_draft": _("draft of a stock document"), "stock_draft_line": _("line of a draft"),
    "stock_line": _("line of a stock document"), "supplier": _("supplier"),
    "shift_verification": _("recount of a shift"), "stock_document": _("stock document"), "store": _("stockroom"),
    "agent": _("agent"), "agent_payment": DOCUMENTS["agent_payment"], "agent_refund": DOCUMENTS["agent_refund"],
    "agent_refund_line": _("line of a return to an agent"), "agent_request": DOCUMENTS["agent_request"],
    "agent_request_answer": _("answer to a request"), "agent_request_line": _("line of a request"),
    "agent_sale": DOCUMENTS["agent_sale"], "agent_sale_line": _("line of an agent's sale"), "transfer": DOCUMENTS["transfer"],
    "transfer_answer": DOCUMENTS["transfer_answer"], "transfer_answer_line": _("line of an arrival"),
    "transfer_line": _("line of a transfer"), "transfer_settlement": DOCUMENTS["transfer_settlement"],
    "tax_rate": _("tax rate"), "tender_correction": _("correction of a payment"), "till": _("till"),
    "unit": _("unit of measure"), "price": _("price"), "setting": _("setting"), "set_part": _("part of a set"),
    "tile_page": _("page of tiles"), "company": _("company"), "stock_minimum": _("minimum level"),
    "bag_lease": _("bag of an agent"),
    "account_entry": _("entry of an account"), "cash_entry": _("entry of the drawer"), "audit_entry": _("entry of the journal"),
}
"""What a table holds one of."""

FIELDS = {
    "address": _("Address"), "article": _("Article"), "branch": _("Shop"), "brand": _("Brand"), "category": _("Category"),
    "code": _("Code"), "company": _("Company"), "label": _("Label"), "name": _("Name"), "note": _("Note"),
    "owner": _("Owner"), "package": _("Package"), "batch": _("Batch"), "phone": _("Phone"), "reason": _("Reason"),
    "till": _("Till"), "prefix": _("Prefix"), "reference": _("Number on the slip"),
    "item": _("Number of the product"), "value": _("Weight or price"),
    "overlap": _("The number and the weight or price overlap"), "unit": _("Worth of one step"),
    "kind": _("What the value is"),
    "columns": _("Columns"), "rows": _("Rows"), "edge": _("Edge of the sheet"), "gap": _("Gap between labels"),
    "first": _("First place to use"), "price": _("Price"), "old_price": _("Old price"), "barcode": _("Barcode"),
    "square": _("QR code"), "date": _("Date"), "composition": _("Composition"),
}
"""Fields of a form; from `prefix` on those of a scale label's layout, from `columns` on those of labels and their sheets."""

CARD_FIELDS = {
    **FIELDS, "unit_id": THINGS["unit"], "category_id": THINGS["category"], "brand_id": THINGS["brand"],
    "tax_rate_id": THINGS["tax_rate"], "scale_code": _("Number in the scale"), "parts": _("What is in the set"),
    "price_minor": FIGURES["price_minor"], "credit_limit_minor": _("Credit limit"), "deleted_at": _("Removed"),
    "merged_into_id": _("Merged into"), "may_be_written_to": _("May be written to"),
    "value": _("Value"), "rights": _("Rights"), "language": _("Language"),
}
"""Fields of cards, as the journal and a conflict name them."""

SETTINGS = {
    "cash.step_minor": _("Smallest coin"), "cash.denominations_minor": _("Notes and coins"),
    "cash.blind_count": _("Count without seeing the expected cash"),
    "cash.count_by_pieces": _("Count notes and coins one kind after another"),
    "receipt.auto_print": _("Print receipts by themselves"), "receipt.columns": _("Width of the receipt"),
    "receipt.header": _("Text at the top of the receipt"), "receipt.footer": _("Text at the end of the receipt"),
    "screen.theme": _("Light or dark"), "screen.text_percent": _("Size of the text"), "screen.layout": _("Touch or keyboard"),
    "screen.sounds": _("Sounds of the scanner"),
    "staff.sign_in_names": _("Show names at sign-in"), "staff.pin_key": _("Key of the PINs"),
    "backup.folder": _("Second folder for backups"),
}

CAUSES = {
    "change_not_given": _("Receipt {number} for {amount}: the change may not have been given to the customer."),
    "change_given_twice": _("Receipt {number} for {amount}: the change may have been given twice."),
    "sale_rung_up_twice": _(
        "Receipt {number} for {amount} may have been rung up twice: the same sum was sold just before it."
    ),
    "card_booked_as_cash": _(
        "Receipt {number} for {amount} is booked as cash, but the customer may have paid by card. Compare the card slips."
    ),
    "cash_booked_as_other": _(
        "Receipt {number} for {amount} is not booked as cash, but the customer may have paid in cash. Compare the card slips."
    ),
    "tendered_not_kept": _(
        "Receipt {number} for {amount}: the money that the customer handed over may not have gone into the drawer."
    ),
    "digits_changed_about": _(
        "Receipt {number} for {amount}: two digits of the cash received may have been swapped when typing."
    ),
    "cash_for_open_sale": _(
        "{amount} in cash were taken for a receipt that is not paid in full yet. Finish it, or give the money back."
    ),
    "refund_not_paid_in_cash": _(
        "Return {number} for {amount} is booked as cash, but the money may not have been paid out of the drawer."
    ),
    "refund_paid_in_cash": _(
        "Return {number} for {amount} is not booked as cash, but the money may have been paid out of the drawer."
    ),
    "void_after_money_taken": _(
        "A receipt for {amount} was voided: the customer's money may have stayed in the drawer."
    ),
    "cash_order_not_carried_out": _("Cash order {number} for {amount} was entered, but the money may not have been moved."),
    "cash_order_wrong_way_round": _(
        "Cash order {number} for {amount} may be the wrong way round: entered as cash in instead of cash out, or the reverse."
    ),
    "drawer_opened_without_sale": _("The drawer was opened without a sale ({number}). Recall what it was opened for."),
    "one_piece_miscounted": _("One note or coin of {amount} may have been counted wrongly. Count these once more."),
    "bundle_miscounted": _("A bundle of ten notes, {amount} together, may have been counted wrongly. Count the bundles again."),
    "note_taken_for_another": _(
        "A note may have been taken for its neighbour in value: such a slip makes {amount}. Look through the notes again."
    ),
}
"""Why a drawer may differ: the kinds of `app/core/cash/rules.py`, each a sentence with the document to look at."""

WORDS_OF: dict[str, Mapping[str, str]] = {
    "account": TENDERS, "cause": {**WRITE_OFF_CAUSES, "more_than_sold": _("More came back than was sold")}, "field": FIELDS,
    "key": SETTINGS, "kind": PRODUCT_KINDS, "right": RIGHTS, "state": STATES,
    "table": THINGS, "tender": TENDERS, "unit": UNITS, "what": THINGS,
}
"""By the name of an error's fact: the words for its values."""

__all__ = [
    "CARD_FIELDS", "CASH_ENTRIES", "CAUSES",
    "DOCUMENTS", "FIELDS", "FIGURES", "LANGUAGE_NAMES", "PRODUCT_KINDS", "RIGHTS", "ROLES", "SETTINGS",
    "STATES", "TENDERS", "THINGS", "UNITS", "VERDICTS", "WORDS_OF", "WRITE_OFF_CAUSES", "worded",
]


def worded(words: Mapping[str, str], kind: str, language: str) -> str:
    """What a kind is called in a language; one that has no name here (a shop's own unit) is shown as it is."""
    return translated(words[kind], language) if kind in words else str(kind)
