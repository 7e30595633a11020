"""A receipt printer in memory: it reads ESC/POS byte by byte as a printer does; its paper can be read back, sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

TABLES = {17: "cp866", 46: "cp1251", 53: "kz1048", 0: "cp437"}
"""Its slots (ESC t n), as Epson numbers them."""
Reply = Callable[[bytes], None]


@dataclass
class Sheet:
    """What came out between two cuts: lines of text, contents of QR codes, rows of dots as bytes."""

    lines: list[str] = field(default_factory=list)
    squares: list[str] = field(default_factory=list)
    bars: list[str] = field(default_factory=list)
    dots: bytearray = field(default_factory=bytearray)
    kicks: int = 0

    @property
    def is_blank(self) -> bool:
        """Nothing was printed on it."""
        return not any(line.strip() for line in self.lines) and not (self.squares or self.bars or any(self.dots))


class EscPosPrinter:
    """`feed` takes bytes as they come over a line; `reply` gets its answers. Paper, cover and cutter are attributes.

    It keeps what it was told as long as it has power: a host that dies leaves a half command behind, as with a real one.
    """

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.paper_out = self.paper_low = self.cover_open = False
        self._reply: Reply = lambda _answer: None
        self.switch_on()

    def switch_on(self) -> None:
        """Power off and on: what was begun is forgotten, what is on paper stays."""
        self.sheet, self._text, self._codec = Sheet(), bytearray(), "cp437"
        self._program = self._run()
        next(self._program)

    def feed(self, data: bytes, reply: Reply = lambda _answer: None) -> None:
        """Bytes from the host."""
        self._reply = reply
        for byte in data:
            self._program.send(byte)

    @property
    def papers(self) -> list[Sheet]:
        """The sheets that were cut off and have something on them."""
        return [sheet for sheet in self.sheets if not sheet.is_blank]

    def _run(self) -> Generator[None, int, None]:
        commands = {0x1B: self._esc, 0x1D: self._gs, 0x1C: self._fs, 0x10: self._dle}
        while True:
            byte = yield
            if byte in commands:
                yield from commands[byte]()
            elif byte == 0x0A:
                self._line()
            elif byte == 0x18:
                self._text.clear()
            elif byte >= 0x20:
                self._text.append(byte)

    def _line(self) -> None:
        if not self.paper_out:
            self.sheet.lines.append(self._text.decode(self._codec, "replace"))
        self._text.clear()

    def _esc(self) -> Generator[None, int, None]:
        command = yield
        if command == ord("@"):
            self._text.clear()
            self._codec = "cp437"
        elif command == ord("t"):
            slot = yield
            self._codec = TABLES.get(slot, "cp437")
        elif command == ord("p"):
            for _figure in range(3):
                yield
            self.sheet.kicks += 1
        elif command == ord("d"):
            count = yield
            self.sheet.lines += [""] * count
        else:
            yield

    def _gs(self) -> Generator[None, int, None]:
        command = yield
        if command == ord("V"):
            mode = yield
            if mode in (65, 66):
                yield
            self._cut()
        elif command == ord("v"):
            yield from self._picture()
        elif command == ord("("):
            yield from self._symbol()
        elif command == ord("k"):
            yield from self._bars()
        else:
            yield

    def _cut(self) -> None:
        if self._text:
            self._line()
        self.sheets.append(self.sheet)
        self.sheet = Sheet()

    def _picture(self) -> Generator[None, int, None]:
        yield
        yield
        low, high = (yield), (yield)
        wide = low + high * 256
        low, high = (yield), (yield)
        rows = low + high * 256
        for _dot in range(wide * rows):
            self.sheet.dots.append((yield))

    def _symbol(self) -> Generator[None, int, None]:
        yield
        low = yield
        high = yield
        body = bytearray()
        for _place in range(low + high * 256):
            body.append((yield))
        if body[:3] == b"1P0":
            self.sheet.squares.append(body[3:].decode("utf-8", "replace"))

    def _bars(self) -> Generator[None, int, None]:
        """Function B: the kind, how many bytes, the bytes."""
        yield
        body = bytearray()
        for _place in range((yield)):
            body.append((yield))
        self.sheet.bars.append(body.decode("ascii", "replace"))

    def _fs(self) -> Generator[None, int, None]:
        yield

    def _dle(self) -> Generator[None, int, None]:
        command = yield
        which = yield
        if command == 0x05 and which == 2:
            self._text.clear()
        elif command == 0x04:
            self._reply(bytes((self._state(which),)))

    def _state(self, which: int) -> int:
        is_off = self.paper_out or self.cover_open
        answers = {
            1: 0x08 if is_off else 0, 2: (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0), 3: 0,
            4: 0x60 if self.paper_out else 0x0C if self.paper_low else 0,
        }
        return 0x12 | answers.get(which, 0)
