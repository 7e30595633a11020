"""Verbs that play a device on a port of its own, so that a till can be tried from outside: each prints its address first."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.frame import Json, Lang, app, print_out, verb
from app.kernel.errors import RuleBroken

simulate = typer.Typer(no_args_is_help=True, help="Simulated devices, to try a till with.")
app.add_typer(simulate, name="simulate")
Weight = Annotated[int, typer.Option("--grams", min=-1000, max=99_999, help="How much lies on it.")]
Tcp = Annotated[bool, typer.Option("--tcp", help="On the network of this computer instead of a serial port.")]
Listen = Annotated[int, typer.Option("--listen", min=0, max=65_535, help="Its network port; else any that is free.")]
Seconds = Annotated[float | None, typer.Option("--seconds", help="So long; else until Ctrl-C.")]
MOODS = {
    "approve": "approves", "decline": "declines", "silent": "silent", "late": "approves", "lose": "loses_the_answer",
    "hang-up": "hangs_up_before", "garbage": "garbage", "half": "half", "part": "part",
}
"""What a terminal answers, and how its simulator calls that."""
LATE_S = 20.0
ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}
GS_AS_TEXT = "<GS>"


@simulate.command("scale")
@verb
def simulate_scale(
    protocol: Annotated[str, typer.Option("--protocol", help="As of duken scale read, but pos2.")],
    grams: Weight = 1234,
    moving: Annotated[bool, typer.Option("--moving", help="It does not come to rest.")] = False,
    tcp: Tcp = False, listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A scale on a serial port of its own; its address is the first line."""
    from devices.simulators.on_pty import PtyDevice
    from devices.simulators.on_tcp import TcpDevice
    from devices.simulators.scale_frames import FRAMES
    from devices.simulators.scale_talk import ScaleTalk

    _known(protocol, FRAMES)
    talk = ScaleTalk(protocol, lambda: (grams, not moving))
    if tcp or listen:
        network = TcpDevice(lambda data, reply: reply(talk.answer(data)), port=listen)
        _serve(network.address, network.stop, seconds)
    else:
        port = PtyDevice(talk.answer, says=talk.frame if talk.streams else lambda: b"")
        _serve(port.address, port.pull, seconds)


