"""Reads labels back as a printer, or a reader of PDF, would see them: bytes in, pictures out. Nothing of our own code."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader
from pypdf.generic import ContentStream

ZPL = re.compile(rb"\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([0-9A-F]+)\^FS\^PQ(\d+)\^XZ\n")
TSPL = re.compile(rb"SIZE [\d.]+ mm,[\d.]+ mm\r\nGAP [\d.]+ mm,0 mm\r\nDIRECTION 1\r\nCLS\r\nBITMAP 0,0,(\d+),(\d+),0,")
EPL = re.compile(rb"\nN\nq(\d+)\nQ(\d+),\d+\nGW0,0,(\d+),(\d+),")


def labels_of(job: bytes, form: str) -> list[tuple[Image.Image, int]]:
    """The pictures of a whole job with their copies; every byte must belong to one."""
    found, at = [], 0
    while at < len(job):
        picture, copies, at = {"zpl": _zpl, "tspl": _tspl, "epl": _epl}[form](job, at)
        found.append((picture, copies))
    return found


def _zpl(job: bytes, at: int) -> tuple[Image.Image, int, int]:
    match = ZPL.match(job, at)
    assert match is not None
    height, size, total, row = (int(match[place]) for place in range(2, 6))
    dots = bytes.fromhex(match[6].decode())
    assert len(dots) == size == total == row * height
    return _picture(row, height, bytes(255 - byte for byte in dots)), int(match[7]), match.end()


def _tspl(job: bytes, at: int) -> tuple[Image.Image, int, int]:
    match = TSPL.match(job, at)
    assert match is not None
    row, height = int(match[1]), int(match[2])
    end = match.end() + row * height
    tail = re.compile(rb"\r\nPRINT 1,(\d+)\r\n").match(job, end)
    assert tail is not None
    return _picture(row, height, job[match.end() : end]), int(tail[1]), tail.end()


def _epl(job: bytes, at: int) -> tuple[Image.Image, int, int]:
    match = EPL.match(job, at)
    assert match is not None
    width, height, row, rows = (int(match[place]) for place in range(1, 5))
    assert (row * 8, rows) == (width, height)
    end = match.end() + row * rows
    tail = re.compile(rb"\nP(\d+)\n").match(job, end)
    assert tail is not None
    return _picture(row, rows, job[match.end() : end]), int(tail[1]), tail.end()


def _picture(row: int, height: int, dots: bytes) -> Image.Image:
    return Image.frombytes("1", (row * 8, height), dots)


def pages_of(pdf: bytes, dots_mm: int = 12) -> list[Image.Image]:
    """What is filled on each page: bars and squares, without letters."""
    return [_page(page, dots_mm) for page in PdfReader(io.BytesIO(pdf)).pages]


def _page(page: Any, dots_mm: int) -> Image.Image:
    scale = dots_mm * 25.4 / 72
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    picture = Image.new("L", (round(width * scale), round(height * scale)), 255)
    pen = ImageDraw.Draw(picture)
    for left, low, right, high in _filled(page):
        top = (round(left * scale), round((height - high) * scale))
        pen.rectangle((*top, round(right * scale) - 1, round((height - low) * scale) - 1), fill=0)
    return picture


def _filled(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The rectangles of a page in points, through all that moves and scales them (no turns)."""
    now, kept = (1.0, 1.0, 0.0, 0.0), []
    waiting: list[tuple[float, float, float, float]] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"q":
            kept.append(now)
        elif operator == b"Q":
            now = kept.pop()
        elif operator == b"cm":
            a, _b, _c, d, e, f = map(float, operands)
            now = (now[0] * a, now[1] * d, now[2] + now[0] * e, now[3] + now[1] * f)
        elif operator == b"re":
            x, y, wide, high = map(float, operands)
            waiting.append((now[2] + now[0] * x, now[3] + now[1] * y, now[2] + now[0] * (x + wide), now[3] + now[1] * (y + high)))
        elif operator in (b"f", b"f*"):
            yield from waiting
            waiting = []


def codes_in(picture: Image.Image) -> set[tuple[str, str]]:
    """Every code that a scanner sees: its kind and its text."""
    grey = picture.convert("L")
    wide = Image.new("L", (grey.width + 80, grey.height + 80), 255)
    wide.paste(grey, (40, 40))
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(wide)}
