"""How a command is told to leave a field as it is; None is a value of its own: it empties the field."""

from __future__ import annotations

from enum import Enum


class Keep(Enum):
    """`KEEP`: this field is not meant."""

    KEEP = "keep"


KEEP = Keep.KEEP
