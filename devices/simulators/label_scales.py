"""Label scales in memory: they take products as CAS CL5000 and Massa-K do, refuse those that they are told to refuse."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from devices.label_scales.massa_k import (
    BAD_SUM,
    FILE_HEAD,
    GOODS_ADDED,
    LOAD_FILE,
    NOT_TAKEN,
    TAKEN,
    WORK_MODE,
    WORK_MODE_SET,
)
from devices.scales.bits import crc_massa_k
from devices.scales.massak100 import HEAD, framed

Reply = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the scale sells under a number."""

    name: str
    price_minor: int
    code: int
    by_piece: bool = False
    composition: str = ""


class _LabelScale:
    """Whole frames are answered; what was begun and never ended is forgotten when the next whole one comes."""

    def __init__(self, *, refuses: frozenset[int] = frozenset(), is_silent: bool = False) -> None:
        self.goods: dict[int, Known] = {}
        self.refuses, self.is_silent = refuses, is_silent
        self._heard = b""

    def feed(self, data: bytes, reply: Reply = lambda _answer: None) -> None:
        """Bytes from the host."""
        self._heard += data
        while (found := self._frame(self._heard)) is not None:
            answer, self._heard = found
            if not self.is_silent:
                reply(answer)

    def _frame(self, heard: bytes) -> tuple[bytes, bytes] | None:
        """The answer to the first whole frame, and what stands behind it."""
        raise NotImplementedError


class CasLabelScale(_LabelScale):
    """`barcode` is the layout of its labels, as it was last told."""

    barcode = ""

    def _frame(self, heard: bytes) -> tuple[bytes, bytes] | None:
        for start in range(len(heard)):
            if heard[start : start + 1] != b"W" or heard[start + 6 : start + 7] != b",":
                continue
            size = int.from_bytes(heard[start + 7 : start + 9], "little")
            end = start + 10 + size
            if len(heard) >= end + 3 and heard[end : end + 1] == b":" and sum(heard[start + 2 : end + 1]) % 256 == heard[end + 1]:
                return self._taken(heard[start + 1 : start + 2], heard[start + 10 : end]), heard[end + 3 :]
        return None

    def _taken(self, kind: bytes, body: bytes) -> bytes:
        if kind == b"B" and len(body) == 36:
            self.barcode = body[5:].rstrip(b"\0").decode("ascii")
            return b"G" + b"\0" * 4 + b"\r"
        if kind != b"L" or len(body) < 147:
            return b"N" + b"\0" * 13 + b"\x01\r"
        (plu,) = struct.unpack_from("<I", body, 2)
        if plu in self.refuses:
            return b"N" + b"\0" * 13 + b"\x9d\r"
        lines = [body[7:47].rstrip(b"\0").decode("cp1251"), body[47:87].rstrip(b"\0").decode("cp1251")]
        code, price = *struct.unpack_from("<I", body, 105), *struct.unpack_from("<I", body, 113)
        message = body[147:].rstrip(b"\0").decode("cp1251")
        self.goods[plu] = Known(" ".join(filter(None, lines)), price, code, body[6] == 2, message)
        return b"G" + b"\0" * 4 + b"\r"


class MassaKLabelScale(_LabelScale):
    """It must be put into its work mode before it takes goods."""

    is_ready = False

    def _frame(self, heard: bytes) -> tuple[bytes, bytes] | None:
        start = heard.find(HEAD)
        while start >= 0:
            size = int.from_bytes(heard[start + 3 : start + 5], "little")
            end = start + 5 + size
            body = heard[start + 5 : end]
            if size and len(heard) >= end + 2:
                if int.from_bytes(heard[end : end + 2], "little") == crc_massa_k(body):
                    return framed(bytes((self._taken(body),))), heard[end + 2 :]
                if heard.find(HEAD, start + 1) < 0:
                    return framed(bytes((BAD_SUM,))), heard[end + 2 :]
            start = heard.find(HEAD, start + 1)
        return None

    def _taken(self, body: bytes) -> int:
        if body[0] == WORK_MODE:
            self.is_ready = True
            return WORK_MODE_SET
        head = 8 + len(FILE_HEAD)
        if body[0] != LOAD_FILE or not self.is_ready or body[1] != GOODS_ADDED or len(body) < head + 11:
            return NOT_TAKEN
        plu, _size, figures, mask = struct.unpack_from("<IHBI", body, head)
        if plu in self.refuses:
            return NOT_TAKEN
        at = head + 11 + (mask & 0x0F)
        (price,) = struct.unpack_from("<I", body, at)
        name, composition, _rest = body[head + 7 + figures :].decode("cp1251").split("\r")
        self.goods[plu] = Known(name, price, int(body[head + 11 : at]), bool(mask & 0x100), composition)
        return TAKEN
