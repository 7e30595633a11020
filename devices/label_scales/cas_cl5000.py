"""CAS CL5000, CL5000J, CL5200 (TCP 20304): each product is a frame, each frame is answered.

Source: the layout as an open trade program writes it (frame, sum, 147 bytes of a product, `G…` and `N…` as answers); not tried on
a scale of ours. *Unverified*: the kind of goods sold by the piece, and what the numbers of its refusals mean.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from app.kernel.errors import RuleBroken
from devices.label_scales.goods import Limits, ScaleGoods, cut, spelled
from devices.label_scales.loading import Refused, Silent
from devices.line import Deadline, Line

PORT = 20304
DEPARTMENT = 1
MOST_DAYS = 999
_BY_WEIGHT, _BY_PIECE = 1, 2
_LINE = 40
_PRODUCT = struct.Struct("<HIB40s40s5sHHHHBIIHBBIIIBHHHHBIBHHHB")
"""Department, number, kind, three lines of name, group, label, -, origin, -, fixed weight, code, pieces, sign, fixed price,
price, special price, tare, number of tare, number of barcode, -, produced, packed, time, sell by (days), time, message, -, -,
message."""
LIMITS = Limits(name_bytes=2 * _LINE)
_ERROR_AT = 14
_QUIET_S = 0.05


def framed(kind: bytes, body: bytes) -> bytes:
    """A frame that writes; the sum is of all from the third byte on."""
    head = b"\x00\x00\x00\x00," + struct.pack("<H", len(body)) + b":"
    counted = head + body + b":"
    return b"W" + kind + counted + bytes((sum(counted) % 256,)) + b"\r"

_LAYOUT = re.compile("[0-9]{1,4}[IWP]{6,12}", re.ASCII)


def check_layout(barcode: str) -> None:
    """Whether it is a layout of barcodes: figures, then I (the code), W (the weight), P (the price). Refused:
    `device.wrong_option`."""
    if barcode and not (_LAYOUT.fullmatch(barcode) and "I" in barcode and len(barcode) <= 13):
        raise RuleBroken("device.wrong_option", option="barcode", value=barcode[:40])


@dataclass(frozen=True)
class CasCl5000:
    """`barcode` is the layout of its labels (`22IIIIIWWWWW`: I the code, W the weight), set before the goods; empty: as it is."""

    barcode: str = ""
    wait_s: float = 3.0
    limits: Limits = LIMITS

    def greet(self, line: Line) -> None:
        """The layout of its barcodes, where one was chosen."""
        if self.barcode:
            self._say(line, framed(b"B", struct.pack("<IB31s", 1, 1, self.barcode.encode("ascii", "replace")[:30])))

    def put(self, line: Line, goods: ScaleGoods) -> None:
        """One product."""
        self._say(line, framed(b"L", product(goods, self.limits)))

    def _say(self, line: Line, frame: bytes) -> None:
        line.clear()
        line.write(frame)
        answer = _answer(line, Deadline(self.wait_s))
        if answer[:1] == b"N":
            raise Refused(str(answer[_ERROR_AT]) if len(answer) > _ERROR_AT else "")
        if answer[:1] != b"G":
            raise Silent


def product(goods: ScaleGoods, limits: Limits) -> bytes:
    """The 147 bytes of a product, and its composition behind them."""
    name, _was_cut = cut(spelled(goods.name, limits.page), limits.name_bytes)
    first, second = two_lines(name)
    message = spelled(goods.composition, limits.page)[:299]
    code = goods.plu if goods.code is None else goods.code
    return _PRODUCT.pack(
        DEPARTMENT, goods.plu or 0, _BY_PIECE if goods.by_piece else _BY_WEIGHT, first, second, b"", 0, 0, 0, 0, 0, 0, code or 0,
        0, 0, 0, goods.price_minor or 0, 0, 0, 0, 1, 0, 0, 0, 0, min(max(0, goods.shelf_days), MOST_DAYS), 0, 0, 0, 0, 0,
    ) + (message + b"\x00" if message else b"")


def two_lines(name: bytes) -> tuple[bytes, bytes]:
    """A name in lines of 40, parted between words where that loses nothing."""
    if len(name) <= _LINE:
        return name, b""
    place = name.rfind(b" ", 0, _LINE + 1)
    if place <= 0 or len(name) - place - 1 > _LINE:
        return name[:_LINE], name[_LINE:]
    return name[:place], name[place + 1 :]


def _answer(line: Line, deadline: Deadline) -> bytes:
    """What it says until it is quiet; nothing where it says nothing."""
    answer = b""
    while not answer and deadline.left_s:
        answer = line.read(min(0.2, deadline.left_s))
    while answer and not (answer.endswith(b"\r") and (answer[:1] == b"G" or len(answer) > _ERROR_AT)) and deadline.left_s:
        more = line.read(min(_QUIET_S, deadline.left_s))
        if not more:
            break
        answer += more
    return answer
