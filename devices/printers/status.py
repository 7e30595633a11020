"""What a receipt printer says of itself (DLE EOT n, in real time, also while it cannot print). No answer is *unknown*.

Source: Epson's ESC/POS reference, DLE EOT.
"""

from __future__ import annotations

from dataclasses import dataclass

from devices.line import Deadline, Line

ASK_PRINTER, ASK_OFFLINE, ASK_ERROR, ASK_PAPER = b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"
WAIT_S, _LATE_S = 0.4, 0.02
_FIXED_MASK, _FIXED = 0x93, 0x12
"""Bits 0 and 7 of every answer are 0, bits 1 and 4 are 1: whatever else comes is not an answer."""
_OFFLINE, _COVER, _ERROR_STOP, _CUTTER = 0x08, 0x04, 0x40, 0x08
_PAPER_LOW, _PAPER_OUT = 0x0C, 0x60


@dataclass(frozen=True, slots=True)
class PrinterState:
    """`known` False: it did not answer, and nothing else means anything."""

    known: bool
    online: bool = True
    cover_open: bool = False
    paper_low: bool = False
    paper_out: bool = False
    failed: bool = False

    @property
    def reason(self) -> str:
        """Why it cannot print: `cover_open`, `paper_out`, `error`, `offline`; nothing where it can, or where nobody knows."""
        if not self.known:
            return ""
        reasons = (
            ("cover_open", self.cover_open), ("paper_out", self.paper_out), ("error", self.failed), ("offline", not self.online),
        )
        return next((name for name, is_so in reasons if is_so), "")

    @property
    def word(self) -> str:
        """For the line of states: `ready`, `paper_low`, a `reason`, or `unknown`."""
        return "unknown" if not self.known else self.reason or ("paper_low" if self.paper_low else "ready")


def ask_state(line: Line, *, wait_s: float = WAIT_S) -> PrinterState:
    """Ask once. What came before the question is forgotten: a late answer to another one must not be taken for this one.

    Refused: what the line refuses.
    """
    printer = _answer(line, ASK_PRINTER, wait_s)
    if printer is None:
        return PrinterState(known=False)
    paper = _answer(line, ASK_PAPER, wait_s)
    why = _answer(line, ASK_OFFLINE, wait_s) if printer & _OFFLINE else 0
    if paper is None or why is None:
        return PrinterState(known=False)
    return PrinterState(
        known=True, online=not printer & _OFFLINE, cover_open=bool(why & _COVER), paper_low=bool(paper & _PAPER_LOW),
        paper_out=bool(paper & _PAPER_OUT), failed=bool(why & _ERROR_STOP),
    )


def _answer(line: Line, question: bytes, wait_s: float) -> int | None:
    """One byte. Two of them mean that an older question is answered late, and nobody knows which byte is whose."""
    line.clear()
    line.write(question)
    deadline = Deadline(wait_s)
    while deadline.left_s:
        answers = [byte for byte in line.read(deadline.left_s) if byte & _FIXED_MASK == _FIXED]
        if answers:
            return answers[0] if len(answers) == 1 and not line.read(_LATE_S) else None
    return None
