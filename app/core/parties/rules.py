"""Cards of one person that were merged: which of them stands for all."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID


def root_of(merged_into: Mapping[UUID, UUID | None], one: UUID) -> UUID:
    """The card that `one` was merged into in the end; itself if it was not merged. Of a circle, which tills that could not hear
    each other may have made, it is the smallest id: so all of them say the same, whatever came first.

    `merged_into` has each card that is known, with what it was merged into.
    """
    passed = [one]
    while (following := merged_into.get(passed[-1])) is not None:
        if following in passed:
            return min(passed[passed.index(following) :], key=lambda each: each.int)
        passed.append(following)
    return passed[-1]
