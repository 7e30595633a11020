"""Goods in hand that come back: how much of each, where to, why, and by which tender the money goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.core.catalog.queries import search_products
from app.core.catalog.views import ProductView
from app.core.documents.meaning import receipt_meant
from app.core.sales.commands.returns import return_by_receipt, return_without_receipt
from app.core.sales.returning import goods_of_code, loose_quote, return_quote
from app.core.sales.views import Found, LooseItem, Returned, ReturnItem, ReturnQuote, SoldSale
from app.kernel.errors import AppError, RuleBroken
from app.kernel.i18n import _
from app.kernel.money import minor_digits, parse_minor
from ui.bridge.desk import Desk, Fault
from ui.pages.checkout.searching import take_best
from ui.pages.returns.views import BackLine, ReturnView, chosen_again, left_off, loose_again

_ONE_MILLI = 1000
MOST_HITS = 30


class ReturnModel(QObject):
    """Signals:
    changed: the view is another one.
    given: the return is done.
    """

    changed = Signal()
    given = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._left: dict[UUID | None, ReturnView] = {}
        self._whose: UUID | None = None
        self._answered = ""
        self.view = ReturnView()
        desk.person_changed.connect(self._forget_anothers)
        desk.asked.connect(self._asked_back)
        desk.lacked.connect(self._asked_back)

    def take_up(self, sold: SoldSale) -> bool:
        """The goods of a receipt. What was chosen of it before, and not given back, is chosen still: True."""
        before = self._leave_for(sold.sale_id)
        lines = tuple(
            BackLine(
                line.sale_line_id, line.name, line.unit, line.decimals, line.left_milli, line.price_minor,
                sold_milli=line.sold_milli,
            )
            for line in sold.lines
        )
        first = next((place for place, line in enumerate(lines) if line.left_milli), 0)
        self.view = ReturnView(sold.sale_id, sold.number, sold.completed_at, sold.paid_minor, lines, first)
        if before is None:
            self.changed.emit()
        else:
            self.go_on_from(left_off(before)["typed"])
        return before is not None

    def begin_without(self) -> bool:
        """Goods without a receipt; those that were put there before, and not given back, are there still: True."""
        before = self._leave_for(None)
        self.view = before or ReturnView(tender="cash")
        self.changed.emit()
        if before is not None:
            self._ask_quote()
        return before is not None

    def forget(self) -> None:
        """Nothing that was left half-made is wanted any more."""
        self._left.clear()
        self.view = ReturnView()

    def left_off(self) -> dict[str, Any]:
        """What it takes to stand here again after a power cut."""
        return left_off(self.view)

    def go_on_from(self, typed: Mapping[str, Any], goods: Sequence[ProductView] = ()) -> bool:
        """Chosen as it was before (without a receipt: of these goods); False if not all of it is there still."""
        is_loose = self.view.sold_id is None
        lines = loose_again(goods, typed) if is_loose else chosen_again(self.view.lines, typed)
        chosen = max(0, min(int(typed["chosen"]), len(lines) - 1))
        self._show(lines=lines, chosen=chosen, reason=str(typed["reason"]), tender=typed["tender"])
        self._ask_quote()
        wanted = sum(int(line[1]) for line in typed["lines"])
        return sum(line.taken_milli for line in lines) == wanted

    @property
    def items(self) -> list[ReturnItem]:
        """What comes back of receipts."""
        return [ReturnItem(line.line_id, line.taken_milli, line.to_stock) for line in self.view.taken]

    # --- which goods, and how much ---

    def choose(self, place: int) -> None:
        """This line is meant by what comes next."""
        if 0 <= place < len(self.view.lines):
            self._show(chosen=place, typed="", entry="")

    def move(self, step: int) -> None:
        """Arrow keys: among the hits while there are any, else among the lines."""
        view = self.view
        if view.hits:
            self._show(hit=max(0, min(len(view.hits) - 1, view.hit + step)))
        else:
            self.choose(max(0, min(len(view.lines) - 1, view.chosen + step)))

    def tick(self, place: int) -> None:
        """The whole line comes back, or none of it."""
        self.choose(place)
        line = self.view.line
        if line is not None:
            self._take(0 if line.taken_milli else line.left_milli or 0)

    def take_all(self) -> None:
        """The whole receipt, or (if it is all chosen) nothing of it."""
        whole = self.view.is_whole
        lines = tuple(replace(line, taken_milli=0 if whole else line.left_milli or 0, sum_minor=0) for line in self.view.lines)
        self._show(lines=lines, typed="")
        self._ask_quote()

    def step(self, step: int) -> None:
        """One more or less of the chosen line; of goods without a receipt the last one goes with the line."""
        line = self.view.line
        if line is None:
            return
        wanted = line.taken_milli + step * 1000
        if line.left_milli is not None:
            wanted = min(line.left_milli, wanted)
        self._show(typed="")
        self._take(max(0, wanted))

    def type_in(self, figure: str) -> None:
        """A figure of the chosen line's quantity, after those that are typed already; `\\b` takes one back."""
        line = self.view.line
        if line is None:
            return
        typed = self.view.typed[:-1] if figure == "\b" else self.view.typed + figure
        if not typed:
            self._show(typed="")
            self._take(0)
            return
        try:
            wanted, finer = parse_minor(typed.replace(",", ".").removesuffix("."), digits=line.decimals)
        except ValueError:
            return
        wanted *= 10 ** (3 - line.decimals)
        if finer or (typed.endswith(",") and not line.decimals):
            return
        if line.left_milli is not None and wanted > line.left_milli:
            facts = {"name": line.name, "left_milli": line.left_milli, "unit": line.unit}
            self._fail(RuleBroken("return.more_than_left", **facts))
            return
        self._show(typed=typed)
        self._take(wanted)

    def turn_stock(self) -> None:
        """The chosen line goes back to the shelf, or not."""
        line = self.view.line
        if line is not None:
            self._put(replace(line, to_stock=not line.to_stock))

    # --- goods without a receipt ---

    def is_receipt(self, code: str) -> bool:
        """Whether a scanned code is one of a receipt."""
        meant = receipt_meant(code, prefix=self._desk.place.prefix)
        return meant is not None and meant.sale_id is not None

    def scan(self, code: str) -> None:
        """A barcode: of a receipt's goods one more, without a receipt a new line."""
        self.search("")
        self._desk.ask(goods_of_code, done=self._scanned, code=code.strip(), sale_id=self.view.sold_id)

    def search(self, text: str) -> None:
        """Look for goods while somebody types."""
        plain = text.strip()
        if plain != self.view.searching:
            self._show(searching=plain, hits=self.view.hits if plain else (), hit=0)
            if plain:
                self._desk.ask(search_products, done=lambda hits: self._show_hits(plain, hits), text=plain, limit=MOST_HITS)

    def enter(self, text: str) -> None:
        """Return in the line at the top: a figure that was asked for, the chosen hit, or a code; nothing gives the money."""
        view = self.view
        if view.entry:
            self.set_figure(view.entry, text)
        elif view.searching and not text.strip().isdigit() and self._answered != view.searching:
            self.search("")
            take_best(self._desk.ask, view.searching, put=self.put, otherwise=self.scan)
        elif view.hits and not text.strip().isdigit():
            self.put(view.hits[view.hit])
        elif text.strip():
            self.scan(text)
        else:
            self.give_back()

    def put(self, product: ProductView, quantity_milli: int = _ONE_MILLI) -> None:
        """One more of this, without a receipt."""
        self.search("")
        places = {line.line_id: place for place, line in enumerate(self.view.lines)}
        if product.product_id in places:
            self.choose(places[product.product_id])
            line = self.view.lines[self.view.chosen]
            self._take(line.taken_milli + quantity_milli)
            return
        price = product.price_minor or 0
        line = BackLine(product.product_id, product.name, product.unit, product.decimals, None, price, quantity_milli)
        entry = "price" if product.price_minor is None else ""
        self._show(lines=(*self.view.lines, line), chosen=len(self.view.lines), entry=entry)
        self._ask_quote()

    def ask_for(self, entry: str, typed: str = "") -> None:
        """The chosen line's `quantity` or `price`: what is typed already is taken at once, else it is asked for."""
        if self.view.line is None:
            return
        if typed.strip():
            self.set_figure(entry, typed)
        else:
            self._show(entry=entry)

    def set_figure(self, entry: str, text: str) -> None:
        """A quantity or a price that was typed."""
        line = self.view.line
        if line is None:
            return
        digits = 3 if entry == "quantity" else minor_digits(self._desk.place.currency)
        try:
            figure, finer = parse_minor(text.strip().replace(",", "."), digits=digits)
        except ValueError:
            figure, finer = 0, True
        if finer or figure < 0 or len(text) > 15:
            self._desk.failed.emit(Fault("figure.malformed", self._desk.say(_("This is not a figure. Type it again.")), {}))
            return
        self._show(entry="")
        if entry == "quantity":
            self._take(figure)
        else:
            self._put(replace(line, price_minor=figure))
            self._ask_quote()

    def leave(self) -> bool:
        """Escape: nothing is searched or asked for any more; False if nothing was."""
        was = bool(self.view.searching or self.view.entry)
        self.search("")
        self._show(entry="")
        return was

    # --- why, and the money ---

    def give_reason(self, words: str) -> None:
        """Why it comes back."""
        if words != self.view.reason:
            self._show(reason=words)

    def choose_tender(self, tender: str | None) -> None:
        """Another way than it was paid (None: as it was paid)."""
        if tender != self.view.tender:
            self._show(tender=tender)
            self._ask_quote()

    def ask_reason(self) -> None:
        """Say so if nobody has said yet why it comes back."""
        if self.view.taken and not self.view.reason.strip() and not self.view.busy:
            words = self._desk.say(_("Choose why it comes back, or write it."))
            self._desk.failed.emit(Fault("return.no_reason", words, {}))

    def give_back(self) -> None:
        """Give the money back. A second press while the first is under way does nothing."""
        view, loose = self.view, self.view.sold_id is None
        self.ask_reason()
        if not view.can_give:
            return
        self._show(busy=True)
        if loose:
            self._desk.run(
                return_without_receipt, done=self._given, failed=self._refused, items=self._loose_items(),
                reason=view.reason, tender=view.tender or "cash",
            )
        else:
            self._desk.run(
                return_by_receipt, done=self._given, failed=self._refused, items=self.items, reason=view.reason,
                tender=view.tender,
            )

    # --- what is left half-made ---

    def _leave_for(self, sold_id: UUID | None) -> ReturnView | None:
        """Another return is begun: this one is kept, and that one's as it was left."""
        view = self.view
        self._left.pop(view.sold_id, None)
        if view.done is None and (view.taken or view.reason):
            self._left[view.sold_id] = replace(view, busy=False, typed="", entry="", searching="", hits=())
        return self._left.get(sold_id)

    def _forget_anothers(self) -> None:
        person_id = self._desk.person.person_id if self._desk.person is not None else None
        if person_id is not None and person_id != self._whose:
            self._whose = person_id
            self.forget()

    # --- news ---

    def _loose_items(self) -> list[LooseItem]:
        return [LooseItem(line.line_id, line.taken_milli, line.price_minor, line.to_stock) for line in self.view.taken]

    def _take(self, milli: int) -> None:
        line = self.view.line
        if line is None:
            return
        if not milli and line.left_milli is None:
            lines = tuple(each for each in self.view.lines if each is not line)
            self._show(lines=lines, chosen=max(0, min(self.view.chosen, len(lines) - 1)))
        else:
            self._put(replace(line, taken_milli=milli, sum_minor=line.sum_minor if milli else 0))
        self._ask_quote()

    def _put(self, line: BackLine) -> None:
        lines = list(self.view.lines)
        lines[self.view.chosen] = line
        self._show(lines=tuple(lines))

    def _scanned(self, found: Found) -> None:
        if self.view.sold_id is None:
            self.put(found.product, found.quantity_milli)
            return
        places = [place for place, line in enumerate(self.view.lines) if line.line_id in found.line_ids]
        if not places:
            words = self._desk.say(_("{name} is not on this receipt.")).format(name=found.product.name)
            self._desk.failed.emit(Fault("return.not_on_receipt", words, {}))
            return
        free = [place for place in places if self.view.lines[place].taken_milli != self.view.lines[place].left_milli]
        self.choose((free or places)[0])
        line = self.view.lines[self.view.chosen]
        self._take(min(line.left_milli or 0, line.taken_milli + found.quantity_milli))

    def _show_hits(self, text: str, hits: tuple[ProductView, ...]) -> None:
        if text == self.view.searching:
            self._answered = text
            self._show(hits=hits, hit=0)

    def _ask_quote(self) -> None:
        view = self.view
        if not view.taken:
            self._show(quote=None, is_fresh=False)
            return
        self._show(is_fresh=False)
        branch_id, asked = self._desk.place.branch_id, self._asked()
        if view.sold_id is None:
            self._desk.ask(
                loose_quote, done=lambda quote: self._show_quote(asked, quote), items=self._loose_items(), branch_id=branch_id,
                tender=view.tender or "cash",
            )
        else:
            self._desk.ask(
                return_quote, done=lambda quote: self._show_quote(asked, quote), items=self.items, branch_id=branch_id,
                tender=view.tender,
            )

    def _asked(self) -> tuple[Any, ...]:
        taken = [(line.line_id, line.taken_milli, line.price_minor) for line in self.view.taken]
        return self.view.sold_id, self.view.tender, taken

    def _show_quote(self, asked: tuple[Any, ...], quote: ReturnQuote) -> None:
        if asked == self._asked():
            sums = dict(zip((line.line_id for line in self.view.taken), quote.sums_minor, strict=True))
            lines = tuple(replace(line, sum_minor=sums.get(line.line_id, 0)) for line in self.view.lines)
            self._show(quote=quote, lines=lines, is_fresh=True)

    def _given(self, done: Returned) -> None:
        self._show(busy=False, done=done)
        self.given.emit()

    def _refused(self, error: AppError) -> None:
        self._show(busy=False)
        self._fail(error)

    def _asked_back(self, _question: object) -> None:
        if self.view.busy:
            self._show(busy=False)

    def _fail(self, error: AppError) -> None:
        self._desk.failed.emit(Fault(error.code, self._desk.sentence(error), dict(error.facts)))

    def _show(self, **what: Any) -> None:
        self.view = replace(self.view, **what)
        self.changed.emit()
