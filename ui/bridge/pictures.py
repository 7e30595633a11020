"""Pictures of goods for the screens: asked for once, decoded beside the UI thread, a few kept; and made small to be stored."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from app.core.tiles.queries import pictures
from app.kernel.errors import RuleBroken
from ui.bridge.desk import Desk

SIDE = 256
"""Pixels: so large is what is stored, and square."""
MOST_BYTES = 64 * 1024
MOST_KEPT = 96
LARGEST_FILE = 64 * 1024 * 1024


class PictureShelf(QObject):
    """What is wanted is asked for; what is not there yet comes later.

    Signals:
        came: something wanted is here, or something kept is no longer true: look again.
    """

    came = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kept: OrderedDict[UUID, QImage | None] = OrderedDict()
        self._old: set[UUID] = set()
        self._asked: set[UUID] = set()
        desk.runner.changed.connect(self._on_news)

    def picture(self, product_id: UUID) -> QImage | None:
        """The picture, if there is one and it has been asked for."""
        return self._kept.get(product_id)

    def want(self, product_ids: Iterable[UUID]) -> None:
        """These are on the screen now."""
        wanted = list(product_ids)
        for product_id in wanted:
            if product_id in self._kept:
                self._kept.move_to_end(product_id)
        missing = [each for each in wanted if (each not in self._kept or each in self._old) and each not in self._asked]
        if missing:
            self._asked.update(missing)
            self._old.difference_update(missing)
            self._desk.ask(
                decoded_pictures, done=lambda found: self._take(missing, found), failed=lambda _error: self._take(missing, {}),
                product_ids=missing,
            )

    def _take(self, asked: list[UUID], found: dict[UUID, QImage]) -> None:
        self._asked.difference_update(asked)
        for product_id in asked:
            self._kept[product_id] = found.get(product_id)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        self.came.emit()

    def _on_news(self, topics: frozenset[str]) -> None:
        if "picture" in topics:
            self._old.update(self._kept)
            self._old.update(self._asked)
            self.came.emit()


def decoded_pictures(session: Any, *, product_ids: list[UUID]) -> dict[UUID, QImage]:
    """The pictures of these goods, ready to be painted; asked on a thread of its own. One that is spoilt is left out."""
    found = ((product_id, QImage.fromData(image)) for product_id, image in pictures(session, product_ids=product_ids).items())
    return {product_id: image for product_id, image in found if not image.isNull()}


def picture_from_file(_session: Any, *, path: Path) -> bytes:
    """A file's picture as it is stored; on an ask thread. Refused: `picture.unreadable`, `file.cannot_read`."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_FILE:
            raise RuleBroken("picture.unreadable")
        content = path.read_bytes()
    except OSError:
        raise RuleBroken("file.cannot_read", path=str(path)) from None
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and min(size.width(), size.height()) > 2 * SIDE:
        reader.setScaledSize(size.scaled(2 * SIDE, 2 * SIDE, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    return small_picture(_session, image=reader.read())


def small_picture(_session: Any, *, image: QImage) -> bytes:
    """The middle of a picture as a square JPEG; what is transparent becomes white. Refused: `picture.unreadable`."""
    if image.isNull() or not image.width() or not image.height():
        raise RuleBroken("picture.unreadable")
    expand, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    side = min(image.width(), image.height())  # cut first: a picture of 4 × 20,000 must not grow on the way
    middle = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    flat = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    flat.fill(QColor("white"))
    painter = QPainter(flat)
    painter.drawImage(0, 0, middle.scaled(SIDE, SIDE, expand, smooth))
    painter.end()
    for quality in (88, 75, 60, 40, 20):
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        flat.save(buffer, "JPEG", quality)  # type: ignore[call-overload]  # the stub wants bytes, Qt takes none
        if buffer.size() <= MOST_BYTES:
            break
    return bytes(buffer.data().data())
