"""One line of migrations that says what the tables say; an upgrade has a backup before it, and happens as a whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

import db.facts
import db.migrate
import db.models
from app.kernel.clock import ManualClock
from app.kernel.errors import EnvironmentFailed
from app.wiring import World, open_shop
from db.backup import list_backups, verify_file
from db.base import Base
from db.engine import open_reader, open_writer
from db.migrate import revision_of, upgrade
from db.migrations import HEAD, REVISIONS
from db.models.search import SHADOW_TABLES
from tests.db.looking import rows_of, run_sql, sha256_of, tables_of
from tests.shop_floor import MORNING, ShopFloor, Template, open_floor, refused

DECLARED = (db.facts, db.models)
NEXT = "9001"
WORLD = World(clock=ManualClock(MORNING))

GOOD = """
    op.get_bind().exec_driver_sql("ALTER TABLE brand ADD COLUMN country TEXT")
    op.get_bind().exec_driver_sql("UPDATE company SET name = upper(name)")
"""
FAILING = GOOD + """
    op.get_bind().exec_driver_sql("DROP TABLE search_word")
    op.get_bind().exec_driver_sql("ALTER TABLE brand ADD COLUMN country TEXT")
"""
REBUILD = """
    with op.batch_alter_table("product") as table:
        table.alter_column("name", new_column_name="title")
    with op.batch_alter_table("payment") as table:
        table.drop_constraint("ck_payment_tender")
"""
TORN = GOOD + """
    import pathlib, shutil
    here = pathlib.Path(op.get_bind().exec_driver_sql("PRAGMA database_list").first()[2])
    torn = here.parent.parent / "torn"
    torn.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(str(here) + ending, torn / (here.name + ending))
"""

ORPHANS = """
    op.get_bind().exec_driver_sql("DELETE FROM unit")
"""

NewProgram = Callable[[str], None]


@pytest.fixture
def new_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewProgram:
    """A program with one migration more than this one: `new_program(steps)`."""

    def make(steps: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(db.migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        head = f'from alembic import op\n\nrevision = "{NEXT}"\ndown_revision = "{HEAD}"\nbranch_labels = depends_on = None\n'
        (folder / "versions" / f"{NEXT}_next.py").write_text(f"{head}\n\ndef upgrade():{steps}", encoding="utf-8")
        monkeypatch.setattr(db.migrate, "FOLDER", folder)
        monkeypatch.setattr(db.migrate, "HEAD", NEXT)
        monkeypatch.setattr(db.migrate, "REVISIONS", (*REVISIONS, NEXT))

    return make


@pytest.fixture
def old_file(till: ShopFloor) -> Path:
    """The file of a shop that has sold, closed, at this program's version."""
    till.sell("111", ("444", 750))
    till.close()
    path: Path = till.path
    return path


def made_by_migrations(folder: Path) -> Path:
    path = folder / "migrated.db"
    assert upgrade(path, backups=folder / "backups", now=MORNING) is None
    return path


def made_by_models(folder: Path) -> Path:
    path = folder / "declared.db"
    engine = open_writer(path, may_create=True)
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


def parts_of(sql: str) -> tuple[str, frozenset[str]]:
    """A CREATE statement without the order of what it declares, its white space and its needless quotes."""
    plain = " ".join(sql.replace('"', "").split())
    plain = re.sub(r"\s*([(),])\s*", r"\1", plain).replace(" IF NOT EXISTS", "")
    head, _open, rest = plain.partition("(")
    if not plain.startswith("CREATE TABLE"):
        return plain, frozenset()
    inside, _close, tail = rest.rpartition(")")
    parts, depth, current = [], 0, ""
    for char in inside:
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            parts.append(current)
            current = ""
        else:
            current += char
    return f"{head} {tail}".strip(), frozenset([*parts, current])


