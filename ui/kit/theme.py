"""The theme in use: fonts, sizes at the chosen scale, and the style sheet made from the tokens."""

from __future__ import annotations

from functools import lru_cache
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.kit import tokens
from ui.kit.tokens import BODY, HUGE, LARGE, LIGHT, REGULAR, Colours

FAMILY = "Roboto"
SCALES = (100, 125, 150)
"""Sizes of text in percent that every screen can show without being cut."""
LEAST_GROWTH = 0.2
"""The largest figures grow by a fifth of what the smallest words grow."""


class Theme(QObject):
    """Colours and scale of the whole program, and what its parts say by themselves: the mark before decimals, and the `names` of
    keys that show only a picture. There is one.

    Signals:
        changed: colours or scale are others now; whatever paints itself paints again.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours: Colours = LIGHT
        self.percent = 100
        self.decimal_mark = ","
        self.names: dict[str, str] = {}

    def use(self, app: QApplication, *, colours: Colours, percent: int = 100) -> None:
        """Dress the whole program in these colours at this size of text (percent)."""
        self.colours, self.percent = colours, percent
        _colour.cache_clear()
        _font.cache_clear()
        _width.cache_clear()
        app.setStyle("Fusion")
        app.setFont(font(BODY))
        app.setPalette(_palette(colours))
        app.setStyleSheet(style_sheet(colours, percent))
        self.changed.emit()

    def dress(self, window: QMainWindow) -> None:
        """This window wears the style sheet from now on, and not the whole program: a screen is put together from its smallest
        parts, and each of them would be dressed anew whenever it, or what it is in, finds its place. That is half of the time."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and app.styleSheet():
            app.setStyleSheet("")
        sheet = style_sheet(self.colours, self.percent)
        if window.styleSheet() != sheet:
            window.setStyleSheet(sheet)


THEME = Theme()


def load_fonts() -> None:
    """Roboto in the weights that the screens use; once a program."""
    from font_roboto import font_files

    for name in ("Roboto", "RobotoMedium", "RobotoBold"):
        QFontDatabase.addApplicationFont(font_files[name])


def px(size: int) -> int:
    """A length of the tokens at the chosen scale: room grows by half of what small text grows, or no screen would hold it."""
    return _room(size, THEME.percent)


def type_px(size: int) -> int:
    """A size of type at the chosen scale. What is small grows as was asked for; a total can be read from afar already."""
    return _type(size, THEME.percent)


def _room(size: int, percent: int) -> int:
    return round(size * (100 + (percent - 100) / 2) / 100)


def _type(size: int, percent: int) -> int:
    share = min(1.0, max(LEAST_GROWTH, (HUGE - size) / (HUGE - LARGE)))
    return round(size * (100 + (percent - 100) * share) / 100)


def colour(name: str) -> QColor:
    """A colour of the tokens by its name."""
    return _colour(name)


def mixed(ink: str, ground: str, share: float) -> QColor:
    """`share` of one token's colour over another's."""
    return QColor(tokens.mixed(getattr(THEME.colours, ink), getattr(THEME.colours, ground), share))


def font(size: int, weight: int = REGULAR) -> QFont:
    """Roboto of a size of the tokens at the chosen scale; its figures are all of one width."""
    return _font(size, weight)


def text_width(text: str, size: int, weight: int = REGULAR) -> int:
    """How much room a line of text needs, in pixels (two more than it is wide: it must never be cut for a fraction)."""
    return _width(text, size, weight) if text else 0


def line_height(size: int) -> int:
    """How high a line of text is, in pixels."""
    return QFontMetrics(font(size)).height()


@lru_cache(2000)
def _width(text: str, size: int, weight: int) -> int:
    return QFontMetrics(font(size, weight)).horizontalAdvance(text) + 2


@lru_cache(256)
def _colour(name: str) -> QColor:
    return QColor(getattr(THEME.colours, name))


