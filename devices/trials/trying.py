"""A device of any kind is tried step by step. Whatever it does, the trial ends, lets go of the port and raises nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.kernel.errors import AppError
from devices.registry import check_options
from devices.trials.acting import cash_drawer, display, label_scale
from devices.trials.asking import card_terminal, fiscal_register
from devices.trials.listening import scale, scanner
from devices.trials.printing import label_printer, printer
from devices.trials.steps import Step, Trial, Watch, fault

BY_KIND: Mapping[str, Callable[[Trial, Watch], Iterator[Step]]] = {
    "printer": printer, "scale": scale, "drawer": cash_drawer, "display": display, "scanner": scanner,
    "label_printer": label_printer, "label_scale": label_scale, "card_terminal": card_terminal,
    "fiscal_register": fiscal_register,
}
UNVERIFIED_WAYS = ("usb:", "windows:")
"""No such device or system was at hand."""


def steps(trial: Trial, watch: Watch) -> Iterator[Step]:
    """What is found, as it is found; what is wrong is a step too. Who stops asking lets the device go."""
    told: dict[str, Step] = {}
    try:
        check_options(trial.kind, trial.driver, trial.options)
        if trial.address.startswith(UNVERIFIED_WAYS):
            yield Step("trial.way_unverified", "doubt")
        for step in BY_KIND[trial.kind](trial, watch):
            if not step.place or told.get(step.place) != step:
                told[step.place] = step
                yield step
    except AppError as error:
        place = "live" if "live" in told else ""  # a weight that was shown is none any more
        yield fault(error, trial.address, place=place)


def check_address(kind: str, address: str, driver: str = "") -> None:
    """Whether a device of this kind could be there. Refused: `device.address`."""
    from devices.label_scales.text_file import FILES
    from devices.transport.address import check_form

    if kind == "label_scale" and driver in FILES and address.strip():
        return  # a file of any name
    is_on_the_web = kind == "fiscal_register" and address.startswith(("https://", "http://"))
    check_form(f"tcp:{address.partition(':')[2]}" if is_on_the_web else address)


def last_step(trial: Trial, watch: Watch | None = None) -> Step:
    """The step that says how the device is, of a trial from beginning to end."""
    found = Step("trial.nothing", "bad", word="unknown")
    for step in steps(trial, watch or Watch()):
        if step.word or step.mark == "bad":
            found = step
    return found
