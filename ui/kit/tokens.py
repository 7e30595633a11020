"""The look as data: colours, sizes, spaces. Everything that is painted takes its figures from here. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme, as `#RRGGBB`. `x_soft` is a ground for text in `x`; `on_primary` is text on `primary`."""

    name: str
    bg: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    primary: str
    on_primary: str
    primary_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    info: str
    info_soft: str
    focus: str


LIGHT = Colours(
    name="light", bg="#F4F5F7", surface="#FFFFFF", sunken="#EDEFF2", line="#DFE3E8", text="#141A21", muted="#566070",
    primary="#0B6B4D", on_primary="#FFFFFF", primary_soft="#E2F2EB", warn="#9A4B00", warn_soft="#FFF1DC", bad="#B3261E",
    bad_soft="#FDE9E7", info="#1E4FA8", info_soft="#E6EEFC", focus="#1E6FE0",
)
DARK = Colours(
    name="dark", bg="#0E1217", surface="#171D24", sunken="#10161C", line="#2B343F", text="#EEF2F6", muted="#A2AEBC",
    primary="#3CCB98", on_primary="#04261A", primary_soft="#12342A", warn="#FFB45C", warn_soft="#38270F", bad="#FF8A80",
    bad_soft="#3B1A18", info="#8AB4FF", info_soft="#16243D", focus="#6FB1FF",
)
THEMES = {"light": LIGHT, "dark": DARK}

TEXT_PAIRS = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("bg", "surface", "sunken")),
    *(("text", ground) for ground in ("primary_soft", "warn_soft", "bad_soft", "info_soft")),
    *((ink, f"{ink}_soft") for ink in ("primary", "warn", "bad", "info")),
    *((ink, "surface") for ink in ("primary", "warn", "bad", "info")),
    ("muted", "primary_soft"), ("on_primary", "primary"), ("bad", "bg"), ("surface", "text"),
)
"""Every pair of ink and ground that a screen uses; a test computes that each is 4.5 : 1 or more."""
LEAST_CONTRAST = 4.5

RADIUS_KEY, RADIUS_ACTION, RADIUS_CARD = 10, 12, 16
SMALL, BODY, LARGE, TITLE, FIGURE, HUGE, CHANGE = 13, 15, 17, 22, 26, 44, 56
"""Sizes of type in pixels at 100 %."""
REGULAR, MEDIUM, BOLD = 400, 500, 700
TARGET = 48
"""Nothing that is touched is smaller."""
CART_LINE, PRIMARY, HEADER, FOOTER = 64, 72, 64, 32


def contrast(ink: str, ground: str) -> float:
    """How far two colours (`#RRGGBB`) stand apart, 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(ink: str, ground: str, share: float) -> str:
    """`share` of one colour over another: hover, pressed and disabled states."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(_channels(ink), _channels(ground), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
