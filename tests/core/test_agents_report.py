"""The agents' report says what happened on which day and how things stood at its end; its papers can be read by all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from app.core.agents.analytics import agents_report
from app.core.agents.commands.money import take_agent_payment
from app.core.agents.commands.people import make_agent
from app.core.agents.settling import settlements
from app.core.agents.views import AgentsReport, AgentsRow
from app.core.catalog.commands import change_product
from app.core.documents.agents_paper import agents_pdf, agents_xlsx
from app.core.documents.titles import wording
from app.core.staff.commands import give_role
from app.core.stock.transfer_list import transfers
from app.kernel.context import By
from app.kernel.errors import RuleBroken
from tests.conftest import NewShopFloor
from tests.core.agents_floor import Field, make_field
from tests.shop_floor import ShopFloor, refused

FIGURES = ("handed_milli", "accepted_milli", "returned_milli", "sold_milli", "sold_minor")


@pytest.fixture
def field(shop: ShopFloor) -> Field:
    """Two days: goods go over and three are sold; the next day one of these comes back, two are sold, one is returned."""
    field = make_field(shop)
    field.take(field.hand(("111", 6), ("222", 2)), 5, 2)
    sold = field.sell(("111", 3))
    shop.clock.now += timedelta(days=1)
    field.refund(sold.sale_id, 1)
    field.sell(("222", 2))
    field.back(("111", 1))
    return field


def report(field: Field, days: int = 1) -> AgentsReport:
    last = field.shop.clock().date()
    return field.shop.ask(agents_report, first=last - timedelta(days=days), last=last)


def figures(row: object) -> list[int]:
    return [getattr(row, name) for name in FIGURES]


def test_it_adds_up_by_agent_product_and_day(field: Field):
    found = report(field)
    (agent,) = found.by_agent
    assert (agent.name, figures(agent), agent.on_hand_milli) == ("Bakyt", [8000, 7000, 1000, 4000, 6000 + 19_980], 2000)
    assert agent.debt_minor == field.stands().owes_minor
    assert [(row.name, *figures(row), row.on_hand_milli) for row in found.by_product] == [
        ("Bread", 6000, 5000, 1000, 2000, 6000, 2000), ("Milk", 2000, 2000, 0, 2000, 19_980, 0),
    ]
    first, second = found.by_day
    assert (figures(first), figures(second)) == ([8000, 7000, 0, 3000, 9000], [0, 0, 1000, 1000, 16_980])
    assert [(row.on_hand_milli, row.debt_minor) for row in found.by_day] == [(4000, 8100), (2000, agent.debt_minor)]
    assert [row.name for row in found.top] == ["Milk", "Bread"]
    assert {row.debt_minor for row in (*found.by_product, *found.top)} == {None}
    for part in (found.by_product, found.by_day):
        assert [sum(column) for column in zip(*map(figures, part), strict=True)] == figures(agent)


def test_a_period_that_ends_before_it_begins_is_refused(field: Field):
    last = field.shop.clock().date()
    with refused("period.backwards", first=last, last=last - timedelta(days=1)):
        field.shop.ask(agents_report, first=last, last=last - timedelta(days=1))


def test_a_day_of_its_own_and_an_agent_of_no_deeds(field: Field):
    today = report(field, days=0)
    assert [figures(row) for row in today.by_day] == [[0, 0, 1000, 1000, 16_980]]
    last = field.shop.clock().date()
    nobody = field.shop.ask(agents_report, first=last, last=last, agent_id=field.shop.owner_id)
    assert (nobody.by_agent, nobody.by_product, nobody.by_day, nobody.top) == ((), (), (), ())


def stood(rows: tuple[AgentsRow, ...]) -> list[tuple[int, int | None]]:
    return [(row.on_hand_milli, row.debt_minor) for row in rows]


def test_on_hand_and_debt_are_those_of_the_last_days_end(field: Field):
    today = field.shop.clock().date()
    ask = field.shop.ask
    past = ask(agents_report, first=today - timedelta(days=9), last=today - timedelta(days=1))
    assert (stood(past.by_agent), stood(past.by_day)) == ([(4000, 8100)], [(4000, 8100)])
    assert [(row.name, row.on_hand_milli) for row in past.by_product] == [("Bread", 2000), ("Milk", 2000)]
    before = ask(agents_report, first=today - timedelta(days=9), last=today - timedelta(days=2))
    assert (stood(before.by_agent), before.by_product, before.by_day) == ([(0, 0)], (), ())
    field.shop.clock.now += timedelta(days=7)
    field.shop.do(take_agent_payment, agent_id=field.agent_id, amount_minor=1000, tender="card")
    later = report(field, days=0)
    owes = field.stands().owes_minor
    assert (stood(later.by_agent), stood(later.by_day)) == ([(2000, owes)], [(2000, owes)])
    assert [(row.name, *figures(row), row.on_hand_milli) for row in later.by_product] == [("Bread", 0, 0, 0, 0, 0, 2000)]


@dataclass
class OfManager(Field):
    """The bag of the manager, who has the commission paid out."""

    @property
    def by(self) -> By:
        return By(self.shop.manager_id)


def two_bags(shop: ShopFloor) -> tuple[Field, Field]:
    first = make_field(shop)
    role = UUID(bytes=shop.value("SELECT id FROM role WHERE name = 'agent'"))
    shop.do(give_role, person_id=shop.manager_id, role_id=role)
    return first, OfManager(shop, shop.do(make_agent, person_id=shop.manager_id, commission_ppm=70_000, keeps_commission=False))


@dataclass
class Days:
    """What two agents do on days, and how they stood at the end of each, by the layers and by the settlement."""

    shop: ShopFloor
    bags: tuple[Field, Field]

    def act(self, name: str, whose: int, code: str, pieces: int) -> None:
        bag = self.bags[whose]
        with suppress(RuleBroken):
            getattr(self, name)(bag, code, pieces)

    def bring(self, bag: Field, code: str, pieces: int) -> None:
        bag.hand((code, pieces))
        waiting = self.shop.ask(transfers, store_id=bag.agent_id, only_waiting=True)
        bag.take(waiting[-1].transfer_id, pieces - pieces // 3)

    def sell(self, bag: Field, code: str, pieces: int) -> None:
        bag.sell((code, pieces))

    def refund(self, bag: Field, _code: str, pieces: int) -> None:
        rows = self.shop.rows("SELECT id FROM agent_sale WHERE agent_id = ? ORDER BY number DESC", bag.agent_id)
        if rows:
            bag.refund(UUID(bytes=rows[pieces % len(rows)]["id"]), 1)

    def back(self, bag: Field, code: str, pieces: int) -> None:
        bag.back((code, pieces))

    def pay(self, bag: Field, _code: str, pieces: int) -> None:
        paid: dict[str, Any] = {"agent_id": bag.agent_id, "amount_minor": pieces * 777, "tender": "card"}
        self.shop.do(take_agent_payment, confirm=["agents.more_than_owed"], **paid)

    def stand(self) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
        """By agent what is on hand and owed; by product what is on hand."""
        owed = {str(each.agent_id): (each.goods_milli, each.owes_minor) for each in self.shop.ask(settlements)}
        rows = self.shop.rows(
            "SELECT product_id, sum(left_milli) AS milli FROM stock_layer WHERE store_id IN (SELECT id FROM agent) GROUP BY 1"
        )
        return owed, {str(UUID(bytes=row["product_id"])): row["milli"] for row in rows if row["milli"]}


ACT = st.tuples(
    st.sampled_from(["bring", "bring", "sell", "sell", "refund", "back", "pay"]), st.integers(0, 1),
    st.sampled_from(["111", "222"]), st.integers(1, 4),
)


@settings(max_examples=8)
@given(days=st.lists(st.tuples(st.lists(ACT, max_size=6), st.integers(1, 3)), min_size=2, max_size=5), back=st.integers(0, 6))
def test_at_every_last_day_the_report_says_how_agents_stood_then(
    new_shop: NewShopFloor, days: list[tuple[list[tuple[str, int, str, int]], int]], back: int
):
    shop = new_shop()
    played = Days(shop, two_bags(shop))
    stands = {shop.clock().date() - timedelta(days=1): ({str(bag.agent_id): (0, 0) for bag in played.bags}, dict[str, int]())}
    for bag in played.bags:
        bag.bring(("111", 4), ("222", 2))
    for acts, gap in days:
        for act in acts:
            played.act(*act)
        stands[shop.clock().date()] = played.stand()
        shop.clock.now += timedelta(days=gap)
    for last, (owed, goods) in stands.items():
        found = shop.ask(agents_report, first=last - timedelta(days=back), last=last)
        assert {row.key: (row.on_hand_milli, row.debt_minor) for row in found.by_agent} == owed
        assert {row.key: row.on_hand_milli for row in found.by_product if row.on_hand_milli} == goods
        for row in found.by_day:
            milli, minor = (sum(column) for column in zip(*stands[date.fromisoformat(row.key)][0].values(), strict=True))
            assert (row.on_hand_milli, row.debt_minor) == (milli, minor)
        for bag in played.bags:
            alone = shop.ask(agents_report, first=last - timedelta(days=back), last=last, agent_id=bag.agent_id)
            assert stood(alone.by_agent) == [owed[str(bag.agent_id)]]
            assert stood(alone.by_day)[-1:] in ([], [owed[str(bag.agent_id)]])
    shop.check_books()
    shop.shop.close()


@pytest.mark.parametrize("write", [agents_xlsx, agents_pdf])
def test_a_section_without_a_figure_has_no_column_for_it(field: Field, write: Callable[..., bytes]):
    say = wording(language="en", zone="Asia/Bishkek", currency="KGS", with_symbol=True)
    paper = write(report(field), say)
    heads = _sheet_heads(paper) if write is agents_xlsx else _page_heads(paper)
    assert heads == [True, False, True, False]


def _sheet_heads(paper: bytes) -> list[bool]:
    heads = [[cell.value for cell in sheet[2]] for sheet in load_workbook(BytesIO(paper)).worksheets]
    assert all(head[:7] == ["Name", "Given out", "Accepted", "Returned", "Sold", "Sold for", "On hand"] for head in heads)
    return [head[7:] == ["Debt"] for head in heads]


def _page_heads(paper: bytes) -> list[bool]:
    pages = [page.extract_text() for page in PdfReader(BytesIO(paper)).pages]
    assert all("On hand" in page for page in pages)
    return ["Debt" in page for page in pages]


@pytest.mark.parametrize("language", ["en", "ru", "ky", "kk", "uk"])
def test_papers_are_whole_in_every_language_and_no_name_is_a_formula(field: Field, language: str):
    field.shop.do(change_product, product_id=field.shop.goods["111"], name="=HYPERLINK(1)<b>&</b>")
    say = wording(language=language, zone="Asia/Bishkek", currency="KGS", with_symbol=True)
    book = load_workbook(BytesIO(agents_xlsx(report(field), say)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert len(book.worksheets) == 4
    assert not any(cell.data_type == "f" for cell in cells)
    assert "'=HYPERLINK(1)<b>&</b>" in [cell.value for cell in cells]
    assert 259.8 in [cell.value for cell in cells]  # sold for
    pdf = agents_pdf(report(field), say)
    assert pdf.startswith(b"%PDF")
    assert pdf == agents_pdf(report(field), say)
