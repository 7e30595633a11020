"""The first run: what is typed step by step, and the shop that is made of it on a thread of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.core.catalog.goods_file import read_goods
from app.core.documents.recovery import save_recovery_code
from app.core.setup.commands import NewShop
from app.kernel.clock import system_clock
from app.kernel.context import By
from app.kernel.errors import AppError, EnvironmentFailed
from app.kernel.i18n import LANGUAGES
from app.kernel.paths import documents_folder
from app.kernel.tables import TableFile
from ui.bridge.desk import Desk, Fault, Question
from ui.pages.first_run.draft import Draft, place_of
from ui.pages.first_run.places import Choices, choices, prepare_language, proposal, zone_for

STEPS = ("welcome", "shop", "owner", "goods", "code")
DEMO = "demo"


class Workshop(Protocol):
    """Makes shops, and answers their files. Its functions run on a thread that may wait."""

    def make(self, *, new: NewShop, by: By) -> tuple[Path, str]:
        """A new shop, and its owner's recovery code. Refused: as `create_shop`."""

    def make_demo(self, *, language: str, by: By) -> Path:
        """The demo shop. Refused: as `demo_shop`."""

    def bring_back(self, *, source: Path | None, by: By) -> Path:
        """The shop of a backup (None: of the newest that is known). Refused: as `restore_shop`."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A shop's file, ready to be opened. `goods` is a price list to begin with, `pin` the owner's, to sign in with for that."""

    path: Path
    pin: str = field(default="", repr=False)
    goods: Path | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class FirstRunView:
    """`step` is one of `STEPS` or `DEMO`. `busy`: a shop is being made. `wrong` is what is wrong, by field. `lost` is why there
    is no shop where one has been."""

    step: str = STEPS[0]
    draft: Draft = field(default_factory=Draft)
    wrong: Mapping[str, AppError] = field(default_factory=dict)
    busy: bool = False
    code: str = ""
    is_written_down: bool = False
    saved_as: Path | None = None
    is_ready: bool = False
    choices: Choices = field(default_factory=Choices)
    lost: EnvironmentFailed | None = None

    @property
    def can_go_on(self) -> bool:
        """Whether the green key does anything."""
        if self.busy:
            return False
        return {"code": self.is_written_down, DEMO: self.is_ready}.get(self.step, True)

    @property
    def newest_backup(self) -> str:
        """The backup that a lost shop can be brought back from, if one is known."""
        return str(self.lost.facts.get("backup") or "") if self.lost is not None else ""

    @property
    def can_go_back(self) -> bool:
        """Not to before the shop was made, nor away from where one begins."""
        return not self.busy and self.step not in (STEPS[0], "code")


