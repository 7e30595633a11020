"""Agents at the command line: goods over and back, sales, requests, money, the report; and files with bad rows."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.core.stock.commands.documents import receive
from app.core.stock.views import StockItem
from app.core.verify.queries import verify
from app.kernel.context import By
from tests.cli.conftest import Duken, Said, Till


@pytest.fixture
def agents(duken: Duken, file: Till) -> Duken:
    """`agents("transfer", "Bakyt", "111*3")` in a shop with 20 bread and 10 milk, where Bakyt is an agent."""
    with file.opened().shop as shop:
        floor = file.template
        goods = [StockItem(floor.goods["111"], 20_000, 20_000), StockItem(floor.goods["222"], 10_000, 50_000)]
        shop.do(receive, by=By(floor.owner_id), items=goods, reason="market")

    def say(*words: object) -> Said:
        return duken("agents", *words, "--db", file.path)

    assert say("add", "Bakyt", "--commission", "10").out == "Bakyt is an agent now.\n"
    return say


def test_an_agents_day_from_the_first_bread_to_the_money(agents: Duken, duken: Duken, file: Till):
    assert agents("transfer", "Bakyt", "111*5", "222*2", "--note", "fair").out == (
        "Transfer A1-T000001: handed over to Bakyt, to be accepted.\n"
    )
    assert agents("list", "Bakyt").out == "Transfer A1-T000001 waits to be accepted.\n"
    assert agents("accept", "A1-T000001", "111*4", "222*0").code == 0
    said = agents("accept", "A1-T000001")
    assert (said.code, said.err.splitlines()[0][:30]) == (1, "What arrived of transfer A1-T0")
    sold = agents("sell", "bakyt", "111*3", "--json")
    assert sold.json["sale"]["total_minor"] == 9000
    assert [(each["transfer"], each["quantity_milli"]) for each in sold.json["allocations"]] == [("A1-T000001", 3000)]
    assert agents("list", "Bakyt").out == "A1-T000001       1  Bread  (accepted 4 − back 0 − sold 3)\n"
    assert agents("return", "Bakyt", "111").code == 0
    assert agents("list", "Bakyt").out == "The bag is empty.\n"
    assert agents("request", "Bakyt", "222*3").out == "Request A1-G000001 of Bakyt waits for its answer.\n"
    assert agents("approve", "A1-G000001", "222*1").out.startswith("Transfer A1-T000003")
    assert agents("approve", "A1-G000001", "--decline", "no").code == 1
    assert agents("pay", "Bakyt", "81", "--tender", "card").out.endswith("owes 0.00\u00a0KGS now.\n")
    assert agents("list").out.startswith("Bakyt: owes 0.00")
    with file.opened().shop as shop:
        assert shop.ask(verify).is_clean


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("transfer", "Bakyt", "111*1.5"), "agents.half_a_piece"), (("transfer", "Bakyt", "111*21"), "stock.more_than_on_hand"),
        (("transfer", "Nobody", "111"), "agents.unknown"), (("transfer", "Bakyt", "999"), "sale.unknown_barcode"),
        (("transfer", "Bakyt"), "stock.nothing"), (("transfer", "Bakyt", "111*0"), "quantity.not_positive"),
        (("transfer", "Bakyt", "111*x"), "quantity.malformed"), (("sell", "Bakyt", "111"), "agents.more_than_in_bag"),
        (("sell", "Bakyt", "111@x"), "price.malformed"), (("return", "Bakyt", "111"), "agents.more_than_in_bag"),
        (("accept", "A1-T000009"), "agents.no_transfer"), (("approve", "A1-G000009"), "agents.no_request"),
        (("request", "Bakyt"), "stock.nothing"), (("pay", "Bakyt", "10"), "agents.more_than_owed"),
        (("add", "Bakyt"), "agents.known"), (("add", "Nobody"), "staff.unknown"),
        (("report", "--agent", "Nobody"), "agents.unknown"),
    ],
)
def test_what_cannot_be_is_refused_without_a_trace(agents: Duken, file: Till, words: tuple[str, ...], code: str):
    said = agents(*words, "--json")
    assert (said.code, said.error["code"]) == (1, code)
    with file.opened().shop as shop:
        assert shop.ask(verify).is_clean


@pytest.mark.parametrize("words", [("add", "Chynara", "--commission", "x"), ("report", "--from", "yesterday")])
def test_a_wrong_call_is_told_as_one(agents: Duken, words: tuple[str, ...]):
    assert agents(*words).code == 2


def test_a_file_with_unknown_articles_is_listed_by_row_and_nothing_is_stored(agents: Duken, tmp_path: Path):
    path = tmp_path / "goods.csv"
    path.write_text("code;quantity\n111;3\n999;1\n222;0\n222;half\n111;1,5\n", encoding="utf-8")
    said = agents("transfer", "Bakyt", "--file", path)
    assert said.code == 1
    lines = said.err.splitlines()
    assert lines[0].startswith("Nothing was stored: rows of the file goods.csv that cannot be used: 4.")
    assert [line[:7] for line in lines[1:5]] == ["Line 3:", "Line 4:", "Line 5:", "Line 6:"]
    assert lines[-1] == "To store the good rows: --import-good-rows"
    assert agents("list", "Bakyt", "--json").json["waiting"] == []
    path.write_text("code;quantity\n111;3\n999;1\n", encoding="utf-8")
    said = agents("transfer", "Bakyt", "--file", path, "--import-good-rows", "--json")
    assert [(line["name"], line["sent_milli"]) for line in said.json["transfer"]["lines"]] == [("Bread", 3000)]
    assert [row["line"] for row in said.json["bad_rows"]] == [3]
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert agents("transfer", "Bakyt", "--file", path, "--json").error["code"] == "agents.no_columns"


def test_the_report_is_a_table_a_workbook_and_a_pdf(agents: Duken, tmp_path: Path):
    agents("transfer", "Bakyt", "111*5")
    agents("accept", "A1-T000001")
    agents("sell", "Bakyt", "111*2")
    said = agents("report", "--json", "--xlsx", tmp_path / "r.xlsx", "--pdf", tmp_path / "r.pdf")
    (row,) = said.json["by_product"]
    assert (row["name"], row["handed_milli"], row["sold_milli"], row["sold_minor"], row["on_hand_milli"]) == (
        "Bread", 5000, 2000, 6000, 3000,
    )
    assert said.json["by_agent"][0]["debt_minor"] == 5400
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(BytesIO((tmp_path / "r.xlsx").read_bytes())) as book:
        assert sum(name.startswith("xl/charts/chart") for name in book.namelist()) == 4
    by_agent, by_product, by_day, top = agents("report", "--agent", "Bakyt").out.split("\n\n")
    assert [table.splitlines()[0].endswith("Debt") for table in (by_agent, by_product, by_day, top)] == [True, False, True, False]
    assert top.startswith("Top goods")
