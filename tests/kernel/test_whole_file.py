"""A file is there as a whole or not at all, and nothing half-made is left beside it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.kernel.errors import EnvironmentFailed
from app.kernel.whole_file import whole_file
from tests.shop_floor import refused


def test_until_the_block_has_ended_the_file_of_before_stands(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"before")
    with whole_file(path) as file:
        file.write(b"after")
        file.flush()
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_breaks_off_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"before")
    with suppress(ZeroDivisionError), whole_file(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"before", [path])


def test_a_name_that_is_taken_by_a_folder_is_told_and_nothing_half_is_left(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.mkdir()
    with refused("file.cannot_write", EnvironmentFailed), whole_file(path) as file:
        file.write(b"body")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_made_only_where_that_is_asked_for(tmp_path: Path):
    path = tmp_path / "papers" / "of today" / "list.csv"
    with refused("file.cannot_write", EnvironmentFailed), whole_file(path):
        pass
    assert not path.parent.exists()
    with whole_file(path, make_folder=True) as file:
        file.write(b"body")
    assert path.read_bytes() == b"body"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "papers").write_text("in the way")
    with refused("file.cannot_write", EnvironmentFailed), whole_file(tmp_path / "papers" / "list.csv", make_folder=True):
        pass