def schema_of(path: Path) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    rows = rows_of(path, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    ours = [row for row in rows if row[1] not in (*SHADOW_TABLES[1:], "alembic_version", "sqlite_sequence")]
    return {(kind, name): parts_of(sql) for kind, name, sql in ours}


def test_there_is_one_line_of_migrations_and_the_program_knows_it():
    config = Config()
    config.set_main_option("script_location", str(db.migrate.FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    line = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(line) == REVISIONS
    assert [scripts.get_revision(number).down_revision for number in line] == [None, *line[:-1]]


def test_migrations_make_the_very_tables_indexes_and_triggers_that_are_declared(tmp_path: Path):
    migrated, declared = schema_of(made_by_migrations(tmp_path)), schema_of(made_by_models(tmp_path))
    assert migrated.keys() == declared.keys()
    assert migrated == declared
    assert {kind for kind, _name in migrated} == {"table", "index", "trigger"}


def test_alembic_finds_no_difference_either(tmp_path: Path):
    engine = open_reader(made_by_migrations(tmp_path))

    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name in SHADOW_TABLES)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_schema_that_drifted_would_be_seen(tmp_path: Path):
    path = made_by_models(tmp_path)
    before = schema_of(path)
    run_sql(path, "DROP TRIGGER payment_no_update", "DROP INDEX ix_payment_document_id", "ALTER TABLE unit ADD COLUMN x TEXT")
    after = schema_of(path)
    assert before.keys() - after.keys() == {("trigger", "payment_no_update"), ("index", "ix_payment_document_id")}
    assert before["table", "unit"] != after["table", "unit"]


def test_a_file_at_this_version_is_not_touched_and_needs_no_backup(old_file: Path, tmp_path: Path):
    before = sha256_of(old_file)
    assert upgrade(old_file, backups=tmp_path / "backups", now=MORNING) is None
    assert sha256_of(old_file) == before
    assert not (tmp_path / "backups").exists()


def test_an_upgrade_makes_a_backup_of_the_old_file_first(old_file: Path, tmp_path: Path, new_program: NewProgram):
    before = tables_of(old_file)
    new_program(GOOD)
    backup = upgrade(old_file, backups=tmp_path / "backups", now=MORNING)
    assert backup is not None
    verify_file(backup.path)
    assert tables_of(backup.path) == before
    assert revision_of(old_file) == NEXT
    assert rows_of(old_file, "SELECT name FROM company") == [("RAHAT",)]
    assert upgrade(old_file, backups=tmp_path / "backups", now=MORNING) is None, "once is enough"


def test_a_shop_is_upgraded_as_it_opens_and_sells_on(old_file: Path, template: Template, new_program: NewProgram):
    new_program(GOOD)
    floor = open_floor(old_file, template, ManualClock(MORNING))
    assert floor.sell("111").number == "A1-000002"
    floor.check_books()
    floor.close()
    assert len(list_backups(old_file.parent / "backups", stem="duken")) == 1


def test_without_a_backup_there_is_no_upgrade(old_file: Path, tmp_path: Path, new_program: NewProgram):
    (tmp_path / "backups").write_text("a file where the folder should be")
    before = sha256_of(old_file)
    new_program(GOOD)
    with refused("backup.failed", EnvironmentFailed):
        upgrade(old_file, backups=tmp_path / "backups", now=MORNING)
    assert sha256_of(old_file) == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    old_file: Path, template: Template, new_program: NewProgram, monkeypatch: pytest.MonkeyPatch
):
    before, schema = tables_of(old_file), schema_of(old_file)
    new_program(FAILING)
    with refused("database.upgrade_failed", EnvironmentFailed, path=str(old_file)):
        open_shop(old_file, world=WORLD)
    assert (tables_of(old_file), schema_of(old_file)) == (before, schema)
    assert len(list_backups(old_file.parent / "backups", stem="duken")) == 1
    monkeypatch.undo()
    floor = open_floor(old_file, template, ManualClock(MORNING))
    floor.check_books()
    floor.close()


def test_a_power_cut_in_the_middle_of_an_upgrade_leaves_the_old_file(old_file: Path, tmp_path: Path, new_program: NewProgram):
    before = tables_of(old_file)
    new_program(TORN)
    upgrade(old_file, backups=tmp_path / "backups", now=MORNING)
    torn = tmp_path / "torn" / old_file.name
    assert revision_of(torn) == HEAD
    assert tables_of(torn) == before
    assert rows_of(torn, "PRAGMA integrity_check") == [("ok",)]


def test_a_table_that_is_rebuilt_keeps_its_rows_its_references_and_its_triggers(
    old_file: Path, tmp_path: Path, new_program: NewProgram
):
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = {sql: rows_of(old_file, sql) for sql in (triggers, "SELECT id FROM product", "SELECT id FROM payment")}
    new_program(REBUILD)
    upgrade(old_file, backups=tmp_path / "backups", now=MORNING)
    assert {sql: rows_of(old_file, sql) for sql in before} == before
    assert rows_of(old_file, "PRAGMA foreign_key_check") == []


def test_an_upgrade_that_would_leave_rows_pointing_nowhere_is_not_done(old_file: Path, tmp_path: Path, new_program: NewProgram):
    before = tables_of(old_file)
    new_program(ORPHANS)
    with refused("database.upgrade_failed", EnvironmentFailed):
        upgrade(old_file, backups=tmp_path / "backups", now=MORNING)
    assert tables_of(old_file) == before


@pytest.mark.parametrize("revision", ["9001", "0000", "abc123", ""])
def test_a_file_of_a_newer_program_is_refused_and_not_touched(old_file: Path, revision: str):
    run_sql(old_file, ("UPDATE alembic_version SET version_num = ?", (revision,)))
    before = sha256_of(old_file)
    for to_write in (True, False):
        with refused("database.newer", EnvironmentFailed, path=str(old_file), found=revision, known=HEAD):
            open_shop(old_file, world=WORLD, to_write=to_write)
    assert sha256_of(old_file) == before
    assert not (old_file.parent / "backups").exists()


def test_the_search_still_works_on_a_migrated_file(tmp_path: Path):
    engine = open_writer(made_by_migrations(tmp_path))
    with Session(engine) as session:
        session.execute(text("INSERT INTO search_entry (id, product_id, text) VALUES (1, x'00', '^ молоко ')"))
        session.execute(text("INSERT INTO search_gram (rowid, text) VALUES (1, '^ молоко ')"))
        assert session.execute(text("SELECT rowid FROM search_gram WHERE search_gram MATCH '\"оло\"'")).scalars().all() == [1]
    engine.dispose()
