"""Stock documents by scanner, as widgets: what was scanned on the left, the chosen line and the document on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.stock.purchase_views import DraftLineView, NotCounted
from app.kernel.errors import RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, field
from ui.kit.parts import aside, column, hairline, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickRow
from ui.kit.tokens import BOLD, TITLE
from ui.pages.scanned_list.page import ScannedListPage
from ui.pages.stock_draft.days import day_as_typed
from ui.pages.stock_draft.form import NARROW, DocumentForm
from ui.pages.stock_draft.model import StockDraftModel
from ui.wording import DOCUMENTS, worded


class StockDraftPage(ScannedListPage):
    """`form` has what is asked about the whole document."""

    def __init__(self, desk: Desk, model: StockDraftModel) -> None:
        kind = model.kind
        super().__init__(desk, model, box=kind.box, listed=kind.listed, row=self._row)
        self._model, self._kind = model, kind
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
        self.cost.setAccessibleName(say(_("Cost of one")))
        self.batch, self.expires = TextEdit(), TextEdit("31.12.2026")
        self.batch.setMaxLength(60)
        self.expires.setAccessibleName(say(_("Good until")))
        self.form = DocumentForm(self._desk, self._model)
        self.remove = Button(say(_("Delete the line")), hint="Del", picture="delete")
        self.leave, self.nought = Button(say(_("They stay as they are"))), Button(say(_("There are none")))
        self.count_on = Button(say(_("Go on counting")), hint="Esc")
        self.labels = Button(say(_("Labels for these goods")), picture="label")
        self._told = label(ink="primary", wrap=True)
        self.drop = Button(say(_("Give it up")), picture="close")
        self.post = primary(say(self._kind.post), hint="Ctrl+P")

    def _lay_out(self) -> None:
        say, kind = self._desk.say, self._kind
        self._name = label(ink="primary", wrap=True)
        of_line: list[QWidget] = [self._name, field(say(_("Quantity")), self.quantity)]
        if kind.has_cost:
            of_line[1] = Beside(of_line[1], field(say(_("Cost of one")), self.cost), least=NARROW, shares=(1, 1))
        else:
            aside(self, self.cost)
        if kind.has_lot:
            lot = (field(say(_("Batch")), self.batch), field(say(_("Good until")), self.expires))
            of_line.append(Beside(*lot, least=NARROW, shares=(1, 1)))
        else:
            aside(self, self.batch, self.expires)
        self._of_line = holding(column(*of_line, self.remove, gap=10))
        self._question = holding(column(self.leave, self.nought, self.count_on, gap=8))
        form = holding(column(self._of_line, self.form, 1, gap=14, margin=(0, 0, 12, 0)))
        right = column(
            scrolled(form), self._told, self._question, self.labels, row(self.drop, wide(self.post), gap=12, grow=(1,)), gap=12,
            margin=16, grow=(0,),
        )
        self._title = label(size=TITLE, weight=BOLD, wrap=True)
        self._where = label(ink="muted", wrap=True)
        head = column(self._title, self._where, gap=2, margin=(20, 12, 20, 10))
        self.setLayout(two_panes(column(head, hairline(), self.lines, gap=0, grow=(2,)), right, left_share=54, least_right=380))

    def _connect(self) -> None:
        model = self._model
        for edit in (self.quantity, self.cost, self.batch, self.expires):
            edit.editingFinished.connect(self._keep)
        self.quantity.returnPressed.connect(self.box.setFocus)
        self.remove.clicked.connect(model.remove)
        self.leave.clicked.connect(lambda: model.post("leave"))
        self.nought.clicked.connect(lambda: model.post("nought"))
        self.count_on.clicked.connect(model.count_on)
        self.labels.clicked.connect(model.want_labels)
        self.drop.clicked.connect(model.drop)
        self.post.clicked.connect(self._post)
        self.listen(render=self._render, keys=(("Ctrl+P", self.post.click),))

    # --- gestures ---

    def open_line(self) -> None:
        """Into the quantity of the chosen line."""
        if self._model.view.line is not None:
            self.quantity.setFocus()
            self.quantity.selectAll()

    def go_back(self) -> bool:
        """One step at a time: from the question about the rest back to the count."""
        if self._model.view.uncounted and not self.box.text():
            self._model.count_on()
            return True
        return super().go_back()

    def _keep(self) -> None:
        """What was typed about the line, if it is something else than what is stored."""
        line = self._model.view.line
        if line is None:
            return
        quantity = self.quantity.value()
        if quantity is None:
            self.quantity.show_value(line.quantity_milli)
            self._model.refuse(RuleBroken("quantity.malformed", text=""))
        elif quantity != line.quantity_milli:
            self._model.change(quantity_milli=quantity)
        if self._kind.has_cost and self.cost.value() != line.cost_minor:
            self._model.change(cost_minor=self.cost.value(), cost_is_of_one=True)
        if self._kind.has_lot and self.batch.text().strip() != (line.batch or ""):
            self._model.change(batch=self.batch.text())
        if self._kind.has_lot and self.expires.text().strip() != day_as_typed(line.expires_on):
            self._model.set_expiry(self.expires.text())

    def _post(self) -> None:
        self._keep()
        self.form.keep()
        self._model.post()

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        desk = self._desk
        if isinstance(item, NotCounted):  # a count is blind: one may still go on with it
            return PickRow(item.name, "", "")
        if not isinstance(item, DraftLineView):
            code = item.codes[0] if item.codes else item.article or ""
            return PickRow(item.name, code, "")
        told = [desk.money(item.line_cost_minor)] if item.line_cost_minor is not None else []
        told += [text for text in (item.batch or "", day_as_typed(item.expires_on)) if text]
        return PickRow(item.name, " · ".join(told), f"{desk.quantity(item.quantity_milli)} {desk.unit(item.unit)}")

    def _render(self) -> None:
        self.show_list()
        self._show_line(self._model.view.line)
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
        view, draft = self._model.view, self._model.view.draft
        self.form.show_view(view)
        self.form.setVisible(not view.uncounted)
        self._show_head()
        has_lines = bool(view.lines)
        cost = self._desk.money(draft.cost_minor + draft.extra_minor) if draft is not None and self._kind.has_cost else ""
        self.post.show_as(detail=cost if has_lines else "", enabled=has_lines and not view.uncounted)
        self.drop.show_as(enabled=draft is not None)
        self._question.setVisible(bool(view.uncounted))
        self.labels.setVisible(bool(view.posted) and self._kind.wants_labels)
        self._told.setText(self._words())
        self._told.setVisible(bool(self._told.text()))

    def _show_head(self) -> None:
        """Which document it is; while it is about goods that nobody has counted, that they are what stands below."""
        view, say, language = self._model.view, self._desk.say, self._desk.language
        if not view.uncounted:
            self._title.setText(worded(DOCUMENTS, self._kind.kind, language))
            self._where.setText(self._way())
            return
        self._title.setText(say(_("Not counted")))
        words = say(_("The books have these too. Goods: {count}"))
        if 0 < len(view.rest) < view.uncounted:
            words = say(_("The books have these too. The first {shown} of {count} goods"))
        count, shown = count_text(view.uncounted, language), count_text(len(view.rest), language)
        self._where.setText(words.format(count=count, shown=shown))

    def _way(self) -> str:
        """Of which store it is, and from whom or where to."""
        view, say, here = self._model.view, self._desk.say, self._desk.place.store_id
        draft = view.draft
        stores = {each.store_id: each.name for each in (*view.targets, *view.stores)}
        store = draft.store if draft is not None else stores.get(here, "")
        other = say(self._kind.other) if self._kind.other else ""
        if draft is not None:
            target = stores.get(draft.to_store_id, "") if draft.to_store_id is not None else ""
            other = draft.supplier or draft.category or target or other
        return self._kind.way.format(store=store, other=other)

    def _words(self) -> str:
        view, say = self._model.view, self._desk.say
        if view.uncounted:
            return say(_("Nobody has counted the goods on the left, and the books have them. What about them?"))
        return say(_("Stored as {number}.")).format(number=view.posted) if view.posted else ""
