"""Every right of the program, declared once; a role is a set of them, some with a limit."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What a person may do. The value is what is stored and what travels: never rename one."""

    SELL = "sell"
    SELL_ASKED_PRICE = "sell_asked_price"
    CHANGE_PRICE = "change_price"
    DISCOUNT = "discount"
    GIFT = "gift"
    DELETE_LINE = "delete_line"
    VOID = "void"
    PARK = "park"
    TAKE_OVER_SALE = "take_over_sale"
    TYPE_WEIGHT = "type_weight"
    RETURN_BY_RECEIPT = "return_by_receipt"
    RETURN_OTHER_BRANCH = "return_other_branch"
    RETURN_WITHOUT_RECEIPT = "return_without_receipt"
    RETURN_OTHER_TENDER = "return_other_tender"
    EXCHANGE = "exchange"
    CORRECT_TENDER = "correct_tender"
    SELL_ON_DEBT = "sell_on_debt"
    SELL_OVER_LIMIT = "sell_over_limit"
    TAKE_DEBT_PAYMENT = "take_debt_payment"
    TAKE_PREPAYMENT = "take_prepayment"
    ISSUE_GIFT_CARD = "issue_gift_card"
    GRANT_POINTS = "grant_points"
    REPRINT = "reprint"
    SETTLE_UNKNOWN = "settle_unknown"
    OPEN_SHIFT = "open_shift"
    CLOSE_SHIFT = "close_shift"
    CLOSE_OTHERS_SHIFT = "close_others_shift"
    VERIFY_SHIFT = "verify_shift"
    SEE_X_REPORT = "see_x_report"
    SEE_EXPECTED_CASH = "see_expected_cash"
    SEE_COST = "see_cost"
    OPEN_DRAWER = "open_drawer"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    EDIT_GOODS = "edit_goods"
    EDIT_PRICES = "edit_prices"
    IMPORT_GOODS = "import_goods"
    EDIT_CUSTOMERS = "edit_customers"
    EDIT_CREDIT_LIMIT = "edit_credit_limit"
    RECEIVE_STOCK = "receive_stock"
    WRITE_OFF_STOCK = "write_off_stock"
    TRANSFER_STOCK = "transfer_stock"
    EDIT_AGENTS = "edit_agents"
    SEND_TO_AGENTS = "send_to_agents"
    SELL_FROM_BAG = "sell_from_bag"
    ACT_FOR_AGENTS = "act_for_agents"
    APPROVE_REQUESTS = "approve_requests"
    SETTLE_AGENTS = "settle_agents"
    MOVE_BAG = "move_bag"
    EDIT_STAFF = "edit_staff"
    EDIT_ROLES = "edit_roles"
    EDIT_SETTINGS = "edit_settings"
    SEE_AUDIT = "see_audit"
    SEE_REPORTS = "see_reports"
    BACK_UP = "back_up"
    RESTORE = "restore"


WITH_LIMIT = frozenset({Right.DISCOUNT})
"""Rights whose entry in a role may carry a limit, in parts per million of the price."""

CASHIER: dict[Right, int | None] = {
    Right.SELL: None, Right.DISCOUNT: 50_000, Right.DELETE_LINE: None, Right.PARK: None, Right.TYPE_WEIGHT: None,
    Right.RETURN_BY_RECEIPT: None, Right.EXCHANGE: None, Right.SELL_ON_DEBT: None, Right.TAKE_DEBT_PAYMENT: None,
    Right.TAKE_PREPAYMENT: None, Right.REPRINT: None, Right.OPEN_SHIFT: None, Right.CLOSE_SHIFT: None,
    Right.SEE_X_REPORT: None, Right.OPEN_DRAWER: None, Right.CASH_IN: None, Right.CASH_OUT: None,
    Right.EDIT_CUSTOMERS: None, Right.SELL_ASKED_PRICE: None, Right.VOID: None,
}
"""The role that a new shop begins with for its cashiers; the company changes it as it likes."""

AGENT: dict[Right, int | None] = {Right.SELL_FROM_BAG: None}
"""The role for who sells out of a bag: takes, asks, sells and gives back, all of his own bag only."""

_OWNERS_ONLY = frozenset({Right.EDIT_ROLES, Right.EDIT_SETTINGS, Right.RESTORE})
MANAGER: dict[Right, int | None] = {right: None for right in Right if right not in _OWNERS_ONLY}
"""The role for who runs the shop: all but roles, settings and restoring."""
