"""Signing in: who works, and the PIN; by touch or by typing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core.staff.views import PersonView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.keypad import BACK, TELEPHONE, Keypad
from ui.kit.parts import column, frame, label, row
from ui.kit.screen import Screen
from ui.kit.theme import colour, font, px
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, SMALL, TITLE
from ui.pages.sign_in.model import SignInModel

MOST_PEOPLE = 6


class Dots(QWidget):
    """How many figures are typed, never which."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self.setFixedHeight(px(28))

    def show_count(self, count: int) -> None:
        """So many."""
        self._count = count
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places, size, step = max(4, self._count), px(16), px(34)
        x = (self.width() - step * (places - 1) - size) / 2
        for place in range(places):
            painter.setPen(colour("muted"))
            painter.setBrush(colour("text") if place < self._count else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(x + place * step, (self.height() - size) / 2, size, size))


class PersonButton(Button):
    """A person with their initials in a circle."""

    def __init__(self, person: PersonView) -> None:
        super().__init__(person.name, left=True)
        self._initials = "".join(word[0] for word in person.name.split()[:2]).upper()
        self.setMinimumHeight(px(64))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(280), px(64))

    def _paint_content(self, painter: QPainter, ink: object) -> None:
        side = px(38)
        circle = QRectF(px(16), (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("info_soft"))
        painter.drawEllipse(circle)
        painter.setPen(colour("info"))
        painter.setFont(font(SMALL, BOLD))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, self._initials)
        painter.setPen(colour("text"))
        painter.setFont(font(BODY, BOLD if self.look == "chosen" else MEDIUM))
        room = self.rect().adjusted(px(68), 0, -px(12), 0)
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)


class SignInPage(Screen):
    """People on the left, the PIN on the right."""

    def __init__(self, desk: Desk, model: SignInModel, *, shop: str) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self._people = QVBoxLayout()
        self._people.setSpacing(px(8))
        self._buttons: dict[object, PersonButton] = {}
        self._dots = Dots()
        self._wrong = label(ink="bad", wrap=True, weight=MEDIUM)
        self._wrong.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wrong.setMinimumHeight(px(40))
        keypad = Keypad(rows=TELEPHONE, corner=Button(desk.say(_("Forgot PIN")), look="soft"))
        keypad.setFixedHeight(px(300))
        keypad.typed.connect(self._type)
        self._enter = primary(desk.say(_("Sign in")), hint="Enter")
        self._enter.clicked.connect(model.try_it)
        self.setLayout(row(1, self._left(), self._card(shop, keypad), 1, gap=40, margin=20))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()

    def _left(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(px(300))
        question = label(self._desk.say(_("Who is working?")), ink="muted", size=LARGE)
        side.setLayout(column(1, question, self._people, 1, gap=12))
        return side

    def _card(self, shop: str, keypad: Keypad) -> QWidget:
        card = frame("card")
        card.setFixedWidth(px(380))
        name = label("duken", size=TITLE + 6, weight=BOLD, ink="primary")
        place = label(shop, ink="muted", wrap=True)
        for each in (name, place):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.setLayout(column(name, place, self._dots, keypad, self._wrong, self._enter, gap=12, margin=28))
        holder = QWidget()
        holder.setLayout(column(1, card, 1))
        return holder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.try_it()
        elif event.key() == Qt.Key.Key_Backspace:
            self._model.take_back()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.text().isdigit():
            self._model.type_in(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, key: str) -> None:
        if key == BACK:
            self._model.take_back()
        else:
            self._model.type_in(key)

    def _step(self, step: int) -> None:
        ids = [person.person_id for person in self._model.view.people]
        if ids:
            at = ids.index(self._model.view.chosen_id) if self._model.view.chosen_id in ids else 0
            self._model.choose(ids[(at + step) % len(ids)])

    def _render(self) -> None:
        view = self._model.view
        if list(self._buttons) != [person.person_id for person in view.people]:
            self._show_people(view.people)
        for person_id, button in self._buttons.items():
            button.show_as(look="chosen" if person_id == view.chosen_id else "plain")
        self._dots.show_count(view.typed)
        self._wrong.setText(view.wrong)
        self._enter.show_as(enabled=view.typed > 0 and not view.busy)

    def _show_people(self, people: tuple[PersonView, ...]) -> None:
        while (old := self._people.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()
        self._buttons = {}
        for person in people[:MOST_PEOPLE]:
            button = PersonButton(person)
            button.clicked.connect(lambda _checked=False, person=person: self._model.choose(person.person_id))
            self._buttons[person.person_id] = button
            self._people.addWidget(button)