@simulate.command("printer")
@verb
def simulate_printer(
    paper_out: Annotated[bool, typer.Option("--paper-out", help="Without paper.")] = False,
    listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A receipt printer on the network of this computer; what it prints comes as text."""
    from devices.simulators.escpos_printer import EscPosPrinter
    from devices.simulators.on_tcp import TcpDevice

    paper = EscPosPrinter()
    paper.paper_out = paper_out
    shown = 0

    def heard(data: bytes, reply: Callable[[bytes], None]) -> None:
        nonlocal shown
        paper.feed(data, reply)
        for sheet in paper.papers[shown:]:
            lines = [*sheet.lines, *(f"[QR] {content}" for content in sheet.squares)]
            print_out(("\n".join(lines) + (f"\n[{len(sheet.dots)} bytes of dots]" if sheet.dots else "") + "\n✂\n").encode())
            shown += 1

    network = TcpDevice(heard, port=listen)
    _serve(network.address, network.stop, seconds)


@simulate.command("display")
@verb
def simulate_display(
    columns: Annotated[int, typer.Option("--columns", min=8, max=80, help="Letters in a line.")] = 20,
    page: Annotated[str, typer.Option("--page", help="Its table of letters: cp866, cp1251, rk1048.")] = "cp866",
    tcp: Tcp = False, listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A display for customers (CD5220 and ESC/POS); what stands on it comes as text, each time that it changes."""
    from devices.simulators.display import TextDisplay
    from devices.simulators.on_pty import PtyDevice
    from devices.simulators.on_tcp import TcpDevice

    codecs = {"cp866": "cp866", "cp1251": "cp1251", "rk1048": "kz1048"}
    _known(page, codecs)
    display = TextDisplay(columns=columns, codec=codecs[page])

    def shown() -> Any:
        return display.lines

    def heard(data: bytes) -> bytes:
        display.feed(data)
        return b""

    as_text = (lambda lines: json.dumps({"lines": lines}, ensure_ascii=False)) if as_json else _framed
    if tcp or listen:
        network = TcpDevice(lambda data, _reply: display.feed(data), port=listen)
        _serve(network.address, network.stop, seconds, tell=_changes(shown, as_text))
    else:
        port = PtyDevice(heard)
        _serve(port.address, port.pull, seconds, tell=_changes(shown, as_text))


@simulate.command("scanner")
@verb
def simulate_scanner(
    codes: Annotated[list[str], typer.Option("--code", help="What it reads, one after the other; <GS> parts GS1 fields.")],
    every: Annotated[float, typer.Option("--every", min=0.05, max=3600, help="Seconds between two codes.")] = 2.0,
    times: Annotated[int, typer.Option("--times", min=0, help="How often it reads them; 0: again and again.")] = 0,
    suffix: Annotated[str, typer.Option("--suffix", help="What ends a code: cr, lf, crlf, none.")] = "cr",
    seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A scanner on a serial port of its own."""
    from devices.simulators.on_pty import PtyDevice

    _known(suffix, ENDS)
    read: list[str] = []

    def says() -> bytes:
        if times and len(read) >= times * len(codes):
            return b""
        read.append(codes[len(read) % len(codes)])
        return read[-1].replace(GS_AS_TEXT, "\x1d").encode() + ENDS[suffix]

    port = PtyDevice(lambda _data: b"", says=says, every_s=every)
    _serve(port.address, port.pull, seconds, tell=_news(read))


@simulate.command("terminal")
@verb
def simulate_terminal(
    answers: Annotated[
        str, typer.Option("--answers", help="approve, decline, silent, late, lose (the money moves, the answer is lost), "
                          "hang-up, garbage, half, part."),
    ] = "approve",
    delay: Annotated[float, typer.Option("--delay", min=0, max=600, help="Seconds before it answers.")] = 0.0,
    listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A card terminal (PrivatBank's JSON) on the network of this computer; what it is asked and moves comes as text."""
    from devices.simulators.card_terminal import SimulatedTerminal

    _known(answers, MOODS)
    mood: Any = MOODS[answers]
    wait_s = delay or (LATE_S if answers == "late" else 0.0)
    terminal = SimulatedTerminal(port=listen, mood=mood, delay_s=wait_s)
    asked, moved = _news(terminal.asked), _news(terminal.moved, lambda each: f"{each.method} {each.amount} RRN {each.rrn}")
    _serve(terminal.address, terminal.stop, seconds, tell=lambda: [*asked(), *moved()])


@simulate.command("register")
@verb
def simulate_register(
    answers: Annotated[
        str, typer.Option("--answers", help="answers, declines, loses_the_answer, garbage, silent, broken."),
    ] = "answers",
    listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A fiscal register (Webkassa's service; its password is right, its key key-1); what it registers comes as text."""
    from devices.simulators.fiscal_register import SimulatedWebkassa

    _known(answers, ("answers", "declines", "loses_the_answer", "garbage", "silent", "broken"))
    register = SimulatedWebkassa(port=listen)
    mood: Any = answers
    register.mood = mood
    checks = _news(register.checks, lambda each: json.dumps(each[2], ensure_ascii=False))
    asked = _news(register.paths)
    _serve(register.url, register.stop, seconds, tell=lambda: [*asked(), *checks()])


@simulate.command("label-scale")
@verb
def simulate_label_scale(
    model: Annotated[str, typer.Option("--model", help="cas or massa-k.")] = "cas",
    listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A scale that prints labels, on the network of this computer; the goods that it is told come as text."""
    from devices.simulators.label_scales import CasLabelScale, MassaKLabelScale
    from devices.simulators.on_tcp import TcpDevice

    makers: dict[str, Any] = {"cas": CasLabelScale, "massa-k": MassaKLabelScale}
    _known(model, makers)
    scale = makers[model]()
    network = TcpDevice(scale.feed, port=listen)

    def known() -> Any:
        return dict(scale.goods)

    def as_text(goods: Any) -> str:
        return "\n".join(f"{plu:>6} {each.name} {each.price_minor}" for plu, each in goods.items())

    _serve(network.address, network.stop, seconds, tell=_changes(known, as_text))


@simulate.command("label-printer")
@verb
def simulate_label_printer(
    form: Annotated[str, typer.Option("--format", metavar="zpl|tspl|epl", help="What it understands.")] = "zpl",
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A folder for the labels as pictures.")] = None,
    listen: Listen = 0, seconds: Seconds = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """A label printer on the network of this computer; each label is told, and kept as a picture where a folder is given."""
    from devices.simulators.label_printer import LabelPrinter
    from devices.simulators.on_tcp import TcpDevice

    _known(form, ("zpl", "tspl", "epl"))
    printer, told = LabelPrinter(form), 0
    network = TcpDevice(printer.feed, port=listen)

    def tell() -> list[str]:
        nonlocal told
        lines = []
        for label in printer.labels[told:]:
            told += 1
            if out is not None:
                out.mkdir(parents=True, exist_ok=True)
                label.picture().save(out / f"label-{told:04d}.png")
            lines.append(f"{told:>6}  {label.row * 8} × {len(label.dots) // label.row}  × {label.copies}")
        return lines

    _serve(network.address, network.stop, seconds, tell=tell)


@simulate.command("drawer")
@verb
def simulate_drawer(seconds: Seconds = None, as_json: Json = False, lang: Lang = "") -> None:
    """A cash drawer on a serial port of its own; each pulse comes as its bytes."""
    from devices.simulators.on_pty import PtyDevice

    pulses: list[str] = []

    def heard(data: bytes) -> bytes:
        pulses.append(data.hex(" ").upper())
        return b""

    port = PtyDevice(heard)
    _serve(port.address, port.pull, seconds, tell=_news(pulses))


def _known(name: str, names: Any) -> None:
    """Refused: `device.not_played`."""
    if name not in names:
        raise RuleBroken("device.not_played", name=name[:40], known=", ".join(names))


def _serve(
    address: str, stop: Callable[[], None], seconds: float | None, *, tell: Callable[[], list[str]] = lambda: []
) -> None:
    """Until Ctrl-C, or so long; what `tell` finds new is printed."""
    print_out(f"{address}\n".encode())
    end = None if seconds is None else time.monotonic() + seconds
    try:
        while end is None or time.monotonic() < end:
            time.sleep(0.05)
            for line in tell():
                print_out(f"{line}\n".encode("utf-8", "replace"))
    finally:
        stop()


def _news(heard: list[Any], as_text: Callable[[Any], str] = str) -> Callable[[], list[str]]:
    """What was added to a list since the last time."""
    told = 0

    def tell() -> list[str]:
        nonlocal told
        found = heard[told:]
        told += len(found)
        return [as_text(each) for each in found]

    return tell


def _changes(look: Callable[[], Any], as_text: Callable[[Any], str]) -> Callable[[], list[str]]:
    """What is there now, if it is something else than before."""
    last = look()

    def tell() -> list[str]:
        nonlocal last
        now = look()
        if now == last:
            return []
        last = now
        return [as_text(now)]

    return tell


def _framed(lines: tuple[str, ...]) -> str:
    edge = "+" + "-" * len(lines[0]) + "+"
    return "\n".join((edge, *(f"|{line}|" for line in lines), edge))
