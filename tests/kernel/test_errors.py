"""Errors carry a code and facts, also through a pickle, and never a sentence."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from app.kernel import errors
from app.kernel.errors import AppError, NeedsConfirmation, PinRefused, RuleBroken

FAMILIES = [found for _name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, AppError)]


@pytest.mark.parametrize("family", FAMILIES)
def test_an_error_is_its_family_its_code_and_its_facts(family: type[AppError]):
    error = family("sale.not_open", state="void", count=3)
    assert (error.code, error.facts, str(error)) == ("sale.not_open", {"state": "void", "count": 3}, "sale.not_open")
    assert repr(error) == f"{family.__name__}('sale.not_open', {{'state': 'void', 'count': 3}})"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_comes_through_another_process_as_it_was(family: type[AppError], again):
    error = again(family("x.y", code_of_fact=1, message="м"))
    assert (type(error), error.code, error.facts) == (family, "x.y", {"code_of_fact": 1, "message": "м"})


def test_a_fact_may_be_called_code():
    assert RuleBroken("code.taken", code="4600000000017").facts == {"code": "4600000000017"}


def test_every_family_has_a_name_of_its_own():
    own = {family: family.family for family in FAMILIES if family is not PinRefused}
    assert len(set(own.values())) == len(own)
    assert PinRefused.family == RuleBroken.family


def test_only_a_refused_pin_keeps_what_was_written():
    assert [family for family in FAMILIES if family.keeps_work] == [PinRefused]
    assert not NeedsConfirmation("x").keeps_work