@lru_cache(64)
def _font(size: int, weight: int) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(type_px(size))
    made.setWeight(QFont.Weight(weight))
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "bg"), (QPalette.ColorRole.Base, "surface"), (QPalette.ColorRole.Button, "surface"),
        (QPalette.ColorRole.AlternateBase, "sunken"), (QPalette.ColorRole.WindowText, "text"), (QPalette.ColorRole.Text, "text"),
        (QPalette.ColorRole.ButtonText, "text"), (QPalette.ColorRole.PlaceholderText, "muted"),
        (QPalette.ColorRole.Highlight, "primary_soft"), (QPalette.ColorRole.HighlightedText, "text"),
        (QPalette.ColorRole.ToolTipBase, "surface"), (QPalette.ColorRole.ToolTipText, "text"), (QPalette.ColorRole.Link, "info"),
    ):
        palette.setColor(role, QColor(getattr(colours, name)))
    return palette


def style_sheet(colours: Colours, percent: int) -> str:
    """The style sheet of what Qt paints itself; our own buttons and lists paint from the tokens.

    It names no type but for fields: the program's font and a label's own would not count then, and every label would need a
    sheet of its own, which takes five times as long as the label.
    """
    values = {name: getattr(colours, name) for name in Colours.__slots__}
    sizes = {f"px{size}": f"{_room(size, percent)}px" for size in (6, 8, 10, 12, 16, 22, 48, 76)}
    sizes |= {f"type{size}": f"{_type(size, percent)}px" for size in (13, 15, 17, 22, 44)}
    return Template(_SHEET).substitute(values | sizes)


_SHEET = """
QWidget { color: $text; }
QMainWindow, #page { background: $bg; }
QLabel { background: transparent; }
QLabel[ink="muted"] { color: $muted; }
QLabel[ink="primary"] { color: $primary; }
QLabel[ink="bad"] { color: $bad; }
QLabel[ink="warn"] { color: $warn; }
QFrame[ground="surface"] { background: $surface; border: none; }
QFrame[ground="card"] { background: $surface; border: 1px solid $line; border-radius: $px16; }
QFrame[ground="line"] { background: $line; border: none; }
QLineEdit, QPlainTextEdit, QSpinBox, QComboBox, QDateEdit {
    background: $surface; border: 1px solid $line; border-radius: $px10; padding: 0 $px12; min-height: $px48;
    selection-background-color: $primary; selection-color: $on_primary; font-size: $type17;
}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus, QDateEdit:focus {
    border: 2px solid $focus; padding: 0 11px;
}
QLineEdit:disabled { color: $muted; background: $sunken; }
QLineEdit[size="title"] { font-size: $type22; font-weight: 500; }
QLineEdit[size="huge"] { font-size: $type44; font-weight: 700; min-height: $px76; }
QLineEdit[wrong="true"] { border: 2px solid $bad; }
QComboBox::drop-down { border: none; width: $px48; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; outline: none; }
QComboBox QListView::item { padding: 0 $px12; }
QAbstractItemView { background: $surface; border: none; outline: none; selection-background-color: $primary_soft;
    selection-color: $text; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line; padding: $px8;
    font-size: $type13; }
QScrollArea, QScrollArea > QWidget > QWidget#form { background: transparent; }
QTableView { gridline-color: $line; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 $px8; }
QScrollBar:vertical { background: transparent; width: $px12; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 5px; min-height: $px48; margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { background: transparent; height: $px12; }
QScrollBar::handle:horizontal { background: $line; border-radius: 5px; min-width: $px48; margin: 1px; }
QCheckBox { spacing: $px12; min-height: $px48; }
QCheckBox::indicator { width: $px22; height: $px22; border: 2px solid $muted; border-radius: 6px; background: $surface; }
QCheckBox::indicator:checked { background: $primary; border-color: $primary; }
QProgressBar { background: $sunken; border: none; border-radius: $px6; height: $px12; text-align: center; }
QProgressBar::chunk { background: $primary; border-radius: $px6; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: $px6; }
"""
