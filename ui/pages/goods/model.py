"""Goods: searching, choosing, editing, adding and removing them. No widgets here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.core.catalog.commands import Pack, add_code, add_product, change_product, remove_code, remove_product, set_price
from app.core.catalog.queries import goods_choices, goods_page, goods_with_code, product_card, search_products
from app.core.catalog.views import GoodsChoices, ProductCard, ProductView
from app.core.tiles.commands import remove_picture, set_picture
from app.core.tiles.queries import pictures
from app.kernel.errors import AppError
from app.kernel.i18n import _
from app.kernel.permissions import Right
from ui.bridge.desk import Desk, Fault, Question
from ui.bridge.pictures import picture_from_file, small_picture
from ui.pages.goods.draft import Draft, GoodsView, as_facts, changed_fields, draft_of, from_facts, left_over
from ui.pages.goods.inside import Inside
from ui.pages.goods.places import Places

PAGE = 100
MOST_AGAIN = 2000
"""After a change elsewhere no more of the list than this is asked for again."""
_WRONG = (("code.", "codes"), ("price.", "price"), ("product.scale_code", "scale_code"))


class GoodsModel(QObject):
    """What is typed stays in the draft until it is stored, each change by the command that is for it.

    Signals:
        changed: the view is another one.
        saved: the form's product is stored.
        unknown: a code (str) was scanned that nothing carries.
        awaited: the product that the checkout waited for is there; its barcode (str), or nothing if it has another now.
    """

    changed = Signal()
    saved = Signal()
    unknown = Signal(str)
    awaited = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._steps: deque[Callable[[], None]] = deque()
        self._is_asking = self._is_old = self._is_shown = self._opens_next = False
        self._picture: bytes | None = None
        self.view, self.places, self.inside = GoodsView(), Places(desk), Inside(desk)
        desk.runner.changed.connect(self._on_news)
        desk.lacked.connect(lambda _missing: self._show(busy=False))

    # --- the list ---

    def come(self) -> None:
        """The screen is in front: look at what there is now."""
        self._is_shown = True
        self.places.ask()
        self.inside.ask()
        self._desk.ask(goods_choices, done=self._show_choices)
        self._ask_goods()

    def go(self) -> None:
        """The screen is gone; until it comes back nothing is asked."""
        self._is_shown = False

    def search(self, text: str) -> None:
        """Goods for what has been typed so far; nothing typed is all of them."""
        plain = text.strip()
        if plain != self.view.searching:
            self._opens_next = False
            self._show(searching=plain, is_whole=False)
            self._ask_goods()

    def more(self) -> None:
        """The next page of all goods."""
        view = self.view
        if not (view.is_whole or view.searching or self._is_asking) and view.goods:
            self._is_asking = True
            after = view.goods[-1].product_id
            self._desk.ask(goods_page, done=lambda found: self._show_more(after, found), after=after, limit=PAGE)

    def choose(self, product_id: UUID) -> None:
        """Open this one in the form."""
        self._leaving(lambda: self._open(product_id))

    def choose_place(self, place: int) -> None:
        """Open the one that stands there in the list."""
        if 0 <= place < len(self.view.goods):
            self.choose(self.view.goods[place].product_id)

    @property
    def is_looking(self) -> bool:
        """The list is not yet that of what was typed."""
        return self._is_asking or self._is_old

    def enter(self, place: int) -> None:
        """Return in the search line: the one that stands there; while the list is not yet that of what was typed, its first."""
        self._opens_next = self.is_looking
        if not self._opens_next:
            self.choose_place(place)

    def scan(self, code: str) -> None:
        """In the form of a new product it is its barcode; else the product that carries it is opened."""
        if self.view.is_new:
            self.add_code(code)
        else:
            self._desk.ask(goods_with_code, done=lambda found: self._show_scanned(code, found), code=code)

    # --- after a power cut ---

    def left_off(self) -> dict[str, Any]:
        """Which product is open, and what is typed and not stored."""
        view = self.view
        facts: dict[str, Any] = {"product_id": str(view.chosen_id) if view.chosen_id else None, "awaited": view.awaited}
        return {**facts, "typed": as_facts(view.draft)} if view.draft is not None and (view.is_changed or view.is_new) else facts

    def go_on_from(self, facts: Mapping[str, Any], card: ProductCard | None) -> None:
        """The form as it was typed: of this product, or of one that is not stored yet."""
        base = draft_of(card) if card is not None else Draft()
        draft = from_facts(facts["typed"]) if "typed" in facts else base
        chosen_id = card.product_id if card is not None else None
        self._show(card=card, chosen_id=chosen_id, base=base, draft=draft, awaited=str(facts.get("awaited", "")), wrong="")

    # --- the form ---

    def begin_new(self, *, barcode: str = "") -> None:
        """The form for a new product. With a barcode the checkout waits for it: it is told when the product is stored."""
        def begin() -> None:
            typed = self.view.searching
            name = "" if barcode or typed.isdigit() else typed
            draft = self.view.with_unit(Draft(name=name, codes=(barcode,) if barcode else ()))
            self._show(card=None, chosen_id=None, base=draft, draft=draft, awaited=barcode, wrong="", busy=False)

        self._leaving(begin)

    def edit(self, **fields: Any) -> None:
        """These fields of the form are typed or chosen otherwise."""
        draft = self.view.draft
        if draft is not None and (edited := replace(draft, **fields)) != draft:
            self._show(draft=edited, wrong="")

    def weigh(self, is_weighed: bool) -> None:
        """Sold by weight: the unit is one with parts; or else one without."""
        units = self.view.units_by_weight(is_weighed)
        if units and self.view.is_weighed != is_weighed:
            self.edit(unit_id=units[0])

    def add_code(self, code: str) -> None:
        """One more barcode."""
        plain, draft = code.replace(" ", "").strip(), self.view.draft
        if draft is not None and plain and plain not in draft.codes:
            self.edit(codes=(*draft.codes, plain))

    def drop_code(self, code: str) -> None:
        """One barcode less."""
        if self.view.draft is not None:
            self.edit(codes=tuple(known for known in self.view.draft.codes if known != code))

    def take_picture(self, source: Path | QImage) -> None:
        """A file's picture, or one that was copied, made small beside the UI thread; stored with all the rest."""
        chosen_id = self.view.chosen_id

        def ready(image: bytes) -> None:
            if chosen_id == self.view.chosen_id:  # else it was meant for another product
                self.edit(picture=image)

        if isinstance(source, Path):
            self._desk.ask(picture_from_file, done=ready, failed=self._tell, path=source)
        elif source.isNull():
            words = self._desk.say(_("No picture was copied. Copy one in another program first."))
            self._desk.failed.emit(Fault("picture.nothing_copied", words, {}))
        else:
            self._desk.ask(small_picture, done=ready, failed=self._tell, image=source)

    def save(self) -> None:
        """Store what was changed. A second press while the first is under way does nothing."""
        view = self.view
        if not view.can_save or view.draft is None:
            return
        if view.draft.price_minor is None and view.base.price_minor is not None:
            self._show(wrong="price")
            words = self._desk.say(_("A price can be changed, but not taken away. Enter the price."))
            self._desk.failed.emit(Fault("price.missing", words, {}))
            return
        self._show(busy=True, wrong="")
        if view.card is None:
            self._add(view.draft)
        else:
            self._steps = deque(self._changes(view.card, view.base, view.draft))
            self._step()

    def remove(self) -> None:
        """The product is sold no longer, after a question."""
        card = self.view.card
        if card is not None:
            words = self._desk.say(_("Delete “{name}”? It will no longer be sold; old receipts keep it."))
            self._desk.asked.emit(Question("product.remove", words.format(name=card.name), lambda: self._remove(card)))

    def forget(self) -> None:
        """Another person sits here: what the one before typed is not theirs."""
        self._show(card=None, chosen_id=None, draft=None, base=Draft(), awaited="", wrong="", busy=False)

    def close_form(self, then: Callable[[], None] = lambda: None) -> None:
        """Nothing is edited any more; what is not stored is asked about. `then` comes afterwards."""
        def close() -> None:
            self.forget()
            then()

        self._leaving(close)

    # --- storing ---

    def _add(self, draft: Draft) -> None:
        may_price = self._desk.allows(Right.EDIT_PRICES)  # a right is lent for one action: the price is another
        self._desk.run(
            add_product, done=self._added, failed=self._failed, name=draft.name, kind=draft.kind, unit_id=draft.unit_id,
            barcodes=draft.codes, article=draft.article, category_id=draft.category_id, tax_rate_id=draft.tax_rate_id,
            scale_code=draft.scale_code, price_minor=draft.price_minor if may_price else None,
        )

    def _added(self, product_id: UUID) -> None:
        self._show(chosen_id=product_id)
        self._ask_card(product_id, self._stored)

    def _changes(self, card: ProductCard, base: Draft, draft: Draft) -> list[Callable[[], None]]:
        """Each change as one command; whatever is refused, what came before it is stored."""
        def change(command: Callable[..., Any], **inputs: Any) -> Callable[[], None]:
            return partial(self._run_step, command, product_id=card.product_id, **inputs)

        fields = changed_fields(base, draft)
        steps = [change(change_product, version=card.version, **fields)] if fields else []
        steps += [change(remove_code, code_id=code.code_id) for code in card.codes if code.code not in draft.codes]
        steps += [change(add_code, pack=Pack(code)) for code in draft.codes if code not in base.codes]
        if draft.price_minor != base.price_minor:
            steps.append(change(set_price, price_minor=draft.price_minor))
        if draft.picture != base.picture:
            steps.append(change(set_picture, image=draft.picture) if draft.picture else change(remove_picture))
        return steps

    def _run_step(self, command: Callable[..., Any], **inputs: Any) -> None:
        self._desk.run(command, done=lambda _answer: self._step(), failed=self._failed, **inputs)

    def _step(self) -> None:
        if self._steps:
            self._steps.popleft()()
        elif self.view.card is not None:
            self._ask_card(self.view.card.product_id, self._stored)

    def _stored(self, card: ProductCard) -> None:
        view, is_new = self.view, self.view.card is None
        base = draft_of(card, self._picture)
        left = left_over(view.draft, base) if is_new and view.draft is not None else base
        self._show(card=card, base=base, draft=left, busy=False)
        if left != base:
            self.save()
            return
        awaited = self.view.awaited
        self._show(awaited="")
        self.saved.emit()
        if awaited:
            self.awaited.emit(awaited if awaited in base.codes else "")

    def _failed(self, error: AppError) -> None:
        self._steps.clear()
        wrong = next((name for start, name in _WRONG if error.code.startswith(start)), "")
        self._show(busy=False, wrong=wrong or str(error.facts.get("field", "")))
        self._tell(error)
        if self.view.card is not None:  # what is typed stays; beside it stands what is stored now
            self._ask_card(self.view.card.product_id, lambda card: self._show(card=card, base=draft_of(card, self._picture)))

    def _tell(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _remove(self, card: ProductCard) -> None:
        def gone(_answer: Any) -> None:
            if self.view.chosen_id == card.product_id:
                self._show(card=None, chosen_id=None, draft=None, base=Draft())

        self._desk.run(remove_product, done=gone, product_id=card.product_id)

    # --- answers and news ---

    def _leaving(self, go_on: Callable[[], None]) -> None:
        """What was typed and is not stored is never lost without a word."""
        draft = self.view.draft
        if draft is None or not self.view.is_changed:
            go_on()
            return
        words = self._desk.say(_("What you changed in “{name}” is not saved. Leave it?"))
        name = draft.name.strip()[:60] or self._desk.say(_("New product"))

        def leave() -> None:
            self._show(draft=self.view.base)
            go_on()

        self._desk.asked.emit(Question("product.not_saved", words.format(name=name), leave))

    def _open(self, product_id: UUID) -> None:
        self._show(chosen_id=product_id, awaited="", wrong="")
        self._ask_card(product_id, self._show_card)

    def _ask_card(self, product_id: UUID, done: Callable[[ProductCard], None]) -> None:
        def there(found: tuple[ProductCard, bytes | None]) -> None:
            card, picture = found
            if card.product_id == self.view.chosen_id:  # else another was chosen meanwhile
                self._picture = picture
                done(card)

        self._desk.ask(_card_and_picture, done=there, product_id=product_id)

    def _show_card(self, card: ProductCard) -> None:
        draft = draft_of(card, self._picture)
        self._show(card=card, base=draft, draft=draft)

    def _show_choices(self, choices: GoodsChoices) -> None:
        self._show(choices=choices)
        if self.view.is_new and self.view.draft is not None:
            self._show(draft=self.view.with_unit(self.view.draft), base=self.view.with_unit(self.view.base))

    def _ask_goods(self) -> None:
        if self._is_asking:
            self._is_old = True  # one question at a time: what was typed or stored meanwhile is asked for next
            return
        self._is_asking, self._is_old = True, False
        text = self.view.searching
        if text:
            self._desk.ask(
                search_products, done=lambda found: self._show_found(text, found), failed=self._not_found, text=text, limit=PAGE
            )
        else:
            limit = max(PAGE, min(len(self.view.goods), MOST_AGAIN))
            self._desk.ask(
                goods_page, done=lambda found: self._show_found(text, found, limit), failed=self._not_found, limit=limit
            )

    def _not_found(self, error: AppError) -> None:
        """Told, and what is done next asks again."""
        self._is_asking = self._opens_next = False
        self._desk.runner.refused.emit(error)

    def _show_found(self, text: str, found: tuple[ProductView, ...], limit: int = 0) -> None:
        self._is_asking = False
        if text == self.view.searching:
            same = found == self.view.goods
            self._show(goods=self.view.goods if same else found, is_whole=bool(text) or len(found) < limit)
        if text != self.view.searching or self._is_old:
            self._ask_goods()
        elif self._opens_next:
            self._opens_next = False
            self.choose_place(0)

    def _show_more(self, after: UUID, found: tuple[ProductView, ...]) -> None:
        self._is_asking = False
        goods = self.view.goods
        if not self.view.searching and goods and goods[-1].product_id == after:
            self._show(goods=goods + found, is_whole=len(found) < PAGE)
        if self._is_old:
            self._ask_goods()

    def _show_scanned(self, code: str, found: tuple[ProductView, ...]) -> None:
        if found:
            self.choose(found[0].product_id)
        else:
            self.unknown.emit(code)

    def _on_news(self, topics: frozenset[str]) -> None:
        if self._is_shown and "catalog" in topics:
            self._ask_goods()
            self.inside.ask()
        if self._is_shown and "stock" in topics:
            self.places.ask()

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.places.follow(self.view.card.product_id if self.view.card is not None else None)
        self.inside.follow(self.view.chosen_id if self.view.is_set else None)
        self.changed.emit()


def _card_and_picture(session: Any, *, product_id: UUID) -> tuple[ProductCard, bytes | None]:
    """One question for what the form shows. Refused: `not_found`."""
    return product_card(session, product_id=product_id), pictures(session, product_ids=[product_id]).get(product_id)
