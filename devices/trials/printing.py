"""Trials of what prints: a receipt printer says how it is and prints the page of letters, a label printer prints one label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from io import BytesIO

from app.kernel.errors import DeviceFailed
from devices.line import LineSettings
from devices.making import reach, receipt_printer, roll
from devices.options import STATUS, line_settings
from devices.registry import driver
from devices.trials.steps import Mark, Step, Trial, Watch, fault

MARKS: Mapping[str, Mark] = {"ready": "well", "paper_low": "doubt", "unknown": "doubt"}
"""Of a printer's word; in any other state it cannot print."""


def printer(trial: Trial, watch: Watch) -> Iterator[Step]:
    """Its state, then the test page where it can print. Refused: `device.*`."""
    from devices.printers.line_printer import NOTHING_MORE
    from devices.printers.status import ask_state
    from devices.printers.test_page import page, tables

    driver("printer", trial.driver)
    settings = line_settings(trial.options, LineSettings())
    word = "unknown"
    with closing(reach(trial.address, settings)()) as line:
        if STATUS.of(trial.options) == "asked":
            yield Step("trial.asking", "wait", place="state")
            line.write(NOTHING_MORE)
            word = ask_state(line).word
    yield Step(f"trial.printer_{word}", MARKS.get(word, "bad"), place="state", word=word)
    if trial.is_quiet or word not in MARKS or watch.is_over:
        return
    yield Step("trial.printing", "wait", place="page")
    try:
        # one that says nothing of itself is seen by its page: nobody waits for its word a second time
        options = trial.options if word != "unknown" else {**trial.options, STATUS.name: "never"}
        receipt_printer(trial.driver, trial.address, options).send(page(trial.options))
    except DeviceFailed as error:
        yield fault(error, trial.address, place="page")
        if error.code == "printer.unknown":
            yield Step(error.code, "bad")
        return
    picks = (("", {"mode": "raster"}), *(
        (f"{name} {slot}", {"mode": "codepage", "page": name, "slot": str(slot)}) for name, slot in tables()
    ))
    yield Step("trial.page_printed", place="page", word=word, picks=picks)


def label_printer(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """One sample label; of a quiet trial only whether it is there. Refused: `device.*`."""
    driver("label_printer", trial.driver)
    dots_mm, gap_mm = roll(trial.options)
    with closing(reach(trial.address, line_settings(trial.options, LineSettings()))()) as line:
        if trial.is_quiet:
            yield Step("trial.reached", place="page", word="reached")
            return
        yield Step("trial.printing", "wait", place="page")
        line.write(sample_label(trial.driver, dots_mm=dots_mm, gap_mm=gap_mm))
    yield Step("trial.label_printed", place="page", word="reached")


def sample_label(language: str, *, dots_mm: int, gap_mm: float) -> bytes:
    """A small label in a printer's language (`zpl`, `tspl`, `epl`) with every thing that a label may have."""
    from devices.labels.batch import FORMS, Wanted, batch
    from devices.labels.template import TEMPLATES, Label

    form = next(each for each in FORMS if each == language)
    label = Label("Duken · Әә Ғғ Ққ Ңң Өө Үү Її Єє Ґґ", "123,45", barcode="4006381333931", date="31.12.2026")
    job = BytesIO()
    for _done in batch([Wanted(label)], TEMPLATES["small"], job, form=form, dots_mm=dots_mm, gap_mm=gap_mm):
        pass
    return job.getvalue()
