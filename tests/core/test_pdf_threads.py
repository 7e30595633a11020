"""PDFs that several threads want at once are what each would be alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core.documents.blocks import Text
from app.core.documents.pdf import A4, blocks_pdf

LETTERS = "".join(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x17F), *range(0x400, 0x4FF))))
THREADS, TIMES = 4, 6


@pytest.fixture
def many_turns() -> Iterator[None]:
    """Threads take turns as often as Python can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("many_turns")
def test_each_thread_gets_its_own_letters():
    def made(number: int) -> bytes:
        letters = LETTERS[number * 20 :]
        content = [Text(letters[at : at + 60]) for at in range(0, len(letters), 60)]
        return blocks_pdf(content, name=str(number), author="Duken", language="ru", paper=A4)

    wanted = [number for _time in range(TIMES) for number in range(THREADS)]
    alone = {number: made(number) for number in range(THREADS)}
    with ThreadPoolExecutor(THREADS) as pool:
        assert [number for number, body in zip(wanted, pool.map(made, wanted), strict=True) if body != alone[number]] == []
