"""Goods into label scales as widgets: what has changed on the left, which scale and the green key on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QSizePolicy

from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.bridge.label_scales import WELL, ScaleRow
from ui.device_words import SCALE_OUTCOMES
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.form import Choice, field, scrolling_card
from ui.kit.parts import column, label, row, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.theme import px
from ui.kit.tokens import BOLD, LARGE
from ui.messages import sentence_of
from ui.pages.scale_goods.model import ScaleGoodsModel
from ui.wording import worded

FIGURES = (
    ("new", _("New goods"), "primary"), ("changed", _("Changed goods"), "primary"), ("sent", _("Sent"), "primary"),
    ("unchanged", _("Unchanged"), "text"), ("left", _("In the scale, no longer sold by weight"), "warn"),
    ("refused", _("Not taken"), "bad"), ("unknown", _("Sent without an answer"), "bad"), ("unsent", _("Not sent"), "bad"),
)


class ScaleGoodsPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ScaleGoodsModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        say = desk.say
        self.title = say(_("Goods into label scales"))
        self.chips = (self.way_back(say(_("Back"))),)
        self.rows = PickList(self.title, self._row)
        self.scale = Choice()
        self.everything = wide(Button(say(_("Also what has not changed"))))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(12))
        self._told = label(wrap=True)
        self.stop = Button(say(_("Stop")), hint="Esc", picture="close")
        self.stop.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.send = primary("", hint="Enter")
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        self._scale = field(self._desk.say(_("Scale")), self.scale)
        self._counts = QGridLayout()
        self._counts.setVerticalSpacing(px(12))
        self._counts.setColumnStretch(0, 1)
        self._figures = [self._count(place) for place in range(len(FIGURES))]
        self._card = scrolling_card(column(self._scale, self._counts, self._told, 1, gap=14))
        keys = row(self.stop, wide(self.send), gap=12, grow=(1,))
        right = column(self._card, 0, self.everything, self.bar, keys, gap=12, margin=16, grow={0: 9, 1: 1})
        self.setLayout(two_panes(column(self.rows, gap=0), right, left_share=56))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _count(self, place: int) -> tuple[QLabel, QLabel]:
        words = label(self._desk.say(FIGURES[place][1]), ink="muted", wrap=True)
        figure = label(size=LARGE, weight=BOLD, right=True)
        self._counts.addWidget(words, place, 0)
        self._counts.addWidget(figure, place, 1)
        return words, figure

    def _connect(self) -> None:
        model = self._model
        self.scale.picked.connect(model.choose)
        self.everything.clicked.connect(lambda: model.send_everything(not model.view.everything))
        self.stop.clicked.connect(model.stop)
        self.send.clicked.connect(model.send)
        model.changed.connect(self._render)
        QShortcut(QKeySequence("Ctrl+S"), self, self.send.click, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- gestures ---

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        if self._model.view.is_under_way:
            self._model.stop()
        else:
            self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.send.click()
        else:
            self.rows.keyPressEvent(event)

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        found: ScaleRow = item
        desk = self._desk
        price = desk.money(found.price_minor) if found.price_minor is not None else ""
        ink = "muted" if found.outcome in WELL else "warn" if found.outcome == "left" else "bad"
        why = self._why(found) if found.code and found.code != "label_scale.left" else ""
        number = str(found.plu) if found.plu is not None else "—"
        return PickRow(found.name or number, " · ".join(filter(None, (number, why))), price,
                       worded(SCALE_OUTCOMES, found.outcome, desk.language), ink)

    def _why(self, found: ScaleRow) -> str:
        place, scale = self._desk.place, self._model.view.scale
        facts = {"address": scale.address if scale is not None else ""}
        words = sentence_of(found.code, facts, self._desk.language, place.currency, place.zone)
        return f"{words} [{found.detail}]" if found.detail else words

    def _render(self) -> None:
        view, desk = self._model.view, self._desk
        has_scale = view.scale is not None
        self.rows.empty = desk.say(self._nothing()) if view.is_known else ""
        self.rows.show_items(view.rows, -1 if not view.rows else max(0, min(self.rows.row, len(view.rows) - 1)))
        self._scale.setVisible(has_scale)
        self.scale.show_choices([(each.key, each.name) for each in view.scales], view.key)
        self.scale.setEnabled(not view.is_under_way)
        self._show_figures()
        self._card.setVisible(has_scale)
        self._told.setText(self._words())
        set_ink(self._told, "bad" if view.failed else "primary")
        self.everything.setVisible(has_scale and view.scale is not None and not view.scale.is_file and not view.is_told)
        self.everything.show_as(look="chosen" if view.everything else "plain", enabled=not view.is_under_way)
        self.bar.setVisible(view.is_under_way)
        self.bar.setRange(0, max(1, view.to_send))
        self.bar.setValue(view.done)
        self.stop.setVisible(view.is_under_way)
        is_file = view.scale is not None and view.scale.is_file
        self.send.show_as(
            text=desk.say(_("Write the file") if is_file else _("Send the rest") if view.is_told else _("Send")),
            detail=count_text(view.to_send, desk.language) if view.to_send else "",
            enabled=has_scale and not view.is_under_way and view.to_send > 0,
        )

    def _nothing(self) -> str:
        if self._model.view.scale is None:
            return _("No scale that prints labels is declared here. Add it in the settings, under “Devices”.")
        return _("No goods have a number for scales. It stands on the card of the goods.")

    def _words(self) -> str:
        view, say = self._model.view, self._desk.say
        if view.is_under_way or not view.rows:
            return ""
        if view.is_told:
            if view.failed:
                return say(_("Not everything has arrived."))
            return say(_("Everything has arrived."))
        return "" if view.to_send else say(_("The scale has everything."))

    def _show_figures(self) -> None:
        counts = self._model.view.counts
        for (name, _words, ink), parts in zip(FIGURES, self._figures, strict=True):
            for part in parts:
                part.setVisible(bool(counts[name]))
            parts[1].setText(count_text(counts[name], self._desk.language))
            set_ink(parts[1], ink)
