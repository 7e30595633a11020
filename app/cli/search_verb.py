"""The verb that finds goods."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.frame import Db, Json, Lang, amount, answer, app, opened, say, verb
from app.core.catalog.queries import search_products
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _


@app.command()
@verb
def search(
    text: Annotated[str, typer.Argument(help="Any part of a name, a barcode or an article.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    db: Db = None, as_json: Json = False, lang: Lang = "",
) -> None:
    """Find goods as a person types, best first."""
    if not text.strip():
        raise RuleBroken("search.empty")
    with opened(db, to_write=False) as shop:
        hits = shop.ask(search_products, text=text, limit=limit)
    lines = [f"{amount(hit.price_minor):>12}  {hit.name}  {' '.join(hit.codes)}" for hit in hits]
    answer(hits, "\n".join(lines) or say(_("Nothing found.")))
