"""Goods as widgets: the list on the left, the form on the right, one green key that stores."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.catalog.views import CategoryView, ProductView
from app.kernel.i18n import _
from app.kernel.money import minor_digits
from ui.bridge.desk import Desk
from ui.kit.buttons import Button, primary
from ui.kit.edits import FigureEdit, ReturnKey, SearchBox, TextEdit
from ui.kit.figures import Figures, scrolled
from ui.kit.form import Beside, Choice, field
from ui.kit.parts import aside, column, hairline, label, row, two_panes, wide
from ui.kit.pick_list import PickList, PickRow
from ui.kit.screen import VisitedScreen
from ui.kit.segments import Segments
from ui.kit.theme import THEME, px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.goods.draft import GoodsView
from ui.pages.goods.inside import fill_inside
from ui.pages.goods.model import GoodsModel
from ui.pages.goods.picture import PictureKey
from ui.pages.goods.places import fill
from ui.wording import PRODUCT_KINDS, worded

NARROW = 330
"""A form that is narrower than this (a length of the tokens) has one field in a row."""
LARGE_TEXT = 125
"""Percent: above this two barcodes do not stand beside each other."""


class GoodsPage(VisitedScreen):
    """Signals:
    left: back to the receipt.
    import_wanted: a price list is to be brought in.
    parts_wanted: what is in the set (its `ProductCard`) is to be changed.
    """

    is_kept = True
    """Its form and its three lists take long to make."""
    left = Signal()
    import_wanted = Signal()
    parts_wanted = Signal(object)

    def __init__(self, desk: Desk, model: GoodsModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self.head = self.box = SearchBox(desk.say(_("Name, barcode or article of the goods")), hint="F2")
        self.box.setText(model.view.searching)
        self.chips = (self.way_back(desk.say(_("Back to the receipt"))),)
        self.goods = PickList(desk.say(_("Goods")), self._row, empty=desk.say(_("Nothing was found. Make a new product.")))
        self.goods.listen_to(self.box)
        self._goods_shown: tuple[ProductView, ...] | None = None
        self._chosen_shown: UUID | None = None
        self._build_fields()
        aside(self, self.code)
        self._lay_out()
        self._connect()
        self._render()
        self._show_places()
        self._show_inside()

    # --- building ---

    def _build_fields(self) -> None:
        say = self._desk.say
        self.name, self.article, self.code = TextEdit(), TextEdit(), TextEdit(say(_("New barcode")))
        self.price = FigureEdit(say(_("asked at the till")), decimals=minor_digits(self._desk.place.currency))
        self.scale_code = FigureEdit(decimals=0)
        self.unit, self.category, self.tax = Choice(), Choice(), Choice()
        self.weighed = wide(Button(say(_("Sold by weight")), picture="scale"))
        self.picture = PictureKey(self._desk, self._model, self)
        self.places, self.inside = Figures(), Figures()
        kinds = [(kind, worded(PRODUCT_KINDS, kind, self._desk.language).capitalize()) for kind in PRODUCT_KINDS]
        self.kind = Segments(kinds, name=say(_("What it is")))
        self.parts = Button(say(_("Change what is in it")), hint="F4", picture="empty")
        self._codes = QGridLayout()
        self._codes.setSpacing(px(8))
        self._codes_shown: tuple[str, ...] | None = None
        self._fields = {
            "name": self.name, "article": self.article, "codes": self.code, "price": self.price, "scale_code": self.scale_code,
        }

    def _lay_out(self) -> None:
        say = self._desk.say
        self.new = wide(Button(say(_("New product")), hint="Ins", picture="plus"))
        self.bring_in = wide(Button(say(_("Price list…")), picture="goods"))
        below = row(self.new, self.bring_in, gap=8, margin=(20, 12, 20, 12))
        left = column(self.goods, hairline(), below, gap=0, grow=(0,))
        self._title = label(size=TITLE, weight=BOLD, wrap=True)
        self._scale_field = field(say(_("Number in the scales")), self.scale_code)
        unit = Beside(
            field(say(_("Unit")), self.unit), field(say(_("Category")), self.category), least=NARROW, shares=(2, 3)
        )
        weighing = Beside(field(say(_("Weighing")), self.weighed), self._scale_field, least=NARROW)
        self._kind_field = field(say(_("What it is")), self.kind)
        form = QWidget()
        form.setLayout(
            column(
                self._title, row(self.picture, field(say(_("Name")), self.name), gap=12, grow=(1,)),
                row(field(say(_("Price")), self.price), field(say(_("Article")), self.article), gap=12),
                self._kind_field, self.inside, self.parts,
                field(say(_("Barcodes")), self._codes),
                unit,
                weighing, field(say(_("VAT")), self.tax), self.places, 1,
                gap=12, margin=(0, 0, 12, 0),
            )
        )
        self._form = scrolled(form)
        self._hint = label(say(_("Choose a product on the left, or make a new one.")), size=LARGE, ink="muted", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.delete = wide(Button(say(_("Delete")), picture="delete"))
        self.delete.setMinimumHeight(px(72))
        self.save = wide(primary(say(_("Save")), hint="Enter"))
        keys = row(self.delete, self.save, gap=12, grow={1: 2})
        right = column(self._form, self._hint, keys, gap=12, margin=16, grow=(0, 1))
        self.setLayout(two_panes(left, right, left_share=56, least_right=380))

    def _connect(self) -> None:
        model = self._model
        self.box.textChanged.connect(model.search)  # not textEdited: what a scanner typed is taken out again
        self.box.entered.connect(lambda _text: self._into_form())
        self.goods.chosen.connect(model.choose_place)
        self.goods.taken.connect(lambda _place: self._into_form())
        self.goods.wanted_more.connect(model.more)
        self.name.textChanged.connect(lambda text: model.edit(name=text))
        self.article.textChanged.connect(lambda text: model.edit(article=text))
        self.price.figured.connect(lambda figure: model.edit(price_minor=figure))
        self.scale_code.figured.connect(lambda figure: model.edit(scale_code=figure))
        self.unit.picked.connect(lambda key: model.edit(unit_id=key))
        self.category.picked.connect(lambda key: model.edit(category_id=key))
        self.tax.picked.connect(lambda key: model.edit(tax_rate_id=key))
        self.weighed.clicked.connect(lambda: model.weigh(not model.view.is_weighed))
        self.kind.picked.connect(lambda kind: model.edit(kind=kind))
        self.parts.clicked.connect(self._change_parts)
        self.new.clicked.connect(self._new)
        self.bring_in.clicked.connect(lambda: self._model.close_form(self.import_wanted.emit))
        self.delete.clicked.connect(model.remove)
        self.save.clicked.connect(self._save)
        ReturnKey(*self._fields.values()).pressed.connect(self._return)
        model.changed.connect(self._render)
        model.places.changed.connect(self._show_places)
        model.inside.changed.connect(self._show_inside)
        model.saved.connect(self.box.setFocus)
        for keys, act in (("Ins", self._new), ("F2", self.box.setFocus), ("F4", self._change_parts), ("Ctrl+S", self._save)):
            QShortcut(QKeySequence(keys), self, act)

    # --- gestures ---

    def shown(self) -> None:
        if self.box.text().strip() != self._model.view.searching.strip():
            self.box.setText(self._model.view.searching)
        if self._model.view.is_new:
            self.name.setFocus()
        else:
            self.box.setFocus()

    def take_scan(self, code: str) -> bool:
        self._model.scan(code)
        return True

    def go_back(self) -> bool:
        """One step at a time: out of the form, out of the search, out of the screen."""
        if self.picture.close_panel():
            return True
        if self._model.view.is_new and not self._model.view.awaited:
            self._model.close_form(self.box.setFocus)
        elif self.box.text():
            self.box.clear()
        else:
            self._model.close_form(self.left.emit)
        return True

    def _return(self) -> None:
        """Return in a field stores all; in that of the barcodes it first takes what is typed there."""
        if self.code.hasFocus() and self.code.text().strip():
            self._take_code()
        else:
            self._save()

    def _into_form(self) -> None:
        if self._model.view.goods and (self._model.view.draft is None or self.goods.row < 0 or self._model.is_looking):
            self._model.enter(max(0, self.goods.row))  # not the one of an older search that still stands in the form
        self.name.setFocus()
        self.name.selectAll()

    def _new(self) -> None:
        self._model.begin_new()
        if self._model.view.is_new:
            self.name.setFocus()

    def _change_parts(self) -> None:
        """Another screen; what is typed and not saved stays here."""
        card = self._model.view.card
        if card is not None and self._model.view.is_set:
            self.parts_wanted.emit(card)

    def _take_code(self) -> None:
        self._model.add_code(self.code.text())
        self.code.clear()

    def _save(self) -> None:
        self._take_code()
        self._model.save()

    # --- what is shown ---

    def _row(self, product: ProductView) -> PickRow:
        desk = self._desk
        codes = " · ".join(filter(None, (product.article, *product.codes)))
        price = desk.money(product.price_minor) if product.price_minor is not None else desk.say(_("price by hand"))
        return PickRow(product.name, codes, price, desk.say(_("per {unit}")).format(unit=desk.one_unit(product.unit)))

    def _render(self) -> None:
        view = self._model.view
        if view.goods is not self._goods_shown or view.chosen_id != self._chosen_shown:
            self._goods_shown, self._chosen_shown = view.goods, view.chosen_id
            places = (place for place, product in enumerate(view.goods) if product.product_id == view.chosen_id)
            self.goods.show_items(view.goods, next(places, -1))
        is_open = view.draft is not None
        self._form.setVisible(is_open)
        self._hint.setVisible(not is_open)
        self.delete.show_as(enabled=view.card is not None)
        self.save.show_as(enabled=view.can_save)
        if view.draft is not None:
            self._show_draft(view)

    def _show_places(self) -> None:
        fill(self.places, self._model.places.told, self._desk)

    def _show_inside(self) -> None:
        fill_inside(self.inside, self._model.inside, self._desk)

    def _show_draft(self, view: GoodsView) -> None:
        draft, say = view.draft, self._desk.say
        assert draft is not None
        self._title.setText(say(_("New product")) if view.card is None else view.card.name)
        for edit, text in ((self.name, draft.name), (self.article, draft.article)):
            if edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)
        for figure, value in ((self.price, draft.price_minor), (self.scale_code, draft.scale_code)):
            if figure.value() != value:
                figure.show_value(value)
        units = [(unit.unit_id, self._desk.unit(unit.code)) for unit in view.choices.units]
        self.unit.show_choices(units, draft.unit_id)
        self.category.show_choices([(None, "—"), *_paths(view.choices.categories)], draft.category_id)
        self.tax.show_choices(
            [(None, say(_("without VAT"))), *((rate.tax_rate_id, rate.name) for rate in view.choices.tax_rates)],
            draft.tax_rate_id,
        )
        self.picture.show_picture(draft.picture)
        self._kind_field.setVisible(view.is_new)
        self.kind.show_chosen(draft.kind)
        self.parts.setVisible(view.is_set)
        self.weighed.picture = "check" if view.is_weighed else "scale"
        self.weighed.show_as(look="chosen" if view.is_weighed else "plain")
        self._scale_field.setEnabled(view.is_weighed)
        for name, edit in self._fields.items():
            edit.mark_wrong(view.wrong == name)
        self._show_codes(draft.codes)

    def _show_codes(self, codes: tuple[str, ...]) -> None:
        if codes == self._codes_shown:
            return
        self._codes_shown = codes
        in_row = 1 if THEME.percent > LARGE_TEXT else 2
        while (old := self._codes.takeAt(0)) is not None:
            if (widget := old.widget()) is not None and widget is not self.code:
                widget.hide()
                widget.deleteLater()
        for place, code in enumerate(codes):
            chip = wide(Button(code, look="soft", picture="close"))
            chip.setAccessibleName(self._desk.say(_("Take the barcode {code} away")).format(code=code))
            chip.clicked.connect(partial(self._model.drop_code, code))
            self._codes.addWidget(chip, place // in_row, place % in_row)
        last = len(codes)
        self._codes.addWidget(self.code, last // in_row, last % in_row, 1, in_row - last % in_row)
        self.code.show()


def _paths(found: tuple[CategoryView, ...]) -> list[tuple[object, str]]:
    """Categories with those that they stand in, in the order of the alphabet."""
    known = {category.category_id: category for category in found}

    def path(category: CategoryView, deep: int = 0) -> str:
        parent = known.get(category.parent_id) if category.parent_id is not None and deep < 8 else None
        return f"{path(parent, deep + 1)} / {category.name}" if parent else category.name

    return sorted(((category.category_id, path(category)) for category in found), key=lambda pair: pair[1].casefold())
