"""A price list as widgets: what is in the file on the right, what is wrong with it on the left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QPlainTextEdit, QProgressBar, QSizePolicy

from app.core.catalog.goods_import import ImportReport
from app.kernel.i18n import _
from ui.bridge.desk import Desk
from ui.formats import count_text
from ui.kit.buttons import Button, primary
from ui.kit.file_choice import file_choice
from ui.kit.form import scrolling_card
from ui.kit.parts import column, hairline, label, row, set_ink, two_panes, wide
from ui.kit.screen import Screen
from ui.kit.theme import px, type_px
from ui.kit.tokens import BOLD, LARGE, TITLE
from ui.pages.goods_import.model import PART, ImportModel, ImportView

KINDS = "*.csv *.tsv *.txt *.xlsx *.gz *.xz"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ImportPage(Screen):
    """Signals:
    left: back to the goods.
    """

    left = Signal()

    def __init__(self, desk: Desk, model: ImportModel) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self.title = desk.say(_("Price list from a file"))
        self.chips = (self.way_back(desk.say(_("Back to the goods"))),)
        self.dialog: QFileDialog | None = None
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setAccessibleName(desk.say(_("What is wrong with the file")))
        self.list.setStyleSheet(f"QPlainTextEdit {{ border: none; padding: {px(12)}px; font-size: {type_px(15)}px; }}")
        self._shown: ImportReport | None = None
        self._is_told = False
        self._lay_out()
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        say = self._desk.say
        self._head = label(size=LARGE, weight=BOLD, wrap=True)
        self.copy = Button(say(_("Copy the list")), look="soft")
        self.copy.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head = row(self._head, self.copy, gap=12, margin=(20, 8, 20, 8), grow=(0,))
        task = _(
            "Choose a file with goods: CSV or XLSX. The first row names the columns: name, barcode, price, article, category, "
            "unit. Nothing is stored before you have seen what would change."
        )
        self._task = label(say(task), size=LARGE, ink="muted", wrap=True)
        self._task.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._task.setContentsMargins(px(40), 0, px(40), 0)
        left = column(head, hairline(), self.list, self._task, gap=0, grow=(2, 3))
        self._file = label(size=TITLE, weight=BOLD, wrap=True)
        self._stage = label(ink="muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, PART)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(12))
        self._counts = QGridLayout()
        self._counts.setVerticalSpacing(px(12))
        self._counts.setColumnStretch(0, 1)
        self._figures = [self._count(place) for place in range(len(_FIGURES))]
        card = scrolling_card(column(self._file, self._stage, self.bar, self._counts, 1, gap=12))
        self.other = wide(Button(say(_("Another file"))))
        self.cancel = wide(Button(say(_("Cancel")), picture="close"))
        self.go_on = primary(say(_("Choose a file")), hint="Enter")
        right = column(card, row(self.other, self.cancel, gap=8), self.go_on, gap=12, margin=16, grow=(0,))
        self.setLayout(two_panes(left, right, left_share=56))
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _count(self, place: int) -> tuple[QLabel, QLabel]:
        words = label(self._desk.say(_FIGURES[place][1]), ink="muted", wrap=True)
        figure = label(size=LARGE, weight=BOLD, right=True)
        self._counts.addWidget(words, place, 0)
        self._counts.addWidget(figure, place, 1)
        return words, figure

    def _connect(self) -> None:
        self.go_on.clicked.connect(self._go_on)
        self.other.clicked.connect(self.choose)
        self.cancel.clicked.connect(self._model.cancel)
        self.copy.clicked.connect(self._copy)
        self.list.installEventFilter(self)
        self._model.changed.connect(self._render)
        QShortcut(QKeySequence("Ctrl+O"), self, self.choose)

    # --- gestures ---

    def shown(self) -> None:
        self.setFocus()

    def go_back(self) -> bool:
        """What is under way goes on; it is shown again when somebody comes back."""
        if self._model.view.stage == "done":
            self._model.forget()
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.isAutoRepeat():
            self._go_on()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Return in the list is the green key: the list is only read."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            if not event.isAutoRepeat():
                self._go_on()
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            self._model.look(Path(path))

    def choose(self) -> None:
        """Another file, in a panel of our own."""
        if self._model.view.is_under_way:
            return
        say, before = self._desk.say, self._model.view.path
        self.dialog = file_choice(
            self, say, title=say(_("Choose a file")), kinds=f"{say(_('Price lists'))} ({KINDS})",
            folder=before.parent if before else Path.home(), take=self._model.look,
        )

    def _go_on(self) -> None:
        view = self._model.view
        if view.can_store:
            self._model.store()
        elif view.stage == "done":
            self.go_back()
        elif not view.is_under_way:
            self.choose()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.list.toPlainText())

    # --- what is shown ---

    def _render(self) -> None:
        view, say = self._model.view, self._desk.say
        self._file.setText(view.path.name if view.path is not None else say(_("No file is chosen yet.")))
        self._stage.setText(self._stage_words(view))
        self.bar.setVisible(view.is_under_way)
        self.bar.setValue(view.part)
        self.cancel.setVisible(view.is_under_way)
        self.other.setVisible(not view.is_under_way and view.path is not None)
        self._show_figures(view)
        if view.report is not self._shown or not self._is_told:
            self._shown, self._is_told = view.report, True
            self._show_notes(view.report)
        words, detail = self._green(view)
        self.go_on.show_as(text=say(words), detail=detail, enabled=not view.is_under_way)

    def _green(self, view: ImportView) -> tuple[str, str]:
        if view.can_store or view.stage == "store":
            return _("Store"), count_text(view.to_store, self._desk.language)
        return (_("To the goods"), "") if view.stage == "done" else (_("Choose a file"), "")

    def _stage_words(self, view: ImportView) -> str:
        say, report = self._desk.say, view.report
        if view.is_under_way:
            words = _("Looking through the file: {count} rows") if view.stage == "look" else _("Storing: {count} rows")
            return say(words).format(count=count_text(view.rows, self._desk.language))
        if report is None:
            return ""
        if view.stage == "looked":
            nothing = _("There is nothing to store: no row is new or changed.")
            return say(_("Nothing is stored yet.") if view.can_store else nothing)
        if report.cancelled:
            return say(_("Cancelled. What is counted here is stored."))
        return say(_("The file breaks off; what stands before that is stored.") if report.stopped else _("Everything is stored."))

    def _show_figures(self, view: ImportView) -> None:
        for (name, _words, ink), parts in zip(_FIGURES, self._figures, strict=True):
            count = _counted(view, name)
            for part in parts:
                part.setVisible(count is not None and not view.is_under_way)
            figure = parts[1]
            figure.setText(count_text(count or 0, self._desk.language))
            set_ink(figure, ink if count else "text")

    def _show_notes(self, report: ImportReport | None) -> None:
        say = self._desk.say
        notes = self._model.notes()
        line = say(_("Line {line}: {sentence}"))
        told = [line.format(line=note.line, sentence=note.sentence) for note in notes]
        warnings = sum(not note.is_error for note in notes)
        if warnings:
            told.insert(len(notes) - warnings, say(_("Good enough to be stored, but look at these:")))
        left = len(report.errors) + len(report.warnings) + bool(report.stopped) - len(notes) if report is not None else 0
        if left > 0:
            told.append(say(_("… and {count} more.")).format(count=count_text(left, self._desk.language)))
        self.list.setPlainText("\n".join(told))
        self.list.setVisible(bool(told))
        self._task.setVisible(not told)
        if report is not None and not told:
            self._task.setText(say(_("Every row of the file is good.")))
        self.copy.setVisible(bool(told))
        self._head.setText(say(_("What is wrong with the file")) if told else "")


_FIGURES = (
    ("rows", _("Rows in the file"), "text"), ("added", _("New goods"), "primary"), ("changed", _("Changed goods"), "primary"),
    ("unchanged", _("Unchanged"), "text"), ("without_price", _("Without a price"), "warn"), ("odd", _("Rows to look at"), "warn"),
    ("bad", _("Rows that cannot be stored"), "bad"),
)


def _counted(view: ImportView, name: str) -> int | None:
    report = view.report
    if report is None:
        return None
    counts = {"odd": len(report.warnings), "bad": len(report.errors)}
    return counts[name] if name in counts else int(getattr(report, name))
