"""A picture of every screen for docs/screens, in languages, themes and sizes, and the README's film: all from the demo day.

`python build/screens.py` (or `python3 dev.py screens`): `--lang kk --lang ky`, `--theme dark`, `--text 150`, `--out FOLDER`. The
same program makes the same pictures, as far as an eye can tell.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from PIL import Image, ImageColor
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.demo.window.day import play_window_day
from app.demo.window.first_run import photograph
from ui.kit.tokens import THEMES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screens"
LANGUAGES = ("ru", "en")
SIZES = ("1024x768", "1920x1080")
COLOURS = 256
OF_THEMES = frozenset(
    ImageColor.getrgb(value) for theme in THEMES.values() for value in asdict(theme).values() if value.startswith("#")
)
FILM, FILM_OF = "demo-day.gif", ("en", "light", "1024x768")
PAGE = ROOT / "docs" / "SCREENS.md"
SHOWN = (("en", "light"), ("ru", "dark"))
"""What the page shows beside each other, at the smallest size."""
BEGIN, END = "<!-- pictures: written by build/screens.py -->", "<!-- /pictures -->"
STAYS_MS, FIRST_STAYS_MS = 1600, 2600
FILM_SHOWS = (
    "sign-in-pin", "open-shift", "checkout-empty", "checkout", "payment", "change", "search", "weight", "lend-a-right",
    "discount", "on-hold", "payment-mixed", "customer", "unknown-barcode", "new-product", "return", "return-done", "receipts",
    "exchange", "x-report-manager", "count", "comparison", "comparison-agrees", "z-report",
)
"""The scenes of the film, by the names that the day gives its pictures."""


def take_pictures(out: Path, languages: Sequence[str], themes: Sequence[str], percent: int) -> None:
    """Play the day once for each language and theme, and keep its pictures small, in `out`/LANGUAGE/THEME/SIZE."""
    for language in languages:
        for theme in themes:
            folder = out / language / theme
            shutil.rmtree(folder, ignore_errors=True)
            sizes = [(folder / size, _size(size)) for size in SIZES]
            with tempfile.TemporaryDirectory() as place:
                play_window_day(Path(place) / "demo", language=language, theme=theme, percent=percent, sizes=sizes)
            number = len(list(sizes[0][0].glob("*.png"))) + 1
            photograph(sizes, language=language, first_number=number)
            files = sorted(folder.rglob("*.png"))
            for path in files:
                make_small(path)
            size = sum(path.stat().st_size for path in files) // 1024
            print(f"{language} {theme}: {len(files)} pictures, {size} KiB", flush=True)


def make_small(path: Path) -> None:
    """The same picture with a palette of its own, half the size: the themes' colours (a small dot of warning must stay amber) and
    the commonest ones stay as they are, the rest become the nearest of them."""
    with Image.open(path) as picture:
        counted = picture.convert("RGB").getcolors(1 << 24) or ()
    ranked = sorted(counted, key=lambda found: (found[1] not in OF_THEMES, -found[0], found[1]))
    palette = [0xFF << 24 | red << 16 | green << 8 | blue for _count, (red, green, blue) in ranked[:COLOURS]]
    QImage(str(path)).convertToFormat(QImage.Format.Format_Indexed8, palette).save(str(path), "PNG", 0)


def make_film(pictures: Path, film: Path) -> None:
    """One picture after the other, as a GIF. Raises StopIteration where the day has no picture of a scene any more."""
    paths = [next(path for path in sorted(pictures.glob("*.png")) if path.stem[4:] == scene) for scene in FILM_SHOWS]
    frames = [Image.open(path) for path in paths]  # each has its palette already
    first, *others = frames
    stays = [FIRST_STAYS_MS, *[STAYS_MS] * len(others)]
    first.save(film, save_all=True, append_images=others, duration=stays, loop=0, optimize=True)
    print(f"{film.name}: {len(frames)} scenes, {film.stat().st_size // 1024} KiB")


def write_page(out: Path) -> None:
    """The table of pictures in docs/SCREENS.md, between its two marks."""
    rows = ["| | English, light | Russian, dark |", "|---|---|---|"]
    for path in sorted(out.joinpath(*SHOWN[0], SIZES[0]).glob("*.png")):
        shown = (out.joinpath(*which, SIZES[0], path.name).relative_to(PAGE.parent).as_posix() for which in SHOWN)
        rows.append(f"| {path.stem[4:]} | " + " | ".join(f"![{path.stem[4:]}]({place})" for place in shown) + " |")
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    tail = rest.split(END)[1]
    PAGE.write_text("\n".join([head + BEGIN, "", *rows, "", END]) + tail, encoding="utf-8")


def _size(words: str) -> QSize:
    width, height = words.split("x")
    return QSize(int(width), int(height))


def main() -> None:
    """What was asked for on the command line."""
    told = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    told.add_argument("--lang", action="append", help="a language; may be given again (ru and en are the usual ones)")
    told.add_argument("--theme", action="append", choices=list(THEMES), help="a theme; else both")
    told.add_argument("--text", type=int, default=100, help="the size of the text in percent")
    told.add_argument("--out", type=Path, default=FOLDER, help="where the pictures go")
    asked = told.parse_args()
    logging.getLogger("window").setLevel(logging.ERROR)  # how long a picture kept the screens waiting is no news
    take_pictures(asked.out, asked.lang or LANGUAGES, asked.theme or list(THEMES), asked.text)
    scenes = asked.out.joinpath(*FILM_OF)
    if scenes.exists():
        make_film(scenes, asked.out / FILM)
    if asked.out == FOLDER:
        write_page(FOLDER)


if __name__ == "__main__":
    main()
