"""Goods with a number for scales into the scales that print labels: over a line or as a file, and what each scale has already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.catalog.queries import goods_on_scales
from app.core.devices.queries import devices_of
from app.core.devices.views import DeviceView
from app.kernel.errors import RuleBroken
from app.kernel.whole_file import whole_file
from app.shop import Shop
from devices.transport import address as transport
from ui.bridge.label_scales import LabelScale, ScaleRow

if TYPE_CHECKING:
    from devices.label_scales.goods import Row, ScaleGoods, State

PORTS = {"cas": 20304, "massa-k": 5001}
"""By model that is told over a line: what its maker listens at. The others take a file."""


def goods_for_scales(session: Any) -> list[ScaleGoods]:
    """What scales are told of the shop's goods."""
    from devices.label_scales.goods import ScaleGoods

    return [
        ScaleGoods(each.scale_code, each.name, each.price_minor, by_piece=not each.decimals)
        for each in goods_on_scales(session)
    ]


def with_port(address: str, model: str) -> str:
    """An address on the network that names no port, with the model's."""
    return transport.with_port(address, PORTS[model])


def state_beside(database: Path, model: str, address: str) -> Path:
    """One small file for each scale: what it has taken."""
    return database.with_name(f"{database.stem}-{model}-{hashlib.sha256(address.encode()).hexdigest()[:8]}.json")


def read_state(kept: Path) -> State:
    """Nothing where there is none yet, or where it is damaged: everything is sent then."""
    from devices.label_scales.goods import state_of

    try:
        return state_of(kept.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def over_line(
    model: str, address: str, barcode: str, goods: Sequence[ScaleGoods], *, kept: Path, before: State
) -> Iterator[Row]:
    """Row by row, as the scale takes them; what it has then is written down also where that breaks off. Refused:
    `file.cannot_write`."""
    from devices.label_scales.cas_cl5000 import CasCl5000
    from devices.label_scales.goods import state_after, state_text
    from devices.label_scales.loading import LabelScale as Words
    from devices.label_scales.loading import load
    from devices.label_scales.massa_k import MassaK
    from devices.transport.address import open_line

    scale: Words = CasCl5000(barcode) if model == "cas" else MassaK()
    rows: list[Row] = []
    try:
        for row in load(lambda: open_line(address), scale, goods, before=before):
            rows.append(row)
            yield row
    finally:
        _write(kept, state_text(state_after(before, rows)).encode())


def into_file(model: str, out: Path, goods: Sequence[ScaleGoods]) -> tuple[Row, ...]:
    """All goods as the file that the maker's own program takes. Refused: `file.cannot_write`."""
    from devices.label_scales.text_file import FILES, text_file

    body, rows = text_file(goods, FILES[model])
    _write(out, body)
    return rows


class ScaleGoodsSender:
    """An `ui.bridge.label_scales.ScaleLoader`."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def scales(self, session: Any) -> tuple[LabelScale, ...]:
        """As `ScaleLoader`."""
        found = devices_of(session, till_id=self._shop.place.till_id, kind="label_scale")
        return tuple(LabelScale(str(each.device_id), each.name, each.address, each.driver not in PORTS) for each in found)

    def difference(self, session: Any, *, key: str) -> tuple[ScaleRow, ...]:
        """As `ScaleLoader`."""
        from devices.label_scales.goods import difference

        scale, goods = _scale_of(session, self._shop.place.till_id, key), goods_for_scales(session)
        if scale.driver not in PORTS:
            return tuple(_shown("new", each) for each in goods)
        before = read_state(self._kept(scale))
        change = difference(before, goods)
        changed = (_shown("changed" if str(each.plu) in before else "new", each) for each in change.changed)
        gone = (ScaleRow(plu, "", None, "left") for plu in change.gone)
        return (*changed, *gone, *(_shown("unchanged", each) for each in change.unchanged))

    def load(
        self, *, key: str, everything: bool, told: Callable[[ScaleRow], None], stopping: Callable[[], bool]
    ) -> tuple[ScaleRow, ...]:
        """As `ScaleLoader`."""
        scale = self._shop.ask(_scale_of, till_id=self._shop.place.till_id, key=key)
        goods = self._shop.ask(goods_for_scales)
        shown: list[ScaleRow] = []
        for row in self._rows(scale, goods, everything):
            shown.append(_shown(row.outcome, row.goods, row.code, row.detail))
            told(shown[-1])
            if stopping():
                break
        return tuple(shown)

    def _rows(self, scale: DeviceView, goods: Sequence[ScaleGoods], everything: bool) -> Iterator[Row]:
        if scale.driver not in PORTS:
            out = self._shop.path.parent / scale.address.removeprefix("file:")
            return iter(into_file(scale.driver, out, goods))
        kept, address = self._kept(scale), with_port(scale.address, scale.driver)
        before = {} if everything else read_state(kept)
        return over_line(scale.driver, address, scale.options.get("barcode", ""), goods, kept=kept, before=before)

    def _kept(self, scale: DeviceView) -> Path:
        return state_beside(self._shop.path, scale.driver, with_port(scale.address, scale.driver))


def _scale_of(session: Any, till_id: UUID, key: str) -> DeviceView:
    found = devices_of(session, till_id=till_id, kind="label_scale")
    scale = next((each for each in found if str(each.device_id) == key), None)
    if scale is None:
        raise RuleBroken("not_found", table="device", id=UUID(key))
    return scale


def _shown(outcome: str, goods: ScaleGoods, code: str = "", detail: str = "") -> ScaleRow:
    return ScaleRow(goods.plu, goods.name, goods.price_minor, outcome, code, detail)


def _write(path: Path, body: bytes) -> None:
    with whole_file(path) as file:
        file.write(body)
