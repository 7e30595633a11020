"""Changing a setting."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.settings.rules import check_value, declared
from app.kernel.errors import RuleBroken
from app.kernel.settings import PERSON, SECRET, SHOP
from db.models.company import SettingValue
from db.models.staff import PersonChoice
from db.uow import Uow


def store_setting(uow: Uow, *, key: str, value: Any) -> None:
    """Give a setting of this shop its value; `staff.commands.change_setting` asks for the right first.

    Refused: `settings.unknown`, `settings.wrong_value`, `settings.secret_in_keyring`.
    """
    setting = declared(key)
    if setting.scope == SECRET:
        raise RuleBroken("settings.secret_in_keyring", key=key)
    if setting.scope != SHOP:
        raise RuleBroken("settings.unknown", key=key)
    check_value(setting, value)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    found = select(SettingValue).where(SettingValue.key == key, SettingValue.branch_id == uow.place.branch_id)
    row = uow.session.scalar(found)
    if row is None:
        uow.add_card(SettingValue(id=uow.new_id(), branch_id=uow.place.branch_id, key=key, value=text))
    else:
        uow.change_card(row, value=text)
    uow.touch("settings")
    audit(uow, "setting.changed", key=key, value=text)


def choose(uow: Uow, *, key: str, value: Any) -> None:
    """Whoever acts chooses how this till looks or sounds to them; nobody else is touched, so no right is asked for.

    Refused: `settings.unknown` (also what is not a person's own to choose), `settings.wrong_value`.
    """
    setting = declared(key)
    if setting.scope != PERSON:
        raise RuleBroken("settings.unknown", key=key)
    check_value(setting, value)
    text = json.dumps(value)
    row = uow.session.get(PersonChoice, (uow.person_id, key))
    if row is None:
        uow.add(PersonChoice(person_id=uow.person_id, key=key, value=text))
    else:
        row.value = text
    uow.touch("comfort")
