"""The verb that makes labels of goods: in the words of a label printer, or as sheets of paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.beside.labels import label_of
from app.cli.frame import Db, Json, Lang, answer, app, money_of, opened, say, verb
from app.cli.language import Refused
from app.core.catalog.queries import code_stands_for
from app.core.catalog.views import Scanned
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.kernel.money import extend_minor
from app.kernel.whole_file import whole_file
from app.shop import Shop
from ui.formats import money_text

if TYPE_CHECKING:
    from devices.labels.grid import Grid
    from devices.labels.template import Label, Template


@app.command()
@verb
def label(
    barcode: Annotated[
        list[str], typer.Option("--barcode", metavar=_("CODE"), help="A barcode or an article; as often as needed.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The file.")],
    form: Annotated[str, typer.Option("--format", metavar="zpl|tspl|epl|pdf", help="As what.")] = "pdf",
    template: Annotated[
        str, typer.Option(metavar="shelf|goods|small", help="Which label: 58 × 40, 58 × 30 or 43 × 25 mm.")
    ] = "shelf",
    old_price: Annotated[
        str | None, typer.Option(metavar=_("SUM"), help="The old price, struck through.", show_default=False)
    ] = None,
    composition: Annotated[str, typer.Option(help="What the goods are made of.", show_default=False)] = "",
    count: Annotated[int, typer.Option(min=1, max=9999, help="How many of each.")] = 1,
    dpi: Annotated[int, typer.Option(min=150, max=600, help="How many dots an inch the label printer has.")] = 203,
    columns: Annotated[int | None, typer.Option(min=1, help="Labels side by side on a sheet; else as many as have room.")] = None,
    rows: Annotated[int | None, typer.Option(min=1, help="Rows of labels on a sheet; else as many as have room.")] = None,
    edge: Annotated[float, typer.Option(metavar=_("NUMBER"), help="The edge of the sheet that stays free, in millimetres.")] = 8,
    gap: Annotated[float, typer.Option(metavar=_("NUMBER"), help="The gap between two labels, in millimetres.")] = 2,
    first: Annotated[int, typer.Option(min=1, help="The first place of the sheet that is still free.")] = 1,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Labels of goods with name, price, code and date: for a label printer, or as sheets of paper (PDF)."""
    from devices.labels.batch import FORMS, Form, Wanted, batch  # late: no other verb draws

    forms: dict[str, Form] = {known: known for known in FORMS}
    if form not in forms:
        raise Refused(RuleBroken("label.unknown_format", form=form))
    chosen, grid = _sheet(template, edge, gap, first, columns, rows)
    with opened(db, to_write=False) as shop:
        goods: list[Scanned] = [shop.ask(code_stands_for, code=code) for code in barcode]
        language = lang or shop.place.language
        old = "" if old_price is None else money_text(money_of(old_price, shop), shop.place.currency, language)
        labels = [replace(each, old_price=old, composition=composition) for each in labels_of(shop, goods, language)]
        wanted = [Wanted(each, count) for each in labels]
    with whole_file(out) as file:
        done = max(batch(wanted, chosen, file, form=forms[form], dots_mm=round(dpi / 25.4), gap_mm=gap, grid=grid))
    told = [{"barcode": each.code, "name": each.sellable.name, "price_minor": _price(each)} for each in goods]
    answer(
        {"labels": done, "format": form, "template": template, "path": out, "bytes": out.stat().st_size, "goods": told},
        say(_("Labels: {count}. Written: {path}"), count=done, path=out),
    )


def labels_of(shop: Shop, goods: Sequence[Scanned], language: str) -> list[Label]:
    """What stands on the labels of goods: the price of what is weighed is *for a kilogram*, a package has the price of all in it.

    Goods without a price have a label without one.
    """
    return [label_of(shop, each.sellable.name, each.code, language, price_minor=_price(each), unit=_unit(each)) for each in goods]


def _price(each: Scanned) -> int | None:
    """What one label's goods cost; what is weighed, for its unit."""
    if each.label_price_minor is not None or each.sellable.price_minor is None:
        return each.label_price_minor
    return extend_minor(each.sellable.price_minor, each.quantity_milli)


def _unit(each: Scanned) -> str:
    """What the price is for, where it is not for what has the code."""
    is_weighed = each.sellable.decimals and each.weight_source is None and each.quantity_milli == 1000
    return each.sellable.unit if is_weighed else ""


def _sheet(
    name: str, edge: float, gap: float, first: int, columns: int | None, rows: int | None
) -> tuple[Template, Grid]:
    """Refused: `label.unknown_template`, and, also for a printer that has no sheets, `label.sheet_wrong`."""
    from devices.labels.grid import grid_for
    from devices.labels.template import TEMPLATES

    if name not in TEMPLATES:
        raise Refused(RuleBroken("label.unknown_template", name=name, known=", ".join(TEMPLATES)))
    grid = grid_for(TEMPLATES[name], edge=edge, gap=gap, first=first)
    grid = replace(grid, columns=columns or grid.columns, rows=rows or grid.rows)
    grid.check()
    return TEMPLATES[name], grid
