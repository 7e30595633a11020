"""What a label says and where: a label is data, a template is boxes in millimetres. No pictures and no printers here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

What = Literal["name", "price", "old_price", "barcode", "square", "date", "composition"]
WHATS: tuple[What, ...] = ("name", "price", "old_price", "barcode", "square", "date", "composition")


@dataclass(frozen=True, slots=True)
class Label:
    """Texts as they are to be read (sums with their currency). `barcode` is drawn as EAN-13 or EAN-8 where it is one, else as
    Code 128; `square` is the text of a QR code. What is empty is left out."""

    name: str
    price: str = ""
    old_price: str = ""
    barcode: str = ""
    square: str = ""
    date: str = ""
    composition: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where one thing stands, in millimetres from the upper left corner. Text is `size` high at most and shrinks to fit; `right`
    stands at the right edge; `crossed` is struck through."""

    what: What
    x: float
    y: float
    width: float
    height: float
    size: float = 3.0
    strong: bool = False
    right: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A label's size in millimetres and its boxes. Refused by `check`: boxes that stand out of it."""

    name: str
    width: float
    height: float
    boxes: tuple[Box, ...]

    def outside(self) -> tuple[Box, ...]:
        """Boxes that do not lie within the label; such a template must not be used."""
        return tuple(
            box for box in self.boxes
            if box.x < 0 or box.y < 0 or box.width <= 0 or box.height <= 0 or box.x + box.width > self.width + 1e-9
            or box.y + box.height > self.height + 1e-9
        )

    def within(self, width: float, height: float) -> Template:
        """The same label, smaller by one measure where it has no room in so many millimetres; it never grows."""
        share = min(1.0, width / self.width, height / self.height)
        if share == 1.0:
            return self
        boxes = tuple(
            replace(box, x=box.x * share, y=box.y * share, width=box.width * share, height=box.height * share,
                    size=box.size * share)
            for box in self.boxes
        )
        return replace(self, width=self.width * share, height=self.height * share, boxes=boxes)


TEMPLATES = {
    template.name: template
    for template in (
        Template("shelf", 58, 40, (
            Box("name", 2, 1.5, 54, 9, 4.2, strong=True), Box("composition", 2, 10.5, 54, 6, 2.2),
            Box("old_price", 2, 16.5, 24, 4.5, 3.6, crossed=True), Box("price", 24, 15, 32, 9.5, 9, strong=True, right=True),
            Box("barcode", 2, 25, 40, 13), Box("square", 44, 25, 12, 12), Box("date", 2, 20.5, 22, 3.5, 2.6),
        )),
        Template("small", 43, 25, (
            Box("name", 1.5, 1, 40, 6.5, 3.2, strong=True), Box("old_price", 1.5, 7.5, 16, 3.5, 2.8, crossed=True),
            Box("price", 17, 7.5, 24.5, 6.5, 6, strong=True, right=True), Box("barcode", 1.5, 14.5, 40, 9.5),
            Box("date", 1.5, 11, 16, 3, 2.2),
        )),
        Template("goods", 58, 30, (
            Box("name", 2, 1.5, 54, 8, 3.8, strong=True), Box("old_price", 2, 10, 20, 4, 3.2, crossed=True),
            Box("price", 22, 9.5, 34, 8, 7.5, strong=True, right=True), Box("barcode", 2, 18, 54, 10.5),
            Box("date", 2, 14, 20, 3, 2.4),
        )),
    )
}
"""The sizes that shops buy: `shelf` 58 × 40 mm, `goods` 58 × 30, `small` 43 × 25. A shop's own is made of the same boxes."""
