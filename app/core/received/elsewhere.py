"""Taking in what the centre says of other branches: levels, accounts, and when they were told. Each part replaces what was known
before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from db.base import Base
from db.models.elsewhere import AccountElsewhere, BranchTold, ElsewhereState, LevelElsewhere
from db.prepared import Prepared
from db.uow import Uow

CENTRE = "centre"
_level: Any = LevelElsewhere.__table__
_put = insert(_level)
_PUT_LEVEL = Prepared(
    _put.on_conflict_do_update(
        index_elements=["product_id", "store_id"], set_={"on_hand_milli": _put.excluded.on_hand_milli}
    )
)
_put_account = insert(AccountElsewhere.__table__)  # type: ignore[arg-type]
_PUT_ACCOUNT = Prepared(
    _put_account.on_conflict_do_update(
        index_elements=["account", "owner_id"], set_={"balance_minor": _put_account.excluded.balance_minor}
    )
)
_DROP_LEVEL = Prepared(
    delete(_level).where(_level.c.product_id == bindparam("product"), _level.c.store_id == bindparam("store"))
)


class ElsewhereNow(NamedTuple):
    """How far levels and accounts of other branches were read, and when that was last asked for."""

    epoch: UUID | None
    levels_seq: int
    accounts_seq: int
    at: datetime | None


def elsewhere_state(session: Session, *, target: str = CENTRE) -> ElsewhereNow:
    """How far other branches were heard of; nothing yet where nobody has asked."""
    row = session.get(ElsewhereState, target)
    return ElsewhereNow(None, 0, 0, None) if row is None else ElsewhereNow(
        row.epoch, row.levels_seq, row.accounts_seq, row.at
    )


def take_in_levels(
    uow: Uow, *, rows: Sequence[tuple[UUID, UUID, int]], seq: int | None, target: str = CENTRE
) -> None:
    """Levels by store and product, as they are now; with `seq`: all up to there are stored."""
    levels = [{"store_id": store, "product_id": product, "on_hand_milli": milli} for store, product, milli in rows]
    _PUT_LEVEL.run_many(uow.driver, [row for row in levels if row["on_hand_milli"]])
    _DROP_LEVEL.run_many(
        uow.driver, [{"product": row["product_id"], "store": row["store_id"]} for row in levels if not row["on_hand_milli"]]
    )
    if seq is not None:
        _state(uow, target).levels_seq = seq
    uow.touch("sync", *(("stock",) if rows else ()))


def take_in_accounts(
    uow: Uow, *, rows: Sequence[tuple[str, UUID, int]], seq: int | None, target: str = CENTRE
) -> None:
    """What other branches together have put on accounts; with `seq`: all up to there is stored."""
    _PUT_ACCOUNT.run_many(
        uow.driver, [{"account": account, "owner_id": owner, "balance_minor": minor} for account, owner, minor in rows]
    )
    if seq is not None:
        _state(uow, target).accounts_seq = seq
    uow.touch("sync", *(("customer",) if rows else ()))


def forget_elsewhere(uow: Uow, *, epoch: UUID, most: int, target: str = CENTRE) -> bool:
    """The centre counts anew: drop what it said before, so many rows at once; whether there may be more."""
    if _drop_some(uow, LevelElsewhere, most) or _drop_some(uow, AccountElsewhere, most):
        return True
    row = _state(uow, target)
    row.epoch, row.levels_seq, row.accounts_seq = epoch, 0, 0
    uow.touch("sync", "stock", "customer")
    return False


def note_ages(uow: Uow, *, ages_s: Mapping[UUID, float], hears_all: bool, target: str = CENTRE) -> None:
    """So long ago each other branch had told all; what is stored here is at least as new. A branch that is not named tells no
    more."""
    uow.session.execute(delete(BranchTold).where(BranchTold.branch_id.not_in(list(ages_s))))
    for branch_id, age_s in ages_s.items():
        at = uow.now - timedelta(seconds=age_s)
        told = uow.session.get(BranchTold, branch_id)
        if told is None:
            uow.add(BranchTold(branch_id=branch_id, at=at))
        else:
            told.at = at
    row = _state(uow, target)
    row.hears_all, row.at = hears_all, uow.now
    uow.touch("sync")


def _drop_some(uow: Uow, table: type[Base], most: int) -> bool:
    found: Any = table.__table__
    key = list(found.primary_key)
    dropped = uow.driver.execute(
        f"DELETE FROM {found.name} WHERE ({', '.join(column.name for column in key)}) IN "  # names of our own tables
        f"(SELECT {', '.join(column.name for column in key)} FROM {found.name} LIMIT ?)", (most,),
    )
    return dropped.rowcount == most


def _state(uow: Uow, target: str) -> ElsewhereState:
    row = uow.session.get(ElsewhereState, target)
    if row is None:
        row = ElsewhereState(target=target, epoch=None, levels_seq=0, accounts_seq=0, hears_all=False, at=None)
        uow.add(row)
    return row
