"""The drawer as a thing: notes and coins that are put in and taken out by hand. It knows nothing of the program's books."""

from __future__ import annotations

from collections.abc import Mapping

Pieces = Mapping[int, int]
"""How many of each coin or note, by its worth in minor units."""


class Purse:
    """Counts pieces, not sums: what was never put in cannot be handed out."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces: dict[int, int] = {}
        self.put(pieces)

    @property
    def total_minor(self) -> int:
        """What all pieces are worth."""
        return worth(self._pieces)

    def count(self) -> dict[int, int]:
        """A cashier's blind count: every kind of piece that is there."""
        return {denomination: number for denomination, number in sorted(self._pieces.items()) if number}

    def put(self, pieces: Pieces) -> None:
        """Lay pieces into the drawer."""
        for denomination, number in pieces.items():
            self._pieces[denomination] = self._pieces.get(denomination, 0) + number

    def take(self, pieces: Pieces) -> None:
        """Take these very pieces out. Raises ValueError when one of them is not there."""
        for denomination, number in pieces.items():
            if self._pieces.get(denomination, 0) < number:
                raise ValueError(f"the drawer has not got {number} pieces of {denomination}")
            self._pieces[denomination] -= number

    def hand_out(self, amount_minor: int) -> dict[int, int]:
        """Pay a sum out of what is there, in as large pieces as will do. Raises ValueError when that cannot be done."""
        pieces = _made_of(amount_minor, sorted(self.count().items(), reverse=True))
        if pieces is None:
            raise ValueError(f"the drawer cannot make up {amount_minor}")
        self.take(pieces)
        return pieces


def worth(pieces: Pieces) -> int:
    """The sum of pieces, in minor units."""
    return sum(denomination * number for denomination, number in pieces.items())


def _made_of(amount_minor: int, stock: list[tuple[int, int]]) -> dict[int, int] | None:
    """Largest first, and back a step where the rest cannot be made up (a drawer with 3s and 10s cannot pay 5 from 10 + 3)."""
    if amount_minor == 0:
        return {}
    if not stock or amount_minor < 0:
        return None
    (denomination, there), *smaller = stock
    for number in range(min(there, amount_minor // denomination), -1, -1):
        rest = _made_of(amount_minor - number * denomination, smaller)
        if rest is not None:
            return {denomination: number, **rest} if number else rest
    return None
