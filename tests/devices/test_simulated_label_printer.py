"""The simulated label printer has dot for dot what a label is, in each language, however its bytes come."""

from __future__ import annotations

from io import BytesIO
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.labels.batch import Form, Wanted, batch
from devices.labels.drawing import drawn
from devices.labels.template import TEMPLATES, Label
from devices.simulators.label_printer import LabelPrinter

FORMS: list[Form] = [form for form in get_args(Form) if form != "pdf"]
MILK, TEA = Label("Сүт 1 л", "89,00", barcode="4006381333931"), Label("Чай ^XZ", "215,00", square="x")


def job(form: Form) -> bytes:
    out = BytesIO()
    for _done in batch([Wanted(MILK, 2), Wanted(TEA, 1)], TEMPLATES["small"], out, form=form):
        pass
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
@given(parts=st.lists(st.integers(min_value=1, max_value=5000), min_size=1, max_size=8))
@settings(max_examples=10, deadline=None)
def test_the_labels_come_out_as_they_were_drawn(form: Form, parts: list[int]):
    printer, whole = LabelPrinter(form), job(form)
    at = 0
    for size in [*parts, len(whole)]:
        printer.feed(whole[at : at + size])
        at += size
    assert [label.copies for label in printer.labels] == [2, 1]
    wanted = [drawn(label, TEMPLATES["small"]).tobytes() for label in (MILK, TEA)]
    assert [label.picture().tobytes() for label in printer.labels] == wanted


@pytest.mark.parametrize("form", FORMS)
@given(noise=st.binary(max_size=400))
def test_noise_before_a_label_hides_no_label_behind_it(form: Form, noise: bytes):
    printer = LabelPrinter(form)
    printer.feed(noise)
    printer.feed(job(form))
    assert len(printer.labels) >= 1
