"""PINs, pauses and roles: pure decisions."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from app.core.staff.views import Grant
from app.kernel.errors import RuleBroken
from app.kernel.permissions import WITH_LIMIT, Right

TRIES_BEFORE_PAUSE = 5
FIRST_PAUSE_S = 30
LONGEST_PAUSE_S = 3600
LOAN_LASTS = timedelta(minutes=3)
FORGOTTEN_AFTER = timedelta(minutes=5)
"""Where names are not shown: how long after the last wrong PIN a good one clears the till's count. Who knows one PIN and
tries the others in between gets four tries in that time, so ten thousand take weeks."""
_RECOVERY_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def check_pin(pin: str) -> None:
    """A PIN is 4 to 12 digits, and not one that is guessed first. Refused: `pin.malformed`, `pin.too_simple`."""
    if not (4 <= len(pin) <= 12 and pin.isascii() and pin.isdigit()):
        raise RuleBroken("pin.malformed")
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise RuleBroken("pin.too_simple")


def pause_after(failed_count: int) -> timedelta | None:
    """How long somebody is locked out after so many wrong PINs in a row: from the 5th on 30 s, doubling up to an hour."""
    if failed_count < TRIES_BEFORE_PAUSE:
        return None
    return timedelta(seconds=min(FIRST_PAUSE_S * 2 ** (failed_count - TRIES_BEFORE_PAUSE), LONGEST_PAUSE_S))


def check_not_locked(locked_until: datetime | None, now: datetime) -> None:
    """Refused: `pin.locked`, with the whole seconds that are left. A clock put back does not lock anybody out for long."""
    if locked_until is None:
        return
    left = locked_until - now
    if timedelta(0) < left <= timedelta(seconds=LONGEST_PAUSE_S):
        raise RuleBroken("pin.locked", seconds=int(left.total_seconds()) + 1)


def keyed_pin(key: str, pin: str) -> bytes:
    """HMAC-SHA256 of a PIN: finds its owner where names are not shown, and tells nothing without the key."""
    return hmac.new(key.encode(), pin.encode("utf-8", "surrogatepass"), sha256).digest()


def new_recovery_code() -> str:
    """Twenty characters without look-alikes (100 bits), in groups: printed once, at first run."""
    letters = "".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(20))
    return "-".join(letters[i : i + 5] for i in range(0, 20, 5))


def plain_recovery_code(typed: str) -> str:
    """The code as it is hashed, however it was typed in."""
    return "".join(char for char in typed.upper() if char.isalnum())


def rights_text(rights: Mapping[Right, int | None]) -> str:
    """A role's rights as they are stored. Refused: `role.limit_not_allowed`, `role.limit_out_of_range`."""
    for right, limit_ppm in rights.items():
        if limit_ppm is not None and right not in WITH_LIMIT:
            raise RuleBroken("role.limit_not_allowed", right=right)
        if limit_ppm is not None and not 0 <= limit_ppm <= 1_000_000:
            raise RuleBroken("role.limit_out_of_range", limit=limit_ppm)
    return json.dumps({str(right): limit for right, limit in rights.items()}, sort_keys=True)


def rights_from(text: str) -> dict[Right, int | None]:
    """A role's rights as they were stored; one that a newer program knows is passed over."""
    known = {str(right) for right in Right}
    return {Right(name): limit for name, limit in json.loads(text).items() if name in known}


def merge_roles(roles: Iterable[str], *, is_owner: bool) -> Grant:
    """What several roles allow together: every right of each, and of two limits the wider. An owner may do everything."""
    if is_owner:
        return Grant(dict.fromkeys(Right, None))
    merged: dict[Right, int | None] = {}
    for text in roles:
        for right, limit in rights_from(text).items():
            known = merged.get(right, limit)
            merged[right] = None if known is None or limit is None else max(known, limit)
    return Grant(merged)
