"""Whose sale it is: the open sale's customer, and finding, choosing or adding another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.parties.commands import add_customer, change_customer
from app.core.parties.merging import merge_customers
from app.core.parties.queries import customer, find_customers
from app.core.parties.views import CustomerView
from app.core.sales.commands.drafts import set_customer
from app.core.sales.queries import sale_customer
from app.kernel.errors import AppError
from app.kernel.i18n import _
from ui.bridge.desk import Desk, Fault
from ui.bridge.runner import nothing

MOST_FOUND = 50
ACCOUNTS = {"debt": _("Owes us"), "points": _("Points"), "prepayment": _("Prepayment")}
REST_MS = 40
"""A sale's first line is painted by then: whose it is comes after it."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Somebody new, as typed."""

    name: str = ""
    phone: str = ""
    may_be_written_to: bool = False


@dataclass(frozen=True, slots=True)
class PickView:
    """`current` is whose sale it is; `chosen` the place in the list; `draft` somebody new who is being typed; `keeping` the card
    into which another one of the same person is to be merged, while that is being chosen."""

    current: CustomerView | None = None
    searching: str = ""
    found: tuple[CustomerView, ...] = ()
    chosen: int = -1
    draft: NewCustomer | None = None
    keeping: CustomerView | None = None
    busy: bool = False
    wrong: str = ""

    @property
    def customer(self) -> CustomerView | None:
        """Who is chosen in the list."""
        return self.found[self.chosen] if 0 <= self.chosen < len(self.found) else None

    @property
    def can_merge(self) -> bool:
        """Another card than the one that is kept is chosen."""
        who = self.customer
        return self.keeping is not None and who is not None and who.customer_id != self.keeping.customer_id and not self.busy

    @property
    def can_save(self) -> bool:
        """Somebody new has a name."""
        return self.draft is not None and bool(self.draft.name.strip()) and not self.busy


