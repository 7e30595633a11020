"""A Z of before, whose counts are bare pairs: it is shown, printed and verified like one of today."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.core.audit.commands import audit, audit_head
from app.core.cash.drawer import open_shift_here
from app.core.cash.reports import shift_report
from app.core.cash.rules import counted_pieces
from app.core.documents.queries import z_report
from app.core.documents.views import Counted
from app.kernel.canonical import as_table, canonical
from app.kernel.clock import ManualClock
from db.models.cash import Shift, ShiftClosing, ShiftCount
from db.uow import Uow, plain
from tests.core.test_verify import damaged
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor

COUNTS = {5000: 1, 10_000: 3}


def close_as_of_old(uow: Uow, *, counts: Mapping[int, int]) -> UUID:
    """Close the open shift and write its Z as a program of before did."""
    shift = open_shift_here(uow)
    report = shift_report(uow.session, shift_id=shift.shift_id, made_at=uow.now)
    counted = sum(denomination * pieces for denomination, pieces in counts.items())
    figures: dict[str, Any] = {
        "shift_id": shift.shift_id, "closed_by": uow.person_id, "counted_minor": counted,
        "difference_minor": counted - (report.expected_minor or 0), "reason": None,
    }
    body = {
        **{key: plain(value) for key, value in asdict(report).items()}, **figures,
        "counts": [[denomination, pieces] for denomination, pieces in counts.items()],
    }
    uow.get(Shift, shift.shift_id).state = "closed"
    for denomination, pieces in counts.items():
        uow.add(ShiftCount(id=uow.new_id(), shift_id=shift.shift_id, denomination_minor=denomination, pieces=pieces))
    uow.add(
        ShiftClosing(
            **figures, id=uow.new_id(), expected_minor=report.expected_minor, audit_head=audit_head(uow)[1],
            report=canonical(body), closed_at=uow.now,
        )
    )
    audit(uow, "shift.closed", shift.shift_id, sha256=uow.record("shift", "shift.closed", shift.shift_id, body))
    return shift.shift_id


@pytest.mark.parametrize("counts", [COUNTS, {}], ids=["counted by notes", "counted as one sum"])
def test_it_is_shown_and_the_books_are_clean(till: ShopFloor, counts: Mapping[int, int]):
    till.sell("111")
    shift_id = till.do(close_as_of_old, counts=counts)
    view = till.ask(z_report, shift_id=shift_id)
    assert view.counts == tuple(Counted(denomination, pieces) for denomination, pieces in counts.items())
    till.check_books()
    till.open_shift()
    till.close_shift(counts=COUNTS, confirm=("shift.difference",))  # the next one, in the form of today
    till.check_books()


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE shift_count SET pieces = pieces + 1 WHERE pieces = 3",
        "DELETE FROM shift_count WHERE pieces = 3",
        "INSERT INTO shift_count (id, company_id, shift_id, denomination_minor, pieces) "
        "SELECT randomblob(16), company_id, shift_id, 100, 5 FROM shift_count LIMIT 1",
    ],
)
def test_a_forged_count_of_it_is_found(template: Template, tmp_path: Path, forgery: str):
    path = tmp_path / "duken.db"
    shutil.copy(template.path, path)
    floor = open_floor(path, template, ManualClock(MORNING))
    with floor.shop:
        floor.open_shift()
        floor.do(close_as_of_old, counts=COUNTS)
        floor.check_books()
    assert "counts" in {finding.problem for finding in damaged(path, tmp_path / "copy.db", forgery).findings}


def test_pairs_and_a_table_say_the_same():
    table = as_table(("id", "denomination_minor", "pieces"), [{"id": "x", "denomination_minor": 5000, "pieces": 2}])
    assert counted_pieces(table) == counted_pieces([[5000, 2]]) == [(5000, 2)]
    assert counted_pieces({"keys": ["denomination_minor", "pieces"], "rows": []}) == counted_pieces([]) == []
