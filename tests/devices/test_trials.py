"""Trials of devices: each kind over a real port or socket, whatever state it is in; a trial ends and never raises."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.core.devices.views import TrialStep
from app.kernel.errors import DeviceFailed
from devices.registry import drivers
from devices.simulators.display import TextDisplay
from devices.simulators.escpos_printer import EscPosPrinter
from devices.simulators.label_scales import CasLabelScale, MassaKLabelScale
from devices.simulators.on_pty import PtyDevice
from devices.simulators.on_tcp import TcpDevice
from devices.simulators.scale_frames import FRAMES
from devices.simulators.scale_talk import ScaleTalk
from devices.trials.steps import Step, Trial, Watch
from devices.trials.trying import BY_KIND, check_address, last_step, steps
from tests.devices.waiting import until
from ui.trial_words import step_text

posix = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals of POSIX")


@pytest.fixture
def plugged() -> Iterator[ExitStack]:
    """What is plugged in, and pulled when the test ends."""
    with ExitStack() as stack:
        yield stack


Reply = Callable[[bytes], None]


def on_network(plugged: ExitStack, heard: Callable[[bytes, Reply], None]) -> TcpDevice:
    device = TcpDevice(heard)
    plugged.callback(device.stop)
    return device


def _mute(_data: bytes = b"") -> bytes:
    return b""


def at_port(
    plugged: ExitStack, answer: Callable[[bytes], bytes] = _mute, *, says: Callable[[], bytes] = _mute, every_s: float = 0.1
) -> PtyDevice:
    device = PtyDevice(answer, says=says, every_s=every_s)
    plugged.callback(device.pull)
    return device


def codes(trial: Trial, watch: Watch | None = None) -> list[str]:
    return [step.code for step in steps(trial, watch or Watch())]


def told_until(trial: Trial, code: str, watch: Watch | None = None) -> list[Step]:
    """The steps up to one with this code; then somebody stops it."""
    watch, found = watch or Watch(), list[Step]()
    for step in steps(trial, watch):
        found.append(step)
        if step.code == code:
            watch.stop()
    assert code in [step.code for step in found], found
    return found


def stopped_at_once(trial: Trial) -> Iterator[Step]:
    watch = Watch()
    for step in steps(trial, watch):
        watch.stop()
        yield step


# --- a printer ---


def test_a_printer_says_how_it_is_and_prints_the_page_to_choose_by(plugged: ExitStack):
    paper = EscPosPrinter()
    network = on_network(plugged, paper.feed)
    found = list(steps(Trial("printer", "escpos", network.address), Watch()))
    assert [step.code for step in found] == ["trial.asking", "trial.printer_ready", "trial.printing", "trial.page_printed"]
    assert network.wait_until_served(2)
    (sheet,) = paper.papers
    named = [line.partition(":")[0] for line in sheet.lines if ":" in line]
    picks = dict(found[-1].picks)
    assert [name for name in picks if name] == named
    assert picks[""] == {"mode": "raster"}
    assert picks["rk1048 53"] == {"mode": "codepage", "page": "rk1048", "slot": "53"}


@pytest.mark.parametrize("trouble", ["paper_out", "cover_open"])
def test_a_printer_that_cannot_print_is_not_asked_to(plugged: ExitStack, trouble: str):
    paper = EscPosPrinter()
    setattr(paper, trouble, True)
    network = on_network(plugged, paper.feed)
    assert codes(Trial("printer", "escpos", network.address))[-1] == f"trial.printer_{trouble}"
    assert network.wait_until_served()
    assert paper.papers == []


def test_a_printer_that_says_nothing_is_tried_all_the_same(plugged: ExitStack):
    heard = bytearray()
    network = on_network(plugged, lambda data, _reply: heard.extend(data))
    assert codes(Trial("printer", "escpos", network.address, {"status": "never"})) == [
        "trial.printer_unknown", "trial.printing", "trial.page_printed",
    ]
    assert network.wait_until_served(2)
    assert b"cp866 17: " in heard


def test_paper_that_ends_in_the_middle_of_the_page_is_told(plugged: ExitStack):
    paper = EscPosPrinter()

    def feed(data: bytes, reply: Reply) -> None:
        paper.feed(data, reply)
        paper.paper_out = paper.paper_out or bool(paper.sheet.lines)

    network = on_network(plugged, feed)
    found = codes(Trial("printer", "escpos", network.address))
    assert found[-2:] == ["trial.printer_paper_out", "printer.unknown"]


def test_a_quiet_trial_prints_nothing(plugged: ExitStack):
    paper = EscPosPrinter()
    network = on_network(plugged, paper.feed)
    assert last_step(Trial("printer", "escpos", network.address, is_quiet=True)).word == "ready"
    assert network.wait_until_served()
    assert paper.papers == []
    assert paper.sheet.is_blank


# --- a scale ---


@posix
@pytest.mark.parametrize("protocol", sorted(FRAMES))
def test_every_scale_is_heard_as_it_weighs(plugged: ExitStack, protocol: str):
    talk = ScaleTalk(protocol, lambda: (742, True))
    port = at_port(plugged, talk.answer, says=talk.frame if talk.streams else lambda: b"")
    found = told_until(Trial("scale", protocol, port.address), "trial.scale_rest")
    assert found[-1].facts["weight_milli"] == 742
    assert found[-1].place == found[0].place == "live"


@posix
def test_each_weight_is_told_once_and_a_moving_one_too(plugged: ExitStack):
    load = [(500, False), (742, True)]
    talk = ScaleTalk("cas6", lambda: load[0] if len(load) > 1 else load[-1])
    port = at_port(plugged, talk.answer)
    watch, told = Watch(), list[tuple[str, int]]()
    for step in steps(Trial("scale", "cas6", port.address), watch):
        if "weight_milli" in step.facts:
            told.append((step.code, step.facts["weight_milli"]))
        if step.code == "trial.scale_moving":
            load.pop(0)
        if step.code == "trial.scale_rest":
            watch.stop()
    assert told == [("trial.scale_moving", 500), ("trial.scale_rest", 742)]


@posix
@pytest.mark.parametrize(("says", "code"), [(b"", "trial.scale_silent"), (b"\x91\x92\xff", "trial.scale_garbled")])
def test_a_scale_that_is_not_heard_says_what_to_look_at(plugged: ExitStack, says: bytes, code: str):
    port = at_port(plugged, says=lambda: says, every_s=0.01)
    told_until(Trial("scale", "and18", port.address), code, Watch(silence_s=0.3))


@posix
def test_a_quiet_trial_of_a_scale_ends_with_its_first_weight(plugged: ExitStack):
    talk = ScaleTalk("cas6", lambda: (742, True))
    port = at_port(plugged, talk.answer)
    assert last_step(Trial("scale", "cas6", port.address, is_quiet=True)).word == "ready"


# --- a scanner ---


def shown(step: Step) -> TrialStep:
    return TrialStep(step.code, step.mark, step.facts)


@posix
def test_a_scanner_tells_each_code_and_what_it_says(plugged: ExitStack):
    to_say = [b"]d20104601234567893310300125010LOT1\x1d17261231\r", b"4006381333931\r\n", b"\xff\xfe\r"]
    listens = threading.Event()  # what a scanner says before somebody has its port is gone
    port = at_port(plugged, says=lambda: to_say.pop(0) if listens.is_set() and to_say else b"", every_s=0.05)
    watch, found = Watch(), list[Step]()
    for step in steps(Trial("scanner", "serial", port.address), watch):
        found.append(step)
        listens.set()
        if step.code == "trial.code_unreadable":
            watch.stop()
    spoken = [step_text(shown(step), "en", "KGS") for step in found if not step.place]
    assert spoken[0] == "4601234567893 · GTIN 04601234567893 · batch LOT1 · best before Dec 31, 2026 · 1.25 kg"
    assert spoken[1] == "4006381333931"
    assert "FF FE" in spoken[2]


@posix
@pytest.mark.parametrize(("says", "code"), [(b"", "trial.scanner_silent"), (b"4006381333931", "trial.scanner_garbled")])
def test_a_scanner_without_an_end_to_its_codes_is_told_from_a_silent_one(plugged: ExitStack, says: bytes, code: str):
    port = at_port(plugged, says=lambda: says, every_s=0.05)
    told_until(Trial("scanner", "serial", port.address), code, Watch(silence_s=0.3))


# --- what does one thing ---


@posix
def test_a_drawer_opens_and_a_quiet_trial_leaves_it_shut(plugged: ExitStack):
    heard = bytearray()

    def take(data: bytes) -> bytes:
        heard.extend(data)
        return b""

    port = at_port(plugged, take)
    trial = Trial("drawer", "serial", port.address, {"pulse": "1B 70"})
    assert codes(Trial("drawer", "serial", port.address, is_quiet=True)) == ["trial.reached"]
    assert codes(trial) == ["trial.drawer_opened"]
    until(lambda: len(heard) >= 2)
    assert bytes(heard) == b"\x1bp"


@pytest.mark.parametrize(("language", "page", "letters"), [
    ("ru", "cp866", "Ёё Йй Щщ Ъъ Ээ"), ("uk", "cp1251", "Єє Її Іі Ґґ"), ("kk", "rk1048", "Әә Ғғ Ққ Ңң Өө Ұұ Үү"),
    ("ky", "rk1048", "Ңң Өө Үү Ыы Ээ"), ("en", "cp866", "Aa Bb Zz 0123456789"),
])
def test_a_display_shows_what_the_trial_says_that_it_shows(plugged: ExitStack, language: str, page: str, letters: str):
    seen = TextDisplay(codec={"rk1048": "kz1048"}.get(page, page))
    network = on_network(plugged, seen.feed)
    (step,) = steps(Trial("display", "cd5220", network.address, {"page": page}, language), Watch())
    assert network.wait_until_served()
    assert tuple(line.rstrip() for line in seen.lines) == (step.facts["top"], step.facts["bottom"])
    assert step.facts["bottom"] == letters


@pytest.mark.parametrize(("driver", "begins"), [("zpl", b"^XA"), ("tspl", b"SIZE"), ("epl", b"\nN")])
def test_a_label_printer_gets_one_label(plugged: ExitStack, driver: str, begins: bytes):
    heard = bytearray()
    network = on_network(plugged, lambda data, _reply: heard.extend(data))
    assert codes(Trial("label_printer", driver, network.address, is_quiet=True)) == ["trial.reached"]
    assert network.wait_until_served(1)
    assert not heard
    assert codes(Trial("label_printer", driver, network.address)) == ["trial.printing", "trial.label_printed"]
    assert network.wait_until_served(2)
    assert begins in bytes(heard[:40])


def test_a_label_scale_is_greeted_and_its_goods_stay(plugged: ExitStack):
    massa_k, cas = MassaKLabelScale(), CasLabelScale()
    first, second = on_network(plugged, massa_k.feed), on_network(plugged, cas.feed)
    assert codes(Trial("label_scale", "massa-k", first.address))[-1] == "trial.answered"
    assert codes(Trial("label_scale", "cas", second.address))[-1] == "trial.reached"
    assert codes(Trial("label_scale", "cas", second.address, {"barcode": "22IIIIIWWWWW"}))[-1] == "trial.answered"
    assert (massa_k.goods, cas.goods, cas.barcode) == ({}, {}, "22IIIIIWWWWW")


def test_a_label_scale_that_takes_a_file_needs_a_folder_for_it(tmp_path: Path):
    assert codes(Trial("label_scale", "rongta", f"file:{tmp_path / 'plu.txt'}")) == ["trial.folder_there"]
    assert codes(Trial("label_scale", "dahua", str(tmp_path / "none" / "plu.txt"))) == ["trial.no_folder"]
    assert list(tmp_path.iterdir()) == []
    check_address("label_scale", "C:\\scales\\plu.txt", "aclas")


def test_a_quiet_trial_sets_nothing_in_a_label_scale(plugged: ExitStack):
    cas = CasLabelScale()
    network = on_network(plugged, cas.feed)
    assert codes(Trial("label_scale", "cas", network.address, {"barcode": "22IIIIIWWWWW"}, is_quiet=True))[-1] == "trial.reached"
    assert network.wait_until_served()
    assert cas.barcode == ""


# --- what is wrong with any of them ---

OF_MONEY, OF_FILES = ("card_terminal", "fiscal_register"), ("rongta", "aclas", "dahua")
LOCAL = sorted({
    (kind, name) for kind in BY_KIND for name, driver in drivers(kind).items()
    if kind not in OF_MONEY and name not in OF_FILES and driver.needs_address
})


def test_a_second_screen_needs_no_address():
    assert codes(Trial("display", "window", "")) == ["trial.window"]


@pytest.mark.parametrize(("kind", "name"), LOCAL)
@pytest.mark.parametrize(("address", "code"), [
    ("carrier pigeon", "device.address"), ("serial:/dev/there-is-none", "device.not_there"), ("", "device.address"),
])
@pytest.mark.parametrize("is_quiet", [True, False])
def test_an_address_without_a_device_is_a_step_of_every_kind(kind: str, name: str, address: str, code: str, is_quiet: bool):
    step = last_step(Trial(kind, name, address, is_quiet=is_quiet))
    assert (step.code, step.mark) == (code, "bad")


def test_a_host_that_refuses_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert last_step(Trial("printer", "escpos", f"tcp://127.0.0.1:{port}")).code == "device.not_there"


@posix
def test_a_port_that_another_program_has_is_busy(plugged: ExitStack):
    import serial

    port = at_port(plugged)
    other = serial.Serial(port.port, exclusive=True)
    plugged.callback(other.close)
    assert last_step(Trial("scale", "cas6", port.address)).code == "device.busy"


@pytest.mark.parametrize(("kind", "name", "options", "code"), [
    ("printer", "laser", {}, "device.unknown_driver"), ("robot", "r2", {}, "device.unknown_driver"),
    ("printer", "escpos", {"columns": "900"}, "device.wrong_option"), ("scale", "cas6", {"parity": "X"}, "device.wrong_option"),
    ("drawer", "serial", {"pulse": "no"}, "drawer.pulse_wrong"),
])
def test_what_cannot_be_is_a_step_and_not_an_exception(kind: str, name: str, options: dict[str, str], code: str):
    assert codes(Trial(kind, name, "tcp://127.0.0.1:1", options)) == [code]


def test_an_option_is_called_as_people_call_it():
    (step,) = steps(Trial("printer", "escpos", "tcp://127.0.0.1:1", {"columns": "900"}), Watch())
    assert step_text(shown(step), "en", "KGS") == "The option Letters in a line cannot be “900”. Correct it."


@posix
@pytest.mark.parametrize("kind", ["scanner", "scale"])
def test_a_trial_that_nobody_stops_ends_by_itself(plugged: ExitStack, kind: str):
    name = "serial" if kind == "scanner" else "and18"
    assert codes(Trial(kind, name, at_port(plugged).address), Watch(0.2))
    assert Watch().left_s <= 20


@posix
@pytest.mark.parametrize(("kind", "driver"), [("scanner", "serial"), ("scale", "and18")])
def test_noise_without_an_end_does_not_keep_a_trial_going(plugged: ExitStack, kind: str, driver: str):
    said: list[bytes] = []

    def noise() -> bytes:
        said.append(b"\x91\x92")
        return said[-1]

    port = at_port(plugged, says=noise, every_s=0.01)
    assert codes(Trial(kind, driver, port.address), Watch(0.5))
    assert len(said) < 1000, "it ends by its own time, and not by so much noise that no code is so long"


@posix
def test_a_trial_that_is_stopped_lets_go_of_its_port(plugged: ExitStack):
    port = at_port(plugged)
    for _time in range(2):
        assert [step.code for step in stopped_at_once(Trial("scanner", "serial", port.address))] == ["trial.scan_now"]


@pytest.mark.parametrize(("kind", "address"), [
    ("scale", "COM3"), ("scale", "/dev/ttyUSB0"), ("scale", "rfc2217://10.0.0.1:4000"), ("printer", "tcp://printer.local"),
    ("printer", "usb:04b8:0e15"), ("printer", "cups:receipts"), ("printer", "file:/dev/usb/lp0"), ("printer", "windows:POS 58"),
    ("fiscal_register", "https://kkm.example.kz/api"), ("fiscal_register", "http://127.0.0.1:16732"),
])
def test_an_address_of_every_form_can_be(kind: str, address: str):
    check_address(kind, address)


@pytest.mark.parametrize(("kind", "address"), [
    ("scale", ""), ("scale", "ttyUSB0"), ("printer", "tcp://"), ("printer", "tcp://host:99999999"), ("printer", "192.168.1.50"),
    ("printer", "https://printer"), ("printer", "serial:"), ("printer", "tcp://[::1"), ("fiscal_register", "https://"),
])
def test_and_nothing_else(kind: str, address: str):
    with pytest.raises(DeviceFailed, match=r"device\.address"):
        check_address(kind, address)
