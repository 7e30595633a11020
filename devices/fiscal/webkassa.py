"""A fiscal register in the cloud of Webkassa (Kazakhstan): our id is its ExternalCheckNumber, so nothing is registered twice.

Source: public clients and their recorded answers (`/api/v4/Authorize`, `/api/v4/check`, `GetTicketByExternalCheckNumber`,
error 14 for a number that is there already). Nothing was tried with the real service: *unverified*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.fiscal import FiscalDocument, FiscalLine
from app.kernel.money import extend_minor
from app.ports import FiscalAnswer, FiscalState
from devices.fiscal.figures import money, percent, quantity
from devices.fiscal.http_json import HttpJson, NoAnswer, NotReached

OPERATIONS = {"sale": 2, "return": 3}
PAYMENT_TYPES = {"cash": 0, "card": 1, "qr": 4}
"""Others (debt, points, a gift card, an exchange) have no type in public descriptions; they are told as cash is not, as a
card (*unverified*)."""
UNIT_CODES = {"pcs": 796, "kg": 166, "g": 163, "l": 112, "m": 6}
"""By unit of ours; another is told as a piece (*unverified*)."""
SESSION_OVER, NO_SUCH_SESSION, TWICE, SHIFT_TOO_LONG, NO_SHIFT = 2, 3, 14, 11, 13
TELLS_NOTHING = frozenset({-1, 505})
"""An unknown error, and a service that is not there now: the check may stand there or not."""
CANNOT_LOOK = TELLS_NOTHING | {1, SESSION_OVER, NO_SUCH_SESSION, 4, 5, 6, 7, 10}
"""Who may not look has not seen that a check is missing."""
MOST_SHIFTS = 2
NOT_THERE, NO_ANSWER = "device.not_there", "device.no_answer"


@dataclass(frozen=True, slots=True)
class WebkassaAccount:
    """Who we are to Webkassa. Secrets: they come from the system's keyring, and no log has them."""

    login: str
    password: str
    api_key: str
    cashbox: str

    def __repr__(self) -> str:
        return f"WebkassaAccount({self.cashbox!r})"


def check_body(document: FiscalDocument, cashbox: str) -> dict[str, Any]:
    """A document as the body of `/api/v4/check`, without the token."""
    return {
        "CashboxUniqueNumber": cashbox, "OperationType": OPERATIONS[document.kind],
        "Positions": [_position(line) for line in document.lines],
        "Payments": [
            {"Sum": money(payment.amount_minor), "PaymentType": PAYMENT_TYPES.get(payment.tender, 1)}
            for payment in document.payments
        ],
        "Change": 0, "RoundType": 2, "ExternalCheckNumber": str(document.intent_id),
    }


def answer_of(said: Any) -> FiscalAnswer:
    """What an answer to a check, or to the question for one, says. A number that is there already is approved, by what
    stands there; an answer without a check's number approves nothing."""
    code = error_code(said)
    data = said.get("Data") if isinstance(said, dict) else None
    if code in TELLS_NOTHING:
        return FiscalAnswer("unknown", code=f"webkassa.{code}")
    if code is not None and code != TWICE:
        return FiscalAnswer("declined", code=f"webkassa.{code}")
    sign = _text(data.get("CheckNumber")) if isinstance(data, dict) else ""
    if not isinstance(data, dict) or not sign:
        return FiscalAnswer("unknown", code=NO_ANSWER)
    cashbox = data.get("Cashbox")
    registered = cashbox.get("RegistrationNumber") if isinstance(cashbox, dict) else data.get("CashboxRegistrationNumber")
    shift = data.get("ShiftNumber")
    return FiscalAnswer(
        "approved", sign=sign, register_number=_text(registered),
        document_number=_text(data.get("CheckOrderNumber")), shift_number=shift if type(shift) is int else 0,
        link=_text(data.get("TicketUrl")), made_offline=data.get("OfflineMode") is True,
    )


