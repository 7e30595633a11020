"""Labels as widgets: the goods on the left, the chosen one's label as it will look on the right, and the key that makes all."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy

from app.core.catalog.views import ProductView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.bridge.labelling import SHEETS, LabelGoods
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, TextEdit
from ui.kit.figures import scrolled
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import column, frame, hairline, holding, label, row, two_panes, wide
from ui.kit.pick_list import PickRow
from ui.kit.segments import Segments
from ui.kit.theme import px
from ui.pages.labels.model import LabelsModel
from ui.pages.scanned_list.page import ScannedListPage
from ui.wording import worded

TEMPLATES = {"shelf": _("Shelf, 58 × 40 mm"), "goods": _("Goods, 58 × 30 mm"), "small": _("Small, 43 × 25 mm")}
STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
PICTURE_HIGH, NARROW = 190, 330


class LabelsPage(ScannedListPage):
    """The list, and the chosen goods' label."""

    def __init__(self, desk: Desk, model: LabelsModel) -> None:
        words = _("Goods for labels: barcode, name or article")
        super().__init__(desk, model, box=words, listed=_("Goods for labels"), row=self._row)
        self._model = model
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
        left = column(self.lines, hairline(), below, gap=0, grow=(0,))
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
        model = self._model
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
        self.listen(render=self._render, keys=(("Ctrl+P", self.make.click),))

    # --- gestures ---

    def go_back(self) -> bool:
        if self._model.view.is_under_way:
            self._model.stop()
            return True
        return super().go_back()

    def key_in_list(self, key: int) -> bool:
        """+ − are one label more or less."""
        if key in STEPS:
            self._model.add(STEPS[Qt.Key(key)])
            return True
        return super().key_in_list(key)

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
        view = self._model.view
        self.show_list()
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
