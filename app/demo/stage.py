"""Where the demo is played: the open shop, its people, the clock, the drawer's real money, and what is told of it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.payments.views import Tender
from app.core.sales.commands.checkout import complete_sale
from app.core.sales.commands.drafts import add_items, open_sale, scan
from app.core.sales.views import Completed, NewItem
from app.core.staff.commands import lend_right, sign_in
from app.demo.goods import GOODS
from app.demo.papers import Papers
from app.demo.purse import Pieces, Purse, worth
from app.kernel.clock import ManualClock
from app.kernel.context import By
from app.kernel.errors import AppError
from app.kernel.i18n import translated
from app.kernel.period import zone_info
from app.kernel.permissions import Right
from app.shop import Shop
from ui.facts import written
from ui.messages import sentence


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the shop and their PIN."""

    name: str
    pin: str
    person_id: UUID

    @property
    def by(self) -> By:
        return By(self.person_id)


class Stage:
    """Short words for what people do at the till. Whoever has signed in acts; each act takes the time that it needs."""

    def __init__(self, shop: Shop, clock: ManualClock, papers: Papers, *, language: str) -> None:
        self.shop, self.clock, self.papers, self.language = shop, clock, papers, language
        self.steps: list[dict[str, str]] = []
        self.people: dict[str, Somebody] = {}
        self.goods: dict[str, UUID] = {}
        self.customers: dict[str, UUID] = {}
        self.sold: dict[str, UUID] = {}
        self.purse = Purse({})
        self._at_the_till: Somebody | None = None

    def tell(self, text: str, /, **facts: Any) -> None:
        """A step of the day, in the person's language, at the time on the shop's clock."""
        at = self.clock().astimezone(zone_info(self.shop.place.zone))
        self.steps.append({"at": f"{at:%H:%M}", "what": translated(text, self.language).format(**facts)})

    def money(self, minor: int) -> str:
        """A sum as people read it."""
        return written("_minor", minor, self.language, self.shop.place.currency)

    def why_not(self, error: AppError) -> str:
        """What the cashier reads when something is refused."""
        return sentence(error, self.language, self.shop.place.currency, self.shop.place.zone)

    def wait(self, minutes: int = 0, seconds: int = 0) -> None:
        """Time goes by."""
        self.clock.advance(minutes=minutes, seconds=seconds)

    def sign_in(self, who: str) -> Somebody:
        """Somebody comes to the till and enters their PIN."""
        person = self.people[who]
        self.shop.do(sign_in, pin=person.pin, person_id=person.person_id)
        self._at_the_till = person
        return person

    def do(self, command: Callable[..., Any], *, loan: Right | None = None, by: str | None = None, **inputs: Any) -> Any:
        """Whoever is at the till (or `by`) does it, with a right (`loan`) lent by the manager's PIN. What it prints is filed."""
        person = self.people[by] if by else self._at_the_till
        assert person is not None, "somebody must sign in first"
        acting = person.by
        if loan is not None:
            manager = self.people["manager"]
            self.wait(seconds=20)
            acting = acting.borrowing(
                self.shop.do(lend_right, by=person.by, right=loan, pin=manager.pin, lender_id=manager.person_id)
            )
        result = self.shop.do(command, by=acting, **inputs)
        self.papers.collect()
        return result

    def scan(self, *wares: str | tuple[str, int], sale_id: UUID | None = None) -> UUID:
        """Put goods into a sale: by the key of a good, by a code, or (good, typed weight in grams)."""
        for ware in wares:
            self.wait(seconds=3)
            if isinstance(ware, tuple):
                sale_id = sale_id or self.do(open_sale)
                self.do(add_items, sale_id=sale_id, items=[NewItem(self.goods[ware[0]], ware[1], weight_source="typed")])
            else:
                code = GOODS[ware].code if ware in GOODS else ware
                sale_id = self.do(scan, sale_id=sale_id, code=code).sale_id
        assert sale_id is not None, "something must be bought"
        return sale_id

    def pay(self, name: str, sale_id: UUID, *tenders: Tender, cash: Pieces | None = None, by: str | None = None) -> Completed:
        """Take the money: what the customer hands over goes into the drawer, the change comes out of it, piece by piece."""
        self.wait(seconds=25)
        offered = [*tenders, *self.cash(cash)]
        done: Completed = self.do(complete_sale, by=by, sale_id=sale_id, payments=offered)
        self.into_the_drawer(cash or {}, done.change_minor)
        self.sold[name] = done.sale_id
        return done

    def cash(self, pieces: Pieces | None) -> Sequence[Tender]:
        """What a customer holds out in cash."""
        return [Tender("cash", worth(pieces))] if pieces else []

    def into_the_drawer(self, given: Mapping[int, int], change_minor: int = 0) -> None:
        """Notes and coins in; change out, of what lies there."""
        self.purse.put(given)
        self.purse.hand_out(change_minor)
