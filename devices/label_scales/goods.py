"""What a label scale knows of goods, what has changed since it was last told, and what cannot be told to it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Literal

from devices.printers.pages import code_page, spelled_out

Outcome = Literal["sent", "unchanged", "refused", "unknown", "unsent", "left"]
"""`unknown`: it went out and nobody knows whether it arrived. `unsent`: it never went out. `left`: the scale still has it,
though the shop does not sell it by weight any more."""
State = Mapping[str, str]
"""By number (PLU, as text: JSON has no other keys): the fingerprint of what the scale has taken."""


@dataclass(frozen=True, slots=True)
class ScaleGoods:
    """One product as a scale sells it: `plu` its number there (None: none was given), `code` the number in its barcodes (None:
    the same), the price in minor units for a kilogram, or for a piece."""

    plu: int | None
    name: str
    price_minor: int | None
    code: int | None = None
    by_piece: bool = False
    shelf_days: int = 0
    composition: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same goods, and for nothing else."""
        return hashlib.sha256(json.dumps(astuple(self), ensure_ascii=True).encode("ascii")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model can hold. `name_bytes` in its table of letters."""

    name_bytes: int
    most_price_minor: int = 999_999
    most_plu: int = 999_999
    most_code: int = 99_999
    page: str = "cp1251"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one product; `code` says why, or what was changed on the way (`label_scale.name_cut`); `detail` is what the
    scale itself answered."""

    goods: ScaleGoods
    outcome: Outcome
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`changed` is to be sent, `unchanged` is there already, `gone` (numbers) is there and no longer sold."""

    changed: tuple[ScaleGoods, ...]
    unchanged: tuple[ScaleGoods, ...]
    gone: tuple[int, ...]


def difference(before: State, now: Iterable[ScaleGoods]) -> Difference:
    """What a scale that was told `before` must be told `now`."""
    goods = tuple(now)
    same = {each for each in goods if before.get(str(each.plu)) == each.fingerprint}
    wanted = {str(each.plu) for each in goods}
    gone = sorted(int(plu) for plu in before if plu not in wanted and plu.isascii() and plu.isdigit())
    return Difference(
        tuple(each for each in goods if each not in same), tuple(each for each in goods if each in same), tuple(gone)
    )


def state_after(before: State, rows: Iterable[Row]) -> dict[str, str]:
    """What the scale has now. What was refused or is in doubt is forgotten, so that it is sent again."""
    state = dict(before)
    for row in rows:
        if row.outcome == "sent":
            state[str(row.goods.plu)] = row.goods.fingerprint
        elif row.outcome in ("refused", "unknown"):
            state.pop(str(row.goods.plu), None)
    return state


def state_text(state: State) -> str:
    """The state as a small JSON file keeps it."""
    return json.dumps(dict(sorted(state.items())), indent=1) + "\n"


def state_of(text: str) -> dict[str, str]:
    """The state of such a file; a damaged one knows nothing, so that everything is sent."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {plu: mark for plu, mark in found.items() if isinstance(mark, str)}


def parted(goods: Iterable[ScaleGoods], limits: Limits) -> tuple[tuple[ScaleGoods, ...], tuple[Row, ...]]:
    """What this model can have, and a row for each product that it cannot: `label_scale.plu_missing`, `.plu_too_large`,
    `.plu_twice` (the second one), `.code_too_large`, `.price_missing`, `.price_too_large`, `.name_missing`."""
    seen: set[int] = set()
    fit: list[ScaleGoods] = []
    refused: list[Row] = []
    for each in goods:
        code = _fault(each, limits, seen)
        if code:
            refused.append(Row(each, "refused", code))
        else:
            fit.append(each)
            seen.add(each.plu or 0)
    return tuple(fit), tuple(refused)


def _fault(each: ScaleGoods, limits: Limits, seen: set[int]) -> str:
    code = each.plu if each.code is None else each.code
    if each.plu is None or each.plu < 1 or code is None or code < 0:
        return "label_scale.plu_missing"
    faults = {
        "label_scale.plu_too_large": each.plu > limits.most_plu, "label_scale.plu_twice": each.plu in seen,
        "label_scale.code_too_large": code > limits.most_code,
        "label_scale.price_missing": each.price_minor is None or each.price_minor < 0,
        "label_scale.price_too_large": (each.price_minor or 0) > limits.most_price_minor,
        "label_scale.name_missing": not spelled(each.name, limits.page),
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def spelled(text: str, page: str) -> bytes:
    """A text in a scale's table of letters, in one line."""
    return spelled_out(text, code_page(page))


def name_remark(goods: ScaleGoods, limits: Limits) -> str:
    """`label_scale.name_cut` where the scale shows only a part of the name, else nothing."""
    _name, was_cut = cut(spelled(goods.name, limits.page), limits.name_bytes)
    return "label_scale.name_cut" if was_cut else ""


def cut(name: bytes, most: int) -> tuple[bytes, bool]:
    """A name that has room, and whether something of it was lost."""
    return (name, False) if len(name) <= most else (name[:most].rstrip(), True)
