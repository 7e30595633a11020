"""Made-up goods for a machine without the real list: Russian names of the right length, valid barcodes, a few categories."""

from __future__ import annotations

import random
from pathlib import Path

from app.kernel.barcode import check_digit

_KINDS = (
    "Молоко", "Кефир", "Чай чёрный", "Чай зелёный", "Печенье", "Шоколад", "Сыр", "Колбаса", "Сок яблочный", "Вода",
    "Макароны", "Рис", "Гречка", "Мука", "Сахар", "Соль", "Масло", "Йогурт", "Хлеб", "Батон", "Конфеты", "Варенье",
    "Кофе", "Какао", "Мыло", "Шампунь", "Порошок", "Салфетки", "Тетрадь", "Ручка", "Батарейка", "Лампа", "Болт", "Саморез",
)
_MAKERS = ("Береке", "Ак-Суу", "Бишкек", "Алтын", "Көктөм", "Умай", "Nova", "Prima", "Тянь-Шань", "Ала-Тоо", "Дордой", "Nestle")
_SORTS = ("классик", "особый", "домашний", "экстра", "детский", "премиум", "лёгкий", "с лимоном", "ваниль", "без сахара")


def made_up_goods(path: Path, count: int, *, seed: int = 1) -> Path:
    """Write a price list of so many goods; the same seed gives the same file."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write("barcode\tname\tcategory\tbrand\n")
        for number in range(count):
            digits = f"460{number:09d}"
            kind, maker = chance.choice(_KINDS), chance.choice(_MAKERS)
            name = f"{kind} {chance.choice(_SORTS)} {maker} {chance.randint(1, 99) * 10}г №{number}"
            file.write(f"{digits}{check_digit(digits)}\t{name}\tПродукты/{kind}\t{maker}\n")
    return path
