"""The log: one JSON object a line, rotated, and nothing in it that is nobody's business."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from app.kernel.errors import EnvironmentFailed
from app.kernel.log import configure, get_logger
from tests.shop_floor import ShopFloor

pytestmark = pytest.mark.usefixtures("log_as_it_was")


def sell_without_end(shop: ShopFloor) -> None:
    for _ in range(500):
        shop.sell("111", "222")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "duken.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_entry_is_a_line_of_json(tmp_path: Path):
    configure(tmp_path / "logs")
    get_logger("sales").info("sale_completed", number="A1-000001", note="две\nстроки 🍎", at=Path("x"))
    (entry,) = lines(tmp_path / "logs")
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "sale_completed", "number": "A1-000001", "note": "две\nстроки 🍎", "at": "x", "level": "info", "logger": "sales",
    }


@pytest.mark.parametrize(
    "secret",
    [
        {"pin": "4729"}, {"new_pin": "4729"}, {"name": "4729"}, {"customer_name": "4729"}, {"phone": "4729"}, {"code": "4729"},
        {"card": "4729"}, {"pin_key": "4729"}, {"token": "4729"}, {"facts": {"pin": "4729", "deep": [{"phone": "4729"}]}},
    ],
)
def test_a_secret_that_was_handed_in_by_mistake_is_not_written(tmp_path: Path, secret: dict[str, Any]):
    configure(tmp_path)
    get_logger("staff").warning("odd", **secret, count=3)
    assert "4729" not in (tmp_path / "duken.jsonl").read_text()
    assert lines(tmp_path)[0]["count"] == 3


def test_why_the_disk_failed_can_be_read(tmp_path: Path, till: ShopFloor):
    configure(tmp_path)
    till.leave_room(pages=0)
    with pytest.raises(EnvironmentFailed):
        sell_without_end(till)
    assert [(entry["event"], entry["reason"]) for entry in lines(tmp_path)] == [("storage_failed", "database.disk_full")]


def test_a_bug_is_written_with_where_it_happened_and_without_what_was_stored(tmp_path: Path, till: ShopFloor):
    configure(tmp_path)
    insert, values = "INSERT INTO unit (id, name) VALUES (?, ?)", (None, "Айгүл")
    try:
        till.do(lambda uow: uow.session.connection().exec_driver_sql(insert, values))
    except Exception:
        get_logger("app").exception("crashed", id="7f3a")
    (entry,) = lines(tmp_path)
    assert "exec_driver_sql" in entry["exception"]
    assert "IntegrityError" in entry["exception"]
    assert "Айгүл" not in json.dumps(entry, ensure_ascii=False)


def test_a_library_logs_in_the_same_form(tmp_path: Path):
    configure(tmp_path)
    logging.getLogger("sqlalchemy").warning("a %s message", "foreign")
    assert [(entry["event"], entry["logger"]) for entry in lines(tmp_path)] == [("a foreign message", "sqlalchemy")]


def test_configuring_again_writes_nothing_twice(tmp_path: Path):
    for _ in range(3):
        configure(tmp_path)
    get_logger("app").info("once")
    assert len(lines(tmp_path)) == 1


def test_without_a_folder_only_warnings_are_shown_and_nothing_on_standard_output(capsys: pytest.CaptureFixture[str]):
    configure(None)
    get_logger("app").info("quiet")
    get_logger("app").warning("loud")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [json.loads(line)["event"] for line in shown.err.splitlines()] == ["loud"]


def test_a_log_that_cannot_be_written_says_nothing_and_stops_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    configure(tmp_path)
    (tmp_path / "duken.jsonl").mkdir()
    get_logger("app").warning("loud")
    logging.getLogger("sqlalchemy").warning("foreign")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "")


def test_the_log_does_not_fill_the_disk(tmp_path: Path):
    configure(tmp_path)
    (handler,) = [found for found in logging.getLogger().handlers if getattr(found, "is_duken", False)]
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    handler.maxBytes = 2000
    for number in range(200):
        get_logger("app").info("entry", number=number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["duken.jsonl", *(f"duken.jsonl.{place}" for place in range(1, 5))]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 5 * 2200