class FirstRunModel(QObject):
    """Signals:
    changed: the view is another one.
    begun: a `Begun`, to be opened now.
    """

    changed = Signal()
    begun = Signal(object)

    def __init__(
        self, desk: Desk, workshop: Workshop, *, region: str = "", zone: str = "", lost: EnvironmentFailed | None = None
    ) -> None:
        super().__init__()
        self._desk, self._workshop = desk, workshop
        self._wished, self._touched = desk.language, set[str]()
        self._begun: Begun | None = None
        self.view = FirstRunView(lost=lost)
        desk.asked.connect(lambda _question: self._show(busy=False))
        desk.runner.crashed.connect(lambda _error: self._show(busy=False))
        desk.ask(proposal, done=self._propose, language=desk.language, region=region, zone=zone)
        desk.ask(choices, done=self._show_choices, language=desk.language, now=system_clock())
        for language in LANGUAGES:
            desk.ask(prepare_language, done=lambda _language: None, language=language)

    @property
    def language(self) -> str:
        """What is spoken."""
        return self._desk.language

    @property
    def wished(self) -> str:
        """The language that was asked for last; its words may still be on their way."""
        return self._wished

    # --- what is chosen and typed ---

    def speak(self, language: str) -> None:
        """Everything in another language, as soon as its words are there."""
        self._wished = language
        self._desk.ask(prepare_language, done=self._speak, language=language)

    def fill(self, name: str, value: Any) -> None:
        """Something is typed or chosen. What was wrong with it is forgotten, but for what can be told at once."""
        self._touched.add(name)
        draft = replace(self.view.draft, **{name: value})
        if name == "currency" and "zone" not in self._touched:
            self._desk.ask(zone_for, done=self._suit_zone, currency=value, zone=draft.zone)
        wrong = dict(self.view.wrong)
        for field_name in (name, "again") if name == "pin" else (name,):
            wrong.pop(field_name, None)
            error = draft.refusal_at_once(field_name)
            if error is not None:
                wrong[field_name] = error
        self._show(draft=draft, wrong=wrong)

    def take_goods(self, path: Path | None) -> None:
        """Begin with the goods of this file; None: with an empty shop. The file is looked at before it counts."""
        if path is None:
            self.fill("goods", None)
        else:
            self._desk.ask(check_goods_file, done=lambda looked_at: self.fill("goods", looked_at), path=path)

    def tick(self, is_written_down: bool) -> None:
        """The recovery code is on paper (or not)."""
        self._show(is_written_down=is_written_down)

    # --- ways ---

    def go_on(self) -> None:
        """The green key: to the next step, if nothing is wrong with this one; at the last ones a shop is made, or opened."""
        view = self.view
        if not view.can_go_on:
            return
        if view.newest_backup and view.step == STEPS[0]:
            self.bring_back()
            return
        wrong = view.draft.refusals(view.step)
        if wrong:
            self._show(wrong=wrong)
        elif view.step in ("code", DEMO):
            assert self._begun is not None
            self.begun.emit(self._begun)
        elif view.step == "goods":
            self._make()
        else:
            self._show(step=STEPS[STEPS.index(view.step) + 1], wrong={})

    def start(self) -> None:
        """A shop of one's own."""
        if not self.view.busy:
            self._show(step=STEPS[1])

    def go_back(self) -> None:
        """The step before; what was typed stays."""
        view = self.view
        if view.can_go_back:
            self._begun = None
            step = STEPS[0] if view.step == DEMO else STEPS[STEPS.index(view.step) - 1]
            self._show(step=step, wrong={}, is_ready=False)

    def look_around(self) -> None:
        """Make the demo shop, and say meanwhile who works there."""
        if not self.view.busy:
            self._show(step=DEMO, busy=True, is_ready=False)
            language = self._desk.language
            self._desk.run(self._workshop.make_demo, done=self._show_demo, failed=self._refuse, language=language)

    def bring_back(self, source: Path | None = None) -> None:
        """A shop from a backup, and straight into it."""
        if not self.view.busy:
            self._show(busy=True)
            self._desk.run(self._workshop.bring_back, done=self._show_brought, failed=self._refuse, source=source)

    def save_code(self) -> None:
        """The recovery code as a PDF among the person's own documents."""
        draft = self.view.draft
        self._desk.ask(
            save_recovery_code, done=lambda path: self._show(saved_as=path), company=draft.company, owner=draft.owner,
            code=self.view.code, language=self._desk.language, folder=documents_folder(),
        )

    def say_yes(self, question: Question) -> None:
        """Do it all the same."""
        if not self.view.busy:
            self._show(busy=True)
            question.yes()

    # --- what comes back ---

    def _make(self) -> None:
        self._show(busy=True)
        new = self.view.draft.new_shop(self._desk.language)
        self._desk.run(self._workshop.make, done=self._show_made, failed=self._refuse, new=new)

    def _show_made(self, made: tuple[Path, str]) -> None:
        path, code = made
        self._begun = Begun(path, pin=self.view.draft.pin, goods=self.view.draft.goods)
        draft = replace(self.view.draft, pin="", again="")
        self._show(step="code", busy=False, code=code, draft=draft, wrong={})

    def _show_demo(self, path: Path) -> None:
        self._begun = Begun(path, is_demo=True)
        self._show(busy=False, is_ready=True)

    def _show_brought(self, path: Path) -> None:
        self._begun = Begun(path)
        self.begun.emit(self._begun)

    def _refuse(self, error: AppError) -> None:
        """At the field that it is about; anything else is a sentence above the screen."""
        found = place_of(error)
        if found is not None:
            step, name = found
            self._show(step=step, busy=False, wrong={name: error})
            return
        self._show(busy=False, step=STEPS[0] if self.view.step == DEMO else self.view.step)
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _speak(self, language: str) -> None:
        if language == self._wished:
            self._desk.speak(language)
            self._desk.ask(choices, done=self._show_choices, language=language, now=system_clock())

    def _propose(self, proposed: tuple[str, str]) -> None:
        currency, zone = proposed
        draft = self.view.draft
        if "currency" not in self._touched:
            draft = replace(draft, currency=currency)
        if "zone" not in self._touched:
            draft = replace(draft, zone=zone)
        self._show(draft=draft)

    def _suit_zone(self, zone: str) -> None:
        if "zone" not in self._touched:
            self._show(draft=replace(self.view.draft, zone=zone))

    def _show_choices(self, found: Choices) -> None:
        if found.language == self._desk.language:
            self._show(choices=found)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()


def check_goods_file(*, path: Path) -> Path:
    """Whether a file can be read as a price list at all; answers its path. Refused: as `read_goods` before its first row."""
    with closing(read_goods(TableFile(path), digits=2)) as rows:
        next(rows, None)
    return path

