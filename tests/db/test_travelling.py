"""What travels: every column of a fact is said by a document, or it is written down why it stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from db.base import Base, Card, Travels
from db.travelling import KINDS, STAYS, fact_tables, header_columns, part_columns
from tests.every_document import confirm_a_return_of_another_branch, make_every_document
from tests.shop_floor import ShopFloor

Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def told(shop: ShopFloor) -> Told:
    """Every document of that day, by its kind."""
    make_every_document(shop)
    shop.open_shift()
    confirm_a_return_of_another_branch(shop)
    rows = shop.rows("SELECT kind, body FROM outbox WHERE kind NOT IN ('card', 'cards') ORDER BY seq")
    return [(row["kind"], json.loads(row["body"])) for row in rows]


def mappers() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def test_every_fact_has_a_document():
    facts = {name for name, table in mappers().items() if issubclass(table, Travels) and not issubclass(table, Card)}
    assert set(fact_tables()) == facts


def test_the_day_has_every_kind_of_document(told: Told):
    assert {kind for kind, _body in told} == set(KINDS)


def test_a_document_says_its_row_and_nothing_that_has_no_place(told: Told):
    for name, body in told:
        kind = KINDS[name]
        own = set(header_columns(kind).values())
        parts = {part.name for part in kind.parts}
        assert own <= body.keys(), name
        assert body.keys() - own - parts <= kind.also_told, name


def test_a_part_says_all_that_cannot_be_empty_and_nothing_that_has_no_place(told: Told):
    seen = set()
    for name, body in told:
        for part in KINDS[name].parts:
            assert set(part.copied.values()) <= body.keys(), (name, part.name)
            if part.name in body:
                keys, table = set(body[part.name]["keys"]), part.table.__table__
                assert keys <= set(part_columns(part)), (name, part.name)
                if part.adds_to is None:
                    assert {key for key in part_columns(part) if not table.c[key].nullable} <= keys, (name, part.name)
                seen |= {(part.table.__tablename__, column) for column in {*keys, *part.copied, *part.fixed}}
    for part in (part for kind in KINDS.values() for part in kind.parts):
        missing = {column for column in part_columns(part) if (part.table.__tablename__, column) not in seen}
        assert not missing, (part.name, missing)


def test_what_stays_is_there_and_has_a_reason():
    for name, columns in STAYS.items():
        assert set(columns) <= set(mappers()[name].__table__.columns.keys()), name
        assert all(columns.values())


def test_the_audit_travels_whole_and_once(shop: ShopFloor, told: Told):
    entries = [row for kind, body in told if kind == "audit" for row in body["entries"]["rows"]]
    assert [row[0] for row in entries] == list(range(1, len(entries) + 1))
    stored = shop.rows("SELECT count(*) AS count, max(hash) AS hash FROM audit_entry")[0]
    assert len(entries) == stored["count"]
    assert stored["hash"].hex() in {row[-1] for row in entries}


def test_verify_finds_the_day_clean(shop: ShopFloor, told: Told, tmp_path: Path):
    shop.check_books()
