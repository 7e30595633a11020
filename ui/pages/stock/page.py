"""Stock as widgets: levels or documents on the left, on the right the layers and movements of one product or the lines of one
document."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.stock.levels import BELOW_ZERO, NOTHING_LEFT
from app.core.stock.shown import (
    DebtView,
    InBranch,
    LayerView,
    MovementView,
    PaperLine,
    StockPaper,
    StockRow,
    StoreLayers,
    Taker,
)
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.kit.buttons import Button
from ui.kit.edits import SearchBox
from ui.kit.form import Choice
from ui.kit.parts import column, hairline, holding, label, row, set_ink, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.stock.model import DOCUMENTS, LAYERS, LEVELS, MOVEMENTS, StockModel, StockView
from ui.pages.stock.words import JOIN, StockWords
from ui.wording import DOCUMENTS as KINDS
from ui.wording import worded

BROUGHT = ("receipt", "opening", "found")
"""Kinds of documents that brought goods."""
FILTER_WORDS = {"": _("All levels"), BELOW_ZERO: _("Below zero"), NOTHING_LEFT: _("Nothing left")}


class StockPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: StockModel) -> None:
        super().__init__(model)
        self._desk, self._model, self._words = desk, model, StockWords(desk)
        say = desk.say
        self.head = self.box = SearchBox(say(_("Name, barcode or article of the goods")), hint="F2")
        self.box.setText(model.view.searching)
        self.chips = (self.way_back(say(_("Back"))),)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say = self._desk.say
        self.part = Segments(((LEVELS, say(_("Levels"))), (DOCUMENTS, say(_("Documents")))), name=say(_("Stock")))
        self.side = Segments(((LAYERS, say(_("Layers"))), (MOVEMENTS, say(_("Movements")))), name=say(_("Layers or movements")))
        self.store, self.category, self.only, self.kind = Choice(), Choice(), Choice(), Choice()
        for choice, name in (
            (self.store, _("Stockroom")), (self.category, _("Category")), (self.only, _("Levels")),
            (self.kind, _("Kind of document")),
        ):
            choice.setAccessibleName(say(name))
        self.list = PickList(say(_("Stock")), self._row)
        self.list.listen_to(self.box)
        self.detail = PickList(say(_("What stands behind it")), self._row)
        self.total, self.worth = label(ink="muted", wrap=True), label(weight=BOLD, right=True)
        self.name, self.figure = label(size=TITLE, weight=BOLD, wrap=True), label(size=TITLE, weight=BOLD, right=True)
        self.note, self.sum = label(ink="muted", wrap=True), label(weight=BOLD, right=True)
        self.warning = label(ink="warn", wrap=True)
        self.back = wide(Button(say(_("Back to the layers")), look="soft", picture="back"))
        self.labels = wide(Button(say(_("Labels for these goods")), picture="label", hint="F6"))
        self.undo = wide(Button(say(_("Take the document back")), picture="return", hint="F8"))

    def _lay_out(self) -> None:
        filters = column(
            self.part, row(self.store, self.only, self.kind, gap=8, grow=(0, 1, 2)), self.category, gap=8, margin=(20, 12, 20, 12)
        )
        below = row(self.total, self.worth, gap=12, margin=(20, 10, 20, 10), grow=(0,))
        left = column(filters, hairline(), self.list, hairline(), below, gap=0, grow=(2,))
        self._product_keys = holding(column(self.side, self.back, gap=8))
        self._paper_keys = holding(column(self.labels, self.undo, gap=8))
        head = column(
            row(self.name, self.figure, gap=12, grow=(0,)), row(self.note, self.sum, gap=12, grow=(0,)), self.warning,
            self._product_keys, self._paper_keys, gap=8, margin=(20, 16, 20, 12),
        )
        self._head = holding(head)
        self._hint = label(size=LARGE, ink="muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setMargin(28)
        right = column(self._head, hairline(), self.detail, self._hint, gap=0, grow=(2, 3))
        self.setLayout(two_panes(left, right, left_share=50, least_right=380))

    def _connect(self) -> None:
        model = self._model
        self.box.textChanged.connect(model.search)
        self.box.entered.connect(lambda _text: self._into_detail())
        self.box.left_alone.connect(self.go_back)
        self.list.chosen.connect(model.choose_place)
        self.list.taken.connect(lambda _place: self._into_detail())
        self.list.wanted_more.connect(model.more)
        self.detail.chosen.connect(model.walk_to)
        self.detail.taken.connect(model.open_layer)
        self.detail.wanted_more.connect(model.more_moves)
        self.part.picked.connect(model.open_part)
        self.side.picked.connect(model.open_side)
        self.back.clicked.connect(model.step_back)
        self.labels.clicked.connect(model.want_labels)
        self.undo.clicked.connect(model.take_back)
        self.store.picked.connect(lambda key: model.filter_by(store_id=key))
        self.category.picked.connect(lambda key: model.filter_by(category_id=key))
        self.only.picked.connect(lambda key: model.filter_by(only=key))
        self.kind.picked.connect(lambda key: model.filter_by(kind=key))
        model.changed.connect(self._render)
        for keys, act in (
            ("F2", self._to_box), ("F3", model.other_side), ("F4", model.next_filter), ("F6", self.labels.click),
            ("F8", self.undo.click),
            ("Alt+1", lambda: model.open_part(LEVELS)), ("Alt+2", lambda: model.open_part(DOCUMENTS)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- gestures ---

    def shown(self) -> None:
        if self.box.text().strip() != self._model.view.searching:
            self.box.setText(self._model.view.searching)
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self.box.clear()
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        """One step at a time: out of the layer, out of the right list, out of the search, out of the screen."""
        if self._model.step_back():
            if self._model.view.spot < 0:
                self.box.setFocus()
        elif self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The right list, while somebody walks in it."""
        if self._model.view.spot >= 0:
            self.detail.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _to_box(self) -> None:
        self._model.walk_to(-1)
        self.box.setFocus()
        self.box.selectAll()

    def _into_detail(self) -> None:
        if self._model.view.place < 0:
            self._model.choose_place(0)
        elif self._model.view.detail:
            self.setFocus()
            self._model.walk_to(0)

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        words, told = self._words, self._model.view.told
        unit = told.unit if told is not None else ""
        match item:
            case StockRow():
                return words.level(item, {store.store_id: store.name for store in self._model.view.stores})
            case StockPaper():
                return words.paper(item)
            case PaperLine():
                return words.line(item)
            case StoreLayers():
                return words.place(item, unit)
            case LayerView():
                return words.layer(item, unit)
            case InBranch():
                return words.in_branch(item, unit)
            case DebtView():
                return words.debt(item, unit)
            case Taker():
                return words.taker(item, unit)
            case MovementView():
                return words.movement(item, unit)
        raise TypeError(item)

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        is_levels = view.part == LEVELS
        self.part.show_chosen(view.part)
        self._show_filters(view)
        if not view.is_asked:
            self.list.empty = ""
        elif view.searching or view.only or view.category_id or view.kind:
            self.list.empty = say(_("Nothing was found."))
        else:
            empty = _("Nothing has come in yet.") if is_levels else _("There are no documents yet.")
            self.list.empty = say(empty)
        self.list.show_items(view.listed, view.place)
        self._show_totals(view)
        is_open = view.told is not None if is_levels else view.paper is not None
        self._head.setVisible(is_open)
        self.detail.setVisible(is_open)
        self._hint.setVisible(not is_open)
        self._hint.setText(say(_("Choose a product on the left.")) if is_levels else say(_("Choose a document on the left.")))
        self._product_keys.setVisible(is_levels)
        self._paper_keys.setVisible(view.paper is not None)
        self.warning.hide()
        if is_open:
            (self._show_product if is_levels else self._show_paper)(view)
        self.detail.show_items(view.detail, view.spot)

    def _show_filters(self, view: StockView) -> None:
        say, language = self._desk.say, self._desk.language
        is_levels = view.part == LEVELS
        stores = [(None, say(_("All stockrooms"))), *((store.store_id, store.name) for store in view.stores)]
        self.store.show_choices(stores, view.store_id)
        self.store.setVisible(len(view.stores) > 1)
        self.only.show_choices([(key, worded(FILTER_WORDS, key, language)) for key in FILTER_WORDS], view.only)
        self.only.setVisible(is_levels)
        kinds = [("", say(_("All documents"))), *((kind, worded(KINDS, kind, language)) for kind in view.kinds)]
        self.kind.show_choices(kinds, view.kind)
        self.kind.setVisible(not is_levels)
        groups = [(None, say(_("All categories"))), *((each.category_id, each.name) for each in view.categories)]
        self.category.show_choices(groups, view.category_id)
        self.category.setVisible(is_levels and len(groups) > 1)

    def _show_totals(self, view: StockView) -> None:
        totals = [each for each in view.totals if view.store_id in (None, each.store.store_id)]
        below = sum(each.below_zero for each in totals)
        words = self._desk.say(_("Goods that are there: {count}")).format(count=sum(each.products for each in totals))
        if below:
            words = JOIN.join((words, self._desk.say(_("below zero: {count}")).format(count=below)))
        costs = [each.cost_minor for each in totals if each.cost_minor is not None]
        self.total.setText(words if totals else "")
        self.worth.setText(self._words.cost(sum(costs)) if costs else "")

    def _show_product(self, view: StockView) -> None:
        told, layer, words, say = view.told, view.layer, self._words, self._desk.say
        assert told is not None
        self.side.show_chosen(view.side)
        self.side.setVisible(layer is None)
        self.back.setVisible(layer is not None)
        self.name.setText(told.name if layer is None else words.document(layer.document))
        milli = told.on_hand_milli if layer is None else layer.left_milli
        self.figure.setText(words.quantity(milli, told.unit))
        set_ink(self.figure, "bad" if milli < 0 else "text")
        cost = told.cost_minor if layer is None else layer.left_minor
        self.sum.setText(words.cost(cost))
        if layer is not None:
            note = words.layer(layer, told.unit).note
        else:
            note = say(_("These layers are just being worked out.")) if told.is_waiting else say(_("Cost of what is there")) if (
                cost is not None
            ) else ""
        self.note.setText(note)
        owed = sum(place.owed_milli for place in told.places)
        self.warning.setText(words.owed(owed, told.unit) if owed else "")
        self.warning.setVisible(bool(owed) and layer is None)
        empty = _("Nothing is left of it.") if view.side == LAYERS else ""
        self.detail.empty = say(_("Nobody has taken of it yet.")) if layer is not None else say(empty) if empty else ""

    def _show_paper(self, view: StockView) -> None:
        paper, words = view.paper, self._words
        assert paper is not None
        self.name.setText(words.paper(paper).title)
        self.figure.setText("")
        self.note.setText(JOIN.join((self._desk.moment(paper.at), paper.store, paper.person, paper.reason)))
        self.sum.setText(words.cost(paper.cost_minor))
        self.detail.empty = ""
        say = self._desk.say
        self.labels.setVisible(paper.kind == "receipt")
        self.undo.setVisible(paper.may_be_taken_back)
        told = _("Its goods go out again: take it back") if paper.kind in BROUGHT else _("Its goods come back: take it back")
        self.undo.show_as(text=say(told if view.is_taking_back else _("Take the document back")))
        self.warning.setText(say(_("Taken back by {number}.")).format(number=paper.taken_back_by) if paper.taken_back_by else "")
        self.warning.setVisible(bool(paper.taken_back_by))
