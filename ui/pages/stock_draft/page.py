"""Goods in, and the count, as widgets: what was scanned on the left, the chosen line and the document on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.core.stock.purchase_views import DraftLineView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, SearchBox, TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import column, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.pages.stock_draft.model import StockDraftModel, day_as_typed

NARROW = 330


class StockDraftPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: StockDraftModel) -> None:
        super().__init__(model)
        self._desk, self._model, self._is_count = desk, model, model.kind == "count"
        say = desk.say
        words = _("Count: barcode, name or article") if self._is_count else _("Goods in: barcode, name or article")
        self.head = self.box = SearchBox(say(words), hint="F2")
        self.chips = (self.way_back(say(_("Back"))),)
        self._empty = say(_("Scan goods, or type a part of their name."))
        self.lines = PickList(say(_("Stock count") if self._is_count else _("Goods received")), self._row, empty=self._empty)
        self.lines.listen_to(self.box)
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say, money = self._desk.say, minor_digits(self._desk.place.currency)
        self.quantity = FigureEdit(decimals=3)
        self.quantity.setAccessibleName(say(_("Quantity")))
        self.cost = FigureEdit(say(_("none")), decimals=money)
        self.batch, self.expires = TextEdit(), TextEdit("31.12.2026")
        self.batch.setMaxLength(60)
        self.expires.setAccessibleName(say(_("Good until")))
        self.extra = FigureEdit(say(_("none")), decimals=money)
        self.supplier, self.category = Choice(), Choice()
        self.new_supplier = TextEdit(say(_("New supplier")))
        self.remove = Button(say(_("Delete the line")), hint="Del", picture="delete")
        self.leave, self.nought = Button(say(_("They stay as they are"))), Button(say(_("There are none")))
        self.labels = Button(say(_("Labels for these goods")), picture="label")
        self._told = label(ink="primary", wrap=True)
        self.drop = Button(say(_("Give it up")), picture="close")
        self.post = primary(say(_("Post the count") if self._is_count else _("Receive the goods")), hint="Ctrl+P")

    def _lay_out(self) -> None:
        say = self._desk.say
        self._name = label(ink="primary", wrap=True)
        of_line = [self._name, field(say(_("Quantity")), self.quantity)]
        head: list[Any] = []
        if self._is_count:
            self._scope = field(say(_("What is counted")), self.category)
            head.append(self._scope)
        else:
            of_line[1] = Beside(
                field(say(_("Quantity")), self.quantity), field(say(_("Cost of one")), self.cost), least=NARROW, shares=(1, 1)
            )
            lot = (field(say(_("Batch")), self.batch), field(say(_("Good until")), self.expires))
            of_line.append(Beside(*lot, least=NARROW, shares=(1, 1)))
            self._of_document = holding(column(
                field(say(_("Supplier")), self.supplier), self.new_supplier, field(say(_("Extra costs")), self.extra), gap=10,
            ))
            head.append(self._of_document)
        self._of_line = holding(column(*of_line, self.remove, gap=10))
        self._question = holding(column(self.leave, self.nought, gap=8))
        form = holding(column(self._of_line, *head, 1, gap=14, margin=(0, 0, 12, 0)))
        right = column(
            scrolled(form), self._told, self._question, self.labels, row(self.drop, wide(self.post), gap=12, grow=(1,)), gap=12,
            margin=16, grow=(0,),
        )
        self.setLayout(two_panes(column(self.lines, gap=0, grow=(0,)), right, left_share=54, least_right=380))
        for part in (self.cost, self.batch, self.expires, self.extra, self.supplier, self.category, self.new_supplier):
            if part.parentWidget() is None:  # the other kind of document has it
                part.setParent(self)
                part.hide()

    def _connect(self) -> None:
        model, box = self._model, self.box
        box.textChanged.connect(model.search)
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.left_alone.connect(self.go_back)
        box.installEventFilter(self)
        self.lines.chosen.connect(lambda place: None if model.hits else model.choose(place))
        self.lines.taken.connect(self._take)
        self.quantity.editingFinished.connect(self._keep)
        self.cost.editingFinished.connect(self._keep)
        self.batch.editingFinished.connect(self._keep)
        self.expires.editingFinished.connect(self._keep)
        self.extra.editingFinished.connect(self._keep_extra)
        self.supplier.picked.connect(model.set_supplier)
        self.category.picked.connect(model.set_category)
        self.new_supplier.returnPressed.connect(self._add_supplier)
        self.remove.clicked.connect(model.remove)
        self.leave.clicked.connect(lambda: model.post("leave"))
        self.nought.clicked.connect(lambda: model.post("nought"))
        self.labels.clicked.connect(model.want_labels)
        self.drop.clicked.connect(model.drop)
        self.post.clicked.connect(self._post)
        model.changed.connect(self._render)
        model.searched.connect(self._render)
        for keys, act in (("F2", box.setFocus), ("Ctrl+P", self.post.click)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- gestures ---

    def shown(self) -> None:
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self.box.clear()
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        if self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Del belongs to the list while nothing is typed."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.box.text():
            return False
        if event.key() == Qt.Key.Key_Delete:
            self._model.remove()
            return True
        return False

    def _enter(self, text: str) -> None:
        self._model.enter(text)
        self.box.clear()

    def _take(self, place: int) -> None:
        if self._model.hits:
            self._model.put(self._model.hits[place])
            self.box.clear()
            self.box.setFocus()

    def _keep(self) -> None:
        """What was typed about the line, if it is something else than what is stored."""
        line = self._model.view.line
        if line is None:
            return
        quantity = self.quantity.value()
        if quantity is not None and quantity != line.quantity_milli:
            self._model.change(quantity_milli=quantity)
        if self._is_count:
            return
        if self.cost.value() != line.cost_minor:
            self._model.change(cost_minor=self.cost.value(), cost_is_of_one=True)
        if self.batch.text().strip() != (line.batch or ""):
            self._model.change(batch=self.batch.text())
        if self.expires.text().strip() != day_as_typed(line.expires_on):
            self._model.set_expiry(self.expires.text())

    def _keep_extra(self) -> None:
        draft = self._model.view.draft
        if draft is not None and (self.extra.value() or 0) != draft.extra_minor:
            self._model.set_extra(self.extra.value())

    def _add_supplier(self) -> None:
        if self.new_supplier.text().strip():
            self._model.add_supplier(self.new_supplier.text())
            self.new_supplier.clear()

    def _post(self) -> None:
        self._keep()
        if not self._is_count:
            self._keep_extra()
        self._model.post()

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        desk = self._desk
        if not isinstance(item, DraftLineView):
            code = item.codes[0] if item.codes else item.article or ""
            return PickRow(item.name, code, "")
        told = [desk.money(item.line_cost_minor)] if item.line_cost_minor is not None else []
        told += [text for text in (item.batch or "", day_as_typed(item.expires_on)) if text]
        return PickRow(item.name, " · ".join(told), f"{desk.quantity(item.quantity_milli)} {desk.unit(item.unit)}")

    def _render(self) -> None:
        view, hits = self._model.view, self._model.hits
        nothing_found = bool(self.box.text().strip()) and not hits
        self.lines.empty = self._desk.say(_("Nothing was found.")) if nothing_found else self._empty
        self.lines.show_items(hits or (() if nothing_found else view.lines), self._model.hit if hits else view.place)
        self._show_line(view.line)
        self._show_document()

    def _show_line(self, line: DraftLineView | None) -> None:
        self._of_line.setVisible(line is not None)
        if line is None:
            return
        self._name.setText(line.name)
        for edit, value in ((self.quantity, line.quantity_milli), (self.cost, line.cost_minor)):
            if edit.value() != value and not edit.hasFocus():
                edit.show_value(value)
        for field_, text in ((self.batch, line.batch or ""), (self.expires, day_as_typed(line.expires_on))):
            if field_.text().strip() != text and not field_.hasFocus():
                field_.setText(text)

    def _show_document(self) -> None:
        view, say, draft = self._model.view, self._desk.say, self._model.view.draft
        if self._is_count:
            everything = (None, say(_("The whole store")))
            choices = [everything, *((each.category_id, each.name) for each in view.categories)]
            self.category.show_choices(choices, draft.category_id if draft is not None else None)
            self._scope.setEnabled(draft is None)
        else:
            nobody = (None, say(_("not named")))
            choices = [nobody, *((each.supplier_id, each.name) for each in view.suppliers)]
            self.supplier.show_choices(choices, draft.supplier_id if draft is not None else None)
            self._of_document.setVisible(draft is not None)
            extra = draft.extra_minor if draft is not None else 0
            if (self.extra.value() or 0) != extra and not self.extra.hasFocus():
                self.extra.show_value(extra or None)
        has_lines = bool(view.lines)
        cost = self._desk.money(draft.cost_minor + draft.extra_minor) if draft is not None and not self._is_count else ""
        self.post.show_as(detail=cost if has_lines else "", enabled=has_lines)
        self.drop.show_as(enabled=draft is not None)
        self._question.setVisible(bool(view.uncounted))
        self.labels.setVisible(bool(view.posted) and not self._is_count)
        self._told.setText(self._words())
        self._told.setVisible(bool(self._told.text()))

    def _words(self) -> str:
        view, say = self._model.view, self._desk.say
        if view.uncounted:
            return say(_("Nobody has counted {count} of the goods that should be here. What about them?")).format(
                count=view.uncounted
            )
        return say(_("Stored as {number}.")).format(number=view.posted) if view.posted else ""
