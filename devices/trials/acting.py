"""Trials of what does one thing: a drawer opens, a display shows two lines, a label scale is greeted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from devices.line import LineSettings
from devices.making import display_settings, drawer, reach
from devices.options import line_settings
from devices.registry import BARCODE, driver
from devices.trials.steps import Step, Trial, Watch

LETTERS = {"ru": "Ёё Йй Щщ Ъъ Ээ", "uk": "Єє Її Іі Ґґ", "kk": "Әә Ғғ Ққ Ңң Өө Ұұ Үү", "ky": "Ңң Өө Үү Ыы Ээ"}
"""By language: what its letters are on a display; Latin for any other."""
LATIN = "Aa Bb Zz 0123456789"


def cash_drawer(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """It opens; of a quiet trial only whether its box is there. Refused: `device.*`, `drawer.*`."""
    made = drawer(trial.driver, trial.address, trial.options)
    if trial.is_quiet:
        reach(trial.address, line_settings(trial.options, LineSettings()))().close()
        yield Step("trial.reached", word="reached")
    else:
        made.open()
        yield Step("trial.drawer_opened", word="reached")


def display(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """Two lines, the lower one with letters of the language; of a quiet trial only whether it is there. Refused: `device.*`."""
    from devices.displays.line_display import LineDisplay, row_of
    from devices.printers.pages import code_page

    driver("display", trial.driver)
    if trial.driver == "window":
        yield Step("trial.window", word="ready")
        return
    settings = display_settings(trial.driver, trial.options)
    page = code_page(settings.page, slot=settings.slot)
    texts = ("Duken 1234567890", LETTERS.get(trial.language, LATIN))
    with closing(reach(trial.address, line_settings(trial.options, LineSettings()))()) as line:
        if trial.is_quiet:
            yield Step("trial.reached", word="reached")
            return
        LineDisplay(line, settings).show(*texts)
    top, bottom = (row_of(text, page, settings.columns).decode(page.codec, "replace").rstrip() for text in texts)
    yield Step("trial.display_shown", facts={"top": top, "bottom": bottom}, word="reached")


def label_scale(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """It is greeted, and no goods are changed. Refused: `device.*`."""
    from devices.label_scales.text_file import FILES

    driver("label_scale", trial.driver)
    if trial.driver in FILES:
        yield _folder_of(trial.address)
    else:
        yield from _greeted(trial)


def _folder_of(address: str) -> Step:
    """Of a model that takes a file: whether there is a place for it."""
    folder = Path(address.strip().removeprefix("file:")).parent
    is_there = bool(address.strip()) and folder.is_dir()
    code = "trial.folder_there" if is_there else "trial.no_folder"
    return Step(code, "well" if is_there else "bad", {"path": str(folder)}, word="reached" if is_there else code)


def _greeted(trial: Trial) -> Iterator[Step]:
    from devices.label_scales.cas_cl5000 import PORT as CAS_PORT
    from devices.label_scales.cas_cl5000 import CasCl5000
    from devices.label_scales.loading import LabelScale, Refused, Silent
    from devices.label_scales.massa_k import PORT as MASSA_K_PORT
    from devices.label_scales.massa_k import MassaK
    from devices.transport.address import with_port

    is_cas = trial.driver == "cas"
    layout = "" if trial.is_quiet else BARCODE.of(trial.options)
    scale: LabelScale = CasCl5000(layout) if is_cas else MassaK()
    yield Step("trial.asking", "wait", place="state")
    with closing(reach(with_port(trial.address, CAS_PORT if is_cas else MASSA_K_PORT), LineSettings())()) as line:
        try:
            scale.greet(line)
        except Silent:
            yield Step("label_scale.no_answer", "bad", place="state", word="silent")
        except Refused as error:
            yield Step("trial.label_scale_refused", "bad", {"detail": str(error)}, place="state", word="refused")
        else:
            has_answered = not is_cas or layout  # without a layout to set, a CAS scale is told nothing, and says nothing
            code = "trial.answered" if has_answered else "trial.reached"
            yield Step(code, place="state", word="ready" if has_answered else "reached")
