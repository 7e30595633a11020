"""`duken load-scale`: the shop's goods on a scale over a real socket, only what has changed, and a report that is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.catalog.commands import change_product
from devices.simulators.label_scales import CasLabelScale, Known, MassaKLabelScale
from devices.simulators.on_tcp import TcpDevice
from tests.cli.conftest import Duken, Till


@pytest.fixture(params=["cas", "massa-k"])
def scale(request: pytest.FixtureRequest) -> Iterator[tuple[str, CasLabelScale | MassaKLabelScale, TcpDevice]]:
    simulated = CasLabelScale() if request.param == "cas" else MassaKLabelScale()
    network = TcpDevice(simulated.feed)
    yield request.param, simulated, network
    network.stop()


Scale = tuple[str, CasLabelScale | MassaKLabelScale, TcpDevice]


def test_goods_with_a_number_are_sent_once_and_again_when_they_change(duken: Duken, file: Till, scale: Scale):
    model, simulated, network = scale
    words = ("--model", model, "--port", network.address, "--db", file.path, "--json")
    first = duken("load-scale", *words)
    assert (first.code, first.err) == (0, "")
    assert [(each["plu"], each["outcome"]) for each in first.json["goods"]] == [(101, "sent")]
    assert simulated.goods == {101: Known("Apples", 12_000, 101)}
    assert duken("load-scale", *words).json["counts"] == {"unchanged": 1}
    assert duken("load-scale", *words, "--all").json["counts"] == {"sent": 1}
    floor = file.opened()
    with floor.shop:
        floor.do(change_product, product_id=floor.goods["444"], name="Apples Aport")
    assert duken("load-scale", *words).json["counts"] == {"sent": 1}
    assert simulated.goods[101].name == "Apples Aport"


def test_a_scale_that_refuses_is_said_and_ends_with_one(duken: Duken, file: Till, scale: Scale):
    model, simulated, network = scale
    simulated.refuses = frozenset({101})
    words = ("--model", model, "--port", network.address, "--db", file.path)
    said = duken("load-scale", *words)
    assert said.code == 1
    assert "101 Apples: The scale has not taken this product. [" in said.out
    assert "Sent: 0. Unchanged: 0. Not sent: 1." in said.out
    simulated.refuses = frozenset()
    assert duken("load-scale", *words, "--json").json["counts"] == {"sent": 1}


def test_a_scale_that_is_not_there_is_said_with_its_address(duken: Duken, file: Till, scale: Scale):
    model, _simulated, network = scale
    network.stop()
    said = duken("load-scale", "--model", model, "--port", network.address, "--db", file.path, "--json")
    (row,) = said.json["goods"]
    assert (said.code, row["outcome"], row["code"]) == (1, "unsent", "device.not_there")
    assert network.address in row["sentence"]


def test_a_file_is_written_for_the_others(duken: Duken, file: Till, tmp_path: Path):
    out = tmp_path / "plu.txt"
    said = duken("load-scale", "--model", "rongta", "-o", out, "--db", file.path)
    assert (said.code, said.out) == (0, "101 Apples: sent\nSent: 1. Unchanged: 0. Not sent: 0.\n")
    assert out.read_bytes() == b"101,Apples,101,120.00,0,0\r\n"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--model", "other"), "label_scale.unknown_model"), (("--model", "cas"), "label_scale.needs_port"),
        (("--model", "dahua"), "label_scale.needs_file"),
    ],
)
def test_a_call_that_cannot_be_is_refused(duken: Duken, file: Till, words: tuple[str, ...], problem: str):
    said = duken("load-scale", *words, "--db", file.path, "--json")
    assert (said.code, said.json["error"]["facts"]["problem"]) == (2, problem)


def test_an_address_that_is_none_is_said(duken: Duken, file: Till):
    said = duken("load-scale", "--model", "cas", "--port", "tcp://[", "--db", file.path, "--json")
    assert (said.code, said.json["goods"][0]["code"]) == (1, "device.address")


def test_a_layout_of_barcodes_that_is_none_is_not_sent(duken: Duken, file: Till, scale: Scale):
    model, simulated, network = scale
    said = duken("load-scale", "--model", model, "--port", network.address, "--barcode", "XYZ", "--db", file.path, "--json")
    assert (said.code, said.error["code"]) == (1, "device.wrong_option")
    assert simulated.goods == {}