def error_code(said: Any) -> int | None:
    """The number of the first error; None where there is none."""
    errors = said.get("Errors") if isinstance(said, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    code = errors[0].get("Code") if isinstance(errors[0], dict) else None
    return code if type(code) is int else -1


class WebkassaRegister:
    """A `FiscalRegister`. It signs in by itself, and again when its session is over."""

    def __init__(self, base_url: str, account: WebkassaAccount, *, deadline_s: float = 20) -> None:
        self._http = HttpJson(base_url, deadline_s=deadline_s, headers={"x-api-key": account.api_key})
        self._account, self._token = account, ""

    def register(self, document: FiscalDocument) -> FiscalAnswer:
        """Declined by `device.not_there` only where nothing was told at all."""
        try:
            return answer_of(self._told("/api/v4/check", check_body(document, self._account.cashbox)))
        except NotReached:
            return FiscalAnswer("declined", code=NOT_THERE)
        except NoAnswer:
            return FiscalAnswer("unknown", code=NO_ANSWER)

    def ask_again(self, document: FiscalDocument) -> FiscalAnswer:
        """Its number is looked for in the newest shifts (a number is its own only within a shift); where each of them says
        that it is not there, it is registered now, under the same number."""
        try:
            for shift in self._shifts():
                body = {"CashboxUniqueNumber": self._account.cashbox, "ExternalCheckNumber": str(document.intent_id)}
                path = "/api-history/v4/Ticket/GetTicketByExternalCheckNumber"
                said = self._told(path, {**body, "ShiftNumber": shift})
                if error_code(said) in CANNOT_LOOK:
                    return FiscalAnswer("unknown", code=f"webkassa.{error_code(said)}")
                found = answer_of(said)
                if found.outcome != "declined":
                    return found
        except (NotReached, NoAnswer):
            return FiscalAnswer("unknown", code=NO_ANSWER)
        again = self.register(document)
        return FiscalAnswer("unknown", code=again.code) if again.code == NOT_THERE else again

    def open_shift(self, operator: str) -> FiscalAnswer:
        """A shift opens by itself with its first check (*unverified*)."""
        return FiscalAnswer("approved")

    def close_shift(self, operator: str) -> FiscalAnswer:
        """The register's Z; error 12 (closed already) and 13 (none is open) are approved."""
        try:
            said = self._told("/api/v4/ZReport", {"CashboxUniqueNumber": self._account.cashbox})
        except NotReached:
            return FiscalAnswer("declined", code=NOT_THERE)
        except NoAnswer:
            return FiscalAnswer("unknown", code=NO_ANSWER)
        code = error_code(said)
        if code in (None, 12, NO_SHIFT):
            return FiscalAnswer("approved")
        return FiscalAnswer("declined", code=f"webkassa.{code}")

    def state(self) -> FiscalState:
        """Whether it lets us in. What the tax office has not got yet it does not tell (*unverified*)."""
        self._token = ""
        try:
            code = self._sign_in()
        except (NotReached, NoAnswer):
            return FiscalState(answers=False, code=NOT_THERE)
        return FiscalState(answers=True, code="" if code is None else f"webkassa.{code}")

    def _shifts(self) -> list[int]:
        body = {"CashboxUniqueNumber": self._account.cashbox, "Skip": 0, "Take": MOST_SHIFTS}
        said = self._told("/api/v4/Cashbox/ShiftHistory", body)
        data = said.get("Data") if isinstance(said, dict) else None
        rows = data.get("Shifts", data) if isinstance(data, dict) else data
        if error_code(said) is not None or not isinstance(rows, list):
            raise NoAnswer("shifts")  # who does not know the shifts cannot know that it is in none of them
        numbers = [row.get("ShiftNumber") for row in rows if isinstance(row, dict)]
        return [number for number in numbers if type(number) is int]

    def _told(self, path: str, body: Mapping[str, Any]) -> Any:
        """Tell it, signed in; where the session is over (then nothing was done), once more with a new one."""
        for fresh in (False, True):
            if fresh or not self._token:
                code = self._sign_in()
                if code is not None:
                    return {"Errors": [{"Code": code}]}
            status, said = self._http.post(path, {**body, "Token": self._token})
            if error_code(said) not in (SESSION_OVER, NO_SUCH_SESSION):
                break
        if status >= 500:
            raise NoAnswer(f"status {status}")
        return said

    def _sign_in(self) -> int | None:
        told = {"Login": self._account.login, "Password": self._account.password}
        try:
            _status, said = self._http.post("/api/v4/Authorize", told)
        except NoAnswer as error:
            raise NotReached("no session") from error  # the document itself was not told
        code = error_code(said)
        data = said.get("Data") if isinstance(said, dict) else None
        token = data.get("Token") if isinstance(data, dict) else None
        if code is None and not isinstance(token, str):
            raise NotReached("no token")
        self._token = token if isinstance(token, str) else ""
        return code


def _position(line: FiscalLine) -> dict[str, Any]:
    """A line; what is paid is price times quantity, less the discount or with the rounding that the line has."""
    less = extend_minor(line.price_minor, line.quantity_milli) - line.sum_minor
    return {
        "Count": quantity(line.quantity_milli), "Price": money(line.price_minor),
        "TaxType": 100 if line.tax_ppm else 0, "TaxPercent": percent(line.tax_ppm), "Tax": money(line.tax_minor),
        "PositionName": line.name, "UnitCode": UNIT_CODES.get(line.unit, UNIT_CODES["pcs"]),
        "Discount": money(max(less, 0)), "Markup": money(max(-less, 0)),
        **({"Mark": line.mark} if line.mark else {}),  # *unverified*: the name of the field
    }


def _text(value: Any) -> str:
    """A word or a number; anything else says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).encode("utf-8", "replace").decode().strip()
