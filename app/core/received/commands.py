"""Taking in what came out of the feed: applied, or kept back with the reason; the cursor moves in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from app.core.catalog.search import Entry, index_texts, many_to_come, remove_texts, text_of
from app.core.received.cards import CardKey, Cards, ReadCard, card_in, read_card
from app.core.received.documents import Documents
from app.core.received.facts import ReadDocument, read_document
from app.core.received.views import CardNow, Cursor, TakenIn, Told
from app.kernel.canonical import FORMAT, canonical, fingerprint
from db.models.catalog import Product, ProductCode
from db.models.sync import CardState, Received, SyncTarget
from db.prepared import Prepared
from db.uow import Uow

CENTRE = "centre"
_AT_ONCE = 500
_PRODUCTS = Prepared(
    select(Product.id, Product.name, Product.article, Product.deleted_at).where(Product.id.in_(bindparam("ids", expanding=True)))
)
_CODES = Prepared(
    select(ProductCode.product_id, ProductCode.code)
    .where(ProductCode.product_id.in_(bindparam("ids", expanding=True)), ProductCode.deleted_at.is_(None))
)
_target: Any = SyncTarget.__table__
_ANSWERED = Prepared(select(_target.c.answered_seq).where(_target.c.name == bindparam("target")))
_MOVE = Prepared(
    update(_target).where(_target.c.name == bindparam("target")).values(
        feed_epoch=bindparam("epoch"), feed_xid=bindparam("xid"), feed_seq=bindparam("seq")
    )
)
_LOADED = Prepared(
    update(_target).where(_target.c.name == bindparam("target"))
    .values(loaded_table=bindparam("table"), loaded_id=bindparam("last"))
)
_NO_PLACE = Cursor()


class Read(NamedTuple):
    """Pieces that were read before the writer was asked for: all that needs no database is done."""

    cards: Mapping[CardKey, ReadCard] = {}
    documents: Mapping[UUID, ReadDocument] = {}


_UNREAD = Read()


def read_items(items: Sequence[Told | CardNow]) -> Read:
    """Read these pieces. Refused (ValueError, TypeError): a card with values of another kind."""
    cards: dict[CardKey, ReadCard] = {}
    documents: dict[UUID, ReadDocument] = {}
    for item in items:
        if isinstance(item, Told):
            documents[item.id] = read_document(item)
        elif (found := read_card(item)) is not None:
            cards[item.table, item.id, item.ver] = found
    return Read(cards, documents)


def take_in(uow: Uow, *, items: Sequence[Told | CardNow], read: Read = _UNREAD, target: str = CENTRE) -> TakenIn:
    """Apply these pieces of the feed and move the cursor behind them. What is here already changes nothing. What this program
    does not know, and what points at something that has not come, is kept for later.

    Refused: what the tables refuse, as the driver's error; then nothing is stored, and the caller tries fewer pieces.
    """
    told = _apply(uow, items, read, answered_seq=_ANSWERED.value(uow.driver, target=target), searchable=True)
    epoch, xid, seq = items[-1].cursor
    _MOVE.run(uow.driver, target=target, epoch=epoch, xid=xid, seq=seq)
    uow.touch("sync")
    return told


def take_in_first(
    uow: Uow, *, items: Sequence[CardNow], table: str, read: Read = _UNREAD, target: str = CENTRE
) -> TakenIn:
    """Apply cards of the first load of a table, and remember how far it got. They are found by the search when `find_goods_of`
    has come by: each product is indexed once, with all its codes."""
    told = _apply(uow, items, read, answered_seq=_ANSWERED.value(uow.driver, target=target), searchable=False)
    _LOADED.run(uow.driver, target=target, table=table, last=items[-1].id)
    uow.touch("sync")
    return told


def find_goods_of(uow: Uow, *, items: Sequence[bytes]) -> None:
    """Make these products findable, by the bytes of their ids."""
    if items:
        _index(uow, [UUID(bytes=each) for each in items])


def begin_to_find(uow: Uow, *, table: str, target: str = CENTRE) -> None:
    """All cards of a first load are here; the goods are to be made findable, many of them."""
    row = uow.session.get_one(SyncTarget, target)
    row.loaded_table, row.loaded_id = table, None
    many_to_come(uow.driver, are=True)


def note_loaded(uow: Uow, *, target: str = CENTRE) -> None:
    """All cards that were there when this program first came are here."""
    row = uow.session.get_one(SyncTarget, target)
    row.is_loaded, row.loaded_table, row.loaded_id = True, None, None
    many_to_come(uow.driver, are=False)
    uow.touch("sync", "catalog")


def begin_load(uow: Uow, *, cursor: Cursor, cards_xid: int, target: str = CENTRE) -> None:
    """Read everything from the beginning, as it stands at the centre now: its cards, then its feed. What is here stays; of a card
    the centre's next word counts again, whatever its version was called before."""
    row = uow.session.get_one(SyncTarget, target)
    row.feed_epoch, row.feed_xid, row.feed_seq = cursor
    row.cards_xid, row.is_loaded, row.loaded_table, row.loaded_id = cards_xid, False, None, None
    uow.session.execute(delete(CardState))
    uow.touch("sync")


