"""Labels as widgets: the goods on the left, the chosen one's label as it will look on the right, and the key that makes all."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.bridge.labelling import SHEETS, LabelGoods
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, SearchBox, TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import column, frame, hairline, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.theme import px
from ui.pages.labels.model import LabelsModel
from ui.wording import worded

TEMPLATES = {"shelf": _("Shelf, 58 × 40 mm"), "goods": _("Goods, 58 × 30 mm"), "small": _("Small, 43 × 25 mm")}
STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
PICTURE_HIGH, NARROW = 190, 330


class LabelsPage(VisitedScreen):
    """Signals:
    left: back to where one came from.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: LabelsModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        say = desk.say
        self.head = self.box = SearchBox(say(_("Goods for labels: barcode, name or article")), hint="F2")
        self.chips = (self.way_back(say(_("Back"))),)
        self._empty = say(_("Scan goods, or type a part of their name."))
        self.goods = PickList(say(_("Goods for labels")), self._row, empty=self._empty)
        self.goods.listen_to(self.box)
        self._build()
        self._lay_out()
        self._connect()
        self._render()

    # --- building ---

    def _build(self) -> None:
        say, place = self._desk.say, self._desk.place
        self.category = Choice()
        self.clear = Button(say(_("Empty the list")), picture="delete")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumHeight(px(PICTURE_HIGH))
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.fewer, self.more = Button(picture="minus", hint="−"), Button(picture="plus", hint="+")
        self.fewer.setAccessibleName(say(_("One label less")))
        self.more.setAccessibleName(say(_("One label more")))
        self.copies = FigureEdit(decimals=0)
        self.copies.setAccessibleName(say(_("How many")))
        self.old_price = FigureEdit(say(_("none")), decimals=minor_digits(place.currency))
        self.composition = TextEdit()
        self.composition.setMaxLength(200)
        self.template = Segments((), name=say(_("Kind of label")))
        self.to, self.first = Choice(), FigureEdit(decimals=0)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(12))
        self._told = label(ink="primary", wrap=True)
        self.stop = Button(say(_("Stop")), hint="Esc", picture="close")
        self.make = primary("", hint="Ctrl+P")

    def _lay_out(self) -> None:
        say = self._desk.say
        below = row(
            field(say(_("All goods of a category")), self.category), column(1, self.clear), gap=8, margin=(20, 8, 20, 12),
            grow=(0,),
        )
        left = column(self.goods, hairline(), below, gap=0, grow=(0,))
        copies = row(self.fewer, self.copies, self.more, gap=8, grow=(1,))
        card = frame("sunken")
        card.setLayout(column(self.picture, gap=0, margin=8))
        self._of_one = holding(column(
            card, field(say(_("How many")), copies),
            Beside(
                field(say(_("Price before")), self.old_price), field(say(_("Composition")), self.composition), least=NARROW,
                shares=(2, 3),
            ),
            gap=10,
        ))
        self._first = field(say(_("First free place of the sheet")), self.first)
        where = Beside(field(say(_("Where to")), self.to), self._first, least=NARROW, shares=(3, 2))
        kind = field(say(_("Kind of label")), self.template)
        self._form = holding(column(self._of_one, kind, where, 1, gap=10, margin=(0, 0, 12, 0)))
        self.stop.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        keys = row(self.stop, wide(self.make), gap=12, grow=(1,))
        right = column(scrolled(self._form), self._told, self.bar, keys, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(left, right, left_share=54, least_right=380))

    def _connect(self) -> None:
        model, box = self._model, self.box
        box.textChanged.connect(model.search)
        box.entered.connect(self._enter)
        box.moved.connect(model.move)
        box.left_alone.connect(self.go_back)
        box.installEventFilter(self)
        self.goods.chosen.connect(self._choose)
        self.goods.taken.connect(self._take)
        self.category.picked.connect(model.put_category)
        self.clear.clicked.connect(model.forget)
        self.fewer.clicked.connect(lambda: model.add(-1))
        self.more.clicked.connect(lambda: model.add(1))
        self.copies.figured.connect(model.set_copies)
        self.old_price.figured.connect(model.set_old_price)
        self.composition.textChanged.connect(model.set_composition)
        self.template.picked.connect(model.set_template)
        self.to.picked.connect(model.set_destination)
        self.first.figured.connect(model.set_first)
        self.stop.clicked.connect(model.stop)
        self.make.clicked.connect(model.make)
        model.changed.connect(self._render)
        model.searched.connect(self._render)
        for keys, act in (("F2", box.setFocus), ("Ctrl+P", self.make.click)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- gestures ---

    def shown(self) -> None:
        self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self.box.clear()
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        if self._model.view.is_under_way:
            self._model.stop()
        elif self.box.text():
            self.box.clear()
        else:
            self.left.emit()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """+ − Del belong to the list while nothing is typed."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or self.box.text():
            return False
        if event.key() in STEPS:
            self._model.add(STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self._model.remove()
        else:
            return False
        return True

    def _enter(self, text: str) -> None:
        self._model.enter(text)
        self.box.clear()

    def _choose(self, place: int) -> None:
        if not self._model.hits:
            self._model.choose(place)

    def _take(self, place: int) -> None:
        if self._model.hits:
            self._model.put(self._model.hits[place])
            self.box.clear()
            self.box.setFocus()

    # --- what is shown ---

    def _row(self, item: Any) -> PickRow:
        desk = self._desk
        product: ProductView = item.product if isinstance(item, LabelGoods) else item
        price = desk.price_per_unit(product.price_minor, product.unit) if product.price_minor is not None else ""
        code = product.codes[0] if product.codes else product.article or ""
        if isinstance(item, LabelGoods):
            return PickRow(product.name, " · ".join(filter(None, (code, price))), f"× {item.copies}")
        return PickRow(product.name, code, price)

    def _render(self) -> None:
        view, hits = self._model.view, self._model.hits
        nothing_found = bool(self.box.text().strip()) and not hits
        self.goods.empty = self._desk.say(_("Nothing was found.")) if nothing_found else self._empty
        self.goods.show_items(hits or (() if nothing_found else view.goods), self._model.hit if hits else view.chosen)
        self._show_item(view.item)
        self._show_picture()
        self._show_choices()
        self._show_work()

    def _show_item(self, item: LabelGoods | None) -> None:
        self._of_one.setVisible(item is not None)
        if item is None:
            return
        self.picture.setAccessibleName(item.product.name)
        for edit, value in ((self.copies, item.copies), (self.old_price, item.old_price_minor)):
            if edit.value() != value and not (edit is self.copies and edit.hasFocus()):
                edit.show_value(value)
        if self.composition.text().strip() != item.composition:
            self.composition.setText(item.composition)

    def _show_picture(self) -> None:
        picture = self._model.view.picture
        if not picture:
            self.picture.setPixmap(QPixmap())
            return
        found = QPixmap.fromImage(QImage.fromData(picture))
        room = self.picture.size()
        self.picture.setPixmap(found.scaled(
            max(px(120), room.width()), px(PICTURE_HIGH), Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        ))

    def _show_choices(self) -> None:
        view, say = self._model.view, self._desk.say
        self.template.show_choices([(name, worded(TEMPLATES, name, self._desk.language)) for name in view.templates])
        self.template.show_chosen(view.template)
        places = [*((each.key, each.name) for each in view.destinations), (SHEETS, say(_("Sheets A4 (PDF)")))]
        self.to.show_choices(places, view.to)
        self.category.show_choices([(each.category_id, each.name) for each in view.categories], None)
        self._first.setVisible(view.to == SHEETS)
        if self.first.value() != view.first and not self.first.hasFocus():
            self.first.show_value(view.first)

    def _show_work(self) -> None:
        view, say, language = self._model.view, self._desk.say, self._desk.language
        self._form.setEnabled(not view.is_under_way)
        self.clear.show_as(enabled=bool(view.goods) and not view.is_under_way)
        self.bar.setVisible(view.is_under_way)
        self.bar.setRange(0, max(1, len(view.goods)))
        self.bar.setValue(view.done)
        self.stop.setVisible(view.is_under_way)
        words = _("Save as PDF") if view.to == SHEETS else _("Print")
        self.make.show_as(
            text=say(words), detail=count_text(view.count, language) if view.goods else "",
            enabled=bool(view.goods) and not view.is_under_way,
        )
        told = ""
        if view.path is not None:
            told = say(_("Saved: {path}")).format(path=view.path)
        elif view.finished:
            told = say(_("Labels for {count} goods are out.")).format(count=count_text(view.finished, language))
            told += f" {say(_('The rest is still on the list.'))}" if view.goods else ""
        self._told.setText(told)
        self._told.setVisible(bool(told))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_picture()
