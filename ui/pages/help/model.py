"""Help: what is looked for among the keys, and where the shop lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.settings.views import Kept
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.keeping import Keeping
from ui.pages.help.keys import EVERYWHERE, GROUPS, HOW, Group

LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A group in words: pairs of a key's cap and what it does."""

    title: str
    keys: tuple[tuple[str, str], ...]
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class HelpView:
    """`screen` is where one came from; its keys stand first."""

    screen: str = ""
    searching: str = ""
    kept: Kept | None = None


class HelpModel(QObject):
    """Signals:
    changed: the view is another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, keeping: Keeping | None) -> None:
        super().__init__()
        self._desk, self._keeping = desk, keeping
        self.view = HelpView()

    def about(self, screen: str) -> None:
        """Help is wanted at this screen."""
        self._show(screen=screen, searching="")
        if self._keeping is not None:
            self._desk.ask(self._keeping.look, done=lambda kept: self._show(kept=kept))

    def search(self, text: str) -> None:
        """Only what has this in it."""
        self._show(searching=text.strip()[:LONGEST_SEARCH])

    def sections(self) -> tuple[Section, ...]:
        """The keys that fit, those of the screen first, then those of everywhere."""
        here = [group for group in GROUPS if self.view.screen in group.screens]
        others = [group for group in GROUPS if group not in here]
        found = (self._section(group, is_here=group in here) for group in (*here, EVERYWHERE, *others))
        return tuple(section for section in found if section.keys)

    def how(self) -> tuple[str, ...]:
        """How things are done, as far as it fits."""
        return tuple(words for words in map(self._desk.say, HOW) if self._fits(words))

    def story(self) -> tuple[tuple[str, str], ...]:
        """What to tell whoever helps: a name and its value."""
        kept, say = self.view.kept, self._desk.say
        if kept is None:
            return ()
        backup = self._desk.moment(kept.backed_up_at) if kept.backed_up_at else say(_("none yet"))
        return (
            (say(_("Version")), kept.version), (say(_("Last backup")), backup), (say(_("Database")), kept.database),
            (say(_("Backups")), kept.backup_folder), (say(_("Log")), kept.log_folder),
        )

    def _section(self, group: Group, *, is_here: bool) -> Section:
        title = self._desk.say(group.title)
        is_meant = bool(self.view.searching) and self.view.searching.casefold() in title.casefold()
        layout = self._desk.comfort.layout
        words = ((key.cap, self._desk.say(key.words)) for key in group.keys if key.layout in ("", layout))
        return Section(title, tuple(pair for pair in words if is_meant or self._fits(*pair)), is_here)

    def _fits(self, *texts: str) -> bool:
        wanted = self.view.searching.casefold()
        return any(wanted in text.casefold() for text in texts)

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
