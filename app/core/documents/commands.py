"""Asking for papers of what is stored nowhere as a document: the X."""

from __future__ import annotations

from uuid import UUID

from app.core.cash.drawer import open_shift_here
from app.core.documents.views import X_FOR_ALL, X_FULL
from app.core.jobs.commands import queue_print
from app.core.settings.queries import setting_of
from app.core.settings.rules import BLIND_COUNT
from app.core.staff.access import grant_here, require
from app.kernel.permissions import Right
from db.uow import Uow


def print_x(uow: Uow) -> UUID:
    """The shift so far, on paper, as it is when it comes out of the printer.

    What must be in the drawer stands on it only for who may see it, whoever has lent the right to the rest. Refused:
    `right.missing`, `shift.none_open`.
    """
    require(uow, Right.SEE_X_REPORT)
    shift = open_shift_here(uow)
    may_see = grant_here(uow, uow.person_id).allows(Right.SEE_EXPECTED_CASH) or not setting_of(uow, BLIND_COUNT)
    return queue_print(uow, document_kind=X_FULL if may_see else X_FOR_ALL, document_id=shift.shift_id)
