"""Two cards of one person become one: whatever came first, all that was ever put on them counts together."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.documents.queries import receipt, return_receipt
from app.core.documents.views import AccountLeft
from app.core.parties.commands import add_customer, change_customer, set_credit_limit
from app.core.parties.ledger import add_to_balances, balance, post_entry
from app.core.parties.merging import merge_customers
from app.core.parties.queries import customer, find_customers
from app.core.parties.rules import root_of
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import grant_points, pay_debt, take_prepayment
from app.core.sales.commands.drafts import set_customer
from app.core.sales.commands.returns import return_by_receipt
from app.core.sales.queries import sale_customer
from app.core.sales.views import ReturnItem
from app.core.staff.commands import add_person
from app.core.verify.queries import verify
from app.kernel.context import By
from app.kernel.errors import NeedsConfirmation, NotPermitted
from db.models.accounts import AccountEntry, Customer
from db.uow import Uow
from tests.conftest import NewShopFloor
from tests.shop_floor import ShopFloor, refused

YES = ["customer.merge"]


def merge(shop: ShopFloor, gone: UUID, kept: UUID, **more: Any) -> UUID:
    answered: UUID = shop.do(merge_customers, customer_id=gone, into_id=kept, confirm=YES, **more)
    return answered


def two(shop: ShopFloor) -> tuple[UUID, UUID]:
    """Who goes and who is kept."""
    gone = shop.do(add_customer, name="Asel K.", code="OLD-7", phone="0555 11 22 33", credit_limit_minor=90_000)
    return gone, shop.do(add_customer, name="Asel Karimova", code="NEW-7", phone="0700 44 55 66", credit_limit_minor=10_000)


def test_the_kept_one_is_found_by_all_that_stood_on_the_other_and_has_both_accounts(till: ShopFloor):
    gone, kept = two(till)
    till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)])
    till.sell("111", customer_id=kept, tenders=[Tender("debt", 3000)])
    till.do(grant_points, customer_id=gone, amount_minor=500, reason="birthday")
    assert merge(till, gone, kept) == kept
    for text in ("Asel", "OLD-7", "0555 11", "055511", "NEW-7", "asel k"):
        assert [each.customer_id for each in till.ask(find_customers, text=text)] == [kept], text
    view = till.ask(customer, customer_id=kept)
    assert (view.name, view.debt_minor, view.points_minor, view.credit_limit_minor) == ("Asel Karimova", 6000, 500, 10_000)
    assert view.also == ("Asel K.", "0555 11 22 33", "OLD-7")
    assert view.goes_by("OLD-7")
    assert till.ask(customer, customer_id=gone) == view
    assert (till.balance("debt", gone), till.balance("debt", kept)) == (6000, 6000)
    assert till.ask(verify).findings == ()
    (row,) = till.rows("SELECT deleted_at, merged_into_id FROM customer WHERE id = ?", gone.bytes)
    assert row["deleted_at"] is not None
    assert UUID(bytes=row["merged_into_id"]) == kept


def test_whatever_is_booked_to_the_one_that_is_gone_is_booked_to_the_kept_one(till: ShopFloor):
    gone, kept = two(till)
    early = till.cart("111", customer_id=gone)
    sold = till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)])
    merge(till, gone, kept)
    assert till.ask(sale_customer, sale_id=early).customer_id == kept
    till.pay(early, Tender("debt", 3000))
    late = till.cart("111")
    till.do(set_customer, sale_id=late, customer_id=gone)
    till.pay(late, Tender("debt", 3000))
    till.do(pay_debt, customer_id=gone, amount_minor=1000, payments=[Tender("cash", 1000)])
    till.do(take_prepayment, customer_id=gone, amount_minor=700, payments=[Tender("cash", 700)])
    till.do(grant_points, customer_id=gone, amount_minor=500, reason="birthday")
    before = till.value("SELECT count(*) FROM account_entry WHERE owner_id = ?", gone.bytes)
    line = UUID(bytes=till.value("SELECT id FROM sale_line WHERE sale_id = ?", sold.sale_id.bytes))
    till.do(return_by_receipt, items=[ReturnItem(line, 1000)], reason="torn")
    assert (before, till.value("SELECT count(*) FROM account_entry WHERE owner_id = ?", gone.bytes)) == (1, 1)
    assert till.value("SELECT count(*) FROM sale WHERE customer_id = ?", kept.bytes) == 2
    assert till.value("SELECT customer_id FROM sale_return") == kept.bytes
    assert till.value("SELECT count(*) FROM account_operation WHERE owner_id = ?", kept.bytes) == 3
    view = till.ask(customer, customer_id=kept)
    assert (view.debt_minor, view.prepayment_minor, view.points_minor) == (5000, 700, 500)
    till.check_books()


def test_paper_says_what_they_owe_on_all_cards_and_a_copy_of_before_says_what_it_said(till: ShopFloor):
    gone, kept = two(till)
    before = till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)])
    till.sell("111", customer_id=kept, tenders=[Tender("debt", 3000)])
    assert till.ask(receipt, sale_id=before.sale_id).accounts == (AccountLeft("debt", 3000),)
    till.clock.advance(minutes=5)
    merge(till, gone, kept)
    after = till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)])
    assert till.ask(receipt, sale_id=after.sale_id).accounts == (AccountLeft("debt", 9000),)
    assert till.ask(receipt, sale_id=before.sale_id).accounts == (AccountLeft("debt", 3000),)
    line = UUID(bytes=till.value("SELECT id FROM sale_line WHERE sale_id = ?", before.sale_id.bytes))
    back = till.do(return_by_receipt, items=[ReturnItem(line, 1000)], reason="torn")
    assert till.ask(return_receipt, return_id=back.return_id).accounts == (AccountLeft("debt", 6000),)


def test_the_limit_of_the_kept_one_counts_for_both(till: ShopFloor):
    gone, kept = two(till)
    for _time in range(2):
        till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)])
    merge(till, gone, kept)
    till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)], by=till.cashier)
    with refused("credit.over_limit", debt_minor=9000, limit_minor=10_000):
        till.sell("111", customer_id=gone, tenders=[Tender("debt", 3000)], by=till.cashier)
    with refused("debt.more_than_owed", owed_minor=9000):
        till.do(pay_debt, customer_id=kept, amount_minor=9001, payments=[Tender("cash", 9001)])
    till.do(pay_debt, customer_id=kept, amount_minor=9000, payments=[Tender("cash", 9000)])
    assert till.balance("debt", gone) == 0


def test_points_of_both_are_spent_as_one(till: ShopFloor):
    gone, kept = two(till)
    for each in (gone, kept):
        till.do(grant_points, customer_id=each, amount_minor=2000, reason="birthday")
    merge(till, gone, kept)
    till.sell("111", customer_id=kept, tenders=[Tender("points", 3000)])
    assert till.ask(customer, customer_id=gone).points_minor == 1000
    with refused("account.not_enough", available_minor=1000):
        till.sell("111", customer_id=gone, tenders=[Tender("points", 3000)])
    till.check_books()


def test_what_is_changed_of_the_one_that_is_gone_is_changed_of_the_kept_one(shop: ShopFloor):
    gone, kept = two(shop)
    merge(shop, gone, kept)
    shop.do(change_customer, customer_id=gone, phone="0999", may_be_written_to=True)
    shop.do(set_credit_limit, customer_id=gone, credit_limit_minor=5)
    view = shop.ask(customer, customer_id=kept)
    assert (view.phone, view.credit_limit_minor, view.may_be_written_to) == ("0999", 5, True)


def test_the_code_of_a_card_that_was_merged_stays_taken(shop: ShopFloor):
    gone, kept = two(shop)
    merge(shop, gone, kept)
    with refused("customer.code_taken"):
        shop.do(add_customer, name="Gulnara", code="OLD-7")


def test_merges_of_merges_lead_to_the_last_one(shop: ShopFloor):
    first, second, third, fourth = (shop.do(add_customer, name=f"Asel {number}") for number in range(4))
    merge(shop, first, second)
    assert merge(shop, third, first) == second, "what it is merged into was merged itself"
    merge(shop, second, fourth)
    assert {shop.ask(customer, customer_id=each).customer_id for each in (first, second, third, fourth)} == {fourth}
    assert [each.name for each in shop.ask(find_customers, text="Asel")] == ["Asel 3"]


def test_what_cannot_be_merged(shop: ShopFloor):
    gone, kept = two(shop)
    nobody = uuid4()
    for pair in ((nobody, kept), (gone, nobody)):
        with refused("not_found"):
            merge(shop, *pair)
    with refused("customer.merge_itself"):
        merge(shop, gone, gone)
    with refused("right.missing", NotPermitted):
        merge(shop, gone, kept, by=By(shop.do(add_person, name="Nurbek", pin="604128")))
    with refused("customer.merge", NeedsConfirmation, gone="Asel K., 0555 11 22 33", kept="Asel Karimova, 0700 44 55 66"):
        shop.do(merge_customers, customer_id=gone, into_id=kept)
    merge(shop, gone, kept)
    with refused("customer.already_merged", kept="Asel Karimova, 0700 44 55 66"):
        merge(shop, gone, kept)
    with refused("customer.merge_itself"):
        merge(shop, kept, gone)


def test_a_merge_is_in_the_journal_and_travels_as_one_patch(shop: ShopFloor):
    gone, kept = two(shop)
    before = shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'")
    merge(shop, gone, kept)
    assert shop.value("SELECT count(*) FROM outbox WHERE kind = 'card'") == before + 1
    assert shop.value("SELECT subject_id FROM audit_entry WHERE action = 'customer.merged'") == gone.bytes


# --- whatever comes in whatever order ---

CARDS = 5
Step = tuple[str, int, int]
WHAT = ("merge", "merge", "debt", "points", "debt heard", "points heard")
STEPS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, CARDS - 1), st.integers(0, CARDS - 1)), max_size=14)


@given(st.dictionaries(st.integers(0, 7), st.integers(0, 7), max_size=8))
def test_the_root_is_the_same_from_everywhere_of_what_hangs_together(pairs: dict[int, int]):
    into: dict[UUID, UUID | None] = {UUID(int=each): None for each in range(8)}
    into |= {UUID(int=gone): UUID(int=kept) for gone, kept in pairs.items()}
    roots = {one: root_of(into, one) for one in into}
    for one, kept in into.items():
        assert roots[roots[one]] == roots[one]
        assert kept is None or roots[one] == roots[kept]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_of_a_circle_the_smallest_id_is_the_root(length: int):
    into: dict[UUID, UUID | None] = {UUID(int=7 + each): UUID(int=7 + (each + 1) % length) for each in range(length)}
    into[UUID(int=1)] = UUID(int=7 + length - 1)
    assert {root_of(into, one) for one in into} == {UUID(int=7)}


def told(uow: Uow, *, gone: UUID, kept: UUID) -> None:
    """A merge as it comes from another till: nobody here is asked, and it may close a circle."""
    row = uow.get(Customer, gone)
    row.merged_into_id, row.deleted_at = kept, uow.now


def posted_here(uow: Uow, *, account: str, owner_id: UUID) -> None:
    post_entry(uow, account=account, owner_id=owner_id, amount_minor=100, document_kind="account", document_id=uow.new_id())


def heard(uow: Uow, *, account: str, owner_id: UUID) -> None:
    """An entry of a till that has not heard of the merge: it stays with the card that it names."""
    row: dict[str, Any] = {
        "id": uow.new_id(), "account": account, "owner_id": owner_id, "amount_minor": 100, "document_kind": "account",
        "document_id": uow.new_id(), "at": uow.now, "business_date": uow.today, "person_id": uow.person_id,
    }
    uow.add_many(AccountEntry, [row])
    add_to_balances(uow, [row])


@settings(max_examples=25)
@given(steps=STEPS)
@example(steps=[("merge", 2, 0), ("debt", 2, 0), ("merge", 2, 1)])
@example(steps=[("merge", 2, 0), ("debt heard", 2, 0), ("merge", 2, 1)])
def test_a_balance_is_the_sum_of_all_cards_however_merges_and_entries_come(new_shop: NewShopFloor, steps: list[Step]):
    shop = new_shop()
    with shop.shop:
        cards = [shop.do(add_customer, name=f"C{number}") for number in range(CARDS)]
        posted = {(account, card): 0 for account in ("debt", "points") for card in cards}
        into: dict[UUID, UUID | None] = dict.fromkeys(cards)
        for what, one, other in steps:
            if what == "merge":
                shop.do(told, gone=cards[one], kept=cards[other])
                into[cards[one]] = cards[other]
            else:
                account, _space, is_heard = what.partition(" ")
                shop.do(heard if is_heard else posted_here, account=account, owner_id=cards[one])
                stands_on = cards[one] if is_heard else root_of(into, cards[one])  # for good
                posted[account, stands_on] += 100
        roots = {card: root_of(into, card) for card in cards}
        for account, card in posted:
            together = sum(minor for (of, other), minor in posted.items() if of == account and roots[other] == roots[card])
            assert shop.ask(balance, account=account, owner_id=card) == together
        for card in cards:
            view = shop.ask(customer, customer_id=card)
            assert view.customer_id == roots[card]
            assert view.debt_minor == sum(
                minor for (of, other), minor in posted.items() if of == "debt" and roots[other] == roots[card]
            )
        found = {each.customer_id for each in shop.ask(find_customers, text="C")}
        assert found == set(roots.values()), "each person once, also those of a circle"
        assert "balance_is_sum_of_entries" not in {each.check for each in shop.ask(verify).findings}
