"""Signing in: who works, and the PIN; by touch or by typing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core.staff.views import PersonView
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.keypad import BACK, TELEPHONE, Keypad
from ui.kit.parts import column, frame, label, row
from ui.kit.screen import Screen
from ui.kit.segments import Segments
from ui.kit.theme import colour, font, px
from ui.kit.tokens import BODY, BOLD, LARGE, MEDIUM, SMALL, TITLE
from ui.pages.sign_in.model import SignInModel
from ui.wording import LANGUAGE_NAMES

MOST_PEOPLE = 6
"""On one page of the list; a key turns it over."""
LEAST_KEYPAD = 216
HEIGHT_OF_REST = 400
"""What the card and the languages need besides the keypad."""


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
    """People on the left, the PIN on the right; where names are hidden, the PIN alone."""

    def __init__(self, desk: Desk, model: SignInModel, *, shop: str) -> None:
        super().__init__()
        self._desk, self._model, self._shop = desk, model, shop
        self._people = QVBoxLayout()
        self._people.setSpacing(px(8))
        self._buttons: dict[object, PersonButton] = {}
        self._shown: tuple[PersonView, ...] = ()
        self.others = Button(desk.say(_("Somebody else…")), look="bare", hint="↓", left=True)
        self.others.setMinimumHeight(px(56))
        self.others.clicked.connect(self._next_page)
        self._question = label(ink="muted", size=LARGE, wrap=True)
        self._dots = Dots()
        self._wrong = label(ink="bad", wrap=True, weight=MEDIUM)
        self._wrong.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wrong.setMinimumHeight(px(40))
        self.forgot = Button(desk.say(_("Forgot PIN")), look="soft", size=SMALL)
        self.forgot.clicked.connect(self._forget)
        self.keypad = Keypad(rows=TELEPHONE, corner=self.forgot)
        self.keypad.typed.connect(self._type)
        self._enter = primary(desk.say(_("Sign in")), hint="Enter")
        self._enter.clicked.connect(model.try_it)
        self.languages = Segments(tuple(LANGUAGE_NAMES.items()), name=desk.say(_("Language")), size=SMALL)
        self.languages.picked.connect(desk.speak)
        self.languages.show_chosen(desk.language)
        self.languages.setMaximumWidth(px(820))
        self.forgotten: QWidget | None = None
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.changed.connect(self._render)
        self._render()

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        """Escape shows everybody again."""
        was_searching = bool(self._model.view.searching)
        self._model.search("")
        return was_searching

    # --- building ---

    def _lay_out(self) -> None:
        self._side = QWidget()
        self._side.setLayout(column(1, self._question, self._people, self.others, 1, gap=12))
        middle = row(1, self._side, self._pin_card(), 1, gap=40)
        foot = row(1, self.languages, 1, gap=0)
        foot.setStretch(1, 20)
        whole = column(middle, foot, gap=8, margin=(20, 12, 20, 12))
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _pin_card(self) -> QWidget:
        self._card = card = frame("card")
        self._logo = label("duken", size=TITLE + 6, weight=BOLD, ink="primary")
        self._place = label(self._shop, ink="muted", wrap=True)
        for each in (self._logo, self._place):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        parts = (self._logo, self._place, self._dots, self.keypad, self._wrong, self._enter)
        card.setLayout(column(*parts, gap=12, margin=(28, 20, 28, 24)))
        holder = QWidget()
        holder.setLayout(column(1, card, 1))
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters on a small screen: the keypad gives some of its size away, and names what room they take."""
        super().resizeEvent(event)
        across = self.width() - px(80)
        side = min(px(300), across * 44 // 100)
        self._side.setFixedWidth(side)
        self._card.setFixedWidth(min(px(380), across - side))
        room = self.height() - px(HEIGHT_OF_REST)
        is_low = room < px(300)
        self.keypad.setFixedHeight(px(LEAST_KEYPAD) if is_low else px(300))
        self._logo.setVisible(not is_low)
        self._place.setVisible(room >= px(LEAST_KEYPAD) + px(24))
        self._wrong.setMinimumHeight(0 if is_low else px(40))
        self._enter.setMinimumHeight(px(56 if is_low else 72))
        self._render()

    # --- gestures ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letters = event.text()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._model.try_it()
        elif event.key() == Qt.Key.Key_Backspace:
            self._model.take_back()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._model.step(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif letters.isdigit():
            self._model.type_in(letters)
        elif letters.isalpha() or (letters == " " and self._model.view.searching):
            self._model.search(self._model.view.searching + letters)
        else:
            super().keyPressEvent(event)

    def _type(self, key: str) -> None:
        if key == BACK:
            self._model.take_back()
        else:
            self._model.type_in(key)

    def _next_page(self) -> None:
        """Those who stand behind the last one that is shown."""
        people, size = self._model.view.people, self._in_page()
        first = (self._page() + 1) * size
        self._model.choose(people[first if first < len(people) else 0].person_id)

    def _forget(self) -> None:
        from ui.pages.sign_in.forgotten import ForgottenSheet  # late: the first screen is seen before

        self.forgotten = ForgottenSheet(self, self._desk)

    # --- what is shown ---

    def _in_page(self) -> int:
        """How many people have room above the key for the others."""
        room = self.height() - px(180)  # the question, that key, the languages
        most = max(2, min(MOST_PEOPLE, room // px(72)))
        return most if len(self._model.view.people) > most else MOST_PEOPLE

    def _page(self) -> int:
        ids = [person.person_id for person in self._model.view.people]
        chosen = self._model.view.chosen_id
        return ids.index(chosen) // self._in_page() if chosen in ids else 0

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        size, page = self._in_page(), self._page()
        shown = view.people[page * size : (page + 1) * size]
        if shown != self._shown:
            self._show_people(shown)
            self._shown = shown
        for person_id, button in self._buttons.items():
            button.show_as(look="chosen" if person_id == view.chosen_id else "plain")
        self._side.setVisible(view.with_names)
        self.others.setVisible(len(view.people) > size)
        self._question.setText(f"{say(_('Who is working?'))} {view.searching}".strip())
        self._dots.show_count(view.typed)
        self._wrong.setText(view.wrong)
        self._enter.show_as(enabled=view.can_try)

    def _show_people(self, people: tuple[PersonView, ...]) -> None:
        while (old := self._people.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = {}
        for person in people:
            button = PersonButton(person)
            button.clicked.connect(lambda _checked=False, person=person: self._model.choose(person.person_id))
            self._buttons[person.person_id] = button
            self._people.addWidget(button)
