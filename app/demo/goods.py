"""What the grocery “Дүкөн Береке” sells. Made-up goods with valid barcodes; nothing of it goes into a real shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.barcode import ScaleCode, check_digit

VAT_PPM = 120_000
"""12 %, the rate of the Kyrgyz Republic; prices include it."""


@dataclass(frozen=True, slots=True)
class Good:
    """One card. `price_minor` is for one unit in tyiyn, `stock` whole units that are there in the morning."""

    name: str
    code: str
    price_minor: int
    stock: int = 0
    unit: str = "pcs"
    category: str = "grocery"
    kind: str = "goods"
    taxed: bool = True
    scale_code: int | None = None
    box: tuple[str, str, int] | None = None
    """A package: its barcode, its name, how many pieces are in it."""


CATEGORIES = {
    "bread": "Нан-токоч · Хлеб", "dairy": "Сүт азыктары · Молочное", "fresh": "Жемиш-жашылча · Овощи и фрукты",
    "meat": "Эт · Мясо", "drinks": "Суусундуктар · Напитки", "sweets": "Таттуулар · Сладости",
    "grocery": "Азык-түлүк · Бакалея", "home": "Үй үчүн · Для дома",
}

GOODS: Mapping[str, Good] = {
    "bread": Good("Нан «Үй токочу» 500 г", "4701003000016", 3500, 40, category="bread", taxed=False),
    "lepeshka": Good("Лепёшка тандырная", "4701003000023", 3000, 30, category="bread", taxed=False),
    "boorsok": Good("Боорсок домашний 400 г", "4701003000030", 9500, 12, category="bread"),
    "milk": Good("Сүт «Ак-Суу» 3,2 % 1 л", "4701003000047", 8990, 36, category="dairy"),
    "kefir": Good("Кефир «Ак-Суу» 2,5 % 1 л", "4701003000054", 8490, 24, category="dairy"),
    "kaymak": Good("Каймак 20 % 200 г", "4701003000061", 7550, 18, category="dairy"),
    "kymyz": Good("Кымыз «Суусамыр» 1 л", "4701003000078", 16_000, 10, category="dairy"),
    "cheese": Good("Сыр «Нарын» голландский", "4701003000085", 62_000, 14, "kg", "dairy", scale_code=301),
    "kurut": Good("Курут солёный", "4701003000092", 48_000, 8, "kg", "dairy", scale_code=302),
    "tomatoes": Good("Помидор бакинский", "4701003000108", 12_000, 60, "kg", "fresh", taxed=False, scale_code=101),
    "apples": Good("Алма «Апорт» (яблоки)", "4872041700012", 9500, 80, "kg", "fresh", taxed=False, scale_code=102),
    "potatoes": Good("Картошка Ысык-Көл", "4701003000115", 3800, 150, "kg", "fresh", taxed=False, scale_code=103),
    "meat": Good("Уй эти (говядина)", "4701003000122", 65_000, 45, "kg", "meat", scale_code=201),
    "kazy": Good("Қазы домашняя 1 кг", "4872041700029", 145_000, 4, category="meat"),
    "water": Good(
        "Суу «Жыргалаң» газдалган 0,5 л", "4701003000139", 3500, 96, category="drinks",
        box=("4701003000146", "Коробка 12 шт.", 12),
    ),
    "juice": Good("Сок «Ширин» өрүк 1 л", "4701003000153", 11_900, 20, category="drinks"),
    "tea": Good("Чай «Бета» кара 250 г", "4600711200018", 21_500, 25, category="grocery"),
    "green_tea": Good("Көк чай №95 100 г", "4600711200025", 9800, 30, category="grocery"),
    "rice": Good("Күрүч «Өзгөн» 1 кг", "4701003000160", 18_000, 40, category="grocery"),
    "flour": Good("Ун «Дән» 1 сорт 5 кг", "4872041700036", 29_500, 16, category="grocery"),
    "sugar": Good("Кант (сахар) 1 кг", "4701003000177", 9200, 50, category="grocery"),
    "oil": Good("Майлы күнбағыс 1 л", "4872041700043", 15_800, 22, category="grocery"),
    "honey": Good("Бал «Ат-Башы» ақ 500 г", "4701003000184", 42_000, 9, category="sweets"),
    "chocolate": Good("Шоколад «Қазақстан» 100 г", "4872041700050", 13_550, 30, category="sweets"),
    "chak_chak": Good("Чак-чак 300 г", "4701003000191", 17_500, 10, category="sweets"),
    "soap": Good("Самын кир жуугуч 200 г", "4600711200032", 4550, 40, category="home"),
    "basket": Good("Белек себети «Той» (корзина)", "4701003000207", 99_000, category="sweets", kind="set"),
    "delivery": Good("Жеткирүү · Доставка по району", "4701003000214", 15_000, category="home", kind="service"),
}

BASKET = (("tea", 1000), ("honey", 1000), ("chak_chak", 1000), ("kurut", 250))
"""What one gift basket takes from stock: a quantity in thousandths of the product's unit."""

WEIGHT_LABELS = ScaleCode("21", item_from=2, item_length=5, value_from=7, value_length=5, value_kind="weight", value_unit=1)
PRICE_LABELS = ScaleCode("22", item_from=2, item_length=5, value_from=7, value_length=5, value_kind="price", value_unit=1)
"""How the shop's two label scales print: grams, or the sum in tyiyn."""


def label(layout: ScaleCode, key: str, value: int) -> str:
    """What a scale prints for a good: its number and the value, closed by a check digit."""
    digits = f"{layout.prefix}{GOODS[key].scale_code:05d}{value:05d}"
    return digits + check_digit(digits)
