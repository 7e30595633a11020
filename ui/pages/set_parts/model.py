"""The parts of one set: scanned or searched, each change stored at once. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core.catalog.commands import set_parts
from app.core.catalog.queries import code_stands_for, parts_of_set
from app.core.catalog.views import ProductCard, ProductView, Scanned, SetPartView
from app.kernel.errors import AppError
from ui.bridge.desk import Desk, Fault
from ui.pages.scanned_list.model import ScannedListModel

ONE = 1000


@dataclass(frozen=True, slots=True)
class SetPartsView:
    """`chosen` is the product of a part. Until `is_known` nothing may be put in: what is in the set has not been read yet."""

    set_id: UUID | None = None
    name: str = ""
    parts: tuple[SetPartView, ...] = ()
    chosen: UUID | None = None
    is_known: bool = False

    @property
    def place(self) -> int:
        """Where the chosen part stands; −1 for none."""
        return next((at for at, part in enumerate(self.parts) if part.product_id == self.chosen), -1)

    @property
    def part(self) -> SetPartView | None:
        """The chosen part."""
        return self.parts[self.place] if self.place >= 0 else None


class SetPartsModel(ScannedListModel):
    """What is shown is what is meant; a refusal brings back what is stored."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = SetPartsView()
        self._turn = 0
        self._stores: set[int] = set()
        """What is being stored: until it is, no answer is of the set as it is meant."""

    @property
    def listed(self) -> tuple[SetPartView, ...]:
        """What is in the set."""
        return self.view.parts

    @property
    def place(self) -> int:
        """Where the chosen part stands."""
        return self.view.place

    def look_into(self, card: ProductCard) -> None:
        """This set."""
        self._show(set_id=card.product_id, name=card.name, parts=(), chosen=None, is_known=False)

    def come(self) -> None:
        """Look what is in it."""
        wanted = self.view.set_id
        self._turn += 1
        turn = self._turn

        def read(parts: tuple[SetPartView, ...]) -> None:
            if turn == self._turn and not self._stores:
                chosen = self.view.chosen if self.view.part is not None else parts[0].product_id if parts else None
                self._show(parts=parts, chosen=chosen, is_known=True)

        if wanted is not None:
            self._desk.ask(parts_of_set, done=read, set_id=wanted)

    def go(self) -> None:
        """All of it is stored."""
        self._search.look_for("")

    def left_off(self) -> dict[str, Any]:
        """Which set it is."""
        return {"product_id": str(self.view.set_id)} if self.view.set_id is not None else {}

    # --- the parts ---

    def scan(self, code: str) -> None:
        """One more of what carries this code; a box is as many as are in it."""
        def found(scanned: Scanned) -> None:
            sold = scanned.sellable
            self._put(SetPartView(sold.product_id, sold.name, sold.unit, sold.decimals, scanned.quantity_milli))

        def failed(error: AppError) -> None:
            if error.code == "sale.unknown_barcode":
                self.unknown.emit(code)
            else:
                self.tell(error)

        self._desk.ask(code_stands_for, done=found, failed=failed, code=code)

    def put(self, product: ProductView) -> None:
        """One more of it."""
        self._search.look_for("")
        self._put(SetPartView(product.product_id, product.name, product.unit, product.decimals, ONE))

    def choose(self, place: int) -> None:
        """The part at that place."""
        if 0 <= place < len(self.view.parts):
            self._show(chosen=self.view.parts[place].product_id)

    def set_quantity(self, milli: int) -> None:
        """So much of the chosen part is in one set."""
        part = self.view.part
        if part is not None and milli != part.quantity_milli:
            self._store(self._with(replace(part, quantity_milli=milli)))

    def remove(self) -> None:
        """The chosen part is not in it."""
        view = self.view
        if view.part is not None:
            rest = view.parts[: view.place] + view.parts[view.place + 1 :]
            chosen = rest[min(view.place, len(rest) - 1)].product_id if rest else None
            self._store(rest, chosen=chosen)

    # --- inside ---

    def _put(self, more: SetPartView) -> None:
        if not self.view.is_known:
            return
        there = next((part for part in self.view.parts if part.product_id == more.product_id), None)
        if there is not None:
            more = replace(there, quantity_milli=there.quantity_milli + more.quantity_milli)
        self._store(self._with(more), chosen=more.product_id)

    def _with(self, part: SetPartView) -> tuple[SetPartView, ...]:
        same = [known.product_id == part.product_id for known in self.view.parts]
        if not any(same):
            return (*self.view.parts, part)
        return tuple(part if is_it else known for is_it, known in zip(same, self.view.parts, strict=True))

    def _store(self, parts: tuple[SetPartView, ...], **what: Any) -> None:
        wanted = [(part.product_id, part.quantity_milli) for part in parts]
        self._turn += 1
        turn = self._turn
        self._stores.add(turn)
        self._show(parts=parts, **what)

        def over() -> None:
            self._stores.discard(turn)
            self.come()

        def refused(error: AppError) -> None:
            self.tell(error)
            over()

        self._desk.run(
            set_parts, done=lambda _none: over(), failed=refused, unanswered=over, set_id=self.view.set_id, parts=wanted
        )

    def tell(self, error: AppError) -> None:
        """As a sentence."""
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
