"""Goods into a scale that prints labels, in the window: only what has changed, and a row for each that has not arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.beside.scale_goods import ScaleGoodsSender
from app.core.catalog.commands import change_product
from app.core.devices.commands import add_device
from devices.simulators.label_scales import CasLabelScale
from devices.simulators.on_tcp import TcpDevice
from tests.ui.screens.conftest import Hand
from ui.pages.scale_goods.model import ScaleGoodsView


@pytest.fixture
def cheese(hand: Hand) -> Iterator[tuple[CasLabelScale, TcpDevice]]:
    scale = CasLabelScale()
    network = TcpDevice(scale.feed)
    hand.floor.do(add_device, kind="label_scale", driver="cas", name="Cheese", address=network.address)
    hand.till.labelling.loader = ScaleGoodsSender(hand.floor.shop)
    yield scale, network
    network.stop()


def seen(hand: Hand) -> ScaleGoodsView:
    hand.till.window.open("scale_goods")
    hand.settle()
    return hand.till.labelling.scale_goods.view


def sent(hand: Hand) -> ScaleGoodsView:
    hand.press(Qt.Key.Key_Return)
    model = hand.till.labelling.scale_goods
    hand.qtbot.waitUntil(lambda: not model.view.is_under_way, timeout=10_000)
    hand.settle()
    return model.view


def test_new_goods_go_out_once_and_changed_ones_again(hand: Hand, cheese: tuple[CasLabelScale, TcpDevice]):
    assert seen(hand).counts == {"new": 1}
    view = sent(hand)
    assert (view.counts, view.failed) == ({"sent": 1}, 0)
    assert cheese[0].goods[101].name == "Apples"
    hand.till.window.open("menu")
    assert seen(hand).counts == {"unchanged": 1}
    assert not hand.screen.send.isEnabled()
    hand.till.window.open("menu")
    hand.floor.do(change_product, product_id=hand.floor.goods["444"], name="Apples Aport")
    assert seen(hand).counts == {"changed": 1}
    sent(hand)
    assert cheese[0].goods[101].name == "Apples Aport"


def test_an_emptied_scale_gets_everything(hand: Hand, cheese: tuple[CasLabelScale, TcpDevice]):
    seen(hand)
    sent(hand)
    hand.till.window.open("menu")
    seen(hand)
    cheese[0].goods.clear()
    hand.touch(hand.screen.everything)
    sent(hand)
    assert set(cheese[0].goods) == {101}


def test_what_is_refused_is_said_and_goes_out_again_with_the_same_key(hand: Hand, cheese: tuple[CasLabelScale, TcpDevice]):
    cheese[0].refuses = frozenset({101})
    seen(hand)
    view = sent(hand)
    assert (view.counts, view.failed) == ({"refused": 1}, 1)
    assert hand.screen.send.text() == "Send the rest"
    cheese[0].refuses = frozenset()
    assert sent(hand).counts == {"sent": 1}


def test_a_scale_that_is_not_there_loses_nothing(hand: Hand, cheese: tuple[CasLabelScale, TcpDevice]):
    seen(hand)
    cheese[1].stop()
    view = sent(hand)
    (row,) = view.rows
    assert (row.outcome, row.code) == ("unsent", "device.not_there")
    assert "Nothing answers" in hand.screen._row(row).note


def test_a_maker_that_wants_a_file_gets_one(hand: Hand, tmp_path: Path):
    hand.till.labelling.loader = ScaleGoodsSender(hand.floor.shop)
    out = tmp_path / "goods.txt"
    hand.floor.do(add_device, kind="label_scale", driver="rongta", name="Rongta", address=f"file:{out}")
    seen(hand)
    assert hand.screen.send.text() == "Write the file"
    sent(hand)
    assert out.read_bytes() == b"101,Apples,101,120.00,0,0\r\n"


def test_without_such_a_scale_it_says_where_to_declare_one(hand: Hand):
    hand.till.labelling.loader = ScaleGoodsSender(hand.floor.shop)
    assert seen(hand).scales == ()
    assert "settings" in hand.screen.rows.empty
    assert not hand.screen.send.isEnabled()
