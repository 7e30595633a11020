"""The centre's tables and what puts documents into them, made of the models and the registry of what travels (ADR 0026).

`python build/central_schema.py` writes `sync/central_schema/0002_tables.sql`. It describes the first version of the centre:
what a later version of the program adds comes as a numbered file of its own, so that a centre that is there is only ever
added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from typing import Any

from sqlalchemy import Boolean, Integer, LargeBinary, String

from db.base import Base, Card
from db.travelling import KINDS, STAYS, Kind, Part, fact_tables, header_columns, part_columns
from db.types import DateText, Id, Moment

FILE = Path(__file__).resolve().parents[1] / "sync" / "central_schema" / "0002_tables.sql"
_TYPES: tuple[tuple[type[Any], str], ...] = (
    (Id, "uuid"), (Moment, "timestamptz"), (DateText, "date"), (Boolean, "boolean"), (Integer, "bigint"),
    (LargeBinary, "bytea"), (String, "text"),
)
_KEYS = {"audit_entry": ("till_id", "seq", "hash")}
"""Tables whose rows have no id of their own. Each file of a till has a journal of its own: a backup that was brought back goes on
at a number that the file of before has used too."""


def card_tables() -> dict[str, type[Base]]:
    """The tables whose rows travel as field patches, by name."""
    found = (mapper.class_ for mapper in Base.registry.mappers)
    return {table.__tablename__: table for table in found if issubclass(table, Card)}


def centre_columns(table: type[Base]) -> list[tuple[str, str, bool]]:
    """What the centre has of a table: name, PostgreSQL type, whether it may be empty; without the company."""
    left_out = {"company_id", "version", *STAYS.get(table.__tablename__, ())}
    columns: Any = table.__table__.columns
    return [(column.name, _type(column.type), column.nullable) for column in columns if column.name not in left_out]


def script() -> str:
    """The whole file."""
    parts = ["-- Written by build/central_schema.py: the tables of all that travels, and how documents come into them.\n"]
    parts += [_fact_table(name, table) for name, table in sorted(fact_tables().items())]
    parts += [_card_table(name, table) for name, table in sorted(card_tables().items())]
    parts += [_apply(kind) for kind in KINDS.values()]
    parts += [_missing(kind) for kind in KINDS.values() if _parents(kind)]
    parts += [_put(name, table) for name, table in sorted(card_tables().items())]
    return "\n".join([*parts, _dispatch(), _registry()])


def _type(kind: Any) -> str:
    return next(name for known, name in _TYPES if isinstance(kind, known))


def _table(name: str, columns: list[tuple[str, str, bool]], also: list[str], key: tuple[str, ...]) -> str:
    told = [f"{column} {kind}{'' if empty else ' NOT NULL'}" for column, kind, empty in columns]
    inside = ",\n    ".join(["company_id uuid NOT NULL", *told, *also, f"PRIMARY KEY (company_id, {', '.join(key)})"])
    return f"CREATE TABLE duken.{name} (\n    {inside}\n);\nSELECT duken.guard('{name}');\n"


def _fact_table(name: str, table: type[Base]) -> str:
    also = ["ver bigint NOT NULL DEFAULT 1", "stated_by uuid NOT NULL"]
    return _table(name, centre_columns(table), also, _KEYS.get(name, ("id",)))


def _card_table(name: str, table: type[Base]) -> str:
    columns = [(column, kind, column != "id") for column, kind, _empty in centre_columns(table)]
    return _table(name, columns, ["ver bigint NOT NULL"], ("id",))


def _function_of(kind: Kind) -> str:
    return f"apply_{kind.name.replace('.', '_')}"


def _apply(kind: Kind) -> str:
    """The function that puts documents of one kind into their tables, all of them at once."""
    statements = list(_statements(kind))
    declared = "DECLARE k jsonb; p integer[];\n" if kind.parts else ""
    body = "\n".join(statements)
    return (
        f"CREATE FUNCTION duken.{_function_of(kind)}(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void\n"
        f"LANGUAGE plpgsql AS $f$\n{declared}BEGIN\n{body}\nEND $f$;\n"
    )


def _statements(kind: Kind) -> Iterator[str]:
    if kind.table is not None:
        kinds = {name: told for name, told, _empty in centre_columns(kind.table)}
        told = {column: _cast(f"d.doc->>'{name}'", kinds[column]) for column, name in header_columns(kind).items()}
        if kind.body is not None:
            told[kind.body] = "d.body"
        yield _insert(
            kind.table.__tablename__, {"company_id": "co", **told, "stated_by": "d.id"},
            "unnest(ids, bodies, docs) AS d(id, body, doc)",
        )
    for part in kind.parts:
        yield _part(part)


def _part(part: Part) -> str:
    """What all rows of a document share is read once for each document, and not for each row: hence OFFSET 0."""
    name, names = part.name, part_columns(part)
    kinds = {column: told for column, told, _empty in centre_columns(part.table)}
    own = {column: _cast(f"r->>p[{place}]", kinds[column]) for place, column in enumerate(names, 1)}
    shared = {column: f"d.{column}" for column in part.copied}
    copied = {column: _cast(f"t.doc->>'{told}'", kinds[column]) for column, told in part.copied.items()}
    once = "".join(f", {value} AS {column}" for column, value in copied.items())
    fixed = {column: f"'{value}'" for column, value in part.fixed.items()}
    rows = (
        f"(SELECT t.id AS stated_by, t.doc->'{name}'->'rows' AS rows{once}\n"
        f"            FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'{name}'->'keys' = k OFFSET 0) AS d, "
        "jsonb_array_elements(d.rows) AS r"
    )
    if part.adds_to is not None:
        said = ", ".join(
            f"{column} = CASE WHEN p[{place}] IS NULL THEN t.{column} ELSE {own[column]} END"
            for place, column in enumerate(names, 1) if column != "id"
        )
        statement = (
            f"    UPDATE duken.{part.table.__tablename__} AS t SET {said}\n        FROM {rows}\n"
            f"        WHERE t.company_id = co AND t.id = {own['id']};"
        )
    else:
        values = {"company_id": "co", **own, **shared, **fixed, "stated_by": "d.stated_by"}
        statement = _insert(part.table.__tablename__, values, rows)
    return _by_keys(part, names, statement)


def _by_keys(part: Part, names: list[str], statements: str) -> str:
    """Do these for each order in which documents name the columns of a part; `p` says where each of `names` stands."""
    wanted, inside = ", ".join(f"'{name}'" for name in names), indent(statements, "    ")
    return (
        f"    FOREACH k IN ARRAY duken.forms_of('{part.name}', docs) LOOP\n"
        f"        p := duken.places(k, ARRAY[{wanted}]);\n{inside}\n    END LOOP;"
    )


def _parents(kind: Kind) -> list[tuple[Part | None, str, str]]:
    """What a document of this kind points at: in which part (None: the document itself), by which column or name, which table."""
    found: list[tuple[Part | None, str, str]] = []
    if kind.table is not None:
        told = header_columns(kind)
        found += [(None, told[column], parent) for column, parent in _points_at(kind.table) if column in told]
    for part in kind.parts:
        if part.adds_to is None:
            found += [(part, column, parent) for column, parent in _points_at(part.table) if column in part_columns(part)]
    return found


def _points_at(table: type[Base]) -> Iterator[tuple[str, str]]:
    columns: Any = table.__table__.columns
    travelling = fact_tables().keys() | card_tables().keys()
    for column in columns:
        for key in column.foreign_keys:
            if key.column.table.name in travelling:
                yield column.name, key.column.table.name


def _missing(kind: Kind) -> str:
    """The function that finds what documents of a kind point at and the centre has not got yet."""
    parents = _parents(kind)
    asked = [_asked(f"(d->>'{name}')::uuid", "unnest(docs) AS d", parent) for part, name, parent in parents if part is None]
    for part in kind.parts:
        own = [(name, parent) for found, name, parent in parents if found is part]
        if own:
            asked.append(_asked_of_part(part, own))
    declared = "DECLARE k jsonb; p integer[];\n" if any(part is not None for part, _name, _parent in parents) else ""
    body = "\n".join(asked)
    head = f"duken.missing_{kind.name.replace('.', '_')}(co uuid, docs jsonb[])"
    return (
        f"CREATE FUNCTION {head} RETURNS TABLE (table_name text, id uuid)\n"
        f"LANGUAGE plpgsql STABLE AS $f$\n{declared}BEGIN\n{body}\nEND $f$;\n"
    )


def _asked_of_part(part: Part, own: list[tuple[str, str]]) -> str:
    """What the rows of a part point at. Where a column stands in them is asked once for all documents that write alike."""
    rows = f"unnest(docs) AS d, jsonb_array_elements(d->'{part.name}'->'rows') AS r WHERE d->'{part.name}'->'keys' = k"
    asked = "\n".join(_asked(f"(r->>p[{place}])::uuid", rows, parent) for place, (_name, parent) in enumerate(own, 1))
    return _by_keys(part, [name for name, _parent in own], asked)


def _asked(value: str, rows: str, parent: str) -> str:
    """OFFSET 0 keeps the question a question, put once for each id along the key. Without it PostgreSQL makes a join of it,
    expects a thousand ids, and reads all goods for the five of one sale."""
    return (
        f"    RETURN QUERY SELECT '{parent}', w.id FROM (SELECT DISTINCT {value} AS id FROM {rows}) AS w\n"
        f"        WHERE w.id IS NOT NULL\n"
        f"            AND NOT EXISTS (SELECT 1 FROM duken.{parent} AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)\n"
        f"        LIMIT 1;\n"
        f"    IF FOUND THEN RETURN; END IF;"
    )


def _insert(table: str, values: dict[str, str], rows: str) -> str:
    return (
        f"    INSERT INTO duken.{table} ({', '.join(values)})\n        SELECT {', '.join(values.values())}\n        FROM {rows};"
    )


def _cast(value: str, kind: str) -> str:
    if kind == "bytea":
        return f"decode({value}, 'hex')"
    return f"{value}" if kind == "text" else f"({value})::{kind}"


def _put(name: str, table: type[Base]) -> str:
    """The function that brings rows of one kind of card up to what was settled of their fields."""
    columns = [(column, kind) for column, kind, _empty in centre_columns(table) if column != "id"]
    told = [_cast(f"c.fields->>'{column}'", kind) for column, kind in columns]
    names = [column for column, _kind in columns]
    sets = ", ".join(f"{column} = excluded.{column}" for column in [*names, "ver"])
    return (
        f"CREATE FUNCTION duken.put_{name}(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$\n"
        f"    INSERT INTO duken.{name} (company_id, id, {', '.join(names)}, ver)\n"
        f"        SELECT co, c.id, {', '.join(told)}, c.ver\n"
        f"        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = '{name}' AND c.id = ANY(ids)\n"
        f"        ON CONFLICT (company_id, id) DO UPDATE SET {sets} WHERE {name}.ver < excluded.ver;\n$f$;\n"
    )


def _dispatch() -> str:
    kinds = "\n".join(
        f"        WHEN '{kind.name}' THEN PERFORM duken.{_function_of(kind)}(co, ids, bodies, docs);" for kind in KINDS.values()
    )
    cards = "\n".join(f"        WHEN '{name}' THEN PERFORM duken.put_{name}(co, ids);" for name in sorted(card_tables()))
    missing = "\n".join(
        f"        WHEN '{kind.name}' THEN RETURN QUERY SELECT * FROM duken.missing_{kind.name.replace('.', '_')}(co, docs);"
        for kind in KINDS.values() if _parents(kind)
    )
    tables = sorted({parent for kind in KINDS.values() for _part, _name, parent in _parents(kind)})
    there = "\n".join(
        f"        WHEN '{name}' THEN RETURN EXISTS (SELECT 1 FROM duken.{name} AS t WHERE t.company_id = co AND t.id = wanted);"
        for name in tables
    )
    return (
        "CREATE FUNCTION duken.missing_of(kind text, co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)\n"
        f"LANGUAGE plpgsql AS $f$\nBEGIN\n    CASE kind\n{missing}\n        ELSE RETURN;\n    END CASE;\nEND $f$;\n\n"
        "CREATE FUNCTION duken.is_there(table_name text, co uuid, wanted uuid) RETURNS boolean\n"
        f"LANGUAGE plpgsql AS $f$\nBEGIN\n    CASE table_name\n{there}\n    END CASE;\nEND $f$;\n\n"
        "CREATE FUNCTION duken.apply_kind(kind text, co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void\n"
        f"LANGUAGE plpgsql AS $f$\nBEGIN\n    CASE kind\n{kinds}\n    END CASE;\nEND $f$;\n\n"
        "CREATE FUNCTION duken.put_cards(table_name text, co uuid, ids uuid[]) RETURNS void\n"
        f"LANGUAGE plpgsql AS $f$\nBEGIN\n    CASE table_name\n{cards}\n    END CASE;\nEND $f$;\n"
    )


def _registry() -> str:
    homes = {kind.name: kind.table.__tablename__ if kind.table is not None else "audit_entry" for kind in KINDS.values()}
    facts = [f"('{kind}', '{table}')" for kind, table in homes.items()]
    cards = [f"('{name}')" for name in sorted(card_tables())]
    return (
        f"INSERT INTO duken.fact_kind (kind, table_name) VALUES\n    {(',' + chr(10) + '    ').join(facts)};\n"
        f"INSERT INTO duken.card_kind (table_name) VALUES\n    {(',' + chr(10) + '    ').join(cards)};\n"
    )


if __name__ == "__main__":
    FILE.write_text(script(), encoding="utf-8")
    print(f"{FILE.name}: {len(script().splitlines())} lines")
