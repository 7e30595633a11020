"""Every document that was ever printed is shown again by its number: on the screen, in a file, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.cash.commands import open_drawer, put_cash_in
from app.core.jobs.queries import unprinted_count
from app.core.payments.views import Tender
from app.core.sales.commands.accounts import take_prepayment
from app.core.staff.commands import change_role
from app.core.staff.queries import roles
from app.kernel.permissions import Right
from tests.cli.conftest import Duken, Till
from tests.db.looking import sha256_of


@pytest.fixture
def day(file: Till) -> Till:
    """A day with one of each document, and its Z."""
    floor = file.opened()
    with floor.shop:
        floor.open_shift(100_000)
        sold = floor.sell("111", "222", cash=20_000)
        floor.give_back(sold.sale_id, 1000)
        floor.do(put_cash_in, amount_minor=15_000, reason="coins")
        floor.do(open_drawer, reason="look")
        floor.do(take_prepayment, customer_id=floor.customer(), amount_minor=700, payments=[Tender("cash", 700)])
        floor.close_shift()
    return file


PAPERS = {
    "--sale": ("A1-000001", "Receipt A1-000001"), "--return": ("A1-R000001", "Return A1-R000001"), "--z": ("1", "Z report 1"),
    "--cash-order": ("A1-K000001", "Cash in A1-K000001"), "--account": ("A1-A000001", "Prepayment A1-A000001"),
}


@pytest.mark.parametrize("kind", PAPERS)
def test_a_document_is_shown_again_as_text_data_and_pdf(duken: Duken, day: Till, tmp_path: Path, kind: str):
    number, title = PAPERS[kind]
    shown = duken("receipt", kind, number, "--db", day.path)
    assert (shown.code, shown.err) == (0, "")
    assert title in shown.out
    data = duken("receipt", kind, number, "--db", day.path, "--json").json
    assert number in (data.get("number"), str(data.get("report", {}).get("number")))
    assert duken("receipt", kind, number, "--db", day.path, "--format", "json").json == data
    for form, start in (("pdf", b"%PDF-"), ("text", b" "), ("json", b"{")):
        target = tmp_path / f"paper.{form}"
        assert duken("receipt", kind, number, "--db", day.path, "--format", form, "-o", target).code == 0
        assert target.read_bytes().startswith(start)
    assert title not in duken("receipt", kind, number, "--db", day.path, "--lang", "ru").out


@pytest.mark.parametrize("kind", PAPERS)
def test_what_is_given_out_again_says_that_it_is_a_copy_and_stands_in_the_journal(
    duken: Duken, day: Till, tmp_path: Path, kind: str
):
    number, _title = PAPERS[kind]
    words = ("receipt", kind, number, "--db", day.path)
    assert "*** COPY 1 ***" in duken(*words).out
    assert duken(*words, "--format", "pdf", "-o", tmp_path / "paper.pdf").code == 0
    assert "*** COPY 3 ***" in duken(*words, "--as", "Marat").out
    assert duken(*words, "--json").json["copy"] == duken(*words, "--format", "json", "--as", "Chynara").json["copy"] == 0
    with (floor := day.opened()).shop:
        entries = floor.audit("print.again")
        assert [entry["person_id"] for entry in entries] == [floor.owner_id.bytes, floor.owner_id.bytes, floor.manager_id.bytes]
        assert floor.ask(unprinted_count) == len(PAPERS), "what the printer has still to do is as it was"
        floor.check_books()


def test_who_may_not_reprint_gets_no_paper_and_may_still_read(duken: Duken, day: Till, tmp_path: Path):
    with (floor := day.opened()).shop:
        roles_by_name = {role.name: role for role in floor.ask(roles)}
        rights = {right: limit for right, limit in roles_by_name["cashier"].rights.items() if right != Right.REPRINT}
        floor.do(change_role, role_id=roles_by_name["cashier"].role_id, rights=rights)
    words = ("receipt", "--sale", "A1-000001", "--db", day.path, "--as", "Chynara")
    before = sha256_of(day.path)
    for form in ("text", "pdf"):
        target = tmp_path / f"paper.{form}"
        said = duken(*words, "--format", form, "-o", target)
        assert (said.code, said.err.splitlines()[0]) == (
            1, "This needs the right “Print a document again”. Ask a manager to enter a PIN.",
        )
        assert not target.exists()
    assert duken(*words, "--json").code == 0
    assert sha256_of(day.path) == before


def test_a_till_that_is_open_still_lets_its_documents_be_read(duken: Duken, day: Till):
    with day.opened().shop:
        assert duken("receipt", "--z", "1", "--db", day.path, "--json").code == 0
        assert duken("receipt", "--z", "1", "--db", day.path).err.startswith("The program is already open with this shop")


@pytest.mark.parametrize("kind", [kind for kind in PAPERS if kind != "--z"])
@pytest.mark.parametrize("number", ["", "  "])
def test_a_number_that_is_empty_names_no_document(duken: Duken, day: Till, kind: str, number: str):
    said = duken("receipt", kind, number, "--db", day.path)
    assert said.code == 2
    assert "None" not in said.err
    assert said.err.startswith("Name one document: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--sale", "A1-000009"], "receipt.unknown"), (["--return", "A1-000001"], "return.unknown"),
        (["--z", "9"], "shift.unknown"), (["--cash-order", "A1-K000002"], "cash_order.unknown"),
        (["--account", "x"], "account_receipt.unknown"),
    ],
)
def test_a_document_that_is_not_there_is_refused(duken: Duken, day: Till, words: list[str], code: str):
    said = duken("receipt", *words, "--db", day.path, "--json")
    assert (said.code, said.error["code"]) == (1, code)


@pytest.mark.parametrize("words", [[], ["--sale", "A1-000001", "--z", "1"]])
def test_one_document_is_named_at_a_time(duken: Duken, day: Till, words: list[str]):
    said = duken("receipt", *words, "--db", day.path, "--json")
    assert (said.code, said.error["facts"]["problem"]) == (2, "document.choose_one")


@pytest.mark.parametrize("form", ["doc", "PDF", ""])
def test_a_format_that_there_is_not_is_a_wrong_call(duken: Duken, day: Till, form: str):
    words = ["receipt", "--sale", "A1-000001", "--format", form, "--db", day.path]
    said = duken(*words, "--json")
    assert (said.code, said.error["code"], said.error["facts"]["problem"]) == (2, "usage", "receipt.unknown_format")
    assert duken(*words).err.splitlines()[1] == "How it is used: duken receipt --help"


def test_a_file_that_cannot_be_written_is_said(duken: Duken, day: Till, tmp_path: Path):
    said = duken("receipt", "--z", "1", "--db", day.path, "-o", tmp_path / "nowhere" / "z.txt", "--json")
    assert said.error["code"] == "file.cannot_write"


def test_a_count_is_told_in_one_way(file: Till, duken: Duken):
    said = duken("shift", "z", "--counted", "1000", "--count", "500=2", "--db", file.path)
    assert (said.code, said.err.splitlines()[0]) == (2, "Enter the cash as one sum or as pieces, not both.")
