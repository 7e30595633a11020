"""The owner's recovery code as a sheet to print: in every language, under a name that every disk takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.documents.recovery import save_recovery_code
from app.kernel.errors import EnvironmentFailed
from app.kernel.i18n import LANGUAGES
from tests.shop_floor import refused

CODE = "ABCDE-FGHJK-LMNPQ-RSTUV"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_pdf_and_saving_it_twice_is_one_file(tmp_path: Path, language: str):
    def save() -> Path:
        return save_recovery_code(company="Дүкөн Береке", owner="Асель", code=CODE, language=language, folder=tmp_path / "papers")

    first = save()
    body = first.read_bytes()
    assert body.startswith(b"%PDF")
    assert save() == first
    assert (first.read_bytes(), list(first.parent.iterdir())) == (body, [first])


@pytest.mark.parametrize("company", ["a/b\\c:d", "💸" * 200, "..", "مغازه", "a\x00b"])
def test_any_shops_name_is_a_name_of_a_file(tmp_path: Path, company: str):
    saved = save_recovery_code(company=company, owner=company, code=CODE, language="ru", folder=tmp_path)
    assert saved.parent == tmp_path
    assert saved.suffix == ".pdf"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with refused("file.cannot_write", EnvironmentFailed):
        save_recovery_code(company="A", owner="B", code=CODE, language="en", folder=tmp_path / "file" / "papers")
