"""What the shop has decided: the papers, the money, the sign-in, the backups. Stored one by one, refusals beside the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.cash.queries import known_coins
from app.core.documents.sample import sample_receipt
from app.core.documents.showing import Shown
from app.core.settings.queries import settings_view
from app.core.settings.views import Kept
from app.core.staff.commands import change_setting
from app.core.staff.queries import who_may
from app.core.staff.views import PersonView
from app.kernel.errors import AppError
from app.kernel.permissions import Right
from ui.bridge.desk import Desk
from ui.bridge.keeping import Keeping

COINS, NAMES, FOLDER = "cash.denominations_minor", "staff.sign_in_names", "backup.folder"
HEADER, FOOTER = "receipt.header", "receipt.footer"
LONGEST = {HEADER: 400, FOOTER: 400, FOLDER: 400}


@dataclass(frozen=True, slots=True)
class ShopView:
    """`values` are stored, `typed` not yet; `wrong` is the sentence beside a field. `who` may change it where one may not."""

    values: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    who: tuple[str, ...] = ()
    coins: tuple[int, ...] = ()
    paper: Shown | None = None
    kept: Kept | None = None
    is_saving: bool = False
    wrong_backup: str = ""

    def value(self, key: str) -> Any:
        """What is typed, else what is stored."""
        return self.typed.get(key, self.values.get(key))

    @property
    def can_save(self) -> bool:
        """Something is typed that is not stored."""
        return any(value != self.values.get(key) for key, value in self.typed.items())

    @property
    def chosen_coins(self) -> tuple[int, ...]:
        """Coins and notes in use: an empty list means all that are known."""
        return tuple(self.values.get(COINS) or ()) or self.coins


class ShopModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, keeping: Keeping | None) -> None:
        super().__init__()
        self._desk, self._keeping = desk, keeping
        self._is_drawing = self._is_seen = False
        self.view = ShopView()
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(lambda _missing: self._look())  # a key that could not be turned stands as it stood

    @property
    def may_change(self) -> bool:
        """Whether who sits here has the right."""
        return self._desk.allows(Right.EDIT_SETTINGS)

    @property
    def may_back_up(self) -> bool:
        """The same of a backup by hand."""
        return self._keeping is not None and self._desk.allows(Right.BACK_UP)

    def come(self) -> None:
        """Somebody looks."""
        self._is_seen = True
        self._look()
        place = self._desk.place
        self._desk.ask(known_coins, done=self._show_coins, currency=place.currency, branch_id=place.branch_id)
        self._desk.ask(who_may, done=self._show_who, right=Right.EDIT_SETTINGS, branch_id=place.branch_id)
        if self._keeping is not None:
            self._desk.ask(self._keeping.look, done=lambda kept: self._show(kept=kept))

    def go(self) -> None:
        """Nobody looks any more."""
        self._is_seen = False

    def forget(self) -> None:
        """Another person: nothing is typed."""
        self._show(typed={}, wrong={}, wrong_backup="")

    def type_in(self, key: str, value: Any) -> None:
        """Something is typed; it counts when it is saved."""
        if value == self.view.value(key):
            return
        if isinstance(value, str):
            value = value[: LONGEST[key]]
        self._show(typed={**self.view.typed, key: value}, wrong=_without(self.view.wrong, key))
        if key in (HEADER, FOOTER):
            self._draw()

    def save(self) -> None:
        """Store what is typed."""
        for key, value in self.view.typed.items():
            if value != self.view.values.get(key) and value is not None:
                self.change(key, value)

    def change(self, key: str, value: Any) -> None:
        """Store one setting now."""
        self._show(wrong=_without(self.view.wrong, key))
        self._desk.run(
            change_setting, done=lambda _answer: self._changed(key, value), failed=lambda error: self._refused(key, error),
            key=key, value=value, pin_key=self._desk.pin_key,
        )

    def turn_coin(self, coin_minor: int) -> None:
        """A kind of coin or note is in use, or is not any more; at least one stays."""
        before = self.view.chosen_coins
        chosen = sorted(set(before) ^ {coin_minor})
        if chosen:
            self.change(COINS, chosen)

    def add_coin(self, coin_minor: int | None) -> None:
        """One that the currency's own list has not."""
        if coin_minor and coin_minor not in self.view.chosen_coins:
            self.change(COINS, sorted({*self.view.chosen_coins, coin_minor}))

    def take_folder(self, folder: Path) -> None:
        """The second folder for backups, from the panel."""
        self.type_in(FOLDER, str(folder))
        self.save()

    def back_up(self) -> None:
        """A backup now. A second press while the first is under way does nothing."""
        person = self._desk.person
        if self._keeping is None or person is None or self.view.is_saving:
            return
        self._show(is_saving=True, wrong_backup="")
        self._desk.ask(
            self._keeping.back_up, done=lambda kept: self._show(is_saving=False, kept=kept), failed=self._not_saved,
            person_id=person.person_id,
        )

    # --- what comes back ---

    def _look(self) -> None:
        self._desk.ask(settings_view, done=self._show_values, branch_id=self._desk.place.branch_id)

    def _changed(self, key: str, value: Any) -> None:
        typed = self.view.typed if self.view.typed.get(key, value) != value else _without(self.view.typed, key)
        self._show(values={**self.view.values, key: value}, typed=typed)
        if key == FOLDER and self._keeping is not None:
            self._desk.ask(self._keeping.look, done=lambda kept: self._show(kept=kept))

    def _refused(self, key: str, error: AppError) -> None:
        self._show(wrong={**self.view.wrong, key: self._desk.sentence(error)})

    def _not_saved(self, error: AppError) -> None:
        self._show(is_saving=False, wrong_backup=self._desk.sentence(error))

    def _show_values(self, values: dict[str, Any]) -> None:
        self._show(values=values)
        self._draw()

    def _show_coins(self, coins: tuple[int, ...]) -> None:
        self._show(coins=coins)

    def _show_who(self, found: tuple[PersonView, ...]) -> None:
        self._show(who=tuple(person.name for person in found))

    def _draw(self) -> None:
        """The receipt as it would look; one question at a time, the last word counts."""
        if self._is_drawing or not self.view.values:
            return
        self._is_drawing = True
        desk, person = self._desk, self._desk.person
        words, language = (self.view.value(HEADER), self.view.value(FOOTER)), desk.language
        desk.ask(
            sample_receipt, done=lambda paper: self._show_paper(paper, words, language), till_id=desk.place.till_id,
            branch_id=desk.place.branch_id, header=words[0], footer=words[1], cashier=person.name if person else "",
            language=language, now=desk.clock(),
        )

    def _show_paper(self, paper: Shown, words: tuple[str, str], language: str) -> None:
        self._is_drawing = False
        self._show(paper=paper)
        if words != (self.view.value(HEADER), self.view.value(FOOTER)) or language != self._desk.language:
            self._draw()

    def _on_news(self, topics: frozenset[str]) -> None:
        if "settings" in topics and self._is_seen:
            self._look()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}
