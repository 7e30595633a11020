"""Goods as a delimited text file, for scales whose makers publish no protocol: their own program takes the file from there.

*Unverified*: which columns Rongta, Aclas and Dahua want depends on the version of their program; a shop may write its own
template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from devices.label_scales.goods import Limits, Row, ScaleGoods, cut, name_remark, parted, spelled

Column = Literal["plu", "code", "name", "price", "price_minor", "kind", "shelf_days", "composition", "empty"]
LIMITS = Limits(name_bytes=40)
_WEIGHED, _COUNTED = "0", "1"


@dataclass(frozen=True, slots=True)
class FileTemplate:
    """What stands in a line, between which separators. `decimals` are those of `price`; `head` is a line of titles."""

    name: str
    columns: tuple[Column, ...]
    separator: str = ";"
    head: str = ""
    end: str = "\r\n"
    decimals: int = 2
    limits: Limits = LIMITS


FILES = {
    template.name: template
    for template in (
        FileTemplate("rongta", ("plu", "name", "code", "price", "kind", "shelf_days"), ","),
        FileTemplate("aclas", ("plu", "code", "name", "price", "kind", "shelf_days", "composition"), "\t"),
        FileTemplate("dahua", ("plu", "name", "code", "price_minor", "kind", "shelf_days", "composition"), ","),
    )
}
"""By maker; all *unverified*."""


def text_file(goods: Sequence[ScaleGoods], template: FileTemplate) -> tuple[bytes, tuple[Row, ...]]:
    """The whole file, and a row for each product; the file always has all goods, since such programs replace what they have."""
    fit, refused = parted(goods, template.limits)
    lines, end = [spelled(template.head, template.limits.page)] if template.head else [], template.end.encode("ascii")
    lines += [template.separator.encode("ascii").join(_cells(each, template)) for each in fit]
    rows = tuple(Row(each, "sent", name_remark(each, template.limits)) for each in fit)
    return b"".join(line + end for line in lines), refused + rows


def _cells(goods: ScaleGoods, template: FileTemplate) -> Iterator[bytes]:
    """No text may hold the separator: these programs know no quotation marks."""
    name, _was_cut = cut(spelled(goods.name, template.limits.page), template.limits.name_bytes)
    texts = {"name": name, "composition": spelled(goods.composition, template.limits.page), "empty": b""}
    price = goods.price_minor or 0
    whole, part = divmod(price, 10**template.decimals)
    figures = {
        "plu": str(goods.plu), "code": str(goods.plu if goods.code is None else goods.code), "price_minor": str(price),
        "price": f"{whole}.{part:0{template.decimals}d}" if template.decimals else str(whole),
        "kind": _COUNTED if goods.by_piece else _WEIGHED, "shelf_days": str(max(0, goods.shelf_days)),
    }
    separator = template.separator.encode("ascii")
    for column in template.columns:
        yield texts[column].replace(separator, b" ") if column in texts else figures[column].encode("ascii")
