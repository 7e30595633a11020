"""The pictures of the screens: whole in every language, theme and size, small, and told about in docs/SCREENS.md."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
MOST_OF_A_SCENE = 300 * 1024
"""All eight pictures of it."""
MIB = 1024 * 1024


def pictures() -> dict[str, list[str]]:
    folders = sorted({path.parent for path in FOLDER.rglob("*.png")})
    return {folder.relative_to(FOLDER).as_posix(): sorted(path.name for path in folder.glob("*.png")) for folder in folders}


def test_each_language_theme_and_size_has_the_same_pictures():
    there = pictures()
    expected = [f"{language}/{theme}/{size}" for language in ("en", "ru") for theme in ("dark", "light") for size in
                ("1024x768", "1920x1080")]
    assert sorted(there) == sorted(expected)
    assert len({tuple(names) for names in there.values()}) == 1


def test_they_are_small():
    scenes = len(pictures()["en/light/1024x768"])
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.png")) < scenes * MOST_OF_A_SCENE
    assert (FOLDER / "demo-day.gif").stat().st_size < 2 * MIB


def test_the_page_shows_and_names_every_one_of_them():
    page = (ROOT / "docs" / "SCREENS.md").read_text(encoding="utf-8")
    told, shown = page.split("## Pictures")
    for name in pictures()["en/light/1024x768"]:
        assert f"screens/en/light/1024x768/{name}" in shown
        assert re.search(rf"[ ,|]{re.escape(name[4:-4])}[ ,|]", told), f"what is {name} for?"
