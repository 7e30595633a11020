"""What the form of a product holds: as it is typed, beside what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from app.core.catalog.views import GoodsChoices, ProductCard, ProductView

NO_CHOICES = GoodsChoices((), (), ())
_CARD_FIELDS = ("name", "article", "category_id", "unit_id", "tax_rate_id", "scale_code")


@dataclass(frozen=True, slots=True)
class Draft:
    """A product as it stands in the form."""

    name: str = ""
    article: str = ""
    codes: tuple[str, ...] = ()
    category_id: UUID | None = None
    unit_id: UUID | None = None
    tax_rate_id: UUID | None = None
    price_minor: int | None = None
    scale_code: int | None = None
    picture: bytes | None = None
    kind: str = "goods"


def draft_of(card: ProductCard, picture: bytes | None = None) -> Draft:
    """What is stored, as the form shows it."""
    return Draft(
        card.name, card.article or "", tuple(code.code for code in card.codes), card.category_id, card.unit_id, card.tax_rate_id,
        card.price_minor, card.scale_code, picture, card.kind,
    )


def as_facts(draft: Draft) -> dict[str, Any]:
    """What is typed, as JSON can hold it."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(draft).items()}


def from_facts(facts: Mapping[str, Any]) -> Draft:
    """What was typed, out of `as_facts`."""
    ids = {name: UUID(str(facts[name])) if facts[name] else None for name in ("category_id", "unit_id", "tax_rate_id")}
    return Draft(**{**facts, **ids, "codes": tuple(facts["codes"])})


def changed_fields(base: Draft, draft: Draft) -> dict[str, Any]:
    """The fields of the product itself that are to be changed, as `change_product` takes them."""
    return {name: getattr(draft, name) for name in _CARD_FIELDS if getattr(draft, name) != getattr(base, name)}


def left_over(draft: Draft, base: Draft) -> Draft:
    """What of a new product's form is stored by a command of its own: the price, if the right to it is another's; the picture."""
    price = base.price_minor if draft.price_minor is None else draft.price_minor
    return replace(base, price_minor=price, picture=draft.picture)


@dataclass(frozen=True, slots=True)
class GoodsView:
    """The list and the form. `draft` None: no form is open; `card` None: it is a new product.

    `awaited` is the barcode that the checkout waits for; `wrong` the field that was refused last.
    """

    searching: str = ""
    goods: tuple[ProductView, ...] = ()
    is_whole: bool = False
    chosen_id: UUID | None = None
    card: ProductCard | None = None
    base: Draft = Draft()
    draft: Draft | None = None
    choices: GoodsChoices = NO_CHOICES
    awaited: str = ""
    wrong: str = ""
    busy: bool = False

    @property
    def is_new(self) -> bool:
        """The form holds a product that is not stored yet."""
        return self.draft is not None and self.card is None

    @property
    def is_set(self) -> bool:
        """A set that is stored: other goods can be put into it."""
        return self.card is not None and self.card.kind == "set"

    @property
    def is_changed(self) -> bool:
        """Something in the form is not stored."""
        return self.draft is not None and self.draft != self.base

    @property
    def can_save(self) -> bool:
        """The green key works."""
        is_something = self.is_new or self.is_changed
        return self.draft is not None and not self.busy and is_something and bool(self.draft.name.strip())

    @property
    def is_weighed(self) -> bool:
        """The unit in the form has parts: the product is weighed or measured."""
        return self.draft is not None and self.draft.unit_id in self.units_by_weight(True)

    def units_by_weight(self, weighed: bool) -> tuple[UUID, ...]:
        """Units that have parts, or those that have none."""
        return tuple(unit.unit_id for unit in self.choices.units if (unit.decimals > 0) == weighed)

    def with_unit(self, draft: Draft) -> Draft:
        """The same with a unit: pieces, the first that was made, if it has none."""
        units = self.choices.units
        return replace(draft, unit_id=units[0].unit_id) if draft.unit_id is None and units else draft
