"""Massa-K VPM, VP, R, TB (TCP 5001): files in frames F8 55 CE; each product is a file of one record.

Source: frames, commands and answers as open drivers (Java, PHP) have them; they disagree about the sum, this one agrees with the
literal frames in them (`devices.scales.bits.crc_massa_k`). *Unverified*: the goods file itself (order and mask of its fields, its
head), the file type for goods that are added, and the work mode.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from devices.label_scales.goods import Limits, ScaleGoods, cut, spelled
from devices.label_scales.loading import Refused, Silent
from devices.line import Deadline, Line
from devices.scales.bits import crc_massa_k
from devices.scales.massak100 import HEAD, framed

PORT = 5001
WORK_MODE, WORK_MODE_SET = 0x91, 0x51
LOAD_FILE, TAKEN, NOT_TAKEN, BAD_SUM = 0x82, 0x42, 0x43, 0xF0
GOODS_ADDED = 0x33
"""The file of goods that are added to those that are there; 1 would be all goods anew."""
FILE_HEAD = b"01PC0000000001"
_HAS_PRICE, _HAS_KIND = 0x20, 0x100
_END_OF_TEXT = b"\r"
_MOST_TEXT = 700
LIMITS = Limits(name_bytes=248)
_LONGEST = 2048


@dataclass(frozen=True)
class MassaK:
    """One after the other: a record is answered before the next is sent, so that each has its own answer."""

    wait_s: float = 5.0
    limits: Limits = LIMITS

    def greet(self, line: Line) -> None:
        """It must be told that a program speaks now."""
        body = _asked(line, framed(bytes((WORK_MODE, 0x04))), Deadline(self.wait_s))
        if body[0] != WORK_MODE_SET:
            raise Refused(f"0x{body[0]:02X}")

    def put(self, line: Line, goods: ScaleGoods) -> None:
        """One product."""
        record = FILE_HEAD + product(goods, self.limits)
        head = struct.pack("<BBHHH", LOAD_FILE, GOODS_ADDED, 1, 1, len(record))
        body = _asked(line, framed(head + record), Deadline(self.wait_s))
        if body[0] != TAKEN:
            raise Refused(f"0x{body[0]:02X}")


def product(goods: ScaleGoods, limits: Limits) -> bytes:
    """A record: number, its length, the length of its figures, which figures there are, the figures, name, composition."""
    code = str(goods.plu if goods.code is None else goods.code).encode("ascii")[:15]
    figures = struct.pack("<I", len(code) | _HAS_PRICE | (_HAS_KIND if goods.by_piece else 0)) + code
    figures += struct.pack("<I", goods.price_minor or 0) + (b"\x01" if goods.by_piece else b"")
    name, _was_cut = cut(spelled(goods.name, limits.page), limits.name_bytes)
    texts = name + _END_OF_TEXT + spelled(goods.composition, limits.page)[:_MOST_TEXT] + _END_OF_TEXT
    rest = bytes((len(figures),)) + figures + texts
    return struct.pack("<IH", goods.plu or 0, len(rest)) + rest


def _asked(line: Line, frame: bytes, deadline: Deadline) -> bytes:
    """The body of the first whole frame that it answers."""
    line.clear()
    line.write(frame)
    data = b""
    while deadline.left_s:
        data = (data + line.read(min(0.2, deadline.left_s)))[-_LONGEST:]
        body = first_body(data)
        if body is not None:
            return body
    raise Silent


def first_body(data: bytes) -> bytes | None:
    """The body of the first whole frame with the right sum."""
    start = data.find(HEAD)
    while start >= 0:
        size = int.from_bytes(data[start + 3 : start + 5], "little")
        body, end = data[start + 5 : start + 5 + size], start + 5 + size
        if size and len(data) >= end + 2 and int.from_bytes(data[end : end + 2], "little") == crc_massa_k(body):
            return body
        start = data.find(HEAD, start + 1)
    return None
