"""Checks of frames: parity bits that were read as data, sums, exclusive-or. Pure."""

from __future__ import annotations

from functools import reduce
from operator import xor

_ODD = bytes(0x80 if bin(value).count("1") % 2 else 0 for value in range(128))
"""For each letter of seven bits the eighth that makes the number of ones even."""


def exclusive_or(data: bytes) -> int:
    """All bytes, one over the other."""
    return reduce(xor, data, 0)


def has_one_parity(frame: bytes) -> bool:
    """Whether the eighth bits of a frame are all nothing (the port took them off), all even parity or all odd.

    A scale of seven bits and parity, read by a port that is set to eight bits, sends its parity as the eighth.
    """
    eighths = {(byte & 0x80, _ODD[byte & 0x7F]) for byte in frame}
    return (
        all(not high for high, _odd in eighths) or all(high == odd for high, odd in eighths)
        or all(high != odd for high, odd in eighths)
    )


def seven_bits(data: bytes) -> bytes:
    """The letters without their eighth bits."""
    return data.translate(_SEVEN)


_SEVEN = bytes(value & 0x7F for value in range(256))


def crc_massa_k(body: bytes) -> int:
    """Massa-K's CRC-16 of a frame's body: polynomial 0x1021, beginning at 0, not augmented ("123456789" → 0xBEEF)."""
    crc = 0
    for byte in body:
        bits, accumulator = 0, crc & 0xFF00
        for _bit in range(8):
            bits = ((bits << 1) ^ 0x1021 if (bits ^ accumulator) & 0x8000 else bits << 1) & 0xFFFF
            accumulator = (accumulator << 1) & 0xFFFF
        crc = bits ^ ((crc << 8) & 0xFFFF) ^ byte
    return crc
