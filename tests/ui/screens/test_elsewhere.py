"""What other branches have, in the window: on the card of goods and on the screen of the stock, with its age."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.core.parties.commands import add_customer
from app.core.received.elsewhere import note_ages, take_in_accounts, take_in_levels
from app.core.setup.joining import add_till
from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from tests.ui.screens.conftest import Hand
from tests.ui.screens.test_stock import at_stock, said


@pytest.fixture
def osh(hand: Hand) -> UUID:
    """The store of another branch, where 7 loaves lay twelve minutes ago."""
    hand.desk.clock = hand.floor.clock
    place = hand.floor.do(add_till, name="Till 2", prefix="B2", branch="Osh", store="Bazaar").place
    hand.floor.do(receive, items=[StockItem(hand.floor.goods["111"], 4000, 4000)])
    hand.floor.do(take_in_levels, rows=[(place.store_id, hand.floor.goods["111"], 7000)], seq=1)
    hand.floor.do(note_ages, ages_s={place.branch_id: 12 * 60.0, uuid4(): 5.0}, hears_all=False)
    hand.settle()
    return place.store_id


def test_the_stock_of_another_branch_stands_below_our_own_layers(hand: Hand, osh: UUID):
    page = at_stock(hand)
    assert said(page.detail)[-1] == "Osh · Bazaar, as told 12 minutes ago, 7 pcs, in another branch"
    assert page.figure.text().replace("\u00a0", " ") == "4 pcs", "what lies elsewhere is no stock of ours"
    hand.floor.clock.advance(hours=2)
    hand.floor.do(take_in_levels, rows=[(osh, hand.floor.goods["222"], 1000)], seq=2)
    hand.settle()
    assert "as told 3 hours ago" in said(page.detail)[-1]


def test_the_customers_card_counts_what_other_branches_have_said_and_how_old_that_is(hand: Hand, osh: UUID):
    who = hand.floor.do(add_customer, name="Asel", credit_limit_minor=50_000)
    hand.floor.do(take_in_accounts, rows=[("debt", who, 12_000), ("points", who, 300)], seq=1)
    hand.till.window.open("customer")
    hand.settle()
    hand.till.errands.customer.choose(0)
    hand.settle()
    page = hand.screen
    assert [figure.text().replace("\u00a0", " ") for _name, figure in page._lines[:3]] == ["120.00 KGS", "500.00 KGS", "3.00 KGS"]
    told = page._elsewhere.text().replace("\u00a0", " ")
    assert told == "Of it in other branches: Owes us 120.00 KGS, Points 3.00 KGS; as told 12 minutes ago"


def test_the_card_of_goods_says_which_branch_has_some(hand: Hand, osh: UUID):
    hand.till.window.open("goods")
    hand.settle()
    model = hand.till.errands.goods
    (bread,) = (each for each in model.view.goods if each.name == "Bread")
    model.choose(bread.product_id)
    hand.settle()
    lines = [(line.words, line.figure.replace("\u00a0", " "), line.note) for line in hand.screen.places.lines]
    assert lines[-2:] == [("In other branches", "", ""), ("Osh · Bazaar", "7 pcs", "as told 12 minutes ago")]
