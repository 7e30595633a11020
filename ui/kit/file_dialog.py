"""Choosing a file: in the program's own look and language, which the computer's own dialog has not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.kernel.i18n import _
from ui.kit.theme import px


def choose_file(
    parent: QWidget, say: Callable[[str], str], *, folder: Path, kinds: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Opened over the parent; `kinds` as `Price lists (*.csv *.xlsx)`. A choice comes to `chosen`."""
    dialog = QFileDialog(parent, say(_("Choose a file")), str(folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    for part, words in (
        (QFileDialog.DialogLabel.LookIn, _("Folder")), (QFileDialog.DialogLabel.FileName, _("File")),
        (QFileDialog.DialogLabel.FileType, _("Kind")), (QFileDialog.DialogLabel.Accept, _("Open")),
        (QFileDialog.DialogLabel.Reject, _("Cancel")),
    ):
        dialog.setLabelText(part, say(words))
    dialog.setViewMode(QFileDialog.ViewMode.List)
    dialog.setStyleSheet(
        f"QPushButton {{ min-height: {px(48)}px; padding: 0 {px(16)}px; }} QListView::item {{ min-height: {px(40)}px; }}"
        f"QToolButton {{ min-height: {px(40)}px; min-width: {px(40)}px; }}"
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(min(px(820), parent.width()), min(px(560), parent.height()))
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()
    return dialog
