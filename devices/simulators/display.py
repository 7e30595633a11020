"""A customer display in memory: it reads its commands byte by byte, and its lines can be read back."""

from __future__ import annotations

from collections.abc import Callable, Generator

Reply = Callable[[bytes], None]
_TABLES = {17: "cp866", 46: "cp1251", 53: "kz1048"}


class TextDisplay:
    """Understands CD5220 and the ESC/POS set. `lines` is what a customer sees; `unknown` counts bytes that were no command."""

    def __init__(self, *, columns: int = 20, codec: str = "cp866") -> None:
        self.columns, self.unknown = columns, 0
        self._first_codec = codec
        self._reset()
        self._program = self._run()
        next(self._program)

    @property
    def lines(self) -> tuple[str, str]:
        """Upper and lower line, each as wide as the display."""
        upper, lower = (bytes(row).decode(self._codec, "replace") for row in self._rows)
        return upper, lower

    def feed(self, data: bytes, _reply: Reply = lambda _answer: None) -> None:
        """Bytes from the host; a display never answers."""
        for byte in data:
            self._program.send(byte)

    def _reset(self) -> None:
        self._codec = self._first_codec
        self._clear()

    def _clear(self) -> None:
        self._rows = [bytearray(b" " * self.columns) for _row in range(2)]
        self._x = self._y = 0

    def _run(self) -> Generator[None, int, None]:
        while True:
            byte = yield
            if byte == 0x0C:
                self._clear()
            elif byte == 0x0B:
                self._x = self._y = 0
            elif byte == 0x1B:
                yield from self._escape()
            elif byte == 0x1F:
                yield from self._unit()
            elif byte >= 0x20:
                self._put(byte)
            elif byte != 0x18:
                self.unknown += 1

    def _escape(self) -> Generator[None, int, None]:
        command = yield
        if command == ord("@"):
            self._reset()
        elif command == ord("Q"):
            yield from self._string()
        elif command == ord("t"):
            self._codec = _TABLES.get((yield), "cp437")
        else:
            self.unknown += 1

    def _string(self) -> Generator[None, int, None]:
        """Text of one line up to CR; a longer one shows its beginning. CAN and CLR break it off."""
        which = yield
        text = bytearray()
        while (byte := (yield)) not in (0x0D, 0x18, 0x0C):
            text.append(byte)
        if byte == 0x0C:
            self._clear()
        if byte == 0x0D and which in b"AB":
            self._rows[which - ord("A")] = bytearray(bytes(text[: self.columns]).ljust(self.columns))
        elif byte == 0x0D:
            self.unknown += 1

    def _unit(self) -> Generator[None, int, None]:
        command = yield
        if command == ord("$"):
            column = yield
            row = yield
            self._x, self._y = min(max(column, 1), self.columns) - 1, min(max(row, 1), 2) - 1
        elif command == ord("C"):
            yield
        elif command != 1:
            self.unknown += 1

    def _put(self, byte: int) -> None:
        """Overwriting; behind the last column the next line begins."""
        self._rows[self._y][self._x] = byte
        self._x += 1
        if self._x == self.columns:
            self._x, self._y = 0, 1 - self._y
