"""Who may back up, restore and read the journal; and what is said of files that are no shop and no backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.core.staff.commands import add_person, new_recovery, remove_person, sign_in
from app.kernel.errors import EnvironmentFailed
from db.migrations import REVISIONS
from tests.cli.conftest import Duken, Till
from tests.db.looking import rows_of, run_sql, sha256_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@pytest.mark.parametrize(
    ("words", "right", "allowed"),
    [
        (["backup"], "back_up", "Marat"), (["restore"], "restore", "Ainura"), (["audit"], "see_audit", "Marat"),
    ],
)
def test_backups_and_the_journal_are_for_who_has_the_right(
    duken: Duken, file: Till, words: list[str], right: str, allowed: str
):
    assert duken("backup", "--db", file.path).code == 0
    before = sha256_of(file.path)
    said = duken(*words, "--db", file.path, "--as", "Chynara", "--json")
    assert (said.code, said.error["code"], said.error["facts"]["right"]) == (1, "right.missing", right)
    assert "Ask a manager" in duken(*words, "--db", file.path, "--as", "Chynara").err
    assert sha256_of(file.path) == before
    assert duken(*words, "--db", file.path, "--as", allowed).code == 0
    assert duken(*words, "--db", file.path).code == 0, "without a name it is the owner"


def test_a_manager_may_not_restore(duken: Duken, file: Till):
    duken("backup", "--db", file.path)
    assert duken("restore", "--db", file.path, "--as", "Marat", "--json").error["code"] == "right.missing"


def test_a_damaged_shop_is_restored_by_whoever_is_there(duken: Duken, file: Till):
    duken("shift", "open", "--db", file.path)
    duken("backup", "--db", file.path)
    file.path.write_bytes(b"\0" * 20_000)
    said = duken("restore", "--db", file.path, "--as", "Chynara")
    assert said.code == 0
    assert said.err == "The shop's file does not open; looking for a backup beside it.\n"
    assert said.lines[1].startswith("The file that was there before is kept as ")
    assert said.lines[2].endswith(" What came later cannot be told: the file that was there cannot be read.")
    file.path.write_bytes(b"\0" * 20_000)
    assert duken("restore", "--db", file.path, "--json").json["newer"] is None
    assert duken("verify", "--db", file.path).code == 0


def test_a_keyring_that_is_locked_keeps_no_owner_out(duken: Duken, file: Till, monkeypatch: pytest.MonkeyPatch):
    class Locked:
        def read(self, _name: str) -> str | None:
            raise EnvironmentFailed("secret.no_keyring")

        def write(self, _name: str, _value: str) -> None:
            raise EnvironmentFailed("secret.no_keyring")

    monkeypatch.setattr("app.keyring_store.usable_keyring", Locked)
    with (floor := file.opened()).shop:
        code = floor.do(new_recovery, person_id=floor.owner_id)
    assert duken("recover", "--code", code, "--pin", "739152", "--db", file.path).code == 0
    with (floor := file.opened()).shop:
        assert floor.do(sign_in, person_id=floor.owner_id, pin="739152").name == "Ainura"


def test_another_shops_backup_is_a_question_and_what_a_backup_lacks_is_told(duken: Duken, file: Till, tmp_path: Path):
    other = tmp_path / "other.db"
    setup = ("setup", "--company", "Other", "--owner", "Asan", "--pin", "482915", "--db", other)
    assert duken(*setup).code == 0
    before = sha256_of(file.path)
    said = duken("restore", "--from", other, "--db", file.path, "--json")
    assert (said.code, said.error["code"]) == (1, "restore.other_shop")
    assert sha256_of(file.path) == before
    duken("backup", "--db", file.path)
    said = duken("restore", "--db", file.path)
    assert said.code == 0
    assert said.lines[-1].endswith("Nothing of the file that was there is missing in it.")
    assert duken("restore", "--from", other, "--db", file.path, "--yes", "restore.other_shop").code == 0


def test_what_was_done_after_the_backup_is_counted_and_asked_about_before_it_goes(duken: Duken, file: Till):
    duken("shift", "open", "--float", "1000", "--db", file.path)
    duken("sell", "111", "--db", file.path)
    made = duken("backup", "--db", file.path, "--json").json["path"]
    floor = file.opened()
    with floor.shop:
        sold = floor.sell("111", "222", cash=20_000)
        floor.give_back(sold.sale_id, 1000)
        floor.customer()
        floor.close_shift()
    before = sha256_of(file.path)
    counted = {"sales": 1, "sold_minor": 12_990, "returns": 1, "returned_minor": 3000, "closings": 1, "others": 1}
    for words in (["restore", "--from", made], ["restore"]) :
        said = duken(*words, "--db", file.path, "--yes", "restore.other_shop", "--json")
        assert (said.code, said.error["code"]) == (1, "restore.newer_work")
        assert {name: said.error["facts"][name] for name in counted} == counted
    asked = duken("restore", "--from", made, "--db", file.path).err.replace("\u00a0", " ").replace("\u202f", " ")
    assert asked.splitlines() == [
        "The backup of Mar 2, 2026, 10:00 AM lacks: sales 1 (129.90 KGS), returns 1 (30.00 KGS), closed shifts 1, "
        "other changes 1. Restore it anyway?",
        "To go on, say yes: --yes restore.newer_work",
    ]
    assert sha256_of(file.path) == before
    said = duken("restore", "--from", made, "--db", file.path, "--yes", "restore.newer_work", "--json")
    assert (said.code, said.json["newer"]) == (0, counted)
    again = duken("restore", "--from", said.json["kept"], "--db", file.path)
    assert again.out.splitlines()[-1].endswith(" Nothing of the file that was there is missing in it.")
    told = duken("restore", "--from", made, "--db", file.path, "--yes", "restore.newer_work").out.replace("\u00a0", " ")
    assert "Not in it: sales 1 (129.90 KGS), returns 1 (30.00 KGS), closed shifts 1, other changes 1." in told
    assert duken("verify", "--db", file.path).code == 0


@pytest.mark.parametrize("verb", ["audit", "backup", "restore"])
def test_a_name_that_is_not_there_is_refused(duken: Duken, file: Till, verb: str):
    floor = file.opened()
    with floor.shop:
        floor.do(add_person, name="Aida", pin="2580")
        floor.do(add_person, name="Aida", pin="2581")
        floor.do(remove_person, person_id=file.template.cashier_id)
    for name in ("Nobody", "Chynara", ""):
        assert duken(verb, "--db", file.path, "--as", name, "--json").error["code"] == "staff.unknown"
    assert duken(verb, "--db", file.path, "--as", "Aida", "--json").error["code"] == "staff.same_name"
    assert duken(verb, "--db", file.path, "--as", "Nobody").err == "There is no employee “Nobody” here. Check the name.\n"


@pytest.mark.parametrize("content", [b"Debts\n" * 500, PICTURE, b"x"])
@pytest.mark.parametrize("words", [["verify"], ["shift", "open"], ["restore"], ["backup"]])
def test_a_file_of_another_kind_is_not_called_a_damaged_shop(duken: Duken, tmp_path: Path, content: bytes, words: list[str]):
    path = tmp_path / "there" / "notes.txt"
    path.parent.mkdir()
    path.write_bytes(content)
    said = duken(*words, "--db", path)
    assert (said.code, said.err) == (1, f"This is not a database of Duken: {path}. Choose another file.\n")
    assert [found.name for found in path.parent.iterdir()] == ["notes.txt"], "nothing is laid beside what is not ours"
    assert path.read_bytes() == content


def test_a_shop_is_not_made_over_a_file_of_another_kind(duken: Duken, tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_bytes(PICTURE)
    words = ["setup", "--company", "A", "--owner", "B", "--pin", "4728", "--db", str(path), "--json"]
    assert duken(*words).error["code"] == "database.not_ours"
    assert path.read_bytes() == PICTURE


@pytest.mark.parametrize("currency", ["XXQ", "RUR", "kgs"])
def test_a_shop_is_not_made_with_money_that_nobody_pays_with(duken: Duken, tmp_path: Path, currency: str):
    said = duken("setup", "--company", "A", "--owner", "B", "--pin", "4728", "--currency", currency, "--db", tmp_path / "new.db")
    sentence = f"There is no currency “{currency}”. Enter its code in three capital letters, for example KGS.\n"
    assert (said.code, said.err) == (1, sentence)
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("words", [["verify"], ["shift", "open"], ["restore"]])
def test_a_folder_is_not_a_shop(duken: Duken, tmp_path: Path, words: list[str]):
    folder = tmp_path / "shops"
    folder.mkdir()
    said = duken(*words, "--db", folder)
    assert (said.code, said.err) == (1, f"{folder} is a folder. Name the shop's file in it.\n")
    assert not list(folder.iterdir())
    assert not folder.with_name("shops.lock").exists()


def test_where_there_is_no_shop_yet_the_way_to_one_is_told(duken: Duken, tmp_path: Path):
    for path in (tmp_path / "new.db", tmp_path / "empty.db"):
        (tmp_path / "empty.db").touch()
        said = duken("verify", "--db", path)
        assert said.err.splitlines() == [
            f"There is no shop in the file {path}. Set up a new shop or restore a backup.",
            "To set one up: duken setup --company NAME --owner NAME --db FILE",
        ]


def test_a_damaged_shop_without_a_backup_does_not_promise_one(duken: Duken, file: Till):
    duken("shift", "open", "--db", file.path)
    file.path.write_bytes(b"\0" * 20_000)
    said = duken("verify", "--db", file.path)
    assert said.err == (
        f"The shop's file is damaged: {file.path}. There is no backup beside it; bring one from another disk and restore it.\n"
    )


def test_a_file_of_a_newer_program_is_said_to_be_one(duken: Duken, file: Till):
    run_sql(file.path, "UPDATE alembic_version SET version_num = '9999'")
    assert duken("verify", "--db", file.path, "--json").error["code"] == "database.newer"


def test_a_file_of_an_older_program_is_said_to_be_one_where_nothing_may_be_changed(duken: Duken, file: Till):
    run_sql(file.path, f"UPDATE alembic_version SET version_num = '{REVISIONS[-2]}'")
    before = sha256_of(file.path)
    said = duken("verify", "--db", file.path)
    assert said.err.startswith("The shop's file is of an earlier version of the program. Start the till once")
    assert sha256_of(file.path) == before


@pytest.mark.parametrize("content", [b"Debts\n" * 500, PICTURE, b""])
def test_a_backup_that_cannot_be_read_is_refused_and_good_ones_are_named(
    duken: Duken, file: Till, tmp_path: Path, content: bytes
):
    made = [duken("backup", "--db", file.path, "--json").json["path"]]
    file.clock.advance(minutes=1)
    made.append(duken("backup", "--db", file.path, "--json").json["path"])
    chosen, before = tmp_path / "chosen.db", sha256_of(file.path)
    chosen.write_bytes(content)
    said = duken("restore", "--from", chosen, "--db", file.path)
    assert said.err.splitlines() == [
        f"This is not a backup that can be read: {chosen}. Nothing was changed; choose another one.",
        *(f"A good backup: {path}" for path in reversed(made)),
    ]
    told = duken("restore", "--from", chosen, "--db", file.path, "--json").error
    assert (told["code"], told["facts"]["others"]) == ("backup.unreadable", made[::-1])
    assert sha256_of(file.path) == before


def test_without_any_backup_it_is_said_how_to_name_one(duken: Duken, file: Till):
    said = duken("restore", "--db", file.path)
    assert said.err.splitlines()[-1] == "To name a backup yourself: duken restore --from FILE --db FILE"


def test_a_backup_is_restored_where_there_was_nothing(duken: Duken, file: Till, tmp_path: Path):
    made = duken("backup", "--db", file.path, "--json").json["path"]
    target = tmp_path / "elsewhere" / "shop.db"
    said = duken("restore", "--from", made, "--db", target)
    assert said.code == 0
    first, last = said.lines
    assert first == f"Restored from {made}."
    assert last.startswith("The backup ends on ")
    assert rows_of(target, "SELECT count(*) FROM person") == [(4,)]


def test_the_journal_is_read_by_the_shop_s_clock_and_in_money(duken: Duken, file: Till):
    duken("shift", "open", "--float", "10", "--db", file.path)
    words = ["audit", "--limit", "1", "--db", file.path]
    moment, who, what = duken(*words).out.replace("\u00a0", " ").replace("\u202f", " ").split("  ")[-3:]
    assert (moment, who) == ("Mar 2, 2026, 10:00 AM", "Ainura")
    assert what == "Shift opened · Number: 1 · Opening float: 10.00 KGS\n"
    assert "Смена открыта · Номер: 1 · " in duken(*words, "--lang", "ru").out
    (entry,) = duken(*words, "--json").json
    assert (entry["action"], entry["facts"]["float_minor"]) == ("shift.opened", 1000)


def test_findings_are_told_with_the_document_and_as_data(duken: Duken, file: Till, tmp_path: Path):
    duken("shift", "open", "--db", file.path)
    duken("sell", "111", "--db", file.path)
    copy = tmp_path / "copy.db"
    shutil.copy(file.path, copy)
    (trigger,) = rows_of(copy, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name = 'sale_no_update'")
    run_sql(copy, f"DROP TRIGGER {trigger[0]}", "UPDATE sale SET tax_minor = tax_minor + 100")
    said = duken("verify", "--db", copy)
    assert said.code == 1
    assert said.out.replace("\u00a0", " ").replace("\u202f", " ").startswith(
        "Receipt A1-000001 (Mar 2, 2026, 10:00 AM). VAT in it: 4.21 KGS; it should be 3.21 KGS.\n"
    )
    found = duken("verify", "--db", copy, "--json").json["findings"][0]
    assert (found["figure"], found["found"], found["expected"]) == ("tax_minor", "421", "321")
    assert found["document"]["number"] == "A1-000001"


def test_the_demo_takes_a_folder_and_speaks_the_language_that_was_asked_for(duken: Duken, tmp_path: Path):
    said = duken("demo", "-o", tmp_path / "day", "--lang", "en")
    assert said.code == 0
    assert said.lines[-1].replace("\u00a0", " ").startswith("Z 1: expected 6,603.00 KGS")
    assert (tmp_path / "day" / "summary.json").exists()
    receipt = duken("receipt", "--sale", "A1-000003", "--db", tmp_path / "day" / "shop.db").out
    assert "1,279.98" in receipt
    assert "1,279.98" in said.out
