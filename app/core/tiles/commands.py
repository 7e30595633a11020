"""Arranging quick goods, and giving them pictures."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.audit.commands import audit
from app.core.staff.access import require
from app.core.tiles.rules import check_page, check_picture, written
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Right
from db.models.catalog import Category, Product
from db.models.tiles import ProductPicture, TilePage
from db.uow import Uow


def arrange_tiles(
    uow: Uow, *, product_ids: Sequence[UUID], off_ids: Sequence[UUID] = (), category_id: UUID | None = None
) -> None:
    """These goods come first on the tab of a category (None: the first tab), in this order; those in `off_ids` never do.

    Every till of the branch shows it. Refused: `right.missing`, `tiles.too_many`, `tiles.twice`, `not_found`.
    """
    require(uow, Right.EDIT_GOODS)
    check_page(product_ids, off_ids)
    if category_id is not None:
        uow.must_exist(Category, category_id)
    _check_products(uow, [*product_ids, *off_ids])
    text = written(product_ids, off_ids)
    branch_id = uow.place.branch_id
    found = select(TilePage).where(TilePage.branch_id == branch_id, TilePage.category_id.is_not_distinct_from(category_id))
    page = uow.session.scalar(found.order_by(TilePage.id).limit(1))
    if page is None:
        uow.add_card(TilePage(id=uow.new_id(), branch_id=branch_id, category_id=category_id, product_ids=text))
    else:
        uow.change_card(page, product_ids=text)
    uow.touch("tiles")


def set_picture(uow: Uow, *, product_id: UUID, image: bytes) -> None:
    """A product's picture: a JPEG or PNG of at most 64 KiB, which the screens have made small before.

    Refused: `right.missing`, `picture.too_large`, `picture.unreadable`, `not_found`.
    """
    require(uow, Right.EDIT_GOODS)
    check_picture(image)
    _check_products(uow, [product_id])
    row = uow.session.get(ProductPicture, product_id)
    if row is None:
        uow.add(ProductPicture(product_id=product_id, image=image, changed_at=uow.now))
    else:
        row.image, row.changed_at = image, uow.now
    uow.touch("picture")
    audit(uow, "product.changed", product_id, fields=["picture"])


def remove_picture(uow: Uow, *, product_id: UUID) -> None:
    """The product has no picture any more; nothing happens if it had none. Refused: `right.missing`."""
    require(uow, Right.EDIT_GOODS)
    row = uow.session.get(ProductPicture, product_id)
    if row is not None:
        uow.session.delete(row)
        uow.touch("picture")
        audit(uow, "product.changed", product_id, fields=["picture"])


def _check_products(uow: Uow, product_ids: Sequence[UUID]) -> None:
    """All of them are there and still sold. Refused: `not_found`."""
    there = set(uow.session.scalars(select(Product.id).where(Product.id.in_(product_ids), Product.deleted_at.is_(None))))
    missing = next((product_id for product_id in product_ids if product_id not in there), None)
    if missing is not None:
        raise RuleBroken("not_found", table="product", id=missing)
