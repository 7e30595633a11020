"""What the kinds of scanned stock documents differ in: their words, and what is asked about a line and about the whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.i18n import _

STORE, TARGET, CATEGORY, ORDER, SUPPLIER, CAUSE, REASON, CAME, EXTRA = (
    "store", "target", "category", "order", "supplier", "cause", "reason", "came", "extra",
)
"""What may be asked about a document; in a form they stand in this order."""


@dataclass(frozen=True, slots=True)
class DraftKind:
    """`way` says of which store it is, and of which `other` (supplier, store or category): `other` itself is what is said while
    there is none. `asks` is what is asked about the document. Of a line the quantity is asked, its cost (`has_cost`), batch and
    expiry (`has_lot`)."""

    kind: str
    box: str
    listed: str
    post: str
    way: str
    other: str
    asks: frozenset[str]
    has_cost: bool = False
    has_lot: bool = False

    @property
    def is_count(self) -> bool:
        """Counted blind, and asked about what nobody has counted."""
        return self.kind == "count"

    @property
    def wants_labels(self) -> bool:
        """What has come may need labels."""
        return self.kind == "receipt"


KINDS = {
    each.kind: each for each in (
        DraftKind(
            "receipt", _("Goods in: barcode, name or article"), _("Goods received"), _("Receive the goods"),
            "{other} → {store}", _("supplier not named"), frozenset({STORE, ORDER, SUPPLIER, CAME, EXTRA}),
            has_cost=True, has_lot=True,
        ),
        DraftKind(
            "count", _("Count: barcode, name or article"), _("Stock count"), _("Post the count"),
            "{store} · {other}", _("The whole store"), frozenset({STORE, CATEGORY}),
        ),
        DraftKind(
            "write_off", _("Write off: barcode, name or article"), _("Goods to write off"), _("Write off"),
            "{store}", "", frozenset({STORE, CAUSE, REASON}),
        ),
        DraftKind(
            "supplier_return", _("Back to the supplier: barcode, name or article"), _("Goods that go back"), _("Send it back"),
            "{store} → {other}", _("supplier not named"), frozenset({STORE, SUPPLIER, REASON}),
        ),
        DraftKind(
            "order", _("Order: barcode, name or article"), _("Goods to order"), _("Place the order"),
            "{other} → {store}", _("supplier not named"), frozenset({STORE, SUPPLIER, REASON}), has_cost=True,
        ),
        DraftKind(
            "transfer", _("Send: barcode, name or article"), _("Goods to send"), _("Send the goods"),
            "{store} → {other}", _("where to is not chosen"), frozenset({STORE, TARGET, REASON}),
        ),
    )
}