def keep_back(uow: Uow, *, item: Told | CardNow, reason: str, target: str = CENTRE) -> None:
    """The books here cannot take this piece: it is kept with the reason, shown to a person, and the cursor goes on."""
    _keep(uow, [(item, "refused", reason[:200])])
    row = uow.session.get_one(SyncTarget, target)
    if item.cursor.epoch is not None:  # a card of the first load has no place in the feed
        row.feed_epoch, row.feed_xid, row.feed_seq = item.cursor
    uow.touch("sync")


def try_again(uow: Uow, *, ids: Sequence[UUID], target: str = CENTRE) -> TakenIn:
    """What was kept back before, now that more has come: applied, or it stays as it is. Refused: as `take_in`."""
    row = uow.session.get_one(SyncTarget, target)
    found = uow.session.scalars(select(Received).where(Received.id.in_(ids)).order_by(Received.seq)).all()
    items: list[Told | CardNow] = [
        card_in(each.body, cursor=_NO_PLACE) if each.kind == "card" else _told(each) for each in found
    ]
    uow.session.execute(delete(Received).where(Received.id.in_(ids)))
    uow.session.expunge_all()
    uow.flush()
    uow.touch("sync")
    return _apply(uow, items, _UNREAD, answered_seq=row.answered_seq, searchable=True)


def refuse_kept(uow: Uow, *, row_id: UUID, reason: str) -> None:
    """What this piece waited for has come, and the books cannot take it: it waits no more, and is shown to a person."""
    uow.session.execute(update(Received).where(Received.id == row_id).values(state="refused", reason=reason[:200]))
    uow.touch("sync")


def drop_kept_back(uow: Uow, *, row_id: UUID) -> None:
    """A person has looked at a piece that was refused, and needs it no more in the list; its bytes stay."""
    uow.session.execute(update(Received).where(Received.id == row_id, Received.state == "refused").values(reason=None))
    uow.touch("sync")


def _apply(uow: Uow, items: Sequence[Told | CardNow], read: Read, *, answered_seq: int, searchable: bool) -> TakenIn:
    cards = Cards(uow, answered_seq=answered_seq, was_read=read.cards)
    documents = Documents(uow, was_read=read.documents)
    cards.store(item for item in items if isinstance(item, CardNow))
    if searchable and cards.products:
        _index(uow, sorted(cards.products, key=lambda each: each.int))
    told = documents.fresh([item for item in items if isinstance(item, Told)])
    if told:
        documents.store(told)
    _note_applied(uow, documents.applied)
    _keep(uow, [*cards.kept_back, *documents.kept_back])
    kept = len(cards.kept_back) + len(documents.kept_back)
    return TakenIn(cards.changed, len(documents.applied), documents.rows + cards.changed, kept)


def _index(uow: Uow, product_ids: Sequence[UUID]) -> None:
    for start in range(0, len(product_ids), _AT_ONCE):
        ids = list(product_ids[start : start + _AT_ONCE])
        codes: dict[UUID, list[str]] = {}
        for product_id, code in _CODES.rows(uow.driver, ids=ids):
            codes.setdefault(product_id, []).append(code)
        rows = _PRODUCTS.rows(uow.driver, ids=ids)
        entries = [Entry(row[0], row[1], row[2], tuple(codes.get(row[0], ()))) for row in rows if row[3] is None]
        index_texts(uow.driver, {entry.product_id.bytes: text_of(entry) for entry in entries})
        remove_texts(uow.driver, [row[0].bytes for row in rows if row[3] is not None])


def _note_applied(uow: Uow, told: Sequence[Told]) -> None:
    uow.add_many(Received, [_row(uow, each, "applied", None) for each in told])


def _keep(uow: Uow, kept: Sequence[tuple[Told | CardNow, str, str]]) -> None:
    for item, state, reason in kept:
        row = _card_row(uow, item, state, reason) if isinstance(item, CardNow) else _row(uow, item, state, reason)
        uow.session.execute(delete(Received).where(Received.id == row["id"]))
        uow.add_many(Received, [row])


def _row(uow: Uow, told: Told, state: str, reason: str | None) -> dict[str, Any]:
    return {
        "seq": None, "id": told.id, "till_id": told.till_id, "transaction_id": told.transaction_id, "kind": told.kind,
        "row_id": told.row_id, "format": told.format, "body": told.body, "sha256": told.sha256, "state": state,
        "reason": reason, "at": uow.now,
    }


def _card_row(uow: Uow, card: CardNow, state: str, reason: str | None) -> dict[str, Any]:
    body = canonical({"table": card.table, "id": card.id, "ver": card.ver, "fields": dict(card.fields)})
    return {
        "seq": None, "id": card.id, "till_id": uow.place.till_id, "transaction_id": card.id, "kind": "card", "row_id": card.id,
        "format": FORMAT, "body": body, "sha256": fingerprint(body), "state": state, "reason": reason, "at": uow.now,
    }


def _told(row: Received) -> Told:
    return Told(
        _NO_PLACE, row.id, row.till_id, row.transaction_id, row.kind, row.row_id, row.format, row.body, row.sha256
    )
