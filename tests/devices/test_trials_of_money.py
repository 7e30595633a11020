"""Trials of what stands for money: who answers is told, no money moves and nothing is registered."""

from __future__ import annotations

from devices.simulators.card_terminal import SimulatedTerminal
from devices.simulators.fiscal_register import SimulatedWebkassa
from devices.terminals.privatbank import PrivatBankTerminal
from devices.trials.steps import Step, Trial, Watch
from devices.trials.trying import steps

SECRETS = {"login": "cashier@shop", "password": "secret", "api_key": "key"}


def tried(trial: Trial) -> list[Step]:
    return list(steps(trial, Watch()))


def test_a_terminal_answers_and_no_money_moves():
    terminal = SimulatedTerminal()
    try:
        found = tried(Trial("card_terminal", "privatbank", terminal.address))
        assert [step.code for step in found] == ["trial.asking", "trial.terminal_answers"]
        assert terminal.moved == []
    finally:
        terminal.stop()


def test_a_terminal_says_whether_it_is_there_by_itself():
    terminal = SimulatedTerminal()
    try:
        assert PrivatBankTerminal("127.0.0.1", terminal.port).answers()
        terminal.hears_no_questions = True
        assert not PrivatBankTerminal("127.0.0.1", terminal.port, question_s=0.2).answers()
    finally:
        terminal.stop()
    assert not PrivatBankTerminal("127.0.0.1", terminal.port).answers()
    assert (terminal.asked, terminal.moved) == (["CheckConnection"] * 2, [])


def test_a_terminal_that_is_not_there_is_told():
    found = tried(Trial("card_terminal", "privatbank", "tcp://127.0.0.1:1"))
    assert (found[-1].code, found[-1].mark) == ("trial.no_answer", "bad")


def test_a_register_says_how_it_stands_and_nothing_is_registered():
    register = SimulatedWebkassa()
    try:
        found = tried(Trial("fiscal_register", "webkassa", register.url, {"cashbox": "SWK1"}, secret=SECRETS.__getitem__))
        assert found[1].code == "trial.register_answers", found
        assert found[1].mark == "well"
        assert register.checks == []
    finally:
        register.stop()


def test_a_register_without_its_secret_is_told_and_not_asked():
    (step,) = tried(Trial("fiscal_register", "webkassa", "https://127.0.0.1:1", {"cashbox": "SWK1"}))
    assert (step.code, step.mark) == ("device.no_secret", "bad")


def test_a_register_that_is_not_there_is_told():
    found = tried(Trial("fiscal_register", "webkassa", "http://127.0.0.1:1", {"cashbox": "SWK1"}, secret=SECRETS.__getitem__))
    assert (found[1].code, found[1].mark) == ("trial.no_answer", "bad")
