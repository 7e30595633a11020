"""Where the banner lies: over nothing that somebody needs while they read it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.kit.banner import Banner
from ui.kit.screen import Screen
from ui.kit.theme import px
from ui.kit.tokens import HEADER

LEAST = 420
"""Over a title that leaves less room than this (at 100 %) no sentence can be read."""


class BannerPlace(QObject):
    """A screen may keep room for it, which is there only while it is; else it lies over the title, and where a field stands in
    the header, over the first row: what is below does not move when a sentence comes or goes."""

    def __init__(self, banner: Banner, whole: QWidget, head: QWidget) -> None:
        super().__init__()
        self._banner, self._whole, self._head = banner, whole, head
        self._room: QWidget | None = None
        banner.closed.connect(self._give_back)

    def place(self, screen: Screen, *, title_ends: int) -> None:
        """On this screen; beside the title of its header there is something from `title_ends` (pixels) on."""
        if self._banner.isHidden():
            return
        if screen.banner_room is not self._room:
            self._give_back()
            self._room = screen.banner_room
            if self._room is not None:
                self._room.installEventFilter(self)
        if self._room is not None:
            self._lie_in_room()
        elif screen.head is None and screen.title:
            self._lie_over_title(title_ends)
        else:
            top = self._head.height() if not self._head.isHidden() else 0
            self._lie(px(12), top + px(5), self._whole.width() - px(24))
        self._banner.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._room and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._lie_in_room()
        return False

    def _lie_in_room(self) -> None:
        room = self._room
        if room is None or not isValid(room):
            return
        if room.isHidden():
            room.show()
            _lay_out_around(room)  # until then nobody knows how wide it is
        width = room.width() - px(16)
        height = max(px(HEADER) - px(8), self._banner.fit(width))
        if room.height() != height + px(16):
            room.setFixedHeight(height + px(16))
            _lay_out_around(room)
        corner = room.mapTo(self._whole, QPoint(px(8), px(8)))
        self._banner.setGeometry(corner.x(), corner.y(), width, height)

    def _lie_over_title(self, ends: int) -> None:
        """Large letters, or many words, take the whole header: Escape goes back all the same, and the sums stay to be seen."""
        fits = ends >= px(LEAST) and self._banner.fit(ends - px(16)) <= self._head.height() - px(4)
        self._lie(px(8), px(4), (ends if fits else self._whole.width()) - px(16))

    def _lie(self, x: int, y: int, width: int) -> None:
        self._banner.setGeometry(x, y, width, max(px(HEADER) - px(8), self._banner.fit(width)))

    def _give_back(self) -> None:
        room, self._room = self._room, None
        if room is not None and isValid(room):
            room.removeEventFilter(self)
            room.hide()


def _lay_out_around(room: QWidget) -> None:
    around = room.parentWidget()
    layout = around.layout() if around is not None else None
    if layout is not None:
        layout.activate()
