"""The agents' report says what happened on which day, and its papers can be read by whoever gets them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.core.agents.analytics import agents_report
from app.core.agents.views import AgentsReport
from app.core.catalog.commands import change_product
from app.core.documents.agents_paper import agents_pdf, agents_xlsx
from app.core.documents.titles import wording
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
    assert [row.name for row in found.top] == ["Milk", "Bread"]
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
