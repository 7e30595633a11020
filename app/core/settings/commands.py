"""Changing a setting."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.settings.rules import check_value, declared
from app.kernel.errors import RuleBroken
from app.kernel.settings import SHOP
from db.models.company import SettingValue
from db.uow import Uow


def store_setting(uow: Uow, *, key: str, value: Any) -> None:
    """Give a setting of this shop its value; `staff.commands.change_setting` asks for the right first.

    Refused: `settings.unknown`, `settings.wrong_value`, `settings.secret_in_keyring`.
    """
    setting = declared(key)
    if setting.scope != SHOP:
        raise RuleBroken("settings.secret_in_keyring", key=key)
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
