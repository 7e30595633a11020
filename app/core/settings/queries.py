"""What a setting is now."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.settings.rules import COMFORT, DECLARED, DENOMINATIONS
from app.kernel.settings import SHOP, Setting
from db.models.company import SettingValue
from db.models.staff import PersonChoice
from db.uow import Uow

Value = TypeVar("Value")


def read_setting(session: Session, setting: Setting[Value], *, branch_id: UUID | None) -> Value:
    """The shop's value, else the company's, else the default."""
    found = select(SettingValue.branch_id, SettingValue.value).where(
        SettingValue.key == setting.key, SettingValue.branch_id.is_(None) | (SettingValue.branch_id == branch_id)
    )
    values = dict(session.execute(found).all())
    text = values.get(branch_id, values.get(None))
    return setting.default if text is None else json.loads(text)


def setting_of(uow: Uow, setting: Setting[Value]) -> Value:
    """The same inside a command; remembered until a setting changes."""
    value: Value = uow.remember(
        "settings", setting.key, lambda: read_setting(uow.session, setting, branch_id=uow.place.branch_id)
    )
    return value


def notes_of(uow: Uow) -> list[int]:
    """The coins and notes that this shop has chosen for its counts; empty for those of the currency."""
    return setting_of(uow, DENOMINATIONS)


def settings_view(session: Session, *, branch_id: UUID) -> dict[str, Any]:
    """All declared settings of a shop but the secret ones: key → value."""
    return {
        key: read_setting(session, setting, branch_id=branch_id)
        for key, setting in DECLARED.items()
        if setting.scope == SHOP
    }


def comfort_chosen(session: Session, *, person_id: UUID) -> dict[str, Any]:
    """What somebody chose of `Comfort` at this till: its fields → values; what they never chose is not there."""
    query = select(PersonChoice.key, PersonChoice.value).where(PersonChoice.person_id == person_id)
    return {COMFORT[key]: json.loads(value) for key, value in session.execute(query) if key in COMFORT}
