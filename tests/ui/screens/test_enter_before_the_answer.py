"""Return is quicker than a search: what is taken is what was typed, never what an older search has left in the list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from PySide6.QtCore import Qt

from tests.ui.screens.conftest import Hand


@contextmanager
def slow_answers(hand: Hand) -> Iterator[None]:
    """Both ask threads are held: what is asked now is answered when this is left."""
    gate, held = Event(), [Event(), Event()]

    def wait(_session: Any, *, begun: Event) -> None:
        begun.set()
        gate.wait(10)

    waiting = [hand.floor.shop.readers.ask_later(wait, begun=each) for each in held]
    assert all(each.wait(5) for each in held)
    try:
        yield
    finally:
        gate.set()
        for each in waiting:
            each.result()
    hand.settle()


def typed(hand: Hand, text: str) -> None:
    """As by hand: slowly enough to be no scanner's."""
    box = hand.screen.box
    box.setFocus()
    box.selectAll()
    for letter in text:
        hand.pace.now += 1
        hand.qtbot.keyClicks(box, letter)


def enter(hand: Hand) -> None:
    hand.pace.now += 1
    hand.qtbot.keyClick(hand.screen.box, Qt.Key.Key_Return)


def lines(hand: Hand) -> list[str]:
    return [line.name for line in hand.checkout.lines.values()]


def test_at_the_checkout(hand: Hand):
    typed(hand, "mil")
    hand.settle()
    assert [hit.name for hit in hand.checkout.view.found.hits] == ["Milk"]
    with slow_answers(hand):
        typed(hand, "tea")
        hand.qtbot.waitUntil(lambda: hand.checkout._search._is_asking)  # else these keys were a scanner's
        enter(hand)
    assert lines(hand) == ["Tea"]


def test_at_the_checkout_without_any_list_before(hand: Hand):
    with slow_answers(hand):
        typed(hand, "bre")
        enter(hand)
    assert lines(hand) == ["Bread"]


def test_at_the_checkout_what_nothing_carries_is_told(hand: Hand):
    unknown: list[str] = []
    hand.checkout.unknown.connect(unknown.append)
    with slow_answers(hand):
        typed(hand, "zzzz")
        enter(hand)
    assert (lines(hand), unknown) == ([], ["zzzz"])


def test_among_the_customers(hand: Hand):
    hand.floor.customer("Gulnara")
    hand.floor.customer("Mirlan")
    hand.scan("111")
    hand.till.window.open("customer")
    hand.settle()
    typed(hand, "gul")
    hand.settle()
    with slow_answers(hand):
        typed(hand, "mir")
        enter(hand)
    assert hand.till.window.name == "checkout"
    assert hand.checkout.view.customer is not None
    assert hand.checkout.view.customer.name == "Mirlan"


def test_in_the_list_of_goods(hand: Hand):
    hand.till.window.open("goods")
    hand.settle()
    typed(hand, "mil")
    hand.settle()
    with slow_answers(hand):
        typed(hand, "tea")
        enter(hand)
    draft = hand.till.errands.goods.view.draft
    assert draft is not None
    assert draft.name == "Tea"


def test_in_a_return_without_a_receipt(hand: Hand):
    hand.till.returns._begin_without()
    hand.settle()
    typed(hand, "mil")
    hand.settle()
    with slow_answers(hand):
        typed(hand, "tea")
        enter(hand)
    assert [line.name for line in hand.till.returns.model.view.lines] == ["Tea"]
