"""Rights are names that are stored and travel: none may change, and the roles of a new shop are made of them."""

from __future__ import annotations

from app.kernel.permissions import CASHIER, MANAGER, WITH_LIMIT, Right

STORED = {
    "sell", "sell_asked_price", "change_price", "discount", "gift", "delete_line", "void", "park", "take_over_sale",
    "type_weight", "return_by_receipt", "return_other_branch", "return_without_receipt", "return_other_tender",
    "exchange", "correct_tender", "sell_on_debt", "sell_over_limit", "take_debt_payment", "take_prepayment",
    "issue_gift_card", "grant_points", "reprint", "open_shift", "close_shift", "close_others_shift", "verify_shift",
    "see_x_report", "see_expected_cash", "see_cost", "open_drawer", "cash_in", "cash_out", "edit_goods",
    "edit_prices", "import_goods", "edit_customers", "edit_credit_limit", "receive_stock", "write_off_stock",
    "edit_staff", "edit_roles", "edit_settings", "see_audit", "see_reports", "back_up", "restore",
}
"""What lies in the roles of shops that run already; the list only grows."""


def test_no_right_is_ever_renamed_or_taken_away():
    assert {str(right) for right in Right} >= STORED


def test_a_right_reads_like_its_name():
    assert all(right.name.lower() == right.value == str(right) for right in Right)


def test_a_cashier_sees_neither_cost_nor_what_is_expected_in_the_drawer():
    assert not {Right.SEE_COST, Right.SEE_EXPECTED_CASH, Right.SEE_AUDIT, Right.RETURN_WITHOUT_RECEIPT} & set(CASHIER)


def test_a_manager_may_all_but_roles_settings_and_restoring():
    assert set(Right) - set(MANAGER) == {Right.EDIT_ROLES, Right.EDIT_SETTINGS, Right.RESTORE}


def test_only_a_discount_has_a_limit():
    assert frozenset({Right.DISCOUNT}) == WITH_LIMIT
    assert CASHIER[Right.DISCOUNT] == 50_000
