"""A panel to choose a folder in, like that for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.kit.file_choice import file_choice


def folder_choice(
    parent: QWidget, say: Callable[[str], str], *, title: str, folder: Path, take: Callable[[Path], None]
) -> QFileDialog:
    """Open it over `parent`; what is chosen goes to `take`."""
    dialog = file_choice(parent, say, title=title, kinds="", folder=folder, take=take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog
