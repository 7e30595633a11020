"""A product's picture in its form: a small one that opens a panel to choose, paste or take it away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy, QWidget

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.file_choice import file_choice
from ui.kit.icons import icon
from ui.kit.parts import column, holding, row
from ui.kit.sheet import Sheet
from ui.kit.theme import colour, px
from ui.kit.tokens import RADIUS_KEY
from ui.pages.goods.model import GoodsModel

SHOWN, LARGE_SHOWN = 70, 200
_AROUND = 360
"""The panel without its picture is so high: in a low window the picture is smaller."""
KINDS = "*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff"


class PictureKey(QAbstractButton):
    """The picture, or where one would be; touched it opens a panel to choose, paste or take it away."""

    def __init__(self, desk: Desk, model: GoodsModel, over: QWidget) -> None:
        super().__init__()
        self._desk, self._model, self._over = desk, model, over
        self.dialog: QFileDialog | None = None
        self.panel: PicturePanel | None = None
        self._folder = Path.home()
        self._bytes: bytes | None = None
        self._image = QImage()
        self.setAccessibleName(desk.say(_("Picture")))
        self.setToolTip(desk.say(_("Picture")))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(px(SHOWN), px(SHOWN))
        self.clicked.connect(self._open)

    def show_picture(self, image: bytes | None) -> None:
        """At most 64 KiB and 256 pixels wide, so that reading it here costs a millisecond."""
        if image != self._bytes:
            self._bytes = image
            self._image = QImage.fromData(image) if image else QImage()
            self.update()
            if self.panel is not None:
                self.panel.show_picture(self._image)

    def close_panel(self) -> bool:
        """True if it was open."""
        panel = self.panel
        if panel is not None:
            panel.close_it()
        return panel is not None

    def _open(self) -> None:
        panel = self.panel = PicturePanel(self._over, self._desk)
        panel.show_picture(self._image)
        panel.choose.clicked.connect(self._choose)
        panel.paste.clicked.connect(self._paste)
        panel.drop.clicked.connect(lambda: self._model.edit(picture=None))
        panel.closed.connect(self._forget_panel)

    def _forget_panel(self) -> None:
        self.panel = None

    def _choose(self) -> None:
        kinds = f"{self._desk.say(_('Pictures'))} ({KINDS})"
        say = self._desk.say
        self.dialog = file_choice(
            self._over, say, title=say(_("Choose a file")), kinds=kinds, folder=self._folder, take=self._take_file
        )

    def _take_file(self, path: Path) -> None:
        self._folder = path.parent
        self._model.take_picture(path)

    def _paste(self) -> None:
        """A picture that was copied in another program, or a file of one."""
        copied = QGuiApplication.clipboard().mimeData()
        files = [url.toLocalFile() for url in copied.urls() if url.isLocalFile()]
        self._model.take_picture(Path(files[0]) if files else QGuiApplication.clipboard().image())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_picture(painter, self.rect(), self._image)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(RADIUS_KEY), px(RADIUS_KEY))


class PicturePanel(Sheet):
    """The picture in full, and what can be done with it."""

    def __init__(self, over: QWidget, desk: Desk) -> None:
        say = desk.say
        self._large = _Large(max(px(SHOWN), min(px(LARGE_SHOWN), over.height() - px(_AROUND))))
        self.choose = Button(say(_("Choose a file")), picture="picture")
        self.paste = Button(say(_("Paste what was copied")), picture="paste")
        self.drop = Button(say(_("Take the picture away")), picture="delete")
        self.done = Button(say(_("Done")), look="dark", hint="Esc")
        for key in (self.choose, self.paste, self.drop, self.done):
            key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        content = holding(column(row(1, self._large, 1), self.choose, self.paste, self.drop, self.done, gap=8))
        super().__init__(over, say(_("Picture")), content, width=420)
        self.done.clicked.connect(self.close_it)
        self.choose.setFocus()

    def show_picture(self, image: QImage) -> None:
        """The picture that is in the form now."""
        self._large.image = image
        self._large.update()
        self.drop.show_as(enabled=not image.isNull())


class _Large(QWidget):
    def __init__(self, side: int) -> None:
        super().__init__()
        self.image = QImage()
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_picture(QPainter(self), self.rect(), self.image)


def paint_picture(painter: QPainter, box: QRect, image: QImage) -> None:
    """A picture with round corners, or the sign for none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    inside = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
    shape = QPainterPath()
    shape.addRoundedRect(inside, px(RADIUS_KEY), px(RADIUS_KEY))
    painter.fillPath(shape, colour("sunken"))
    if image.isNull():
        none = icon("picture", "muted", 26)
        painter.drawPixmap(box.center() - none.rect().center(), none)
    else:
        painter.setClipPath(shape)
        painter.drawImage(box, image)
        painter.setClipping(False)
    painter.setPen(QPen(colour("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inside, px(RADIUS_KEY), px(RADIUS_KEY))
