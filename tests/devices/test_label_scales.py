"""Label scales over real sockets: what changed is sent, each number has its answer, and no fault of a scale is a yes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import DeviceFailed
from devices.label_scales.cas_cl5000 import CasCl5000, framed, two_lines
from devices.label_scales.goods import (
    Limits,
    Outcome,
    Row,
    ScaleGoods,
    difference,
    parted,
    spelled,
    state_after,
    state_of,
    state_text,
)
from devices.label_scales.loading import LabelScale, load
from devices.label_scales.massa_k import MassaK, first_body
from devices.label_scales.text_file import FILES, FileTemplate, text_file
from devices.line import Line
from devices.scales.massak100 import framed as in_massa_frame
from devices.simulators.label_scales import CasLabelScale, Known, MassaKLabelScale
from devices.simulators.on_tcp import TcpDevice
from devices.transport.address import open_line

APPLES = ScaleGoods(1, "Алма «Апорт» ірі", 12_000, 101)
CHEESE = ScaleGoods(2, "Сыр «Голландский» 45 %", 89_990, composition="Состав: молоко, соль.")
HALVA = ScaleGoods(3, "Халва", 45_000, 103, shelf_days=30)
SHELF = (APPLES, CHEESE, HALVA)


@dataclass
class Wired:
    """A simulated scale at the end of a socket, and the driver for it."""

    simulated: CasLabelScale | MassaKLabelScale
    network: TcpDevice
    make: Callable[..., LabelScale]
    wait_s: float = 5

    @property
    def driver(self) -> LabelScale:
        return self.make(wait_s=self.wait_s)

    def load(self, goods: tuple[ScaleGoods, ...] = SHELF, before: dict[str, str] | None = None) -> list[Row]:
        return list(load(lambda: open_line(self.network.address), self.driver, goods, before=before or {}))

    def outcomes(self, goods: tuple[ScaleGoods, ...] = SHELF) -> list[tuple[int | None, str, str]]:
        return [(row.goods.plu, row.outcome, row.code) for row in self.load(goods)]


@pytest.fixture(params=["cas", "massa"])
def wired(request: pytest.FixtureRequest) -> Iterator[Wired]:
    simulated = CasLabelScale() if request.param == "cas" else MassaKLabelScale()
    network = TcpDevice(simulated.feed)
    yield Wired(simulated, network, CasCl5000 if request.param == "cas" else MassaK)
    network.stop()


def test_what_was_sent_is_what_the_scale_has(wired: Wired):
    assert wired.outcomes() == [(1, "sent", ""), (2, "sent", ""), (3, "sent", "")]
    assert wired.simulated.goods == {
        1: Known("Алма «Апорт» ірі", 12_000, 101), 2: Known(CHEESE.name, 89_990, 2, composition=CHEESE.composition),
        3: Known("Халва", 45_000, 103),
    }


def test_only_what_has_changed_is_sent_again(wired: Wired):
    before = state_after({}, wired.load())
    wired.simulated.goods.clear()
    dearer = replace(HALVA, price_minor=46_000)
    rows = wired.load((APPLES, dearer), before)
    assert {(row.goods.plu, row.outcome) for row in rows} == {(1, "unchanged"), (2, "left"), (3, "sent")}
    assert list(wired.simulated.goods) == [3]
    assert [row.outcome for row in wired.load((APPLES, CHEESE, dearer), state_after(before, rows))] == ["unchanged"] * 3


def test_a_scale_that_refuses_one_number_gets_the_others(wired: Wired):
    wired.simulated.refuses = frozenset({2})
    rows = wired.load()
    assert [(row.goods.plu, row.outcome) for row in rows] == [(1, "sent"), (2, "refused"), (3, "sent")]
    assert rows[1].code == "label_scale.refused"
    assert rows[1].detail in ("157", "0x43")
    assert set(wired.simulated.goods) == {1, 3}
    assert set(state_after({"2": "old"}, rows)) == {"1", "3"}


def test_a_scale_that_stalls_gets_no_more_and_nothing_is_called_sent(wired: Wired):
    wired.network.stalls, wired.wait_s = True, 0.3
    outcomes = wired.outcomes()
    assert {outcome for _plu, outcome, _code in outcomes} <= {"unknown", "unsent"}
    assert {code for _plu, _outcome, code in outcomes} == {"label_scale.no_answer"}


def test_a_scale_that_falls_silent_in_the_middle_leaves_one_in_doubt_and_the_rest_unsent(wired: Wired):
    taken = type(wired.simulated)._frame

    def one_answer(heard: bytes) -> tuple[bytes, bytes] | None:
        found = taken(wired.simulated, heard)  # type: ignore[arg-type]
        wired.simulated.is_silent = 1 in wired.simulated.goods and len(wired.simulated.goods) > 1
        return found

    wired.simulated._frame, wired.wait_s = one_answer, 1  # type: ignore[method-assign]
    assert wired.outcomes() == [(1, "sent", ""), (2, "unknown", "label_scale.no_answer"), (3, "unsent", "label_scale.no_answer")]


def test_a_scale_that_hangs_up_in_the_middle_of_a_product_leaves_it_in_doubt(wired: Wired):
    frames = 160 if isinstance(wired.simulated, CasLabelScale) else 80
    wired.network.takes_bytes = frames + 40
    outcomes = wired.outcomes()
    assert [outcome for _plu, outcome, _code in outcomes] == ["sent", "unknown", "unsent"]
    assert outcomes[1][2] in ("device.gone", "device.stuck")
    wired.network.takes_bytes = -1
    assert [outcome for _plu, outcome, _code in wired.outcomes()] == ["sent", "sent", "sent"]


def test_a_scale_that_is_not_there_is_said_for_each(wired: Wired):
    wired.network.stop()
    assert wired.outcomes() == [(plu, "unsent", "device.not_there") for plu in (1, 2, 3)]


def test_who_stops_asking_stops_the_work(wired: Wired):
    rows = load(lambda: open_line(wired.network.address), wired.driver, SHELF, before={})
    assert next(rows).outcome == "sent"
    rows.close()  # type: ignore[attr-defined]
    assert wired.network.wait_until_served()
    assert list(wired.simulated.goods) == [1]


def test_a_long_name_is_cut_and_said(wired: Wired):
    long = replace(APPLES, name="Өте ұзақ атау " * 30)
    assert wired.outcomes((long,)) == [(1, "sent", "label_scale.name_cut")]
    assert len(wired.simulated.goods[1].name) <= wired.driver.limits.name_bytes + 1  # the simulator joins two lines


def test_a_cas_scale_is_told_the_layout_of_its_barcodes():
    simulated = CasLabelScale()
    network = TcpDevice(simulated.feed)
    rows = list(load(lambda: open_line(network.address), CasCl5000(barcode="22IIIIIWWWWW"), (APPLES,), before={}))
    network.stop()
    assert ([row.outcome for row in rows], simulated.barcode) == (["sent"], "22IIIIIWWWWW")


@pytest.mark.parametrize(
    ("goods", "code"),
    [
        (ScaleGoods(None, "x", 1), "plu_missing"), (ScaleGoods(0, "x", 1), "plu_missing"),
        (ScaleGoods(10**7, "x", 1, 1), "plu_too_large"),
        (ScaleGoods(5, "x", 1, 100_000), "code_too_large"), (ScaleGoods(5, "x", None), "price_missing"),
        (ScaleGoods(5, "x", 1_000_000), "price_too_large"), (ScaleGoods(5, " \n", 1), "name_missing"),
        (ScaleGoods(1, "x", 1), "plu_twice"),
    ],
)
def test_what_a_scale_cannot_have_is_refused_with_a_code_and_never_sent(wired: Wired, goods: ScaleGoods, code: str):
    outcomes = wired.outcomes((APPLES, goods))
    assert (goods.plu, "refused", f"label_scale.{code}") in outcomes
    assert set(wired.simulated.goods) == {1}


def test_the_frame_of_a_cas_product_is_the_published_one():
    frame = framed(b"L", bytes(147))
    assert frame[:10] == b"WL\0\0\0\0," + struct.pack("<H", 147) + b":"
    assert len(frame) == 10 + 147 + 3
    assert frame[-1:] == b"\r"
    assert frame[-2] == sum(frame[2:-2]) % 256
    assert frame[-3:-2] == b":"


def test_a_name_is_parted_between_words():
    assert two_lines(b"a" * 30 + b" " + b"b" * 30) == (b"a" * 30, b"b" * 30)
    assert two_lines(b"c" * 80) == (b"c" * 40, b"c" * 40)


@given(st.text(max_size=200))
def test_any_name_is_spelled_without_control_characters(name: str):
    for page in ("cp1251", "cp866", "rk1048"):
        assert all(byte >= 0x20 and byte != 0x7F for byte in spelled(name, page))


goods = st.builds(
    ScaleGoods, plu=st.one_of(st.none(), st.integers(-5, 2_000_000)), name=st.text(max_size=120),
    price_minor=st.one_of(st.none(), st.integers(-1, 2_000_000)), code=st.one_of(st.none(), st.integers(-1, 200_000)),
    by_piece=st.booleans(), shelf_days=st.integers(-10, 10**12), composition=st.text(max_size=900),
)


@given(st.lists(goods, max_size=6))
def test_any_goods_are_taken_or_refused_and_what_is_taken_is_read_back(wanted: list[ScaleGoods]):
    from devices.label_scales import cas_cl5000, massa_k

    fit, refused = parted(wanted, cas_cl5000.LIMITS)
    assert len(fit) + len(refused) == len(wanted)
    cas, massa = CasLabelScale(), MassaKLabelScale()
    massa.is_ready = True
    for each in fit:
        cas.feed(framed(b"L", cas_cl5000.product(each, cas_cl5000.LIMITS)))
        record = massa_k.FILE_HEAD + massa_k.product(each, massa_k.LIMITS)
        assert len(record) <= 1024
        massa.feed(in_massa_frame(struct.pack("<BBHHH", massa_k.LOAD_FILE, massa_k.GOODS_ADDED, 1, 1, len(record)) + record))
    for simulated in (cas, massa):
        assert {plu: known.price_minor for plu, known in simulated.goods.items()} == {each.plu: each.price_minor for each in fit}


@given(st.binary(max_size=200))
def test_noise_from_a_scale_is_no_answer(noise: bytes):
    body = first_body(noise)
    assert body is None or body in noise


@pytest.mark.parametrize("driver", [CasCl5000(wait_s=0.2), MassaK(wait_s=0.2)], ids=["cas", "massa"])
@pytest.mark.parametrize("answer", [b"", b"?", b"\xf8\x55\xce\x01\x00\x42\x00\x00", b"\x06" * 40])
def test_an_answer_that_nobody_understands_is_not_a_yes(driver: LabelScale, answer: bytes):
    network = TcpDevice(lambda _data, reply: reply(answer) if answer else None)
    rows = list(load(lambda: open_line(network.address), driver, (APPLES, HALVA), before={}))
    network.stop()
    assert not [row for row in rows if row.outcome == "sent"]


def test_the_difference_is_new_changed_the_same_and_gone():
    before = {"1": APPLES.fingerprint, "2": "another", "9": "gone", "rubbish": "x"}
    found = difference(before, SHELF)
    assert (found.changed, found.unchanged, found.gone) == ((CHEESE, HALVA), (APPLES,), (9,))


@pytest.mark.parametrize(("outcome", "is_known"), [("refused", False), ("unknown", False), ("unsent", True), ("unchanged", True)])
def test_what_may_not_be_on_the_scale_is_forgotten(outcome: Outcome, is_known: bool):
    state = state_after({"1": APPLES.fingerprint}, [Row(APPLES, outcome)])
    assert state == ({"1": APPLES.fingerprint} if is_known else {})


def test_a_state_survives_its_file_and_a_damaged_one_knows_nothing():
    state = {"1": APPLES.fingerprint}
    assert state_of(state_text(state)) == state
    for damaged in ("", "{", "[1]", '{"1": 5}', "[" * 100_000):
        assert state_of(damaged) == {}


@pytest.mark.parametrize("template", FILES.values(), ids=lambda template: template.name)
def test_a_file_has_a_line_for_each_and_a_report(template: FileTemplate):
    wild = ScaleGoods(4, "a;b,c\td\r\ne^f", 100)
    file, rows = text_file((*SHELF, wild, ScaleGoods(None, "x", 1)), template)
    lines = file.decode("cp1251").split("\r\n")
    assert lines.pop() == ""
    assert len(lines) == 4
    assert {line.count(template.separator) for line in lines} == {len(template.columns) - 1}
    name = template.columns.index("name")
    assert [line.split(template.separator)[name] for line in lines][:3] == [each.name for each in SHELF]
    assert [(row.outcome, row.code) for row in rows] == [("refused", "label_scale.plu_missing"), *[("sent", "")] * 4]


def test_a_template_of_ones_own_has_a_head_and_prices_as_they_are_wanted():
    own = FileTemplate("own", ("plu", "price", "empty"), "|", head="PLU|PRICE|", end="\n", limits=Limits(name_bytes=10))
    file, rows = text_file((APPLES,), own)
    assert file == b"PLU|PRICE|\n1|120.00|\n"
    assert rows[0].code == "label_scale.name_cut"


def _never() -> Line:
    raise DeviceFailed("device.not_there", address="x")


def test_nothing_is_reached_for_when_nothing_changed():
    state = {str(each.plu): each.fingerprint for each in SHELF}
    assert [row.outcome for row in load(_never, CasCl5000(), SHELF, before=state)] == ["unchanged"] * 3