class CustomerModel(QObject):
    """Follows the checkout's sale (`follow`). Chosen before there is a sale, a customer waits for the one that comes next.

    Signals:
        changed: the view is another one.
        picked: it is settled whose sale it is; back to the receipt.
    """

    changed = Signal()
    picked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sale_id: UUID | None = None
        self._is_asking = self._is_shown = self._picks_next = False
        self._answered: str | None = None
        self._dropped: NewCustomer | None = None
        self.view = PickView()
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(lambda _missing: self._show(busy=False))
        desk.person_changed.connect(self._forget_typed)

    # --- the sale ---

    def follow(self, sale_id: UUID | None) -> None:
        """The checkout has this sale now, or none. A new sale gets the customer that was chosen before it."""
        if sale_id == self._sale_id:
            return
        was, self._sale_id = self._sale_id, sale_id
        waiting = self.view.current if was is None else None
        if sale_id is None:
            self._show(current=None)
        elif waiting is not None:
            self._put(waiting.customer_id)
        else:
            self._desk.runner.later(REST_MS, self._ask_current)

    def forget(self) -> None:
        """Whoever waited for the next sale does so no longer: another one is taken up."""
        if self._sale_id is None:
            self._show(current=None)

    @property
    def waiting_id(self) -> UUID | None:
        """Who was chosen for the sale that comes next."""
        waits = self._sale_id is None and self.view.current is not None
        return self.view.current.customer_id if waits and self.view.current is not None else None

    def wait(self, customer_id: UUID) -> None:
        """Somebody chosen before the program ended waits for the sale again, if there is none yet."""
        def found(who: CustomerView) -> None:
            if self._sale_id is None:
                self._show(current=who)

        self._desk.ask(customer, done=found, failed=nothing, customer_id=customer_id)

    def nobody(self) -> None:
        """The sale is nobody's in particular."""
        self._settle(None)

    def pick(self) -> None:
        """Who is chosen in the list it is; while the list is not yet that of what was typed, whoever stands first in it then."""
        if self.view.keeping is not None:
            self.merge()
        elif self._answered != self.view.searching:
            self._picks_next = True
        elif self.view.customer is not None:
            self._settle(self.view.customer)

    # --- the list ---

    def come(self) -> None:
        """The screen is in front."""
        self._is_shown = True
        self._ask_found()

    def go(self) -> None:
        """The screen is gone. It may come back in another language: only `leave` forgets what was typed."""
        self._is_shown = False

    def leave(self) -> None:
        """Back to the receipt: the next visit begins with all of them."""
        self._picks_next = False
        self._show(searching="", draft=None, keeping=None, wrong="")

    def search(self, text: str) -> None:
        """By any part of the name, telephone or code."""
        plain = text.strip()
        if plain != self.view.searching:
            self._picks_next = False
            self._show(searching=plain)
            self._ask_found()

    def choose(self, place: int) -> None:
        """This one of the list that is seen, whatever is being looked for."""
        self._answered = self.view.searching
        self._show(chosen=place)

    # --- somebody new ---

    def begin_new(self) -> None:
        """Somebody new: who was being typed before, or else what was searched for is their name or telephone."""
        typed = self.view.searching
        if self._dropped is not None and not typed:
            self._show(draft=self._dropped, wrong="")
            return
        is_phone = bool(typed) and not any(char.isalpha() for char in typed)
        self._show(draft=NewCustomer(phone=typed) if is_phone else NewCustomer(name=typed), wrong="")

    def edit(self, **fields: Any) -> None:
        """The name or the telephone, as typed, and whether they may be written to."""
        if self.view.draft is not None:
            self._show(draft=replace(self.view.draft, **fields), wrong="")

    def drop_new(self) -> None:
        """Back to the list; what was typed comes again with the next `begin_new`."""
        self._dropped = self.view.draft
        self._show(draft=None, wrong="")

    def save(self) -> None:
        """Store somebody new: the sale is theirs. A second press while the first is under way does nothing."""
        draft = self.view.draft
        if self.view.can_save and draft is not None:
            self._show(busy=True)
            self._desk.run(
                add_customer, done=self._added, failed=self._failed, name=draft.name, phone=draft.phone,
                may_be_written_to=draft.may_be_written_to,
            )

    def _added(self, customer_id: UUID) -> None:
        self._desk.ask(customer, done=self._show_added, customer_id=customer_id)

    def _forget_typed(self) -> None:
        self._dropped = None
        self.leave()

    def _show_added(self, added: CustomerView) -> None:
        self._show(busy=False)
        self._forget_typed()
        self._settle(added)

    def _failed(self, error: AppError) -> None:
        self._show(busy=False, wrong=str(error.facts.get("field", "")))
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    # --- one person, two cards; and what they agree to ---

    def agree(self, may_be_written_to: bool) -> None:
        """Who is chosen may be written to, or not."""
        who = self.view.customer
        if who is not None and who.may_be_written_to != may_be_written_to:
            self._desk.run(
                change_customer, done=nothing, failed=self._failed, customer_id=who.customer_id,
                may_be_written_to=may_be_written_to,
            )

    def begin_merge(self) -> None:
        """The card that is chosen is kept; which other one is of the same person?"""
        self._picks_next = False
        self._show(keeping=self.view.customer)

    def drop_merge(self) -> None:
        """Nothing is merged."""
        self._show(keeping=None, busy=False)

    def merge(self) -> None:
        """The card that is chosen now goes, after a yes."""
        view = self.view
        if view.can_merge and view.keeping is not None and view.customer is not None:
            self._desk.run(
                merge_customers, done=self._merged, failed=self._failed, customer_id=view.customer.customer_id,
                into_id=view.keeping.customer_id,
            )

    def _merged(self, _kept_id: UUID) -> None:
        """The kept one alone is shown: found by what stood on either card."""
        name = self.view.keeping.name if self.view.keeping is not None else ""
        self._show(keeping=None, searching=name)
        self._ask_found()

    # --- settling, and news ---

    def _settle(self, who: CustomerView | None) -> None:
        if self._sale_id is None:
            self._show(current=who)  # it waits for the sale
            self.leave()
            self.picked.emit()
        else:
            self._put(who.customer_id if who is not None else None, is_picked=True)

    def _put(self, customer_id: UUID | None, *, is_picked: bool = False) -> None:
        def done(_answer: Any) -> None:
            self._ask_current()
            if is_picked:
                self.leave()
                self.picked.emit()

        def failed(error: AppError) -> None:
            self._ask_current()
            self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

        self._desk.run(set_customer, done=done, failed=failed, sale_id=self._sale_id, customer_id=customer_id)

    def _ask_current(self) -> None:
        sale_id = self._sale_id

        def show(found: CustomerView | None) -> None:
            if sale_id == self._sale_id:
                self._show(current=found)

        if sale_id is not None:
            self._desk.ask(sale_customer, done=show, sale_id=sale_id)

    def _ask_found(self) -> None:
        if not self._is_asking:
            self._is_asking = True
            text = self.view.searching
            self._desk.ask(
                find_customers, done=lambda found: self._show_found(text, found), failed=self._not_found, text=text,
                limit=MOST_FOUND,
            )

    def _not_found(self, error: AppError) -> None:
        """Told, and the next letter asks again."""
        self._is_asking = self._picks_next = False
        self._desk.runner.refused.emit(error)

    def _show_found(self, text: str, found: tuple[CustomerView, ...]) -> None:
        self._is_asking = False
        if text != self.view.searching:
            self._ask_found()  # one question at a time: what was typed meanwhile comes next
            return
        current = self.view.current.customer_id if self.view.current is not None else None
        places = [place for place, each in enumerate(found) if each.customer_id == current]
        self._answered = text
        self._show(found=found, chosen=places[0] if places else 0 if found else -1)
        if self._picks_next:
            self._picks_next = False
            self._show(chosen=0 if found else -1)
            self.pick()

    def _on_news(self, topics: frozenset[str]) -> None:
        if "customer" in topics:
            self._ask_current()
            if self._is_shown:
                self._ask_found()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def elsewhere(desk: Desk, who: CustomerView) -> str:
    """`Of it in other branches: Owes us 30,00 KGS; as told 12 minutes ago`; nothing where they have said nothing of who it is."""
    parts = [f"{desk.say(ACCOUNTS[account])} {desk.money(minor)}" for account, minor in who.elsewhere if account in ACCOUNTS]
    if not parts or who.told_at is None:
        return ""
    sums = ", ".join(parts)
    words = desk.say(_("Of it in other branches: {sums}; as told {ago}"))
    return words.format(sums=sums, ago=desk.ago(who.told_at))


def owes(desk: Desk, who: CustomerView) -> str:
    """`Owes 120,00 of 500,00`; nothing for whoever owes nothing and may owe nothing."""
    if not who.debt_minor and not who.credit_limit_minor:
        return ""
    debt, limit = desk.money(who.debt_minor, currency=False), desk.money(who.credit_limit_minor or 0)
    return desk.say(_("Owes {debt} of {limit}")).format(debt=debt, limit=limit)
