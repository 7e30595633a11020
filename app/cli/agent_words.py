"""What the verbs of agents read: goods as `CODE*PIECES` or out of a file, an agent by name, a document by number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.frame import row_words, say
from app.core.agents.queries import agents, requests
from app.core.agents.rules import check_whole
from app.core.agents.views import AgentView, BagItem, RequestView
from app.core.catalog.price_lists import default_price_list
from app.core.catalog.queries import scanned
from app.core.stock.transfer_list import transfers
from app.core.stock.views import TransferView
from app.kernel.errors import AppError, RuleBroken
from app.kernel.folding import fold
from app.kernel.i18n import _
from app.kernel.money import minor_digits, parse_minor
from app.kernel.tables import TableFile, refuse_doubled, refuse_formulas, refuse_odd_row
from app.shop import Shop
from db.models.transfers import Transfer
from db.prepared import driver_of

CODES = ("code", "article", "barcode", "код", "артикул", "штрихкод")
QUANTITIES = ("quantity", "count", "qty", "количество", "кол-во", "саны", "кількість")
PRICES = ("price", "цена", "ціна", "баасы", "бағасы")


def wanted_of(
    shop: Shop, words: Sequence[str] | None, file: Path | None = None, *, good_rows_only: bool = False
) -> tuple[list[BagItem], list[dict[str, Any]]]:
    """What is meant, and the rows of the file that are no good.

    Refused: `sale.unknown_barcode` and what `scanned` refuses of a word; `agents.bad_rows` (with each row) of a file, unless
    its good rows are wanted; `quantity.malformed`, `price.malformed`, `file.*`, `stock.nothing`.
    """
    items = [_item(shop, *_parted(word)) for word in words or ()]
    bad: list[dict[str, Any]] = []
    if file is not None:
        found, bad = _rows(shop, file)
        if bad and not good_rows_only:
            raise RuleBroken("agents.bad_rows", count=len(bad), path=file.name, rows=bad)
        items += found
    if not items:
        raise RuleBroken("stock.nothing")
    return items, bad


def agent_named(shop: Shop, name: str) -> AgentView:
    """The agent of that name. Refused: `agents.unknown`."""
    everybody = shop.ask(agents)
    found = [each for each in everybody if each.name == name]
    found = found or [each for each in everybody if fold(each.name) == fold(name)]
    if len(found) != 1:
        raise RuleBroken("agents.unknown", name=name)
    agent: AgentView = found[0]
    return agent


def transfer_numbered(shop: Shop, number: str) -> TransferView:
    """The transfer of that number. Refused: `agents.no_transfer`."""

    def query(session: Session) -> UUID | None:
        return session.scalar(select(Transfer.id).where(Transfer.number == number))

    found = shop.ask(query)
    if found is None:
        raise RuleBroken("agents.no_transfer", number=number)
    view: TransferView = shop.ask(transfers, transfer_ids=[found])[0]
    return view


def request_numbered(shop: Shop, number: str) -> RequestView:
    """The request of that number. Refused: `agents.no_request`."""
    for found in shop.ask(requests, number=number):
        request: RequestView = found
        return request
    raise RuleBroken("agents.no_request", number=number)


def bad_rows_text(bad: Sequence[dict[str, Any]]) -> str:
    """The rows that are no good, each with its line."""
    return "\n".join(say(_("Line {line}: {why}"), line=row["line"], why=row["sentence"]) for row in bad)


def _parted(word: str) -> tuple[str, str, str]:
    rest, at, price = word.rpartition("@")
    code, sign, quantity = (rest if at else word).rpartition("*")
    return (code, quantity, price if at else "") if sign else (quantity, "1", price if at else "")


def _item(shop: Shop, code: str, quantity: str, price: str) -> BagItem:
    product_id = shop.ask(_product_of, code=code)
    return BagItem(product_id, _milli(quantity), _price(price, shop) if price else None)


def _product_of(session: Session, *, code: str) -> UUID:
    return scanned(driver_of(session), code=code, price_list_id=default_price_list(session)).sellable.product_id


def _milli(text: str) -> int:
    try:
        milli, finer = parse_minor(text, digits=3)
    except ValueError:
        raise RuleBroken("quantity.malformed", text=text[:40]) from None
    if finer or len(text) > 15:
        raise RuleBroken("quantity.malformed", text=text[:40])
    return milli


def _price(text: str, shop: Shop) -> int:
    try:
        minor, finer = parse_minor(text, digits=minor_digits(shop.place.currency))
    except ValueError:
        raise RuleBroken("price.malformed", text=text[:40]) from None
    if finer:
        raise RuleBroken("price.too_fine", text=text[:40])
    return minor


def _rows(shop: Shop, file: Path) -> tuple[list[BagItem], list[dict[str, Any]]]:
    """The items of a file with a header (code, quantity, perhaps price), and its bad rows, each with its line and why."""
    head, rows = TableFile(file).headed_rows()
    titles = [cell.strip().lower() for cell in head]
    refuse_doubled(file, [title for title in titles if title])
    places = [next((titles.index(name) for name in names if name in titles), None) for names in (CODES, QUANTITIES, PRICES)]
    if places[0] is None or places[1] is None:
        raise RuleBroken("agents.no_columns", path=file.name, columns=", ".join(head))
    items: list[BagItem] = []
    bad: list[dict[str, Any]] = []
    for line, cells in rows:
        try:
            refuse_odd_row(cells, len(head))
            refuse_formulas(cells)
            told = [cells[place].strip() if place is not None and place < len(cells) else "" for place in places]
            item = _item(shop, *told)
            if item.quantity_milli <= 0:
                raise RuleBroken("quantity.not_positive")
            check_whole(item.quantity_milli, told[0])
            items.append(item)
        except AppError as error:
            why = {"line": line, "code": error.code, "facts": error.facts, "sentence": row_words(error.code, error.facts)}
            bad.append(why)
    return items, bad
