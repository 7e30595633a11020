"""Trials of what stands for money: a card terminal and a fiscal register are asked how they are. No money moves, nothing is
registered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from devices.trials.steps import Step, Trial, Watch

NO_ANSWERS = frozenset({"device.not_there", "device.no_answer"})


def card_terminal(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """Whether it answers; no money moves. Refused: `device.*`."""
    making: Any = _making()
    terminal = making.card_terminal(trial.driver, trial.address, trial.options, trial.secret)
    yield Step("trial.asking", "wait", place="state")
    if terminal.answers():
        yield Step("trial.terminal_answers", place="state", word="ready")
    else:
        yield Step("trial.no_answer", "bad", {"address": trial.address}, place="state", word="silent")


def fiscal_register(trial: Trial, _watch: Watch) -> Iterator[Step]:
    """How it stands. Refused: `device.*`."""
    making: Any = _making()
    register = making.fiscal_register(trial.driver, trial.address, trial.options, trial.secret)
    yield Step("trial.asking", "wait", place="state")
    state = register.state()
    if not state.answers:
        yield Step("trial.no_answer", "bad", {"address": trial.address}, place="state", word="silent")
        if state.code and state.code not in NO_ANSWERS:
            yield Step("trial.says", "bad", {"detail": state.code})
        return
    yield Step("trial.register_answers", place="state", word="ready")
    if state.shift_is_open is not None:
        yield Step("trial.register_shift_open" if state.shift_is_open else "trial.register_shift_closed")
    if state.unsent_count:
        yield Step("trial.register_unsent", "doubt", {"count": state.unsent_count, "first_unsent_at": state.first_unsent_at})
    if state.code:
        yield Step("trial.says", "doubt", {"detail": state.code})


def _making() -> Any:
    """What makes a terminal or a register; loaded when one is really tried."""
    from devices import making

    return making
