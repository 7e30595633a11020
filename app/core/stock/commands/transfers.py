"""Transfers between stores and branches: sent, answered, and a difference settled. Bags are another subject's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.core.staff.access import require
from app.core.stock.transferring import answer, check_on_hand, lines_of, send, settle_difference, store_here
from app.core.stock.views import Sending
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.transfers import Transfer
from db.uow import Uow


def send_transfer(
    uow: Uow, *, to_store_id: UUID, items: Sequence[Sending], from_store_id: UUID | None = None, note: str | None = None
) -> UUID:
    """Goods leave a store (else this till's own) for another one of any branch: out of its books at once.

    Refused: `right.missing`, `stock.same_store`, `stock.is_a_bag`, `stock.other_branch` (goods of another branch are sent by
    that one), `stock.more_than_on_hand` (with the figure), `stock.nothing`, `stock.product_gone`, `stock.not_goods`,
    `quantity.*`, `text.too_long`, `not_found`.
    """
    require(uow, Right.TRANSFER_STOCK)
    from_store, to_store = store_here(uow, from_store_id or uow.place.store_id), store_here(uow, to_store_id)
    if from_store.id == to_store.id:
        raise RuleBroken("stock.same_store", name=to_store.name)
    for store in (from_store, to_store):
        if store.kind == "agent":
            raise RuleBroken("stock.is_a_bag", name=store.name)
    _check_ours(uow, from_store.id)
    lines = lines_of(uow, items)
    check_on_hand(uow, from_store.id, lines)
    return send(uow, from_store=from_store, to_store=to_store, lines=lines, purpose="store", note=note)


def answer_transfer(
    uow: Uow, *, transfer_id: UUID, accepted: Mapping[UUID, int] | None = None, keep_difference: bool = False
) -> UUID:
    """What arrived: by line in milli, and all of a line that is not named. The rest goes back into the very layers it was taken
    from, or (`keep_difference`) stays on the list of differences until it is settled.

    Refused: `right.missing`, `transfer.answered`, `transfer.more_than_sent` (with the figure), `transfer.other_line`,
    `stock.is_a_bag` (its agent answers), `stock.other_branch` (who gets the goods answers), `quantity.*`, `not_found`.
    """
    require(uow, Right.TRANSFER_STOCK)
    transfer = _between_stores(uow, transfer_id)
    _check_ours(uow, transfer.to_store_id)
    return answer(uow, transfer, accepted or {}, keep_difference=keep_difference)


def settle_transfer(uow: Uow, *, transfer_id: UUID, is_lost: bool, reason: str) -> UUID:
    """The difference of a transfer is lost (it stays out, at what it cost), or was found where it came from and is back there.

    Refused: `right.missing`, `transfer.no_difference`, `stock.is_a_bag`, `text.*`, `not_found`.
    """
    require(uow, Right.WRITE_OFF_STOCK)
    transfer = _between_stores(uow, transfer_id)
    return settle_difference(uow, transfer, outcome="lost" if is_lost else "back", reason=reason)


def _check_ours(uow: Uow, store_id: UUID) -> None:
    store = store_here(uow, store_id)
    if store.branch_id != uow.place.branch_id:
        raise RuleBroken("stock.other_branch", name=store.name)


def _between_stores(uow: Uow, transfer_id: UUID) -> Transfer:
    transfer = uow.get(Transfer, transfer_id)
    if transfer.purpose != "store":
        raise RuleBroken("stock.is_a_bag", name=transfer.number)
    return transfer
